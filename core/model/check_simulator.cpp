#include "core/model/check_simulator.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <exception>
#include <limits>
#include <thread>

#include "core/base/decorator.hpp"
#include "core/base/number_format.hpp"
#include "core/config/suggest.hpp"
#include "core/model/batch_failures.hpp"
#include "core/model/check_likelihood.hpp"

namespace inquest {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto unset_status = static_cast<SimulationStatus>(-1);
constexpr std::size_t odd_batch = 7;
constexpr std::size_t first_rows = 2;
constexpr double trial_share = 0.5;  // of the time of a whole check
constexpr double unlikely = 3;       // standard deviations of the number of failures
constexpr std::size_t few_rows = 5;  // of data that may be equal by chance

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

struct Results {
  Matrix x;
  std::vector<SimulationStatus> status;

  // Values that no simulator leaves behind show what it did not fill.
  Results(std::size_t rows, std::size_t data_size)
      : x(rows, data_size, std::numeric_limits<double>::quiet_NaN()), status(rows, unset_status) {}
};

bool same_bits(std::span<const double> a, std::span<const double> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double left, double right) {
    return std::bit_cast<std::uint64_t>(left) == std::bit_cast<std::uint64_t>(right);
  });
}

bool known_status(SimulationStatus status) {
  return status >= SimulationStatus::ok && status <= SimulationStatus::not_finite;
}

bool is_finite(std::span<const double> x) {
  return std::all_of(x.begin(), x.end(), [](double value) { return std::isfinite(value); });
}

/// A way to simulate rows, and how it calls the simulator.
struct Way {
  std::string name;
  double calls_per_row;    // 0: one call for all
  std::size_t least_rows;  // of fewer it says nothing
  bool always;             // on so few rows, whatever they take
};

/// What is left of the time for the ways that are left.
class Budget {
 public:
  Budget(const SimulatorTrial& trial, double seconds, std::size_t ways)
      : trial_(trial), seconds_(seconds), ways_left_(ways) {}

  /// Rows that the next way has time for; 0: leave it out.
  std::size_t next(const Way& way) {
    const double share = (seconds_ - seconds_since(start_)) / static_cast<double>(ways_left_--);
    const double of_row = trial_.seconds_of_row + way.calls_per_row * trial_.seconds_of_start;
    const double of_call = way.calls_per_row == 0 ? trial_.seconds_of_start : 0;
    const double fit = (share - of_call) / std::max(of_row, 1e-9);
    const double all = static_cast<double>(trial_.rows.seeds.size());
    const auto rows = static_cast<std::size_t>(std::clamp(fit, 0.0, all));
    if (rows >= way.least_rows) return rows;
    return way.always ? way.least_rows : 0;
  }

 private:
  const SimulatorTrial& trial_;
  double seconds_;
  std::size_t ways_left_;
  Clock::time_point start_ = Clock::now();
};

class Check {
 public:
  Check(const Model& model, const SimulatorTrial& trial)
      : simulator_(model.simulator()),
        trial_(trial.rows),
        theta_(trial_.theta.rows(), model.space.parameters().size()) {
    model.space.expand(trial_.theta, theta_);
  }

  SimulatorFindings run(const SimulatorTrial& trial, double seconds, double failure_tolerance) {
    using Simulate = Results (Check::*)(std::size_t) const;
    const std::vector<std::pair<Way, Simulate>> ways{
        {{"simulated again", 0, 1, true}, &Check::whole},
        {{"simulated alone", 1, 1, false}, &Check::alone},
        {{concat("simulated in batches of ", odd_batch), 1.0 / odd_batch, 2, false}, &Check::in_odd_batches},
        {{"simulated in reversed order", 0, 2, false}, &Check::reversed},
        {{"simulated on two threads", 1, 2, false}, &Check::on_two_threads}};
    check_failures(failure_tolerance);
    Budget budget(trial, seconds, ways.size() + 1);
    check_seeds(budget.next({"", 0, 1, true}));
    std::vector<std::string> left_out;
    for (const auto& [way, simulate] : ways) {
      const std::size_t rows = std::min(budget.next(way), trial_.seeds.size());
      if (rows < way.least_rows) {
        left_out.push_back(way.name);
      } else {
        compare(way.name, (this->*simulate)(rows));
      }
    }
    if (!left_out.empty()) {
      found_.remarks.push_back(concat("not compared, since a call of one row takes ",
                                      duration(trial.seconds_of_start + trial.seconds_of_row), ": when ",
                                      join(left_out)));
    }
    return std::move(found_);
  }

