// One route of a corner plot: its marginals and regions, whether from draws or from moments.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "apps/report/data/report_data.hpp"
#include "apps/report/plot/axes.hpp"
#include "apps/report/plot/density.hpp"

namespace inquest {

/// The regions of highest density that a corner plot shows.
inline constexpr std::array<double, 2> corner_masses = {0.68, 0.95};

/// Contours of a joint density, as polygons around each of `corner_masses`.
using Regions = std::array<std::vector<std::vector<Point>>, corner_masses.size()>;

class CornerRoute {
 public:
  /// Draws that are not finite are left out and counted.
  CornerRoute(const ReportModel& model, const PosteriorResult& posterior);

  bool has_draws() const { return !columns_.empty() && !columns_.front().empty(); }
  std::size_t left_out() const { return left_out_; }

  /// Where nearly all of the marginal of parameter i lies.
  AxisRange range(std::size_t i) const;

  /// Marginal density of parameter i; `shown` is the range of a Gaussian's curve.
  std::vector<Point> marginal(std::size_t i, AxisRange shown) const;

  /// Regions of parameters i (horizontal) and j.
  Regions regions(std::size_t i, std::size_t j) const;

 private:
  DrawsOf draws_of(std::size_t i) const;
  Regions ellipses(std::size_t i, std::size_t j) const;

  const ReportModel& model_;
  const PosteriorSummary& summary_;
  std::vector<std::vector<double>> columns_;  // [d][n], finite
  std::size_t left_out_ = 0;
};

}  // namespace inquest
