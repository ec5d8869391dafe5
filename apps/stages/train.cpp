// Every network of every estimator is one job of a parallel loop, so that no thread waits for another route; the loop
// is repeated for networks whose settings wait for those of others.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <map>
#include <mutex>
#include <numeric>

#include "apps/routes/route_likelihood.hpp"
#include "apps/stages/stage.hpp"
#include "core/base/parallel.hpp"
#include "moments/gaussian_likelihood_training.hpp"

namespace inquest {
namespace {

constexpr double least_effective_share = 0.1;

/// An estimator in training, and what is left of it.
struct Pending {
  std::unique_ptr<EstimatorTraining> training;
  std::atomic<std::size_t> members_left;

  explicit Pending(std::unique_ptr<EstimatorTraining> t) : training(std::move(t)), members_left(training->members()) {}
};

struct Job {
  Pending* estimator;
  std::size_t member;
};

/// Shows the progress of all jobs as one task: the share that is done, and the network that spoke last.
class JobsProgress {
 public:
  JobsProgress(Reporter& reporter, std::size_t jobs) : reporter_(reporter), shares_(jobs, 0.0) {}

  void update(std::size_t job, double share, const std::string& detail) {
    const std::lock_guard lock(mutex_);
    shares_[job] = std::max(shares_[job], share);
    const auto finished = std::ranges::count(shares_, 1.0);
    const double done = std::accumulate(shares_.begin(), shares_.end(), 0.0) / static_cast<double>(shares_.size());
    reporter_.progress({"train", static_cast<std::int64_t>(100 * done), 100, "%",
                        concat(finished, " of ", shares_.size(), " networks", detail.empty() ? "" : ", ", detail)});
  }

 private:
  Reporter& reporter_;
  std::mutex mutex_;
  std::vector<double> shares_;  // of each job that is done
};

/// What one job reports to.
class JobReporter final : public Reporter {
 public:
  JobReporter(Reporter& reporter, JobsProgress& progress, std::size_t job)
      : reporter_(reporter), progress_(progress), job_(job) {}

  void info(std::string_view message) override { reporter_.info(message); }
  void warning(std::string_view message) override { reporter_.warning(message); }
  void metric(const Metric& metric) override { reporter_.metric(metric); }
  bool stop_requested() const override { return reporter_.stop_requested(); }

  void progress(const Progress& progress) override {
    const double share =
        static_cast<double>(progress.done) / static_cast<double>(std::max<std::int64_t>(progress.total, 1));
    const std::string prefix = "train ";
    const std::string network = progress.task.substr(progress.task.starts_with(prefix) ? prefix.size() : 0);
    // A job may train one network after another: it is done when it says so.
    progress_.update(job_, 0.95 * share,
                     concat(network, ": epoch ", progress.done, " of ", progress.total, ", ", progress.detail));
  }

 private:
  Reporter& reporter_;
  JobsProgress& progress_;
  std::size_t job_;
};

/// The simulations of each model, read when first asked for.
class Data {
 public:
  explicit Data(const RunContext& context) : context_(context) {}

  const JointData& of(const Model& model) {
    const auto found = read_.find(model.name);
    if (found != read_.end()) return found->second;
    const ScratchPolicy policy{context_.store.directory() / "simulations"};
    const JointData& data =
        read_.emplace(model.name, read_joint(context_.store, model, context_.run.split_plan(), policy)).first->second;
    tell_weights(model, data.effective_share);
    return data;
  }

 private:
  void tell_weights(const Model& model, double share) {
    if (share == 1) return;
    const std::string text =
        concat("model ", model.name, ": the weights of its simulations leave ", 100 * share, "% of them effective");
    if (share < least_effective_share) {
      context_.reporter.warning(text + " (few rows count for most); draw them from something closer to the prior");
    } else {
      context_.reporter.info(text);
    }
  }

  const RunContext& context_;
  std::map<std::string, JointData> read_;
};

bool is_trained(const RunContext& context, const std::string& name) {
  return std::filesystem::exists(context.directory.estimator(name));
}

std::vector<std::unique_ptr<Pending>> pending_estimators(const RunContext& context, Data& data) {
  const Run& run = context.run;
  const Seed seed = run.seed.child("train");
  std::vector<std::unique_ptr<Pending>> pending;
  const auto add = [&](std::unique_ptr<EstimatorTraining> training) {
    pending.push_back(std::make_unique<Pending>(std::move(training)));
  };
  for (const Model& model : run.models.models()) {
    if (model.space.dimension() == 0) continue;  // nothing to infer
    const std::string assumed = assumed_likelihood_name(model.name);
    if (model.assumed_likelihood != nullptr && !is_trained(context, assumed)) {
      add(make_gaussian_likelihood_training(assumed, model, data.of(model), *model.assumed_likelihood,
                                            seed.child(model.name).child("assumed likelihood")));
    }
    for (const PosteriorRoute& route : run.posterior) {
      const std::string name = posterior_estimator_name(model.name, route.name);
      if (route.method->training == nullptr || is_trained(context, name)) continue;
      const Seed own = seed.child(model.name).child(route.name);
      add(route.method->training(name, model, data.of(model), route.options, own));
    }
  }
  for (const EvidenceRoute& route : run.evidence) {
    const std::string name = evidence_estimator_name(route.name);
    if (route.method->training == nullptr || is_trained(context, name)) continue;
    std::vector<const JointData*> all;
    for (const Model& model : run.models.models()) all.push_back(&data.of(model));
    add(route.method->training(name, run.models, all, route.options, seed.child("evidence").child(route.name)));
  }
  return pending;
}

std::vector<std::vector<Job>> jobs_of_rounds(const std::vector<std::unique_ptr<Pending>>& pending) {
  std::vector<std::vector<Job>> jobs;
  for (const auto& estimator : pending) {
    const std::vector<std::size_t> rounds = estimator->training->rounds();
    jobs.resize(std::max(jobs.size(), rounds.size()));
    std::size_t next = 0;
    for (std::size_t r = 0; r < rounds.size(); ++r) {
      for (std::size_t i = 0; i < rounds[r]; ++i) jobs[r].push_back({estimator.get(), next++});
    }
  }
  return jobs;
}

void run_job(RunContext& context, const Job& job, Reporter& reporter) {
  EstimatorTraining& training = *job.estimator->training;
  const auto start = std::chrono::steady_clock::now();
  training.train_member(job.member, context.directory.checkpoints(), reporter);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  context.journal.add_estimator(training.name(), seconds);
  if (--job.estimator->members_left == 0) {
    training.save(context.directory.estimator(training.name()));
    job.estimator->training.reset();
  }
}

}  // namespace

void train_stage(RunContext& context) {
  Data data(context);
  const auto pending = pending_estimators(context, data);
  const std::vector<std::vector<Job>> rounds = jobs_of_rounds(pending);
  std::size_t jobs = 0;
  for (const auto& round : rounds) jobs += round.size();
  if (jobs == 0) return;
  std::filesystem::create_directories(context.directory.checkpoints());
  JobsProgress progress(context.reporter, jobs);
  std::size_t first = 0;
  for (const auto& round : rounds) {
    parallel_for(round.size(), [&](std::size_t i) {
      JobReporter reporter(context.reporter, progress, first + i);
      run_job(context, round[i], reporter);
      progress.update(first + i, 1.0, "");
    });
    first += round.size();
  }
  std::filesystem::remove_all(context.directory.checkpoints());
}

}  // namespace inquest
