#include "flows/transforms/lu_mixing.hpp"

#include <cmath>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <Eigen/LU>

#include "tests/support/catch.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

constexpr std::int64_t rows = 32;
const std::vector<std::int64_t> places = {4, 0, 2};  // of five

struct Example {
  Parameters parameters;
  Random random{Seed{1}};
  LuMixing mixing{3, parameters, "mixing", random};
  Tensor z;         // [3, rows]
  Tensor gradient;  // [5, rows] by u
  Tensor log_det_gradient;

  explicit Example(double size = 0.5) {
    parameters.to_double();
    parameters.flatten();
    parameters.flat().copy_(random_tensor({parameters.count()}, random).mul_(size));
    z = random_tensor({3, rows}, random);
    gradient = random_tensor({5, rows}, random);
    log_det_gradient = random_tensor({rows}, random);
  }

  /// u [5, rows], of which three rows are written, and ln |det| [rows].
  std::pair<Tensor, Tensor> map() const {
    Tensor u = at::zeros({5, rows}, at::kDouble);
    Tensor log_det = at::zeros({rows}, at::kDouble);
    mixing.forward(z.data_ptr<double>(), places, u.data_ptr<double>(), log_det.data_ptr<double>(), rows);
    return {u, log_det};
  }

  double loss() const {
    const auto [u, log_det] = map();
    return ((u * gradient).sum() + (log_det * log_det_gradient).sum()).item<double>();
  }
};

}  // namespace

TEST_CASE("lu mixing: it starts as the identity") {
  const Example example(0);
  const auto [u, log_det] = example.map();
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(tensors_close(u[places[i]], example.z[static_cast<std::int64_t>(i)], {0, 0}));
  }
  CHECK(log_det.abs().max().item<double>() == 0);
}

TEST_CASE("lu mixing: the kernels equal the reference") {
  const at::NoGradGuard no_graph;
  const Example example;
  const auto [u, log_det] = example.map();
  const Tensor expected = example.mixing.forward_reference(example.z.t());
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(tensors_close(u[places[i]], expected.select(1, static_cast<std::int64_t>(i)), {1e-12, 1e-12}));
  }
  CHECK(log_det[3].item<double>() == Approx(example.mixing.log_det().item<double>()));
  CHECK(tensors_close(example.mixing.inverse_reference(expected), example.z.t(), {1e-10, 1e-10}));
}

TEST_CASE("lu mixing: the inverse undoes the map") {
  const Example example;
  const Tensor u = example.map().first;
  example.mixing.inverse(places, u.data_ptr<double>(), rows);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(tensors_close(u[places[i]], example.z[static_cast<std::int64_t>(i)], {1e-10, 1e-10}));
  }
}

TEST_CASE("lu mixing: the determinant is that of the map's matrix") {
  const at::NoGradGuard no_graph;
  const Example example;
  const Tensor origin = example.mixing.forward_reference(at::zeros({1, 3}, at::kDouble));
  Eigen::Matrix3d matrix;
  for (std::int64_t j = 0; j < 3; ++j) {
    Tensor unit = at::zeros({1, 3}, at::kDouble);
    unit[0][j] = 1;
    const Tensor column = example.mixing.forward_reference(unit) - origin;
    for (std::int64_t i = 0; i < 3; ++i) matrix(i, j) = column[0][i].item<double>();
  }
  CHECK(matrix.determinant() > 0);
  CHECK(std::log(matrix.determinant()) == Approx(example.map().second[0].item<double>()));
}

TEST_CASE("lu mixing: gradients are those of finite differences") {
  Example example;
  const auto loss = [&] { return example.loss(); };
  const Tensor by_weights = numerical_gradient(loss, example.parameters.flat(), 1e-6);
  const Tensor by_z = numerical_gradient(loss, example.z, 1e-6);
  const Tensor result = at::zeros({example.parameters.count()}, at::kDouble);
  const Tensor scratch = at::empty({3, rows}, at::kDouble);
  example.mixing.backward<double>(
      example.z.data_ptr<double>(), places, example.gradient.data_ptr<double>(),
      example.log_det_gradient.data_ptr<double>(), rows,
      {example.parameters.flat().data_ptr<double>(), result.data_ptr<double>(), scratch.data_ptr<double>()});
  CHECK(tensors_close(result, by_weights, {1e-6, 1e-6}));
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(tensors_close(example.gradient[places[i]], by_z[static_cast<std::int64_t>(i)], {1e-6, 1e-6}));
  }
}
