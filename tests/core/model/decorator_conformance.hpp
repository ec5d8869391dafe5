// What every decorator of a likelihood or a simulator is held to: it has the capabilities of what it decorates, no more
// and no less, and the same numbers. A capability that is new gets a line in `require_same_capabilities`.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "core/base/decorator.hpp"
#include "core/model/model.hpp"
#include "tests/support/catch.hpp"

namespace inquest::testing {

/// -(x_0 - theta_0)^2 / 2, and nothing else.
class PlainParabola : public Likelihood {
 public:
  void log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const override {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = -0.5 * (theta(i, 0) - x[0]) * (theta(i, 0) - x[0]);
  }
};

class SmoothParabola : public PlainParabola, public DifferentiableLikelihood {
 public:
  void log_likelihood_gradient(ConstMatrixView theta, std::span<const double> x, std::span<double> out,
                               MatrixView gradient) const override {
    log_likelihood(theta, x, out);
    for (std::size_t i = 0; i < out.size(); ++i) gradient(i, 0) = x[0] - theta(i, 0);
  }
};

class VersionedParabola final : public PlainParabola, public VersionedLikelihood {
 public:
  std::string version() const override { return "seven"; }
};

class LearnedParabola final : public SmoothParabola, public LikelihoodMembers {
 public:
  std::size_t members() const override { return 2; }
  Matrix member_log_likelihoods(ConstMatrixView theta, std::span<const double> x) const override {
    Matrix values(2, theta.rows());
    for (std::size_t k = 0; k < 2; ++k) log_likelihood(theta, x, values.row(k));
    return values;
  }
  double error_of(std::span<const double> values) const override { return values[0] - values[1]; }
};

/// Each `has` what `decorated` has, and no more.
template <class Interface, class Capability>
void require_same_capability(const Interface& decorator, const Interface& decorated) {
  CHECK((capability_of<Capability>(decorator) != nullptr) == (capability_of<Capability>(decorated) != nullptr));
}

inline void require_same_numbers(const Likelihood& decorator, const Likelihood& decorated) {
  Matrix theta(5, 1);
  theta.values() = {-1, 0, 0.5, 2, 9};
  const std::vector<double> x{0.3};
  const auto values = [&](const Likelihood& likelihood) {
    std::vector<double> out(theta.rows());
    likelihood.log_likelihood(theta, x, out);
    return out;
  };
  CHECK(values(decorator) == values(decorated));
  CHECK(values(decorator) == values(decorated));  // asked again, it may answer in another way
  const auto gradient = [&](const Likelihood& likelihood) {
    std::vector<double> out(theta.rows());
    Matrix slopes(theta.rows(), 1);
    if (const auto* smooth = capability_of<DifferentiableLikelihood>(likelihood)) {
      smooth->log_likelihood_gradient(theta, x, out, slopes);
    }
    return slopes;
  };
  CHECK(gradient(decorator) == gradient(decorated));
  const auto members = [&](const Likelihood& likelihood) {
    const auto* with_members = capability_of<LikelihoodMembers>(likelihood);
    return with_members == nullptr ? Matrix() : with_members->member_log_likelihoods(theta, x);
  };
  CHECK(members(decorator) == members(decorated));
  const auto version = [&](const Likelihood& likelihood) {
    const auto* versioned = capability_of<VersionedLikelihood>(likelihood);
    return versioned == nullptr ? "" : versioned->version();
  };
  CHECK(version(decorator) == version(decorated));
}

/// Holds a decorator to likelihoods of each kind.
inline void check_likelihood_decorator(
    const std::function<std::shared_ptr<const Likelihood>(std::shared_ptr<const Likelihood>)>& decorate) {
  const std::vector<std::shared_ptr<const Likelihood>> kinds{
      std::make_shared<const PlainParabola>(), std::make_shared<const SmoothParabola>(),
      std::make_shared<const VersionedParabola>(), std::make_shared<const LearnedParabola>()};
  for (const auto& decorated : kinds) {
    CAPTURE(typeid(*decorated).name());
    const auto decorator = decorate(decorated);
    require_same_capability<Likelihood, DifferentiableLikelihood>(*decorator, *decorated);
    require_same_capability<Likelihood, VersionedLikelihood>(*decorator, *decorated);
    require_same_capability<Likelihood, LikelihoodMembers>(*decorator, *decorated);
    require_same_numbers(*decorator, *decorated);
  }
}

/// Holds a decorated model to the model, with rows that fail where it has such.
inline void check_simulator_decorator(const Model& decorator, const Model& decorated) {
  CHECK(decorator.simulator().info() == decorated.simulator().info());
  require_same_capability<Simulator, FailureLog>(decorator.simulator(), decorated.simulator());
  const Simulations ours = draw_joint(decorator, Seed{2}, 0, 30), theirs = draw_joint(decorated, Seed{2}, 0, 30);
  CHECK(ours.status == theirs.status);
  for (std::size_t i = 0; i < 30; ++i) {
    if (theirs.status[i] != SimulationStatus::ok) continue;
    CHECK(std::ranges::equal(ours.x.row(i), theirs.x.row(i)));
  }
  const auto failure = [](const Model& model) {
    const auto* log = capability_of<FailureLog>(model.simulator());
    return log == nullptr ? "" : log->last_failure();
  };
  CHECK(failure(decorator) == failure(decorated));
}

}  // namespace inquest::testing