 private:
  ConstMatrixView theta(std::size_t first, std::size_t count) const { return theta_.view().rows(first, count); }

  void simulate_into(std::size_t first, std::size_t count, Results& results) const {
    simulator_.simulate(theta(first, count), std::span(trial_.seeds).subspan(first, count),
                        results.x.view().rows(first, count), std::span(results.status).subspan(first, count));
  }

  Results blank(std::size_t rows) const { return {rows, simulator_.info().data_size()}; }

  Results whole(std::size_t rows) const { return in_batches(rows, rows); }
  Results alone(std::size_t rows) const { return in_batches(rows, 1); }
  Results in_odd_batches(std::size_t rows) const { return in_batches(rows, odd_batch); }

  Results in_batches(std::size_t rows, std::size_t batch) const {
    Results results = blank(rows);
    for (std::size_t first = 0; first < rows; first += batch) {
      simulate_into(first, std::min(batch, rows - first), results);
    }
    return results;
  }

  Results reversed(std::size_t rows) const {
    Matrix theta(rows, theta_.cols());
    std::vector<Seed> seeds(trial_.seeds.rend() - static_cast<std::ptrdiff_t>(rows), trial_.seeds.rend());
    for (std::size_t i = 0; i < rows; ++i) std::ranges::copy(theta_.row(rows - 1 - i), theta.row(i).begin());
    Results backward = blank(rows);
    simulator_.simulate(theta, seeds, backward.x, backward.status);
    Results results = backward;
    std::ranges::reverse(results.status);
    for (std::size_t i = 0; i < rows; ++i) std::ranges::copy(backward.x.row(rows - 1 - i), results.x.row(i).begin());
    return results;
  }

  Results on_two_threads(std::size_t rows) const {
    Results results = blank(rows);
    const std::size_t half = rows / 2;
    std::exception_ptr failures[2];
    const auto job = [&](std::size_t first, std::size_t count, std::exception_ptr& failure) {
      try {
        for (std::size_t i = first; i < first + count; ++i) simulate_into(i, 1, results);  // many calls, to meet often
      } catch (...) {
        failure = std::current_exception();
      }
    };
    {
      const std::jthread other(job, 0, half, std::ref(failures[0]));
      job(half, rows - half, failures[1]);
    }
    for (const std::exception_ptr& failure : failures) {
      if (failure) std::rethrow_exception(failure);
    }
    return results;
  }

  // As draw_joint has it: data that are not finite are no success.
  static SimulationStatus status_of(const Results& results, std::size_t row) {
    const bool ok = results.status[row] == SimulationStatus::ok;
    return ok && !is_finite(results.x.row(row)) ? SimulationStatus::not_finite : results.status[row];
  }

  void compare(const std::string& how, const Results& other) {
    for (std::size_t i = 0; i < other.status.size(); ++i) {
      if (!known_status(other.status[i])) {
        return found_.violations.push_back(concat("status of row ", i, " is not set (every row must have one)"));
      }
      const bool same_status = trial_.status[i] == status_of(other, i);
      const bool ok = trial_.status[i] == SimulationStatus::ok;
      if (same_status && (!ok || same_bits(trial_.x.row(i), other.x.row(i)))) continue;
      return found_.violations.push_back(concat(same_status ? "x" : "status", " of row ", i, " differs when ", how,
                                                " (a row must follow from its theta and seed alone)"));
    }
  }

