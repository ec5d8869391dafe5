#include "core/ranks/distributed.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <limits>
#include <mutex>
#include <optional>

#include "core/base/decorator.hpp"
#include "core/base/parallel.hpp"
#include "core/ranks/bytes.hpp"
#include "core/ranks/ranks.hpp"

namespace inquest {
namespace {

constexpr double worth_sending = 2e-3;  // seconds of a call; the way to another rank and back takes 0.2 to 0.9 ms

enum class Question : int { simulate, log_likelihood };

// How long a row takes, as last seen on this rank; until then no call is thought quick.
class RowCost {
 public:
  bool is_worth_sending(std::size_t rows) const { return seconds_ * static_cast<double>(rows) > worth_sending; }

  template <class Work>
  void measure(std::size_t rows, const Work& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    seconds_ = taken.count() / static_cast<double>(std::max<std::size_t>(rows, 1));
  }

 private:
  std::atomic<double> seconds_{std::numeric_limits<double>::infinity()};
};

// Cuts rows into shares, and computes each by here(first, count) on this rank or by there(place, first, count).
template <class Here, class There>
void compute(Crew& crew, RowCost& cost, std::size_t rows, const Here& here, const There& there) {
  const std::size_t jobs = jobs_side_by_side();
  const std::size_t shares = std::min(rows, (crew.places() + jobs - 1) / jobs);
  const auto compute_here = [&](std::size_t first, std::size_t count) {
    cost.measure(count, [&] { here(first, count); });
  };
  const auto share = [&](std::size_t i, const auto& work) {
    const std::size_t first = i * rows / shares;
    work(first, (i + 1) * rows / shares - first);
  };
  if (!cost.is_worth_sending(rows)) {
    for (std::size_t i = 0; i < shares; ++i) share(i, compute_here);
    return;
  }
  parallel_for(shares, [&](std::size_t i) {
    const Crew::Place place(crew);
    if (place.is_here()) return share(i, compute_here);
    share(i, [&](std::size_t first, std::size_t count) { there(place, first, count); });
  });
}

// A model as the ranks that compute it know it.
struct Shared {
  std::shared_ptr<Crew> crew;
  std::uint64_t version;  // of all models
  std::size_t model;
};

BytesWriter ask(Question question, const Shared& shared, ConstMatrixView theta) {
  BytesWriter out;
  out.add(shared.version);
  out.add(static_cast<int>(question));
  for (const std::size_t number : {shared.model, theta.rows(), theta.cols()}) out.add(number);
  out.add(std::span<const double>(theta.values()));
  return out;
}

std::string failure_text(const Simulator& simulator, std::span<const SimulationStatus> status) {
  const auto* log = capability_of<FailureLog>(simulator);
  const bool failed = std::ranges::any_of(status, [](SimulationStatus one) { return one != SimulationStatus::ok; });
  return failed && log != nullptr ? log->last_failure() : "";
}

class DistributedSimulator : public Decorator<Simulator> {
 public:
  DistributedSimulator(std::shared_ptr<const Simulator> simulator, Shared shared)
      : Decorator(std::move(simulator)), shared_(std::move(shared)) {}

  const SimulatorInfo& info() const override { return decorated().info(); }

  void simulate(ConstMatrixView theta, std::span<const Seed> seeds, MatrixView x,
                std::span<SimulationStatus> status) const override {
    const auto here = [&](std::size_t first, std::size_t count) {
      const auto own_status = status.subspan(first, count);
      decorated().simulate(theta.rows(first, count), seeds.subspan(first, count), x.rows(first, count), own_status);
      note(failure_text(decorated(), own_status));
    };
    const auto there = [&](const Crew::Place& place, std::size_t first, std::size_t count) {
      BytesWriter request = ask(Question::simulate, shared_, theta.rows(first, count));
      request.add(seeds.subspan(first, count));
      const std::string answer = place.ask(request.bytes());
      BytesReader in(answer);
      in.take(x.rows(first, count).values());
      in.take(status.subspan(first, count));
      note(in.take_text());
    };
    compute(*shared_.crew, cost_, theta.rows(), here, there);
  }

  /// On any rank.
  std::string failure() const {
    const std::lock_guard lock(failure_mutex_);
    return failure_;
  }

 private:
  void note(std::string failure) const {
    if (failure.empty()) return;
    const std::lock_guard lock(failure_mutex_);
    failure_ = std::move(failure);
  }

