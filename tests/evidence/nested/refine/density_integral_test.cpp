#include "evidence/nested/refine/density_integral.hpp"

#include <cmath>
#include <numbers>

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

// exp(constant) times a normal density, or the mean of one about `centre` and one about its opposite.
class Normals final : public Evaluable {
 public:
  Normals(double constant, double centre, double sd, bool two)
      : constant_(constant), centre_(centre), sd_(sd), two_(two) {}

  void log_prob(ConstMatrixView theta, std::span<double> out) const override {
    for (std::size_t i = 0; i < theta.rows(); ++i) {
      const double one = density_at(theta.row(i), centre_), other = two_ ? density_at(theta.row(i), -centre_) : one;
      out[i] = constant_ + std::log((std::exp(one) + std::exp(other)) / 2);
    }
  }
  bool normalised() const override { return false; }

  Matrix draws(std::size_t count, std::size_t d) const {
    Random random(Seed{4});
    Matrix theta(count, d);
    for (std::size_t i = 0; i < count; ++i) {
      const double centre = two_ && i % 2 == 1 ? -centre_ : centre_;
      for (double& value : theta.row(i)) value = centre + sd_ * random.normal();
    }
    return theta;
  }

 private:
  double density_at(std::span<const double> theta, double centre) const {
    double sum = 0;
    for (const double value : theta) {
      const double u = (value - centre) / sd_;
      sum -= 0.5 * u * u + std::log(sd_ * std::sqrt(2 * std::numbers::pi));
    }
    return sum;
  }

  double constant_, centre_, sd_;
  bool two_;
};

ParameterSpace space_of(const std::string& prior) {
  return ParameterSpace::parse(ConfigNode::parse("{a: {prior: " + prior + "}, b: {prior: " + prior + "}}", "run.yaml"));
}

}  // namespace

// Both densities lie within the prior but for 1e-6 of them.
TEST_CASE("density_integral: the constant of a density is found, with its error", "[nested]") {
  const bool two = GENERATE(false, true);
  const std::string prior = GENERATE("{uniform: [-10, 10]}", "{normal: [0, 3]}");
  CAPTURE(two, prior);
  const Normals density(-123.4, 2, 0.4, two);
  const ParameterSpace space = space_of(prior);
  const DensityIntegral found = density_integral(density, space, density.draws(2000, 2), {}, Seed{1});
  CHECK(found.is_known());
  CHECK(found.log_integral.error < 0.02);
  CHECK(std::abs(found.log_integral.value + 123.4) < 4 * found.log_integral.error + 1e-5);
}

// The share of the prior meets the mode that the draws lack a few times.
TEST_CASE("density_integral: what draws missed is found, or the integral is not called known", "[nested]") {
  const Normals one(0, 2, 0.4, false), both(0, 2, 0.4, true);
  const DensityIntegral found = density_integral(both, space_of("{normal: [0, 3]}"), one.draws(2000, 2), {}, Seed{1});
  CHECK((!found.is_known() || std::abs(found.log_integral.value) < 4 * found.log_integral.error));
}
