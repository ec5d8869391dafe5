#include "core/estimator/train_plans.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <set>

#include "core/base/caught_error.hpp"
#include "core/base/parallel.hpp"
#include "core/estimator/jobs_progress.hpp"
#include "core/files/atomic_file.hpp"

namespace inquest {
namespace {

using PartPointers = std::vector<const TrainingPart*>;

/// Parts of equal keys, in order: those that need no training of their own follow the one that does.
std::vector<PartPointers> equal_parts(const std::vector<TrainingPlan>& plans) {
  std::vector<PartPointers> groups;
  for (const TrainingPlan& plan : plans) {
    for (const TrainingPart& part : plan.parts) {
      const auto group = std::ranges::find_if(groups, [&](const auto& g) { return g.front()->key == part.key; });
      if (group == groups.end()) {
        groups.push_back({&part});
      } else {
        group->push_back(&part);
      }
    }
  }
  return groups;
}

/// A training under way, and what is left of it.
struct Pending {
  PartPointers parts;  // that it serves; the first is trained
  std::unique_ptr<EstimatorTraining> training;
  std::atomic<std::size_t> members_left;

  explicit Pending(PartPointers served)
      : parts(std::move(served)), training(parts.front()->prepare()), members_left(training->members()) {}
};

struct Job {
  Pending* pending;
  std::size_t member;
};

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

class PlansTraining {
 public:
  PlansTraining(const std::vector<TrainingPlan>& plans, const EstimatorFolder& folder, Reporter& reporter,
                const TrainingJournal& journal)
      : plans_(plans), folder_(folder), reporter_(reporter), journal_(journal) {}

  void run() {
    for (const TrainingPlan& plan : plans_) {
      if (!is_finished(plan)) attempt(parts_of(plan), [&] { begin(plan); });
    }
    std::vector<std::unique_ptr<Pending>> pending;
    for (PartPointers& parts : equal_parts(plans_)) {
      std::erase_if(parts, [&](const TrainingPart* part) { return has_failed({part}); });
      if (parts.empty() || share_what_is_there(parts)) continue;
      attempt(parts, [&] { pending.push_back(std::make_unique<Pending>(parts)); });
    }
    run_jobs(jobs_of_rounds(pending));
    for (const TrainingPlan& plan : plans_) {
      const bool unfinished = plan.finish && !folder_.has(plan.name) && !has_failed(parts_of(plan));
      if (unfinished) attempt(parts_of(plan), [&] { plan.finish(folder_.file(plan.name)); });
    }
    if (failed_.empty()) std::filesystem::remove_all(folder_.checkpoints());
  }

 private:
  static PartPointers parts_of(const TrainingPlan& plan) {
    PartPointers parts;
    for (const TrainingPart& part : plan.parts) parts.push_back(&part);
    return parts;
  }

  void begin(const TrainingPlan& plan) const {
    if (plan.check) plan.check();
    if (plan.finish) std::filesystem::remove(folder_.file(plan.name));  // it was made of parts that are gone
  }

  /// Does work on parts; where that fails, so do the plans that they are of.
  template <class Work>
  void attempt(const PartPointers& parts, const Work& work) {
    try {
      work();
    } catch (...) {
      const Error error = caught_error();
      if (error.kind() == ErrorKind::interrupted || !journal_.failed) throw;
      const std::lock_guard lock(failed_mutex_);
      for (const TrainingPlan& plan : plans_) {
        const bool concerned = std::ranges::any_of(
            plan.parts, [&](const TrainingPart& part) { return std::ranges::find(parts, &part) != parts.end(); });
        if (concerned && failed_.insert(plan.name).second) journal_.failed(plan.name, error);
      }
    }
  }

  /// Whether nobody waits for any of these any more.
  bool has_failed(const PartPointers& parts) {
    const std::lock_guard lock(failed_mutex_);
    return std::ranges::none_of(plans_, [&](const TrainingPlan& plan) {
      return !failed_.contains(plan.name) && std::ranges::any_of(plan.parts, [&](const TrainingPart& part) {
        return std::ranges::find(parts, &part) != parts.end();
      });
    });
  }

  bool is_finished(const TrainingPlan& plan) const {
    return folder_.has(plan.name) &&
           std::ranges::all_of(plan.parts, [&](const TrainingPart& part) { return folder_.has(part.name); });
  }

  /// Returns whether one of the parts is trained already, and then all of them are.
  bool share_what_is_there(const PartPointers& parts) {
    const auto trained = std::ranges::find_if(parts, [&](const TrainingPart* part) { return folder_.has(part->name); });
    if (trained == parts.end()) return false;
    share(**trained, parts);
    return true;
  }

  /// Copies the file of `trained` to each of `parts` that has none.
  void share(const TrainingPart& trained, const PartPointers& parts) {
    for (const TrainingPart* part : parts) {
      if (folder_.has(part->name)) continue;
      reporter_.info(concat(part->name, ": has the networks of ", trained.name,
                            ", which would be trained with the same options on the same simulations"));
      if (journal_.shared) journal_.shared(part->name, trained.name);
      write_file(folder_.file(part->name), read_file(folder_.file(trained.name)));
    }
  }

  void run_jobs(const std::vector<std::vector<Job>>& rounds) {
    std::size_t jobs = 0;
    for (const auto& round : rounds) jobs += round.size();
    if (jobs == 0) return;
    std::filesystem::create_directories(folder_.checkpoints());
    JobsProgress progress(reporter_, jobs);
    std::size_t first = 0;
    for (const auto& round : rounds) {
      parallel_for(round.size(), [&](std::size_t i) {
        JobReporter reporter(reporter_, progress, first + i);
        const PartPointers& parts = round[i].pending->parts;
        if (!has_failed(parts)) attempt(parts, [&] { run_job(round[i], reporter); });
        progress.update(first + i, 1.0, "");
      });
      first += round.size();
    }
  }

  void run_job(const Job& job, Reporter& reporter) {
    Pending& pending = *job.pending;
    const TrainingPart& part = *pending.parts.front();
    const auto start = std::chrono::steady_clock::now();
    pending.training->train_member(job.member, folder_.checkpoints(), reporter);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (journal_.spent) journal_.spent(part.name, seconds);
    if (--pending.members_left > 0) return;
    pending.training->save(folder_.file(part.name));
    pending.training.reset();
    share(part, pending.parts);
  }

  const std::vector<TrainingPlan>& plans_;
  const EstimatorFolder& folder_;
  Reporter& reporter_;
  const TrainingJournal& journal_;
  std::mutex failed_mutex_;
  std::set<std::string> failed_;  // plans
};

}  // namespace

void train_plans(const std::vector<TrainingPlan>& plans, const EstimatorFolder& folder, Reporter& reporter,
                 const TrainingJournal& journal) {
  PlansTraining(plans, folder, reporter, journal).run();
}

}  // namespace inquest
