#include "core/model/recorded_likelihood.hpp"

#include <atomic>
#include <thread>

#include "tests/core/model/decorator_conformance.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/print_elements.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;

namespace {

// -(theta - x)^2 / 2, which counts its calls and takes `pause` for a row.
class Counting final : public Likelihood {
 public:
  explicit Counting(std::chrono::microseconds pause) : pause_(pause) {}

  void log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const override {
    std::this_thread::sleep_for(pause_ * theta.rows());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = -0.5 * (theta(i, 0) - x[0]) * (theta(i, 0) - x[0]);
    calls += out.size();
  }

  mutable std::atomic<std::size_t> calls = 0;

 private:
  std::chrono::microseconds pause_;
};

struct Fixture {
  testing::TemporaryDirectory folder;
  std::shared_ptr<Counting> slow = std::make_shared<Counting>(std::chrono::microseconds(300));
  std::vector<double> x{0.3};

  std::vector<double> ask(const std::vector<double>& at, const std::string& version = "1") const {
    const RecordedLikelihood likelihood(slow, version, folder / "calls");
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
  CHECK(slow->calls == 3);
}

TEST_CASE_METHOD(Fixture, "a batch with a row that is not on file is computed as a whole") {
  const std::vector<double> first = ask({1, 2});
  CHECK(ask({2, 5})[0] == first[1]);
  CHECK(slow->calls == 4);
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
  CHECK(slow->calls == 2);
  CHECK(ask({2}) == std::vector{first[1]});
  CHECK(slow->calls == 3);
  CHECK(ask({1, 2}) == first);
  CHECK(slow->calls == 3);
}

TEST_CASE_METHOD(Fixture, "a record has the capabilities of the likelihood behind it, also where it answers itself") {
  int record = 0;
  testing::check_likelihood_decorator([&](const std::shared_ptr<const Likelihood>& likelihood) {
    return std::make_shared<const RecordedLikelihood>(likelihood, "1", folder / concat("calls_", ++record));
  });
  ask({1});
  const RecordedLikelihood recorded(slow, "1", folder / "calls");
  testing::require_same_numbers(recorded, *slow);
}

TEST_CASE_METHOD(Fixture, "values of a fast likelihood are not kept") {
  slow = std::make_shared<Counting>(std::chrono::microseconds(0));
  ask({1, 2, 3});
  CHECK_FALSE(std::filesystem::exists(folder / "calls"));
}
