// Integrals with known values for nested samplers.
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "evidence/nested/explore/evidence_target.hpp"

namespace inquest::testing {

struct EvidenceProblem {
  std::string name;
  ParameterSpace space;
  BatchLogLikelihood log_likelihood;
  double log_z;
  double information;  // NaN where not known

  EvidenceTarget target() const { return {space, log_likelihood}; }
};

/// gauss10: U(-10, 10)^d, N(0, C) with unit variances and correlations of 0.95.
EvidenceProblem correlated_gauss(std::size_t d);

/// rastrigin2: U(-5.12, 5.12)^2, 121 modes on a bowl.
EvidenceProblem rastrigin();

/// eggbox2: U(0, 10 pi)^2, (2 + cos(a / 2) cos(b / 2))^5, 18 modes.
EvidenceProblem eggbox();

/// shells2, shells10: U(-6, 6)^d, two shells of radius 2 and width 0.1 around +-3.5 on the first axis.
EvidenceProblem shells(std::size_t d);

/// ts20, tq20, ...: y = A theta + noise with theta ~ N(0, I), A_i0 = 2 x_i, A_ij = cos((j - 1/2) x_i), x in [0, pi /
/// 2]. The noise is `sigma`, or where that is 0 sqrt(0.01 data) (2.5 ... 4)^2.
EvidenceProblem time_series(std::size_t data, std::size_t parameters, double sigma);

/// The distinct values of some parameters at which a likelihood was called: what a slow part that is kept would cost.
struct SlowCalls {
  std::mutex mutex;
  std::set<std::vector<double>> values;
};

/// The same with all but the last `slow` parameters `speed` times faster; `calls` counts the values of those, if any.
EvidenceProblem with_speed(const EvidenceProblem& problem, std::size_t slow, double speed,
                           const std::shared_ptr<SlowCalls>& calls = nullptr);

/// One by its name; throws Error(usage).
EvidenceProblem evidence_problem(const std::string& name);
std::vector<std::string> evidence_problem_names();

}  // namespace inquest::testing
