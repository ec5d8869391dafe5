#include "core/model/recorded_likelihood.hpp"

#include <atomic>
#include <functional>
#include <thread>

#include "tests/core/model/decorator_conformance.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/print_elements.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/training_recorder.hpp"

using namespace inquest;

namespace {

// -(theta - x)^2 / 2, which counts its calls and takes `pause` for a row.
class Counting : public Likelihood {
 public:
  explicit Counting(std::chrono::microseconds pause) : pause_(pause) {}

  void log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const override {
    std::this_thread::sleep_for(pause_ * theta.rows());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = shift - 0.5 * (theta(i, 0) - x[0]) * (theta(i, 0) - x[0]);
    calls += out.size();
    if (when_called) when_called();
  }

  mutable std::atomic<std::size_t> calls = 0;
  double shift = 0;
  std::function<void()> when_called = {};

 private:
  std::chrono::microseconds pause_;
};

class Program final : public Counting, public VersionedLikelihood {
 public:
  using Counting::Counting;
  std::string version() const override { return "1"; }
};

constexpr std::size_t compared = 2;  // rows of the first call that are computed again: the first, and the best

struct Fixture {
  testing::TemporaryDirectory folder;
  std::shared_ptr<Counting> slow = std::make_shared<Counting>(std::chrono::microseconds(300));
  std::vector<double> x{0.3};
  mutable testing::TrainingRecorder reporter;

  std::vector<double> ask(const std::vector<double>& at, const std::string& version = "1") const {
    const RecordedLikelihood likelihood(slow, version, folder / "calls", reporter);
    return ask(likelihood, at, x);
  }

  static std::vector<double> ask(const Likelihood& likelihood, const std::vector<double>& at,
                                 std::span<const double> x) {
    Matrix theta(at.size(), 1);
    theta.values() = at;
    std::vector<double> out(at.size());
    likelihood.log_likelihood(theta, x, out);
    return out;
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "values of a slow likelihood are computed once") {
  const std::vector<double> first = ask({1, 2, 3});
  REQUIRE(slow->calls == 3);
  CHECK(ask({1, 2, 3}) == first);
  CHECK(ask({3, 1}) == std::vector{first[2], first[0]});
  CHECK(slow->calls == 3 + 2 * compared);
}

TEST_CASE_METHOD(Fixture, "of a batch that was stopped within, what is on file is not computed again") {
  const std::vector<double> first = ask({1, 2});
  CHECK(ask({1, 2, 5, 6})[1] == first[1]);
  CHECK(slow->calls == 2 + 2 + compared);
}

TEST_CASE_METHOD(Fixture, "a likelihood that has changed, whatever file it was that changed, has its values dropped") {
  ask({1, 2, 3});
  ask({4});
  slow->shift = 1;
  const std::vector<double> changed = ask({1, 2, 3});
  CHECK(changed == std::vector{1 - 0.5 * 0.49, 1 - 0.5 * 1.7 * 1.7, 1 - 0.5 * 2.7 * 2.7});
  REQUIRE(reporter.warnings().size() == 1);
  CHECK(reporter.warnings().front().find("the likelihood has changed") != std::string::npos);
  slow->calls = 0;
  CHECK(ask({1, 2, 3}) == changed);
  CHECK(slow->calls == compared);
  CHECK(reporter.warnings().size() == 1);
}

TEST_CASE_METHOD(Fixture,
                 "a likelihood that is stopped keeps what it has computed, and a program is asked row by row") {
  slow = std::make_shared<Program>(std::chrono::microseconds(20000));
  testing::TrainingRecorder stopping(1);
  slow->when_called = [&] { stopping.metric({}); };
  const RecordedLikelihood likelihood(slow, "1", folder / "stopped", stopping);
  CHECK(testing::error_from([&] { ask(likelihood, {1, 2, 3}, x); }).kind() == ErrorKind::interrupted);
  CHECK(slow->calls == 1);
}

TEST_CASE_METHOD(Fixture, "lanes compute the same numbers") {
  const RecordedLikelihood two(slow, "1", folder / "two", reporter, 2);
  const std::vector<double> at{1, 2, 3, 4, 5};
  CHECK(ask(two, at, x) == ask(*slow, at, x));
}

TEST_CASE_METHOD(Fixture, "values of other data or another version are not mistaken for these") {
  ask({1});
  ask({1}, "2");
  x = {0.4};
  ask({1});
  CHECK(slow->calls == 3);
}

TEST_CASE_METHOD(Fixture, "a value cut short by a kill is dropped") {
  const std::vector<double> first = ask({1, 2});
  std::filesystem::resize_file(folder / "calls", 27);
  CHECK(ask({1}) == std::vector{first[0]});
  CHECK(slow->calls == 2 + compared);
  CHECK(ask({2}) == std::vector{first[1]});
  CHECK(slow->calls == 2 + compared + 1 + compared);
  CHECK(ask({1, 2}) == first);
  CHECK(slow->calls == 2 + compared + 1 + compared + 2 * compared);
}

TEST_CASE_METHOD(Fixture, "a record has the capabilities of the likelihood behind it, also where it answers itself") {
  int record = 0;
  testing::check_likelihood_decorator([&](const std::shared_ptr<const Likelihood>& likelihood) {
    return std::make_shared<const RecordedLikelihood>(likelihood, "1", folder / concat("calls_", ++record), reporter);
  });
  ask({1});
  const RecordedLikelihood recorded(slow, "1", folder / "calls", reporter);
  testing::require_same_numbers(recorded, *slow);
}

TEST_CASE_METHOD(Fixture, "values of a fast likelihood are not kept") {
  slow = std::make_shared<Counting>(std::chrono::microseconds(0));
  ask({1, 2, 3});
  CHECK_FALSE(std::filesystem::exists(folder / "calls"));
}
