// A straight line with noise, and versions of it that break the law of simulators in one way each.
#pragma once

#include <atomic>
#include <chrono>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <thread>

#include "core/base/random.hpp"
#include "core/model/model.hpp"

namespace inquest::testing {

/// x_j = intercept + slope j + offset + noise
class LineSimulator final : public Simulator {
 public:
  enum class Flaw {
    none,
    not_finite,
    state,
    batch,
    neighbour,
    unset_status,
    throws,
    sometimes_fails,
    ignores_seed,
    noiseless_number,
    slow
  };

  explicit LineSimulator(Flaw flaw = Flaw::none, std::size_t data = 3, bool deterministic = false)
      : info_{"line", "1", {"intercept", "slope", "offset"}, {data}, {}, deterministic}, flaw_(flaw) {}

  const SimulatorInfo& info() const override { return info_; }

  void simulate(ConstMatrixView theta, std::span<const Seed> seeds, MatrixView x,
                std::span<SimulationStatus> status) const override {
    if (flaw_ == Flaw::throws) raise(ErrorKind::data, "the line broke");
    for (std::size_t i = 0; i < theta.rows(); ++i) {
      if (flaw_ == Flaw::slow) std::this_thread::sleep_for(std::chrono::milliseconds(50));
      Random random(flaw_ == Flaw::ignores_seed ? Seed{7} : seeds[i]);
      const double level = theta(i, 0) + theta(i, 2) + flawed_level(i, seeds);
      for (std::size_t j = 0; j < x.cols(); ++j) {
        x(i, j) = level + theta(i, 1) * static_cast<double>(j);
        if (flaw_ != Flaw::noiseless_number || j != 1) x(i, j) += random.normal();
      }
      const bool fails = flaw_ == Flaw::sometimes_fails && theta(i, 1) > 0;
      if (flaw_ != Flaw::unset_status) status[i] = fails ? SimulationStatus::failed : SimulationStatus::ok;
    }
  }

 private:
  double flawed_level(std::size_t row, std::span<const Seed> seeds) const {
    switch (flaw_) {
      case Flaw::not_finite:
        return std::numeric_limits<double>::quiet_NaN();
      case Flaw::state:
        return static_cast<double>(calls_++);
      case Flaw::batch:
        return static_cast<double>(seeds.size());
      case Flaw::neighbour:
        return row > 0 ? Random(seeds[row - 1]).normal() : 0;
      default:
        return 0;
    }
  }

  SimulatorInfo info_;
  Flaw flaw_;
  mutable std::atomic<int> calls_{0};
};

/// The exact likelihood of the line, or one that breaks its law.
class LineLikelihood final : public Likelihood {
 public:
  enum class Flaw { none, nan, batch };
  explicit LineLikelihood(Flaw flaw = Flaw::none) : flaw_(flaw) {}

  void log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const override {
    for (std::size_t i = 0; i < theta.rows(); ++i) {
      out[i] = flaw_ == Flaw::nan ? std::nan("") : flaw_ == Flaw::batch ? static_cast<double>(theta.rows()) : 0;
      for (std::size_t j = 0; j < x.size(); ++j) {
        const double residual = x[j] - theta(i, 0) - theta(i, 2) - theta(i, 1) * static_cast<double>(j);
        out[i] -= 0.5 * residual * residual + 0.91893853320467274;
      }
    }
  }

 private:
  Flaw flaw_;
};

/// intercept ~ N(0, 1), slope ~ U(-1, 1), offset = 10.
inline Model line_model(const std::string& name, LineSimulator::Flaw flaw = LineSimulator::Flaw::none) {
  Parameter intercept, slope, offset;
  intercept.name = "intercept";
  intercept.prior = Prior::normal(0, 1);
  slope.name = "slope";
  slope.prior = Prior::uniform(-1, 1);
  offset.name = "offset";
  offset.fixed_value = 10;
  Model model{name, ParameterSpace({intercept, slope, offset}), {}, 0};
  model.bundle.simulator = std::make_shared<LineSimulator>(flaw);
  return model;
}

}  // namespace inquest::testing
