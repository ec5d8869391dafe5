#include "flows/families/flow_ensemble.hpp"

#include <algorithm>
#include <cmath>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <torch/csrc/autograd/autograd.h>

#include "core/base/error.hpp"
#include "core/base/statistics.hpp"
#include "core/base/tensor_matrix.hpp"
#include "core/train/trainer.hpp"

namespace inquest {
namespace {

constexpr std::size_t batch_rows = 4096;

// These rows, or the only one for all.
Tensor rows_of(const Tensor& values, std::size_t start, std::size_t count) {
  const auto n = static_cast<std::int64_t>(count);
  return values.size(0) == 1 ? values.expand({n, -1}) : values.narrow(0, static_cast<std::int64_t>(start), n);
}

void draw(const Flow& member, const Tensor& context, Random& random, MatrixView z) {
  for (std::size_t start = 0; start < z.rows(); start += batch_rows) {
    const MatrixView batch = z.rows(start, std::min(batch_rows, z.rows() - start));
    Matrix base(batch.rows(), static_cast<std::size_t>(member.normals()));
    random.normal(base.values());
    const Tensor normals = float_tensor(base).to(context.device());
    copy_values(member.sample(normals, rows_of(context, 0, batch.rows())), batch);
  }
}

}  // namespace

FlowEnsemble::FlowEnsemble(const std::vector<FlowOptions>& members, const FlowShape& shape, const std::string& device,
                           Seed seed)
    : shape_(shape), device_(device) {
  validate_device(device);
  for (std::size_t i = 0; i < members.size(); ++i) {
    Random random(seed.child("weights").child(i));
    members_.push_back(make_flow(members[i], shape, random));
    members_.back()->parameters().flatten(device);
  }
}

void FlowEnsemble::log_prob(ConstMatrixView z, const Tensor& context, std::span<double> out) const {
  const Matrix members = member_log_probs(z, context);
  INQUEST_EXPECT(members.cols() == out.size());
  mix_log_densities(members, out);
}

Matrix FlowEnsemble::member_log_probs(ConstMatrixView z, const Tensor& context) const {
  const at::NoGradGuard no_graph;
  const Tensor contexts = context.to(at::Device(device_));
  const Tensor points = float_tensor(z).to(contexts.device());
  const std::size_t rows = z.rows() == 1 ? static_cast<std::size_t>(context.size(0)) : z.rows();
  Matrix densities(size(), rows);
  for (std::size_t start = 0; start < rows; start += batch_rows) {
    const std::size_t count = std::min(batch_rows, rows - start);
    for (std::size_t k = 0; k < size(); ++k) {
      copy_values(members_[k]->log_prob(rows_of(points, start, count), rows_of(contexts, start, count)),
                  {&densities(k, start), 1, count});
    }
  }
  return densities;
}

// That of a mixture is the mean of its members', by their shares in the density of a row.
void FlowEnsemble::log_prob_gradient(ConstMatrixView z, const Tensor& context, std::span<double> out,
                                     MatrixView gradient) const {
  const auto rows = static_cast<std::size_t>(context.size(0));
  Matrix densities(size(), rows);
  std::vector<Matrix> gradients(size(), Matrix(rows, gradient.cols()));
  for (std::size_t k = 0; k < size(); ++k) {
    const at::AutoGradMode with_graph(true);
    const Tensor leaf = context.to(at::Device(device_)).detach().clone().requires_grad_();
    const Tensor points = float_tensor(z).to(leaf.device());
    const Tensor density = members_[k]->log_prob(rows_of(points, 0, rows), leaf);
    copy_values(density.detach(), {&densities(k, 0), 1, rows});
    copy_values(torch::autograd::grad({density.sum()}, {leaf}).front(), gradients[k]);
  }
  mix_log_densities(densities, out);
  for (std::size_t i = 0; i < rows; ++i) {
    std::ranges::fill(gradient.row(i), 0.0);
    for (std::size_t k = 0; k < size(); ++k) {
      const double share = std::exp(densities(k, i) - out[i]) / static_cast<double>(size());
      for (std::size_t j = 0; j < gradient.cols(); ++j) gradient(i, j) += share * gradients[k](i, j);
    }
  }
}

Matrix FlowEnsemble::sample(std::size_t count, const Tensor& context, Seed seed) const {
  std::vector<std::vector<std::size_t>> rows(size());  // of each member
  Random choose(seed.child("member"));
  for (std::size_t i = 0; i < count; ++i) rows[choose.below(size())].push_back(i);
  Matrix z(count, static_cast<std::size_t>(shape_.features));
  const Tensor contexts = context.to(at::Device(device_));
  for (std::size_t k = 0; k < size(); ++k) {
    Matrix values(rows[k].size(), z.cols());
    Random random(seed.child("normals").child(k));
    draw(*members_[k], contexts, random, values);
    for (std::size_t i = 0; i < rows[k].size(); ++i) std::ranges::copy(values.row(i), z.row(rows[k][i]).begin());
  }
  return z;
}

std::vector<Parameters*> FlowEnsemble::networks() const {
  std::vector<Parameters*> networks;
  for (const auto& member : members_) networks.push_back(&member->parameters());
  return networks;
}

void mix_log_densities(ConstMatrixView members, std::span<double> out) {
  std::vector<double> column(members.rows());
  for (std::size_t i = 0; i < out.size(); ++i) {
    for (std::size_t k = 0; k < column.size(); ++k) column[k] = members(k, i);
    out[i] = log_mean_exp(column);
  }
}

}  // namespace inquest
