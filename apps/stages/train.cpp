// Every network of every estimator is one job of a single parallel loop, so that no thread waits for another route.

#include <atomic>
#include <chrono>
#include <filesystem>
#include <map>

#include "apps/stages/stage.hpp"
#include "core/base/parallel.hpp"
#include "core/infer/estimator_training.hpp"

namespace inquest {
namespace {

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

/// Shows the progress of all jobs as one task: networks that are done, and the one that spoke last.
class JobsReporter final : public Reporter {
 public:
  JobsReporter(Reporter& reporter, std::size_t jobs) : reporter_(reporter), jobs_(jobs) {}

  void info(std::string_view message) override { reporter_.info(message); }
  void warning(std::string_view message) override { reporter_.warning(message); }
  void metric(const Metric& metric) override { reporter_.metric(metric); }
  bool stop_requested() const override { return reporter_.stop_requested(); }

  void progress(const Progress& progress) override {
    const std::string prefix = "train ";
    const std::string network = progress.task.substr(progress.task.starts_with(prefix) ? prefix.size() : 0);
    show(concat(network, ": epoch ", progress.done, " of ", progress.total, ", ", progress.detail));
  }

  void finish_job() {
    ++done_;
    show("");
  }

 private:
  void show(const std::string& detail) {
    reporter_.progress(
        {"train", static_cast<std::int64_t>(done_), static_cast<std::int64_t>(jobs_), "networks", detail});
  }

  Reporter& reporter_;
  std::size_t jobs_;
  std::atomic<std::size_t> done_{0};
};

/// The simulations of each model, read when first asked for.
class Data {
 public:
  explicit Data(const RunContext& context) : context_(context) {}

  const JointData& of(const Model& model) {
    const auto found = read_.find(model.name);
    if (found != read_.end()) return found->second;
    return read_.emplace(model.name, read_joint(context_.store, model, context_.run.split_plan())).first->second;
  }

 private:
  const RunContext& context_;
  std::map<std::string, JointData> read_;
};

bool is_trained(const RunContext& context, const std::string& name) {
  return std::filesystem::exists(context.directory.estimator(name));
}

std::vector<std::unique_ptr<Pending>> pending_estimators(const RunContext& context) {
  const Run& run = context.run;
  const Seed seed = run.seed.child("train");
  Data data(context);
  std::vector<std::unique_ptr<Pending>> pending;
  const auto add = [&](std::unique_ptr<EstimatorTraining> training) {
    pending.push_back(std::make_unique<Pending>(std::move(training)));
  };
  for (const Model& model : run.models.models()) {
    for (const PosteriorRoute& route : run.posterior) {
      const std::string name = posterior_estimator_name(model.name, route.name);
      if (is_trained(context, name)) continue;
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

void run_job(RunContext& context, const Job& job, JobsReporter& reporter) {
  EstimatorTraining& training = *job.estimator->training;
  const auto start = std::chrono::steady_clock::now();
  training.train_member(job.member, context.directory.checkpoints(), reporter);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  context.reporter.with_journal([&](Journal& journal) { journal.add_estimator(training.name(), seconds); });
  if (--job.estimator->members_left == 0) {
    training.save(context.directory.estimator(training.name()));
    job.estimator->training.reset();
  }
  reporter.finish_job();
}

}  // namespace

void train_stage(RunContext& context) {
  const auto pending = pending_estimators(context);
  std::vector<Job> jobs;
  for (const auto& estimator : pending) {
    for (std::size_t i = 0; i < estimator->training->members(); ++i) jobs.push_back({estimator.get(), i});
  }
  if (jobs.empty()) return;
  std::filesystem::create_directories(context.directory.checkpoints());
  JobsReporter reporter(context.reporter, jobs.size());
  parallel_for(jobs.size(), [&](std::size_t i) { run_job(context, jobs[i], reporter); });
  std::filesystem::remove_all(context.directory.checkpoints());
}

}  // namespace inquest
