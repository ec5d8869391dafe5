#include "simulators/benchmark/slcp_distractors.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "simulators/benchmark/slcp.hpp"
#include "tests/simulators/benchmark/benchmark_model.hpp"
#include "tests/support/catch.hpp"

namespace inquest {
namespace {

TEST_CASE("slcp: the covariance of the first observation", "[benchmark]") {
  const auto [s_11, s_12, s_22] =
      slcp_covariance(std::vector<double>{-2.8581212, -0.44451332, 2.9473476, 1.2396116, 2.9712725});
  CHECK(s_11 == Approx(75.4615007).epsilon(1e-8));
  CHECK(s_12 == Approx(13.2786411).epsilon(1e-8));
  CHECK(s_22 == Approx(2.3612540).epsilon(1e-8));
}

// A few numbers of the inputs that sbibm stores, from the first drawn to the last.
TEST_CASE("slcp_distractors: the fixed inputs are those of the benchmark", "[benchmark]") {
  const Distractors distractors = make_distractors();
  CHECK(distractors.locations[0][0] == Approx(7.45071229516849).epsilon(1e-13));
  CHECK(distractors.locations[19][91] == Approx(-3.1217528590880956).epsilon(1e-13));
  CHECK(distractors.factors[0](0, 0) == Approx(3.423324718497607).epsilon(1e-13));
  CHECK(distractors.factors[19](91, 90) == Approx(2.446532061161765).epsilon(1e-13));
  CHECK(distractors.factors[19](91, 91) == Approx(2.196350891048934).epsilon(1e-13));
  CHECK(distractors.permutation[0] == 87);
  CHECK(distractors.permutation[99] == 16);
  const std::vector<std::size_t> places = {22, 33, 23, 67, 42, 21, 16, 90};  // of the numbers that say something
  for (std::size_t i = 0; i < places.size(); ++i) CHECK(distractors.permutation[places[i]] == i);
}

TEST_CASE("slcp_distractors: they add the same to every parameter's likelihood", "[benchmark]") {
  const Model model = testing::benchmark_model("slcp_distractors");
  const Simulations draws = draw_joint(model, Seed{5}, 0, 4);
  const Distractors distractors = make_distractors();
  for (std::size_t i = 0; i < 4; ++i) {
    std::vector<double> slcp(8);
    for (std::size_t j = 0; j < 100; ++j) {
      if (distractors.permutation[j] < 8) slcp[distractors.permutation[j]] = draws.x(i, j);
    }
    std::vector<double> log_likelihood(4);
    model.bundle.likelihood->log_likelihood(draws.theta, draws.x.row(i), log_likelihood);
    const auto noise = [&](std::size_t k) { return log_likelihood[k] - slcp_log_density(draws.theta.row(k), slcp); };
    for (std::size_t k = 1; k < 4; ++k) CHECK(noise(k) == Approx(noise(0)).epsilon(1e-9));
  }
}

// |x - location| / scale of a Student t with 2 degrees of freedom has the distribution function u / sqrt(2 + u^2). In
// the first coordinate the mixture's is the mean over the components.
TEST_CASE("slcp_distractors: the tails of the noise", "[benchmark][statistical]") {
  const Model model = testing::benchmark_model("slcp_distractors");
  const Distractors distractors = make_distractors();
  constexpr std::size_t rows = 4000;
  const Simulations draws = draw_joint(model, Seed{6}, 0, rows);
  const std::size_t place =
      static_cast<std::size_t>(std::ranges::find(distractors.permutation, 8U) - distractors.permutation.begin());
  for (const double edge : {-20.0, -5.0, 0.0, 5.0, 20.0}) {
    double expected = 0;
    for (std::size_t k = 0; k < 20; ++k) {
      const double u = (edge - distractors.locations[k][0]) / std::abs(distractors.factors[k](0, 0));
      expected += (0.5 + 0.5 * u / std::sqrt(2 + u * u)) / 20;
    }
    std::size_t below = 0;
    for (std::size_t i = 0; i < rows; ++i) below += draws.x(i, place) < edge ? 1 : 0;
    CAPTURE(edge);
    // Binomial; 4.5 sd.
    CHECK(std::abs(static_cast<double>(below) / rows - expected) < 4.5 * std::sqrt(expected * (1 - expected) / rows));
  }
}

}  // namespace
}  // namespace inquest
