#include "flows/families/flow_ensemble.hpp"

#include <algorithm>
#include <cmath>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>
#include <torch/csrc/autograd/autograd.h>

#include "core/base/error.hpp"
#include "core/base/statistics.hpp"
#include "core/base/tensor_matrix.hpp"
#include "core/train/trainer.hpp"

namespace inquest {
namespace {

constexpr std::size_t batch_rows = 4096;

// The rows of `values` that serve rows [start, start + count) of `total`.
Tensor rows_of(const Tensor& values, std::size_t start, std::size_t count, std::size_t total) {
  const auto first = static_cast<std::int64_t>(start), n = static_cast<std::int64_t>(count);
  const std::int64_t share = static_cast<std::int64_t>(total) / std::max<std::int64_t>(values.size(0), 1);
  if (share <= 1) return values.narrow(0, first, n);
  if (first / share == (first + n - 1) / share) return values.narrow(0, first / share, 1).expand({n, -1});
  return at::index_select(values, 0, at::arange(first, first + n, values.device()).floor_divide(share));
}

Tensor index_tensor(const std::vector<std::int64_t>& values) {
  const Tensor tensor = at::empty({static_cast<std::int64_t>(values.size())}, at::kLong);
  std::ranges::copy(values, tensor.data_ptr<std::int64_t>());
  return tensor;
}

// Fills rows with the normals of member k, those of context i in order from its seed; `contexts` are in order.
void draw_normals(const std::vector<std::int64_t>& contexts, std::size_t k, std::span<const Seed> seeds,
                  MatrixView normals) {
  for (std::size_t start = 0; start < contexts.size();) {
    std::size_t end = start;
    while (end < contexts.size() && contexts[end] == contexts[start]) ++end;
    Random random(seeds[static_cast<std::size_t>(contexts[start])].child("normals").child(k));
    random.normal(normals.rows(start, end - start).values());
    start = end;
  }
}

// Maps standard normals to draws; row i of either is at `places[i]` of z.
void map_to_draws(const Flow& member, const Tensor& contexts, const Matrix& normals,
                  const std::vector<std::size_t>& places, MatrixView z) {
  for (std::size_t start = 0; start < places.size(); start += batch_rows) {
    const std::size_t count = std::min(batch_rows, places.size() - start);
    Matrix values(count, z.cols());
    const Tensor base = float_tensor(normals.view().rows(start, count)).to(contexts.device());
    copy_values(member.sample_given(base, rows_of(contexts, start, count, places.size())), values);
    for (std::size_t i = 0; i < count; ++i) std::ranges::copy(values.row(i), z.row(places[start + i]).begin());
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

Conditions Conditions::rows(std::size_t first, std::size_t count) const {
  Conditions part;
  for (const Tensor& all : of_member) {
    part.of_member.push_back(all.narrow(0, static_cast<std::int64_t>(first), static_cast<std::int64_t>(count)));
  }
  return part;
}

Conditions FlowEnsemble::condition(const Tensor& context) const {
  const at::NoGradGuard no_graph;
  const Tensor contexts = context.to(at::Device(device_));
  Conditions conditions;
  for (const auto& member : members_) conditions.of_member.push_back(member->embedded(contexts));
  return conditions;
}

Conditions FlowEnsemble::condition_each(const Tensor& context) const {
  if (context.size(0) < 2) return condition(context);
  std::vector<Conditions> rows;
  for (std::int64_t i = 0; i < context.size(0); ++i) rows.push_back(condition(context.narrow(0, i, 1)));
  Conditions all;
  for (std::size_t k = 0; k < size(); ++k) {
    std::vector<Tensor> of_member;
    for (const Conditions& row : rows) of_member.push_back(row.of_member[k]);
    all.of_member.push_back(at::cat(of_member));
  }
  return all;
}

void FlowEnsemble::log_prob(ConstMatrixView z, const Conditions& conditions, std::span<double> out) const {
  const Matrix members = member_log_probs(z, conditions);
  INQUEST_EXPECT(members.cols() == out.size());
  mix_log_densities(members, out);
}

void FlowEnsemble::log_prob(ConstMatrixView z, const Tensor& context, std::span<double> out) const {
  log_prob(z, condition(context), out);
}

Matrix FlowEnsemble::member_log_probs(ConstMatrixView z, const Conditions& conditions) const {
  const at::NoGradGuard no_graph;
  const Tensor points = float_tensor(z).to(at::Device(device_));
  const std::size_t rows = z.rows() == 1 ? conditions.size() : z.rows();
  Matrix densities(size(), rows);
  for (std::size_t start = 0; start < rows; start += batch_rows) {
    const std::size_t count = std::min(batch_rows, rows - start);
    const Tensor batch = rows_of(points, start, count, rows);
    for (std::size_t k = 0; k < size(); ++k) {
      const Tensor contexts = rows_of(conditions.of_member[k], start, count, rows);
      copy_values(members_[k]->log_prob_given(batch, contexts), {&densities(k, start), 1, count});
    }
  }
  return densities;
}

Matrix FlowEnsemble::member_log_probs(ConstMatrixView z, const Tensor& context) const {
  return member_log_probs(z, condition(context));
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
    const Tensor density = members_[k]->log_prob(rows_of(points, 0, rows, rows), leaf);
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

Matrix FlowEnsemble::sample(std::size_t count, const Conditions& conditions, std::span<const Seed> seeds) const {
  const at::NoGradGuard no_graph;
  INQUEST_EXPECT(seeds.size() == conditions.size());
  std::vector<std::vector<std::size_t>> places(size());  // of the draws of each member
  std::vector<std::vector<std::int64_t>> contexts(size());
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    Random choose(seeds[i].child("member"));
    for (std::size_t row = 0; row < count; ++row) {
      const std::size_t k = choose.below(size());
      places[k].push_back(i * count + row);
      contexts[k].push_back(static_cast<std::int64_t>(i));
    }
  }
  Matrix z(seeds.size() * count, static_cast<std::size_t>(shape_.features));
  for (std::size_t k = 0; k < size(); ++k) {
    Matrix normals(places[k].size(), static_cast<std::size_t>(members_[k]->normals()));
    draw_normals(contexts[k], k, seeds, normals);
    const Tensor read = conditions.of_member[k];
    const bool one = seeds.size() == 1;
    map_to_draws(*members_[k], one ? read : at::index_select(read, 0, index_tensor(contexts[k]).to(read.device())),
                 normals, places[k], z);
  }
  return z;
}

Matrix FlowEnsemble::sample(std::size_t count, const Tensor& context, Seed seed) const {
  return sample(count, condition(context), {&seed, 1});
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
