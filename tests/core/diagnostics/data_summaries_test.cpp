#include "core/diagnostics/data_summaries.hpp"

#include <cmath>

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

ParameterSpace space() {
  return ParameterSpace::parse(
      ConfigNode::parse("{a: {prior: {normal: [0, 1]}}, "
                        "angle: {prior: {uniform: [0, 2]}, periodic: true}}",
                        "run.yaml"));
}

/// x = w theta_0 + e with k numbers of unit variance.
Matrix data(const Matrix& theta, std::size_t k, Random& random) {
  Matrix x(theta.rows(), k);
  for (std::size_t i = 0; i < x.rows(); ++i) {
    for (double& value : x.row(i)) value = std::sqrt(0.5) * (theta(i, 0) + random.normal());
  }
  return x;
}

}  // namespace

TEST_CASE("data summaries: angles become cosine and sine") {
  Matrix theta(1, 2);
  theta(0, 1) = 1.5;  // three quarters of a turn, of which -pi is the beginning
  const Matrix smooth = smooth_parameters(space(), theta);
  REQUIRE(smooth.cols() == 3);
  CHECK(smooth(0, 0) == Approx(0).margin(1e-12));
  CHECK(smooth(0, 1) == Approx(0).margin(1e-12));
  CHECK(smooth(0, 2) == Approx(1));
}

TEST_CASE("data summaries: few numbers stand for themselves, many for the means of parameters given them") {
  Random random(Seed{5});
  Matrix theta(4000, 2);
  for (double& value : theta.values()) value = random.uniform();
  for (std::size_t i = 0; i < theta.rows(); ++i) theta(i, 0) = random.normal();
  const Matrix few = data(theta, 3, random);
  CHECK(DataSummaries(space(), theta, few).apply(few) == few);

  const Matrix many = data(theta, 40, random);
  const Matrix summaries = DataSummaries(space(), theta, many).apply(many);
  REQUIRE(summaries.cols() == 3);
  // The mean of theta_0 given 40 numbers theta_0 + e is their sum / 41. Of 40 weights fitted to 4000 rows with a
  // scatter of 1 / 41 about it, summaries are off by sqrt(40 / 4000 / 41) = 0.016 root mean square; the prior on the
  // weights pulls by less.
  double squares = 0;
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    double mean = 0;
    for (const double value : many.row(i)) mean += value * std::sqrt(2) / 41;
    squares += (summaries(i, 0) - mean) * (summaries(i, 0) - mean) / 4000;
  }
  CHECK(std::sqrt(squares) < 0.03);
}