  Shared shared_;
  mutable RowCost cost_;
  mutable std::mutex failure_mutex_;
  mutable std::string failure_;
};

/// The same of a simulator that has a log.
class DistributedFailureLog final : public DistributedSimulator, public FailureLog {
 public:
  using DistributedSimulator::DistributedSimulator;
  std::string last_failure() const override { return failure(); }
};

std::shared_ptr<const Simulator> on_crew(const std::shared_ptr<const Simulator>& simulator, const Shared& shared) {
  if (capability_of<FailureLog>(*simulator) == nullptr) {
    return std::make_shared<const DistributedSimulator>(simulator, shared);
  }
  return std::make_shared<const DistributedFailureLog>(simulator, shared);
}

class DistributedLikelihood final : public Decorator<Likelihood> {
 public:
  DistributedLikelihood(std::shared_ptr<const Likelihood> likelihood, Shared shared)
      : Decorator(std::move(likelihood)), shared_(std::move(shared)) {}

  void log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const override {
    const auto here = [&](std::size_t first, std::size_t count) {
      decorated().log_likelihood(theta.rows(first, count), x, out.subspan(first, count));
    };
    const auto there = [&](const Crew::Place& place, std::size_t first, std::size_t count) {
      BytesWriter request = ask(Question::log_likelihood, shared_, theta.rows(first, count));
      request.add(x.size());
      request.add(x);
      const std::string answer = place.ask(request.bytes());
      BytesReader(answer).take(out.subspan(first, count));
    };
    compute(*shared_.crew, cost_, theta.rows(), here, there);
  }

 private:
  Shared shared_;
  mutable RowCost cost_;
};

std::string simulate(const Simulator& simulator, ConstMatrixView theta, BytesReader& in) {
  std::vector<Seed> seeds(theta.rows());
  in.take(std::span(seeds));
  Matrix x(theta.rows(), simulator.info().data_size());
  std::vector<SimulationStatus> status(theta.rows(), SimulationStatus::ok);
  simulator.simulate(theta, seeds, x, status);
  BytesWriter out;
  out.add(std::span<const double>(x.values()));
  out.add(std::span<const SimulationStatus>(status));
  out.add(std::string_view(failure_text(simulator, status)));
  return out.bytes();
}

std::string log_likelihood(const Likelihood& likelihood, ConstMatrixView theta, BytesReader& in) {
  std::vector<double> x(in.take<std::size_t>()), values(theta.rows());
  in.take(std::span(x));
  likelihood.log_likelihood(theta, x, values);
  BytesWriter out;
  out.add(std::span<const double>(values));
  return out.bytes();
}

std::string answer(const ModelSet& models, BytesReader& in) {
  const auto question = static_cast<Question>(in.take<int>());
  const SimulatorBundle& bundle = models[in.take<std::size_t>()].bundle;
  const auto rows = in.take<std::size_t>(), cols = in.take<std::size_t>();
  Matrix theta(rows, cols);
  in.take(std::span(theta.values()));
  return question == Question::simulate ? simulate(*bundle.simulator, theta, in)
                                        : log_likelihood(*bundle.likelihood, theta, in);
}

}  // namespace

ModelSet distribute(const ModelSet& models, std::uint64_t version, const std::shared_ptr<Crew>& crew) {
  std::vector<Model> distributed = models.models();
  for (std::size_t i = 0; i < distributed.size(); ++i) {
    SimulatorBundle& bundle = distributed[i].bundle;
    const Shared shared{crew, version, i};
    if (bundle.simulator != nullptr && bundle.archive == nullptr) bundle.simulator = on_crew(bundle.simulator, shared);
    if (bundle.likelihood != nullptr) {
      bundle.likelihood = std::make_shared<const DistributedLikelihood>(bundle.likelihood, shared);
    }
  }
  return ModelSet(std::move(distributed));
}

void serve_models(const std::function<ModelSet(std::uint64_t)>& models) {
  std::optional<ModelSet> loaded;
  std::mutex mutex;
  const auto get = [&](std::uint64_t version) -> const ModelSet& {
    const std::lock_guard lock(mutex);
    try {
      if (!loaded) loaded = models(version);
    } catch (const Error& error) {
      raise(error.kind(), concat("on rank ", own_rank(), ": ", error.what()));
    }
    return *loaded;
  };
  serve_crew([&](const std::string& request) {
    BytesReader in(request);
    return answer(get(in.take<std::uint64_t>()), in);
  });
}

}  // namespace inquest