  // Other seeds are other data, unless there is no noise.
  void check_seeds(std::size_t rows) {
    std::vector<Seed> seeds;
    for (std::size_t i = 0; i < rows; ++i) seeds.push_back(trial_.seeds[i].child("another"));
    Results other = blank(rows);
    simulator_.simulate(theta(0, rows), seeds, other.x, other.status);
    std::vector<std::size_t> ok;
    for (std::size_t i = 0; i < rows; ++i) {
      if (trial_.status[i] == SimulationStatus::ok && status_of(other, i) == SimulationStatus::ok) ok.push_back(i);
    }
    if (ok.empty()) return;
    const auto unmoved = [&](std::size_t j) {
      return std::ranges::all_of(ok, [&](std::size_t i) { return trial_.x(i, j) == other.x(i, j); });
    };
    std::vector<std::string> noiseless;
    for (std::size_t j = 0; j < other.x.cols(); ++j) {
      if (unmoved(j)) noiseless.push_back(concat(j));
    }
    tell_seeds(noiseless, ok.size());
  }

  void tell_seeds(const std::vector<std::string>& noiseless, std::size_t rows) {
    const bool all = noiseless.size() == simulator_.info().data_size();
    const bool deterministic = simulator_.info().deterministic;
    if (deterministic && !all) {
      found_.violations.push_back("x changes with the seed (the simulator is declared deterministic)");
    } else if (deterministic) {
      found_.remarks.push_back(
          "the data have no noise: no density of them can be learned (nle, npe_nle, "
          "marginal_flow, an assumed likelihood), and that of the parameters is a spike");
    } else if (all) {
      found_.violations.push_back(concat("x of ", rows, " rows is the same under another seed (the simulator ignores ",
                                         "its seeds, or has no noise); draw the noise of row i from seeds[i], or "
                                         "declare deterministic: true"));
    } else if (!noiseless.empty() && rows >= few_rows) {
      const bool many = noiseless.size() > few_rows;
      const std::vector<std::string> shown(noiseless.begin(), noiseless.begin() + (many ? few_rows : noiseless.size()));
      found_.remarks.push_back(concat("the numbers ", join(shown), many ? ", ..." : "", " of x are the same under ",
                                      "another seed: they have no noise, and no density"));
    }
  }

  void check_failures(double tolerance) {
    const auto n = static_cast<double>(trial_.status.size());
    const auto ok = std::ranges::count(trial_.status, SimulationStatus::ok);
    const auto failed = n - static_cast<double>(ok);
    if (failed <= n * tolerance + unlikely * std::sqrt(n * tolerance * (1 - tolerance))) return;
    found_.violations.push_back(concat(failed, " of ", n, " rows drawn from the prior failed or are not finite (more ",
                                       "than ", 100 * tolerance, " % would stop a run)"));
  }

  const Simulator& simulator_;
  const Simulations& trial_;
  Matrix theta_;  // [n, k], free and fixed
  SimulatorFindings found_;
};

std::vector<std::string> check_info(const Model& model) {
  const SimulatorInfo& info = model.simulator().info();
  std::vector<std::string> violations;
  if (info.name.empty()) violations.push_back("the simulator has no name");
  if (info.version.empty()) violations.push_back("the simulator has no version (it tells old simulations from new)");
  if (info.data_size() == 0) violations.push_back("the simulator declares no data (a dimension of data_shape is 0)");
  if (info.parameters != model.space.names()) {
    violations.push_back(concat("the simulator declares the parameters ", join(info.parameters), ", the model has ",
                                join(model.space.names()), " (must be the same, in the same order)"));
  }
  return violations;
}

std::vector<std::string> check_archive(const Model& model, double failure_tolerance) {
  const std::size_t rows = model.bundle.archive->theta.rows();
  const Simulations all = draw_joint(model, Seed{}, 0, rows);
  const auto ok = std::count(all.status.begin(), all.status.end(), SimulationStatus::ok);
  const std::size_t failed = rows - static_cast<std::size_t>(ok);
  if (static_cast<double>(failed) <= failure_tolerance * static_cast<double>(rows)) return {};
  return {concat(failed, " of ", rows, " rows made elsewhere failed or are not finite")};
}

