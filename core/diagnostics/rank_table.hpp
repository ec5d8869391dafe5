// RankTable: where the true parameters of held-out simulations stand among draws of their posteriors.
//
// If the posteriors are right, the truth of a row is one more draw of it: any function of the parameters (of one of
// them, of their density, of their distance to a point) gives it any place among the draws with the same probability
// (Cook, Gelman & Rubin 2006; Talts et al. 2018, arXiv:1804.06788; Modrak et al. 2023, arXiv:2211.02383). Places are
// made continuous by lot, so that they are exactly uniform for any number of draws and for functions with ties.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/matrix_view.hpp"
#include "core/base/random.hpp"

namespace inquest {

class RankTable {
 public:
  /// Of `draws` > 0 draws in each of `rows` > 0 rows.
  RankTable(std::size_t rows, std::size_t draws, Seed seed);

  /// Adds a function by its values [rows, 1 + draws], that of the truth first; none is NaN.
  void add(ConstMatrixView values);

  std::size_t rows() const { return rows_; }
  std::size_t functions() const { return uniforms_.size(); }

  /// (number of draws below the truth, ties by lot, + a uniform number) / (1 + draws) of each row [rows].
  const std::vector<double>& uniforms(std::size_t function) const { return uniforms_[function]; }

  /// The p-value of functions [first, last) together, however they depend on each other: how often their most unlikely
  /// order statistic is as unlikely where in each row one of truth and draws, by lot, is taken for the truth.
  double joint_p_value(std::size_t first, std::size_t last, std::size_t redraws = 999) const;

 private:
  std::size_t rows_;
  std::size_t size_;  // 1 + draws
  Seed seed_;
  std::vector<std::vector<double>> uniforms_;      // [functions][rows]
  std::vector<std::vector<std::uint32_t>> place_;  // [functions][rows * size], of truth and draws
};

}  // namespace inquest
