// Calibration of a posterior on held-out simulations: whether its error bars hold, over the whole prior.
//
// The truth of each simulation is ranked among draws of its posterior (core/diagnostics/rank_table.hpp) by
//
//   sbc         each parameter (Talts et al. 2018, arXiv:1804.06788)
//   coverage    the density: regions of highest density hold the truth as often as they say (Hermans et al. 2022,
//               arXiv:2110.06581)
//   tarp        the distance to a reference, in coordinates where the prior is N(0, 1) (Lemos et al. 2023,
//               arXiv:2302.03026)
//   pairs       of each two parameters this distance, and the product of what they are off the mean of the draws, which
//               knows of correlations (Modrak et al. 2023, arXiv:2211.02383, on functions that depend on the data)
//
// Every p-value is exactly uniform where the posteriors are right, and rows and draws independent. The prior itself
// passes all of these as a posterior, and so does any other that forgets data, unless the references know the data:
// `nearest` are the parameters of the simulation whose data are nearest, of simulations that are not tested.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/measured.hpp"
#include "core/diagnostics/held_out_draws.hpp"

namespace inquest {

/// A function of the parameters, and how the truth ranks in it.
struct RankTest {
  std::string name;
  std::vector<double> uniforms;  // [n], uniform where the posterior is right
  double p_value = 1;
  double max_deviation = 0;  // of their distribution function from that of uniform numbers
};

/// What the ranks of one parameter say in words: where the truth lies among draws, in standard deviations of these.
struct RankScale {
  double shift = 0;  // mean; above 0 posteriors lie too low
  double width = 1;  // standard deviation; above 1 posteriors are too narrow by this factor
};

/// The test of these numbers, which a function of this name has given.
RankTest rank_test(std::string name, const std::vector<double>& uniforms);
RankScale rank_scale(const std::vector<double>& uniforms);

struct Calibration {
  std::size_t rows = 0;
  std::size_t draws = 0;
  std::vector<std::string> left_out = {};  // rows without an answer, and why
  std::vector<RankTest> parameters = {};   // [d]
  std::vector<RankScale> scales = {};      // [d]
  double parameters_p = 1;                 // of all of them together
  std::optional<RankTest> coverage = {};   // where densities can be told
  RankTest tarp = {};
  std::vector<RankTest> pairs = {};       // "a, b"; none of one or two parameters, or of more than ten
  double pairs_p = 1;                     // of all of them together
  std::optional<Measured> log_prob = {};  // mean of ln q(theta | x) where normalised, nats
};

/// For draws at held-out rows and the references [n, d] of the distances, parameters of the space.
Calibration calibrate(const ParameterSpace& space, const HeldOutDraws& held_out, ConstMatrixView references, Seed seed);

/// The shares of regions of highest density that hold the truth, one for each of `levels` in (0, 1).
std::vector<double> observed_coverage(const RankTest& coverage, const std::vector<double>& levels);

}  // namespace inquest
