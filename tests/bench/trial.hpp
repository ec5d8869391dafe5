// What benchmarks of trained estimators share: models written as YAML, their simulations, and errors against the truth.
#pragma once

#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "core/data/dataset.hpp"
#include "core/estimator/estimator_training.hpp"
#include "core/model/model.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::bench {

constexpr std::size_t test_rows = 20000;  // of each model

/// The arguments KIND SEED [ROWS] [KEY=VALUE ...]; keys in `own` are the benchmark's, others the estimator's.
struct Trial {
  std::string kind;
  Seed seed;
  std::size_t rows = 0;  // to train and validate with, per model; 0: as the benchmark likes
  std::map<std::string, std::string> own;
  ConfigNode options;

  static Trial parse(int argc, char** argv, std::map<std::string, std::string> own);
};

/// The main of a benchmark: `run` of its arguments, the seconds that it took behind what it prints with so many digits,
/// and errors in one line.
int run_trial(int argc, char** argv, std::map<std::string, std::string> own, int digits,
              const std::function<void(const Trial&)>& run);

Model make_model(const std::string& name, const std::string& yaml);

/// `rows` to train and validate with and `tested` more; large data lie in a file, as in runs.
JointData simulate(const Model& model, Seed seed, std::size_t rows, std::size_t tested = test_rows);

/// Trains all members, and opens the file that they leave.
template <class Estimator>
Estimator trained(const std::unique_ptr<EstimatorTraining>& training) {
  SilentReporter silent;
  train_members(*training, {}, silent);
  const testing::TemporaryDirectory folder;
  training->save(folder / "estimator.h5");
  return Estimator::load(folder / "estimator.h5");
}

/// Estimates of ln K against exact values: their root mean square error, and the same over that of the reported errors.
struct Comparison {
  double squares = 0;
  double reported_squares = 0;
  std::size_t rows = 0;

  void add(double estimate, double error, double exact) {
    squares += (estimate - exact) * (estimate - exact);
    reported_squares += error * error;
    ++rows;
  }
  double rms() const { return std::sqrt(squares / static_cast<double>(rows)); }
  double over_reported() const { return std::sqrt(squares / reported_squares); }
};

}  // namespace inquest::bench
