#include "core/estimator/train_plans.hpp"

#include <map>
#include <mutex>

#include "core/files/atomic_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/training_recorder.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

/// Which trainings ran how often, and the one that is to fail.
struct Workshop {
  std::map<std::string, int> trained;
  std::map<std::string, std::string> shared;
  std::map<std::string, int> finished;
  std::string failing = {};
  std::string hopeless = {};
  std::mutex mutex = {};

  TrainingJournal journal() {
    return {.shared = [this](const std::string& part, const std::string& other) { shared[part] = other; }};
  }
};

/// Two networks that learn nothing but their seed.
class ToyTraining final : public EstimatorTraining {
 public:
  ToyTraining(const std::string& name, Seed seed, Workshop& shop) : EstimatorTraining(name, {}, seed), shop_(shop) {}

  std::size_t members() const override { return 2; }
  void save(const std::filesystem::path& path) const override { write_file(path, concat("seed ", seed().value)); }

 private:
  void prepare() override {}

  void train_prepared(std::size_t, const std::filesystem::path&, Reporter&) override {
    const std::lock_guard lock(shop_.mutex);
    INQUEST_VALIDATE(shop_.failing != name(), interrupted, name(), " was stopped");
    INQUEST_VALIDATE(shop_.hopeless != name(), data, name(), " cannot learn");
    ++shop_.trained[name()];
  }

  Workshop& shop_;
};

TrainingPart toy(const std::string& name, const std::string& key, std::uint64_t seed, Workshop& shop) {
  return {name, key, [=, &shop] { return std::make_unique<ToyTraining>(name, Seed{seed}, shop); }};
}

/// npe and auto with equal networks of the posterior, and a likelihood that auto has alone.
std::vector<TrainingPlan> example_plans(Workshop& shop) {
  std::vector<TrainingPlan> plans = {plan_of(toy("m.npe", "npe", 1, shop))};
  plans.push_back({.name = "m.auto",
                   .parts = {toy("m.auto.npe", "npe", 2, shop), toy("m.auto.nle", "nle", 3, shop)},
                   .finish = [&shop](const std::filesystem::path& file) {
                     ++shop.finished["m.auto"];
                     const auto beside = [&](const char* part) {
                       return read_file(file.parent_path() / concat("m.auto.", part, ".h5"));
                     };
                     write_file(file, beside("npe") + ", " + beside("nle"));
                   }});
  return plans;
}

const std::map<std::string, std::string> expected = {
    {"m.npe", "seed 1"}, {"m.auto.npe", "seed 1"}, {"m.auto.nle", "seed 3"}, {"m.auto", "seed 1, seed 3"}};

void train_in(const TemporaryDirectory& folder, Workshop& shop) {
  TrainingRecorder recorder;
  train_plans(example_plans(shop), EstimatorFolder(folder.path()), recorder, shop.journal());
}

void check_files(const TemporaryDirectory& folder) {
  for (const auto& [name, content] : expected) CHECK(read_file(folder / (name + ".h5")) == content);
}

}  // namespace

TEST_CASE("train plans: parts of equal keys are trained once, with the seed of the first") {
  const TemporaryDirectory folder;
  Workshop shop;
  train_in(folder, shop);
  CHECK(shop.trained == std::map<std::string, int>{{"m.npe", 2}, {"m.auto.nle", 2}});
  CHECK(shop.shared == std::map<std::string, std::string>{{"m.auto.npe", "m.npe"}});
  check_files(folder);
}

TEST_CASE("train plans: a file that is there is the training of all parts that equal it") {
  const TemporaryDirectory folder;
  Workshop first;
  train_in(folder, first);
  const std::string gone = GENERATE("m.npe", "m.auto.npe", "m.auto");
  CAPTURE(gone);
  std::filesystem::remove(folder / (gone + ".h5"));
  Workshop again;
  train_in(folder, again);
  CHECK(again.trained.empty());
  CHECK(again.finished["m.auto"] == (gone == "m.npe" ? 0 : 1));
  check_files(folder);
}