// Of the rows that succeeded.
std::vector<std::string> check_known_likelihood(const Model& model, const Simulations& rows) {
  std::vector<double> theta, x;
  for (std::size_t i = 0; i < rows.status.size(); ++i) {
    if (rows.status[i] != SimulationStatus::ok) continue;
    theta.insert(theta.end(), rows.theta.row(i).begin(), rows.theta.row(i).end());
    x.insert(x.end(), rows.x.row(i).begin(), rows.x.row(i).end());
  }
  const std::size_t count = x.size() / rows.x.cols();
  Matrix all(count, model.space.parameters().size());
  model.space.expand({theta.data(), count, rows.theta.cols()}, all);
  return check_likelihood(*model.bundle.likelihood, all, {x.data(), count, rows.x.cols()});
}

}  // namespace

SimulatorTrial try_simulator(const Model& model, Seed seed, std::size_t rows, double seconds) {
  const auto start = Clock::now();
  const std::size_t first = std::min(rows, first_rows);
  SimulatorTrial trial{draw_joint(model, seed, 0, first)};
  const double of_first = seconds_since(start);
  trial.seconds_of_row = of_first / static_cast<double>(first);
  const double fit = (seconds - of_first) / std::max(trial.seconds_of_row, 1e-9);
  const auto more = static_cast<std::size_t>(std::clamp(fit, 0.0, static_cast<double>(rows - first)));
  if (more == 0) return trial;
  const auto second_start = Clock::now();
  const Simulations second = draw_joint(model, seed, first, more);
  const double of_second = seconds_since(second_start), extra = static_cast<double>(more) - static_cast<double>(first);
  if (extra > 0)
    trial.seconds_of_row = std::clamp((of_second - of_first) / extra, 0.0, of_second / static_cast<double>(more));
  trial.seconds_of_start = std::max(0.0, of_second - trial.seconds_of_row * static_cast<double>(more));
  Simulations all = make_simulations(first + more, second.theta.cols(), second.x.cols());
  copy_rows(trial.rows, first, all, 0);
  copy_rows(second, more, all, first);
  trial.rows = std::move(all);
  return trial;
}

SimulatorFindings check_simulator(const Model& model, const SimulatorTrial& trial, double seconds,
                                  double failure_tolerance) {
  SimulatorFindings found{check_info(model), {}};
  if (!found.violations.empty()) return found;
  if (model.bundle.archive) return {check_archive(model, failure_tolerance), {}};
  try {
    found = Check(model, trial).run(trial, seconds, failure_tolerance);
    const auto* batches = capability_of<BatchFailures>(model.simulator());
    const std::string failure = batches == nullptr ? "" : batches->batch_failure();
    if (!failure.empty()) found.remarks.push_back(failure);
    return found;
  } catch (const std::exception& error) {
    return {{concat("an exception was thrown: ", error.what())}, {}};
  }
}

SimulatorFindings check_simulator(const Model& model, Seed seed, const CheckSimulatorOptions& options) {
  SimulatorFindings found{check_info(model), {}};
  if (!found.violations.empty()) return found;
  try {
    const std::size_t available = model.bundle.archive ? model.bundle.archive->theta.rows() : options.rows;
    const SimulatorTrial trial =
        try_simulator(model, seed, std::min(options.rows, available), trial_share * options.seconds);
    found = check_simulator(model, trial, (1 - trial_share) * options.seconds, options.failure_tolerance);
    if (model.bundle.archive || !model.bundle.likelihood) return found;
    const auto of_likelihood = check_known_likelihood(model, trial.rows);
    found.violations.insert(found.violations.end(), of_likelihood.begin(), of_likelihood.end());
  } catch (const std::exception& error) {
    found.violations.push_back(concat("an exception was thrown: ", error.what()));
  }
  return found;
}

}  // namespace inquest
