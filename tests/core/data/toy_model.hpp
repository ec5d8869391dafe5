// A model for tests of the store: cheap, and its numbers depend on theta and seed alone.
#pragma once

#include <atomic>
#include <chrono>
#include <cmath>
#include <memory>
#include <optional>
#include <thread>

#include "core/base/random.hpp"
#include "core/model/batch_failures.hpp"
#include "core/model/model.hpp"

namespace inquest::testing {

struct ToyOptions {
  std::string version = "1";
  double offset = 0;                     // an option that the version does not tell of
  std::optional<double> offset_at = {};  // the one theta_0 that has the offset; all where there is none
  double failing_share = 0;              // of rows
  std::string batch_failure = {};        // that it tells of
  bool ignores_seeds = false;            // and so breaks the law of simulators
  std::chrono::microseconds pause{0};    // per row
  double width = 1;                      // of the prior
};

/// x = theta_0 + offset + noise, in [2, 2] data.
class ToySimulator final : public Simulator, public FailureLog, public BatchFailures {
 public:
  explicit ToySimulator(ToyOptions options) : options_(std::move(options)) {
    info_ = {.name = "toy", .version = options_.version, .parameters = {"a", "b"}, .data_shape = {2, 2}};
  }
  const SimulatorInfo& info() const override { return info_; }
  std::string last_failure() const override { return "the toy broke"; }
  std::string batch_failure() const override { return options_.batch_failure; }
  std::size_t rows_made() const { return rows_made_; }

  void simulate(ConstMatrixView theta, std::span<const Seed> seeds, MatrixView x,
                std::span<SimulationStatus> status) const override {
    for (std::size_t i = 0; i < theta.rows(); ++i) {
      ++rows_made_;
      if (options_.pause.count() > 0) std::this_thread::sleep_for(options_.pause);
      Random random(options_.ignores_seeds ? Seed{rows_made_} : seeds[i]);
      const double offset = options_.offset_at.value_or(theta(i, 0)) == theta(i, 0) ? options_.offset : 0;
      for (double& value : x.row(i)) value = theta(i, 0) + offset + random.normal();
      if (random.uniform() < options_.failing_share) status[i] = SimulationStatus::failed;
    }
  }

 private:
  ToyOptions options_;
  SimulatorInfo info_;
  mutable std::atomic<std::size_t> rows_made_{0};
};

inline Parameter toy_parameter(const std::string& name, Prior prior) {
  Parameter parameter;
  parameter.name = name;
  parameter.latex = name;
  parameter.prior = std::move(prior);
  return parameter;
}

inline Model toy_model(const std::string& name, const ToyOptions& options = {}) {
  SimulatorBundle bundle;
  bundle.simulator = std::make_shared<ToySimulator>(options);
  ParameterSpace space({toy_parameter("a", Prior::uniform(0, options.width)), toy_parameter("b", Prior::normal(0, 1))});
  return {name, std::move(space), std::move(bundle), 0};
}

inline const ToySimulator& toy_simulator(const Model& model) {
  return dynamic_cast<const ToySimulator&>(model.simulator());
}

inline bool same_bits(const Simulations& a, const Simulations& b) {
  return a.theta == b.theta && a.x == b.x && a.status == b.status && a.seeds == b.seeds;
}

}  // namespace inquest::testing