TEST_CASE("train plans: a part that is gone is trained anew, and what was made of it is made anew") {
  const TemporaryDirectory folder;
  Workshop first;
  train_in(folder, first);
  std::filesystem::remove(folder / "m.auto.nle.h5");
  Workshop again;
  train_in(folder, again);
  CHECK(again.trained == std::map<std::string, int>{{"m.auto.nle", 2}});
  CHECK(again.finished["m.auto"] == 1);
  check_files(folder);
}

TEST_CASE("train plans: what was stopped anywhere ends with the same files") {
  const TemporaryDirectory folder;
  Workshop shop;
  shop.failing = GENERATE("m.npe", "m.auto.nle");
  CHECK(error_from([&] { train_in(folder, shop); }).kind() == ErrorKind::interrupted);
  CHECK(!std::filesystem::exists(folder / "m.auto.h5"));
  shop.failing = "";
  train_in(folder, shop);
  check_files(folder);
}

TEST_CASE("train plans: simulations are checked before anything is trained, and not once all is there") {
  const TemporaryDirectory folder;
  Workshop shop;
  auto plans = example_plans(shop);
  plans.back().check = [] { raise(ErrorKind::data, "these will not do"); };
  TrainingRecorder recorder;
  CHECK(error_from([&] { train_plans(plans, EstimatorFolder(folder.path()), recorder); }).kind() == ErrorKind::data);
  CHECK(shop.trained.empty());
  train_in(folder, shop);
  CHECK_NOTHROW(train_plans(plans, EstimatorFolder(folder.path()), recorder));
}

TEST_CASE("train plans: where somebody hears of a plan that fails, all others are trained") {
  const TemporaryDirectory folder;
  Workshop shop;
  auto plans = example_plans(shop);
  std::map<std::string, std::string> failed;
  TrainingJournal journal{.failed = [&](const std::string& plan, const Error& error) { failed[plan] = error.what(); }};
  TrainingRecorder recorder;
  const EstimatorFolder to(folder.path());

  SECTION("in its check") {
    plans.back().check = [] { raise(ErrorKind::data, "these will not do"); };
    train_plans(plans, to, recorder, journal);
    CHECK(failed == std::map<std::string, std::string>{{"m.auto", "these will not do"}});
    CHECK(shop.trained == std::map<std::string, int>{{"m.npe", 2}});
  }
  SECTION("in a training") {
    shop.hopeless = "m.auto.nle";
    train_plans(plans, to, recorder, journal);
    CHECK(failed == std::map<std::string, std::string>{{"m.auto", "m.auto.nle cannot learn"}});
    CHECK(to.has("m.npe"));
    CHECK(!to.has("m.auto"));
  }
  SECTION("in a training that both need") {
    shop.hopeless = "m.npe";
    train_plans(plans, to, recorder, journal);
    CHECK(failed.size() == 2);
    CHECK(!to.has("m.auto"));
  }
  SECTION("in its last step") {
    plans.back().finish = [](const std::filesystem::path&) { raise(ErrorKind::data, "no choice"); };
    train_plans(plans, to, recorder, journal);
    CHECK(failed == std::map<std::string, std::string>{{"m.auto", "no choice"}});
    CHECK(to.has("m.auto.nle"));
  }
  SECTION("by what a library throws") {
    plans.back().check = [] { throw std::runtime_error("no memory on the device"); };
    train_plans(plans, to, recorder, journal);
    CHECK(failed == std::map<std::string, std::string>{{"m.auto", "no memory on the device"}});
  }
}

TEST_CASE("train plans: a key tells kind, models and every option") {
  TrainerOptions options;
  const std::string key = training_key("npe", {"m"}, options);
  CHECK(key == training_key("npe", {"m"}, options));
  CHECK(key != training_key("nle", {"m"}, options));
  CHECK(key != training_key("npe", {"m", "n"}, options));
  options.learning_rate *= 2;
  CHECK(key != training_key("npe", {"m"}, options));
}
