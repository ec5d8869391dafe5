#include "evidence/nested/refine/patch.hpp"

#include <cmath>

#include "core/parameters/tail.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

constexpr double sd = 0.01;
constexpr double small = 0.03;  // share of the mode at 0.8; the other is at 0.3, and Z = 1

double log_posterior(double u) {
  const auto mode = [&](double centre) { return log_normal_density((u - centre) / sd) - std::log(sd); };
  return log_add(std::log1p(-small) + mode(0.3), std::log(small) + mode(0.8));
}

EvidenceTarget target() {
  Parameter a;
  a.name = "a";
  a.prior = Prior::uniform(0, 1);
  const auto log_l = [](ConstMatrixView theta, std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = log_posterior(theta(i, 0));
  };
  return {ParameterSpace({a}), log_l};
}

Exploration draws_of_posterior() {
  constexpr std::size_t n = 2000;
  Exploration found{Matrix(n, 1), {}, std::vector<double>(n, 1.0 / n), 0.0, 0.1};
  Random random(Seed{1});
  for (std::size_t i = 0; i < n; ++i) {
    found.x(i, 0) = (random.uniform() < small ? 0.8 : 0.3) + sd * random.normal();
    found.log_l.push_back(log_posterior(found.x(i, 0)));
  }
  return found;
}

EllipticalMixture::Component normal_at(double centre, double weight) {
  EllipticalMixture::Component component;
  component.weight = weight;
  component.centre = Eigen::VectorXd::Constant(1, centre);
  component.lower = Eigen::MatrixXd::Constant(1, 1, sd);
  component.inverse = Eigen::MatrixXd::Constant(1, 1, 1 / sd);
  component.log_det = std::log(sd);
  component.dof = 20;
  return component;
}

double log_density_at(const EllipticalMixture& mixture, double u) {
  Matrix x(1, 1);
  x(0, 0) = u;
  std::vector<double> result(1);
  mixture.log_density(x, result);
  return result.front();
}

}  // namespace

TEST_CASE("a mode that the mixture lacks is patched with its mass", "[nested]") {
  const EllipticalMixture lacking({normal_at(0.3, 1)});
  const EllipticalMixture mended = patched(target(), lacking, draws_of_posterior(), 0.1);
  REQUIRE(mended.components().size() > 1);
  double added = 0;
  for (std::size_t k = 1; k < mended.components().size(); ++k) added += mended.components()[k].weight;
  // Four standard deviations of the draws in the mode are half its mass; tails that two patches reach count twice.
  CHECK(added > 0.5 * small);
  CHECK(added < 2 * small);
  for (const double u : {0.79, 0.8, 0.81}) CHECK(log_posterior(u) - log_density_at(mended, u) < std::log(4));
}

TEST_CASE("a mixture that falls short nowhere is left alone", "[nested]") {
  const EllipticalMixture whole({normal_at(0.3, 1 - small), normal_at(0.8, small)});
  CHECK(patched(target(), whole, draws_of_posterior(), 0.1).components().size() == 2);
}

TEST_CASE("an exploration that does not know its evidence patches nothing", "[nested]") {
  Exploration found = draws_of_posterior();
  found.log_z.reset();
  CHECK(patched(target(), EllipticalMixture({normal_at(0.3, 1)}), found, 0.1).components().size() == 1);
}
