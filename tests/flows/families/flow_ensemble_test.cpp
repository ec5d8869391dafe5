#include "flows/families/flow_ensemble.hpp"

#include <algorithm>
#include <cmath>

#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>

#include "core/estimator/estimator_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/flows.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

FlowOptions small_flow(const std::string& family = "maf") { return flow_of(family, 2, {{10}, "tanh"}); }

/// With weights blown up, so that the members differ.
FlowEnsemble random_ensemble(const std::string& family, std::size_t members, const FlowShape& shape) {
  FlowEnsemble ensemble(std::vector(members, small_flow(family)), shape, "cpu", {1});
  for (std::size_t i = 0; i < members; ++i) ensemble.member(i).parameters().flat().mul_(1.5);
  return ensemble;
}

std::vector<double> log_prob_of(const FlowEnsemble& ensemble, const Matrix& z, const Tensor& context) {
  std::vector<double> out(std::max<std::size_t>(z.rows(), static_cast<std::size_t>(context.size(0))));
  ensemble.log_prob(z, context, out);
  return out;
}

Matrix column(double from, double to, std::size_t cells) {
  Matrix z(cells, 1);
  for (std::size_t i = 0; i < cells; ++i) {
    z(i, 0) = from + (to - from) * (static_cast<double>(i) + 0.5) / static_cast<double>(cells);
  }
  return z;
}

Tensor no_context() { return at::empty({1, 0}, at::kFloat); }

}  // namespace

TEST_CASE("flow ensemble: the density is the mean of those of its members") {
  const FlowEnsemble ensemble = random_ensemble("maf", 3, {2, 1});
  const Tensor context = at::full({1, 1}, 0.3, at::kFloat);
  Matrix z(1, 2);
  z.values() = {0.4, -1.2};
  const Tensor point = at::empty({1, 2}, at::kFloat);
  point[0][0] = 0.4F;
  point[0][1] = -1.2F;
  double mean = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    mean += std::exp(ensemble.member(i).log_prob(point, context).item<double>()) / 3;
  }
  CHECK(log_prob_of(ensemble, z, context)[0] == Approx(std::log(mean)).epsilon(1e-6));
}

TEST_CASE("flow ensemble: one point meets many contexts, and many points one context") {
  const FlowEnsemble ensemble = random_ensemble("maf", 2, {1, 1});
  const Matrix z = column(-2, 2, 5000);  // more than one batch
  const Tensor contexts = at::full({5000, 1}, 0.3, at::kFloat);
  const auto each = log_prob_of(ensemble, z, contexts);
  const auto shared = log_prob_of(ensemble, z, contexts.narrow(0, 0, 1));
  for (std::size_t i = 0; i < each.size(); ++i) CHECK(shared[i] == Approx(each[i]).margin(1e-5));
  const auto constant = log_prob_of(ensemble, column(-2, 2, 1), contexts);
  CHECK(constant.size() == 5000);
  CHECK(std::ranges::all_of(constant, [&](double value) { return value == constant[0]; }));
}

TEST_CASE("flow ensemble: every family is a density without a context, also of one feature") {
  const std::string family = GENERATE("maf", "spline", "nsf", "mdn");
  CAPTURE(family);
  const FlowEnsemble ensemble = random_ensemble(family, 2, {1, 0});
  const Matrix z = column(-30, 30, 20000);
  double sum = 0;
  double mean = 0;
  double square = 0;
  const auto log_prob = log_prob_of(ensemble, z, no_context());
  for (std::size_t i = 0; i < z.rows(); ++i) {
    const double weight = std::exp(log_prob[i]) * 60 / 20000;
    sum += weight;
    mean += weight * z(i, 0);
    square += weight * z(i, 0) * z(i, 0);
  }
  CHECK(sum == Approx(1).margin(1e-3));
  const Matrix draws = ensemble.sample(10000, no_context(), {2});
  double drawn = 0;
  for (const double value : draws.values()) drawn += value / 10000;
  CHECK(std::abs(drawn - mean) < 5 * std::sqrt((square - mean * mean) / 10000));
}

TEST_CASE("flow ensemble: a density without a context trains and comes back from its file") {
  const std::string family = GENERATE("maf", "spline", "nsf", "mdn");
  const std::int64_t features = GENERATE(1, 3);
  CAPTURE(family, features);
  FlowEnsemble saved = random_ensemble(family, 2, {features, 0});
  Random random(Seed{3});
  const Tensor z = random_tensor({20, features}, random, at::kFloat);
  saved.member(0).log_prob(z, at::empty({20, 0}, at::kFloat)).mean().backward();
  CHECK(saved.member(0).parameters().flat_gradient().abs().max().item<double>() > 0);

  const TemporaryDirectory folder;
  const auto weights = saved.networks();
  save_estimator(folder / "e.h5", {"test", ConfigNode::mapping({}), {}}, {weights.begin(), weights.end()});
  FlowEnsemble loaded(std::vector(2, small_flow(family)), {features, 0}, "cpu", {9});
  load_estimator_weights(folder / "e.h5", loaded.networks());
  CHECK(loaded.sample(10, no_context(), {4}) == saved.sample(10, no_context(), {4}));
}

TEST_CASE("flow ensemble: draws follow the seed, and members share them") {
  const FlowEnsemble ensemble = random_ensemble("maf", 3, {2, 0});
  CHECK(ensemble.sample(50, no_context(), {5}) == ensemble.sample(50, no_context(), {5}));
  CHECK(ensemble.sample(50, no_context(), {5}) != ensemble.sample(50, no_context(), {6}));
  CHECK(ensemble.sample(0, no_context(), {5}).rows() == 0);
}

TEST_CASE("flow ensemble: a device that is not there is an error") {
  CHECK(error_from([] { FlowEnsemble({small_flow()}, {1, 0}, "cuda:99x", {1}); }).kind() == ErrorKind::config);
}
