#include "simulators/external/plugin_simulator.hpp"

#include <algorithm>
#include <mutex>

#include "simulators/external/external_likelihood.hpp"
#include "simulators/external/external_simulator.hpp"
#include "simulators/external/plugin_worker.hpp"

namespace inquest {
namespace {

class PluginSimulator final : public Simulator, public FailureLog {
 public:
  explicit PluginSimulator(std::shared_ptr<const Plugin> plugin) : plugin_(std::move(plugin)) {}

  const SimulatorInfo& info() const override { return plugin_->info(); }

  void simulate(ConstMatrixView theta, std::span<const Seed> seeds, MatrixView x,
                std::span<SimulationStatus> status) const override {
    if (theta.rows() == 0) return;
    const Plugin::Outcome outcome = plugin_->simulate(theta, seeds, x, status);
    const auto failed = std::ranges::count(status, SimulationStatus::failed);
    if (outcome.problem.empty() && failed == 0) return;
    if (outcome.problem.empty()) {
      const std::string& why = outcome.message;
      return note(concat("marked ", failed, " of ", status.size(), " rows as failed", why.empty() ? "" : ": ", why));
    }
    if (theta.rows() == 1) {
      status[0] = SimulationStatus::failed;
      return note(outcome.problem);
    }
    // A row must not fail for what others are.
    for (std::size_t i = 0; i < theta.rows(); ++i) {
      simulate(theta.rows(i, 1), seeds.subspan(i, 1), x.rows(i, 1), status.subspan(i, 1));
    }
  }

  std::string last_failure() const override {
    const std::lock_guard lock(mutex_);
    return failure_;
  }

 private:
  void note(const std::string& failure) const {
    const std::lock_guard lock(mutex_);
    failure_ = concat(info().name, " ", failure);
  }

  std::shared_ptr<const Plugin> plugin_;
  mutable std::mutex mutex_;
  mutable std::string failure_;
};

class PluginLikelihood : public Likelihood, public VersionedLikelihood {
 public:
  explicit PluginLikelihood(std::shared_ptr<const Plugin> plugin) : plugin_(std::move(plugin)) {}

  void log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const override {
    if (theta.rows() > 0) plugin_->log_likelihood(theta, x, out);
  }

  std::string version() const override { return plugin_->info().version; }

 protected:
  const Plugin& plugin() const { return *plugin_; }

 private:
  std::shared_ptr<const Plugin> plugin_;
};

class DifferentiablePluginLikelihood final : public PluginLikelihood, public DifferentiableLikelihood {
 public:
  using PluginLikelihood::PluginLikelihood;

  void log_likelihood_gradient(ConstMatrixView theta, std::span<const double> x, std::span<double> out,
                               MatrixView gradient) const override {
    if (theta.rows() > 0) plugin().log_likelihood_gradient(theta, x, out, gradient);
  }
};

// What an isolated one is told and asked by. It has one thread for loops and BLAS, as within the command, since sums
// depend on how many there are.
ExternalCommandOptions worker_of(const Plugin& plugin, const PluginOptions& options, const SimulatorRequest& request) {
  return {.words = plugin_worker_words(request.simulator),
          .parameters = request.parameters,
          .workers = options.workers,
          .timeout = options.timeout,
          .persistent = true,
          .name = plugin.info().name,
          .version = plugin.info().version,
          .environment = {"OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1", "MKL_NUM_THREADS=1"}};
}

std::shared_ptr<const Likelihood> likelihood_of(const std::shared_ptr<const Plugin>& plugin,
                                                const PluginOptions& options, const SimulatorRequest& request) {
  if (!plugin->has_likelihood()) return nullptr;
  if (options.isolate) {
    return std::make_shared<const ExternalLikelihood>(worker_of(*plugin, options, request), options.batch,
                                                      request.simulator, request.base);
  }
  if (plugin->has_gradient()) return std::make_shared<const DifferentiablePluginLikelihood>(plugin);
  return std::make_shared<const PluginLikelihood>(plugin);
}

}  // namespace

SimulatorBundle make_plugin_simulator(const PluginOptions& options, const SimulatorRequest& request) {
  const auto plugin = std::make_shared<const Plugin>(options, request);
  INQUEST_VALIDATE(plugin->simulates(), config, request.simulator.where(), ": ", plugin->info().name,
                   " has a likelihood and no simulator (simulate is null in its table); write likelihood: {plugin: ",
                   options.plugin, "}, or have it simulate");
  SimulatorBundle bundle;
  if (options.isolate) {
    bundle.simulator = make_external_simulator(plugin->info(), worker_of(*plugin, options, request), options.batch,
                                               request.simulator, request.base);
  } else {
    bundle.simulator = std::make_shared<const PluginSimulator>(plugin);
  }
  bundle.likelihood = likelihood_of(plugin, options, request);
  return bundle;
}

std::shared_ptr<const Likelihood> make_plugin_likelihood(const PluginOptions& options,
                                                         const SimulatorRequest& request) {
  const auto plugin = std::make_shared<const Plugin>(options, request);
  INQUEST_VALIDATE(plugin->has_likelihood(), config, request.simulator.where(), ": ", plugin->info().name,
                   " has no likelihood (log_likelihood is null in its table); have it compute one, or choose another ",
                   "likelihood");
  return likelihood_of(plugin, options, request);
}

}  // namespace inquest
