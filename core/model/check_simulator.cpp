#include "core/model/check_simulator.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <exception>
#include <limits>
#include <numeric>
#include <thread>

#include "core/config/suggest.hpp"

namespace inquest {
namespace {

constexpr auto unset_status = static_cast<SimulationStatus>(-1);
constexpr std::size_t odd_batch = 7;

struct Rows {
  Matrix theta;  // [n, k], free and fixed
  std::vector<Seed> seeds;
};

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

class Check {
 public:
  Check(const Model& model, Rows rows)
      : simulator_(model.simulator()), rows_(std::move(rows)), whole_(simulate(0, size())) {}

  std::vector<std::string> run(double failure_tolerance) {
    check_values(failure_tolerance);
    compare("simulated again", whole());
    compare("simulated alone", in_batches(1));
    compare(concat("simulated in batches of ", odd_batch), in_batches(odd_batch));
    compare("simulated in reversed order", reversed());
    compare("simulated on two threads", on_two_threads());
    return violations_;
  }

  const Results& results() const { return whole_; }

 private:
  std::size_t size() const { return rows_.seeds.size(); }

  void simulate_into(std::size_t first, std::size_t count, Results& results) const {
    simulator_.simulate(rows_.theta.view().rows(first, count), std::span(rows_.seeds).subspan(first, count),
                        results.x.view().rows(first, count), std::span(results.status).subspan(first, count));
  }

  Results blank() const { return {size(), simulator_.info().data_size()}; }

  Results simulate(std::size_t first, std::size_t count) const {
    Results results = blank();
    simulate_into(first, count, results);
    return results;
  }

  Results whole() const { return simulate(0, size()); }

  Results in_batches(std::size_t batch) const {
    Results results = blank();
    for (std::size_t first = 0; first < size(); first += batch) {
      simulate_into(first, std::min(batch, size() - first), results);
    }
    return results;
  }

  Results reversed() const {
    Rows rows = rows_;
    std::reverse(rows.seeds.begin(), rows.seeds.end());
    for (std::size_t i = 0; i < size(); ++i) {
      std::copy_n(rows_.theta.row(size() - 1 - i).begin(), rows.theta.cols(), rows.theta.row(i).begin());
    }
    Results backward = blank();
    simulator_.simulate(rows.theta, rows.seeds, backward.x, backward.status);
    Results results = backward;
    std::reverse(results.status.begin(), results.status.end());
    for (std::size_t i = 0; i < size(); ++i) {
      std::copy_n(backward.x.row(size() - 1 - i).begin(), results.x.cols(), results.x.row(i).begin());
    }
    return results;
  }

  Results on_two_threads() const {
    Results results = blank();
    const std::size_t half = size() / 2;
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
      job(half, size() - half, failures[1]);
    }
    for (const std::exception_ptr& failure : failures) {
      if (failure) std::rethrow_exception(failure);
    }
    return results;
  }

  void compare(const std::string& how, const Results& other) {
    for (std::size_t i = 0; i < size(); ++i) {
      const bool same_status = whole_.status[i] == other.status[i];
      const bool ok = whole_.status[i] == SimulationStatus::ok;
      if (same_status && (!ok || same_bits(whole_.x.row(i), other.x.row(i)))) continue;
      violations_.push_back(concat(same_status ? "x" : "status", " of row ", i, " differs when ", how,
                                   " (a row must follow from its theta and seed alone)"));
      return;
    }
  }

  void check_values(double failure_tolerance) {
    std::size_t failed = 0;
    for (std::size_t i = 0; i < size(); ++i) {
      const auto x = whole_.x.row(i);
      const bool finite = std::all_of(x.begin(), x.end(), [](double value) { return std::isfinite(value); });
      if (!known_status(whole_.status[i])) {
        violations_.push_back(concat("status of row ", i, " is not set (every row must have one)"));
        return;
      }
      if (whole_.status[i] != SimulationStatus::ok || !finite) ++failed;
    }
    if (static_cast<double>(failed) <= failure_tolerance * static_cast<double>(size())) return;
    violations_.push_back(concat(failed, " of ", size(),
                                 " rows drawn from the prior failed or are not finite (more than ",
                                 100 * failure_tolerance, " % would stop a run)"));
  }

  const Simulator& simulator_;
  Rows rows_;
  Results whole_;
  std::vector<std::string> violations_;
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

// Of each of the first data: finite at its own theta, never NaN or +infinity, and the same row by row.
std::vector<std::string> check_likelihood(const Likelihood& likelihood, ConstMatrixView theta, const Results& results) {
  constexpr std::size_t data_sets = 5;
  std::vector<double> together(theta.rows());
  for (std::size_t d = 0; d < std::min(data_sets, theta.rows()); ++d) {
    if (results.status[d] != SimulationStatus::ok) continue;
    likelihood.log_likelihood(theta, results.x.row(d), together);
    if (!std::isfinite(together[d])) {
      return {concat("ln p(x | theta) = ", together[d], " for row ", d, " at the theta it was drawn with")};
    }
    for (std::size_t i = 0; i < theta.rows(); ++i) {
      double alone = 0;
      likelihood.log_likelihood(theta.rows(i, 1), results.x.row(d), {&alone, 1});
      if (std::isnan(together[i]) || together[i] == std::numeric_limits<double>::infinity()) {
        return {concat("ln p(x | theta) = ", together[i], " for theta of row ", i, " and x of row ", d)};
      }
      if (!same_bits({&alone, 1}, {&together[i], 1})) {
        return {
            concat("ln p(x | theta) of row ", i, " differs when computed alone (a row must follow from its theta)")};
      }
    }
  }
  return {};
}

std::vector<std::string> check_archive(const Model& model, double failure_tolerance) {
  const std::size_t rows = model.bundle.archive->theta.rows();
  const Simulations all = draw_joint(model, Seed{}, 0, rows);
  const auto ok = std::count(all.status.begin(), all.status.end(), SimulationStatus::ok);
  const std::size_t failed = rows - static_cast<std::size_t>(ok);
  if (static_cast<double>(failed) <= failure_tolerance * static_cast<double>(rows)) return {};
  return {concat(failed, " of ", rows, " rows made elsewhere failed or are not finite")};
}

Rows draw_rows(const Model& model, Seed seed, std::size_t count) {
  Rows rows{Matrix(count, model.space.parameters().size()), std::vector<Seed>(count)};
  std::vector<Seed> prior_seeds(count);
  for (std::size_t i = 0; i < count; ++i) {
    prior_seeds[i] = seed.child("prior").child(i);
    rows.seeds[i] = seed.child("simulate").child(i);
  }
  Matrix theta(count, model.space.dimension());
  model.space.sample(prior_seeds, theta);
  model.space.expand(theta, rows.theta);
  return rows;
}

}  // namespace

std::vector<std::string> check_simulator(const Model& model, Seed seed, const CheckSimulatorOptions& options) {
  std::vector<std::string> violations = check_info(model);
  if (!violations.empty()) return violations;
  try {
    if (model.bundle.archive) return check_archive(model, options.failure_tolerance);
    const Rows rows = draw_rows(model, seed, options.rows);
    Check check(model, rows);
    violations = check.run(options.failure_tolerance);
    if (model.bundle.likelihood) {
      const auto of_likelihood = check_likelihood(*model.bundle.likelihood, rows.theta, check.results());
      violations.insert(violations.end(), of_likelihood.begin(), of_likelihood.end());
    }
  } catch (const std::exception& error) {
    violations.push_back(concat("an exception was thrown: ", error.what()));
  }
  return violations;
}

}  // namespace inquest
