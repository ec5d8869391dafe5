// Ensemble slice sampling (Karamanis & Beutler 2021, "Ensemble slice sampling", zeus), vectorised over chains.
//
// The chains of one half move along differences of two chains of the other half, so that steps follow the scales and
// correlations of the target by themselves; no gradient and no proposal is needed. Each move is a slice update (Neal
// 2003) with stepping-out and shrinkage. After it each chain may jump by a whole such difference (differential
// evolution with gamma = 1, ter Braak 2006), which leads from mode to mode.
#pragma once

#include <span>
#include <vector>

#include "core/base/random.hpp"
#include "core/sampling/chain_sampler.hpp"

namespace inquest {

class EnsembleSlice final : public ChainSampler {
 public:
  /// Starts at `z` [chains, d], with an even number of chains, at least 4; throws Error(data) where the density
  /// vanishes.
  EnsembleSlice(LogDensity target, Matrix z, Seed seed);

  void step(bool tune) override;

  const Matrix& z() const override { return z_; }
  const std::vector<double>& log_density() const override { return density_; }
  std::size_t evaluations() const override { return evaluations_; }
  double scale() const { return scale_; }  // of the moves, in differences of chains

 private:
  struct Line;
  struct Trial;
  using Half = std::span<const std::size_t>;

  void evaluate_batch(ConstMatrixView z, std::span<double> out);
  void evaluate_trials(std::vector<Trial>& trials);
  std::vector<Line> draw_lines(Half moving, Half others);
  void step_out(std::vector<Line>& lines);
  void shrink(std::vector<Line>& lines);
  void jump(Half moving, Half others);
  void tune();

  /// z[first] - z[second] of two different chains out of `from`.
  std::vector<double> difference(Half from);

  LogDensity target_;
  Random random_;
  Matrix z_;
  std::vector<double> density_;
  double scale_ = 1;
  std::size_t evaluations_ = 0;
  std::size_t expansions_ = 0;    // of the step that is under way
  std::size_t contractions_ = 0;  // of the step that is under way
};

}  // namespace inquest
