#include "core/model/likelihood.hpp"

#include "tests/core/model/decorator_conformance.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/print_elements.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

// -theta^2 / 2, of data that it holds itself.
class OwnData final : public Likelihood, public DifferentiableLikelihood {
 public:
  void log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const override {
    CHECK(x.empty());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = -0.5 * theta(i, 0) * theta(i, 0);
  }
  void log_likelihood_gradient(ConstMatrixView theta, std::span<const double> x, std::span<double> out,
                               MatrixView gradient) const override {
    log_likelihood(theta, x, out);
    for (std::size_t i = 0; i < out.size(); ++i) gradient(i, 0) = -theta(i, 0);
  }
};

ParameterSpace space() { return ParameterSpace::parse(ConfigNode::parse("{a: {prior: {normal: [0, 1]}}}", "test")); }

std::vector<double> summed(const Likelihood& likelihood, std::size_t data_size, const std::vector<double>& x) {
  Matrix theta(2, 1);
  theta.values() = {1, 3};
  std::vector<double> out(2);
  sum_log_likelihood(likelihood, space(), data_size, theta, x, out);
  return out;
}

}  // namespace

TEST_CASE("log-likelihoods of several observations add up") {
  CHECK(summed(PlainParabola(), 1, {1}) == std::vector<double>{0, -2});
  CHECK(summed(PlainParabola(), 1, {1, 3}) == std::vector<double>{-2, -2});
}

TEST_CASE("a likelihood that holds its data is asked once, without any") {
  CHECK(summed(OwnData(), 0, {}) == std::vector<double>{-0.5, -4.5});
  Matrix theta(1, 1, 3.0), gradient(1, 1);
  double value = 0;
  sum_log_likelihood_gradient(OwnData(), space(), 0, theta, {}, {&value, 1}, gradient);
  CHECK(value == -4.5);
  CHECK(gradient(0, 0) == -3);
}

TEST_CASE("an observation of another length is refused") {
  for (const std::size_t size : {1, 2}) {
    const std::vector<double> x(size == 1 ? 0 : 3);
    CHECK(error_from([&] { summed(PlainParabola(), size, x); }).kind() == ErrorKind::data);
  }
  CHECK(error_from([&] { summed(OwnData(), 0, {1}); }).kind() == ErrorKind::data);
}
