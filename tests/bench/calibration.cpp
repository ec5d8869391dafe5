// Calibration of a known posterior: p-values of the right one, and how often faults are found.
//
//   bench_calibration [repeats of the null] [repeats of each fault]
//
// Rows are 1,000 simulations and 250 draws each. A cell is the share of repeats whose p-value is below 0.01; for the
// right posterior the distance of all p-values from uniform ones too, which exceeds 1.95 / sqrt(repeats) once in a
// thousand. The last column is asked at one observation, x; near it are 10% of the simulations.
#include "core/diagnostics/calibration.hpp"

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <map>

#include "core/base/number_format.hpp"
#include "core/diagnostics/local_c2st.hpp"
#include "core/diagnostics/nearest_references.hpp"
#include "core/diagnostics/uniformity.hpp"
#include "tests/support/known_posterior.hpp"
#include "tests/support/training_recorder.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

constexpr std::size_t rows = 1000;
constexpr std::size_t draws = 250;
constexpr std::size_t draws_at_observation = 1000;
constexpr double limit = 0.01;

using PValues = std::map<std::string, std::vector<double>>;

void add(const PosteriorFault& fault, Seed seed, PValues& p) {
  const KnownPosterior posterior(fault);
  const auto [theta, x] = KnownPosterior::simulate(rows, seed);
  const auto [pool_theta, pool_x] = KnownPosterior::simulate(rows, seed.child("pool"));
  TrainingRecorder recorder;
  const HeldOutDraws held_out = draw_held_out(posterior, theta, x, draws, seed.child("draws"), recorder);
  const Calibration near =
      calibrate(posterior.space(), held_out, nearest_references(x, pool_x, pool_theta), seed.child("near"));
  p["1 parameter"].push_back(near.parameters[1].p_value);
  p["2 parameters"].push_back(near.parameters_p);
  p["3 regions"].push_back(near.coverage->p_value);
  p["4 pairs"].push_back(near.pairs_p);
  p["5 tarp"].push_back(near.tarp.p_value);
  // References that know nothing of the data: parameters of other simulations.
  p["6 tarp, blind"].push_back(calibrate(posterior.space(), held_out, pool_theta, seed.child("blind")).tarp.p_value);
  const ObservedDraws observed{posterior.draws_at_observation(draws_at_observation, seed.child("observed")),
                               {std::begin(known_observation), std::end(known_observation)}};
  p["7 local C2ST"].push_back(local_c2st(posterior.space(), held_out, x, observed, seed.child("c2st")).p_value);
}

void print(const std::string& name, const PValues& p, bool null) {
  std::cout << "| " << name;
  for (const auto& [test, values] : p) {
    const auto found = std::ranges::count_if(values, [](double value) { return value < limit; });
    std::cout << " | " << fixed(static_cast<double>(found) / static_cast<double>(values.size()), 3);
    if (null) std::cout << " (" << fixed(largest_deviation(values), 3) << ")";
  }
  std::cout << " |" << std::endl;
}

}  // namespace

int main(int count, char** words) {
  const int null_repeats = count > 1 ? std::atoi(words[1]) : 1000;
  const int fault_repeats = count > 2 ? std::atoi(words[2]) : 50;
  const std::vector<PosteriorFault> faults = {{.name = "right"},
                                              {.name = "20% too narrow", .width = 0.8},
                                              {.name = "20% too wide", .width = 1.2},
                                              {.name = "0.3 sd off", .shift = 0.3},
                                              {.name = "a mode of 20% lost", .one_mode = true},
                                              {.name = "a correlation of -0.6 dropped", .independent = true},
                                              {.name = "the prior", .forgets = true},
                                              {.name = "30% too narrow near x", .width = 0.7, .near_only = true},
                                              {.name = "0.5 sd off near x", .shift = 0.5, .near_only = true}};
  std::cout << "| posterior | parameter b | parameters | regions | pairs | tarp | tarp, blind | local C2ST "
               "|\n|---|---|---|---|---|---|---|---|\n";
  for (const PosteriorFault& fault : faults) {
    PValues p;
    const bool null = fault.name == "right";
    for (int i = 0; i < (null ? null_repeats : fault_repeats); ++i)
      add(fault, Seed{1000 + static_cast<std::uint64_t>(i)}, p);
    print(fault.name, p, null);
  }
}
