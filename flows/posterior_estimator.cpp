#include "flows/posterior_estimator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include "core/infer/estimator_file.hpp"

namespace inquest {
namespace {

constexpr std::size_t batch_rows = 4096;

Tensor float_tensor(ConstMatrixView values) {
  Tensor tensor =
      at::empty({static_cast<std::int64_t>(values.rows()), static_cast<std::int64_t>(values.cols())}, at::kFloat);
  std::ranges::transform(values.values(), tensor.data_ptr<float>(), [](double v) { return static_cast<float>(v); });
  return tensor;
}

void copy_to(const Tensor& tensor, MatrixView out) {
  const Tensor values = tensor.to(at::kCPU).contiguous();
  std::ranges::copy(std::span<const float>(values.data_ptr<float>(), out.size()), out.values().begin());
}

void draw(const Flow& member, const Tensor& context, Random& random, MatrixView z) {
  for (std::size_t start = 0; start < z.rows(); start += batch_rows) {
    const MatrixView batch = z.rows(start, std::min(batch_rows, z.rows() - start));
    Matrix base(batch.rows(), static_cast<std::size_t>(member.normals()));
    random.normal(base.values());
    const Tensor normals = float_tensor(base).to(context.device());
    copy_to(member.sample(normals, context.expand({normals.size(0), -1})), batch);
  }
}

double log_mean_exp(std::span<const double> values) {
  const double largest = *std::ranges::max_element(values);
  if (!std::isfinite(largest)) return largest;
  double sum = 0;
  for (double value : values) sum += std::exp(value - largest);
  return largest + std::log(sum / static_cast<double>(values.size()));
}

}  // namespace

void PosteriorEstimatorOptions::fields(FieldVisitor& visit) {
  flow.fields(visit);
  visit.field("ensemble", ensemble, "flows trained from different starts; their mixture is the posterior", {.min = 1});
  visit.group("training", training, "of each flow");
}

PosteriorEstimator::PosteriorEstimator(const ParameterSpace& space, Standardizer standardizer,
                                       const PosteriorEstimatorOptions& options, Seed seed)
    : space_(space), standardizer_(std::move(standardizer)), options_(options) {
  validate_device(options.training.device);
  const auto context = static_cast<std::int64_t>(standardizer_.size());
  for (std::int64_t i = 0; i < options.ensemble; ++i) {
    Random random(seed.child("weights").child(static_cast<std::uint64_t>(i)));
    members_.push_back(make_flow(options.flow, static_cast<std::int64_t>(space.dimension()), context, random));
    members_.back()->parameters().flatten(options.training.device);
  }
}

Tensor PosteriorEstimator::context_of(std::span<const double> x) const {
  INQUEST_VALIDATE(x.size() == standardizer_.size(), data, "observation of length ", x.size(),
                   " (the estimator was "
                   "trained on data of length ",
                   standardizer_.size(), ")");
  return standardizer_.apply({x.data(), 1, x.size()}).to(at::Device(options_.training.device));
}

PosteriorDraws PosteriorEstimator::sample(std::size_t count, std::span<const double> x, Seed seed) const {
  const std::size_t d = space_.dimension();
  const Tensor context = context_of(x);
  std::vector<std::vector<std::size_t>> rows(members_.size());  // of each member, a multinomial share of the draws
  Random choose(seed.child("member"));
  for (std::size_t i = 0; i < count; ++i) rows[choose.below(members_.size())].push_back(i);
  Matrix z(count, d);
  for (std::size_t k = 0; k < members_.size(); ++k) {
    Matrix values(rows[k].size(), d);
    Random random(seed.child("normals").child(k));
    draw(*members_[k], context, random, values);
    for (std::size_t i = 0; i < rows[k].size(); ++i) std::ranges::copy(values.row(i), z.row(rows[k][i]).begin());
  }
  PosteriorDraws draws{Matrix(count, d), std::vector<double>(count), {}};
  space_.from_unconstrained(z, draws.theta);
  log_prob_at(z, x, draws.log_prob);
  return draws;
}

void PosteriorEstimator::log_prob(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const {
  Matrix z(theta.rows(), theta.cols());
  space_.to_unconstrained(theta, z);
  log_prob_at(z, x, out);
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    // z is not finite at the edges of the prior either.
    const bool inside = std::ranges::all_of(z.row(i), [](double value) { return std::isfinite(value); });
    if (!inside) out[i] = -std::numeric_limits<double>::infinity();
  }
}

// log q(theta(z) | x): the mixture of the members in z over the map's determinant.
void PosteriorEstimator::log_prob_at(ConstMatrixView z, std::span<const double> x, std::span<double> out) const {
  at::NoGradGuard no_graph;
  const Tensor context = context_of(x);
  std::vector<double> log_det(z.rows());
  space_.log_abs_det(z, log_det);
  Matrix densities(members_.size(), z.rows());
  for (std::size_t start = 0; start < z.rows(); start += batch_rows) {
    const std::size_t count = std::min(batch_rows, z.rows() - start);
    const Tensor batch = float_tensor(z.rows(start, count)).to(context.device());
    for (std::size_t k = 0; k < members_.size(); ++k) {
      const Tensor log_prob = members_[k]->log_prob(batch, context.expand({batch.size(0), -1}));
      copy_to(log_prob, {&densities(k, start), 1, count});
    }
  }
  std::vector<double> column(members_.size());
  for (std::size_t i = 0; i < z.rows(); ++i) {
    for (std::size_t k = 0; k < column.size(); ++k) column[k] = densities(k, i);
    out[i] = log_mean_exp(column) - log_det[i];
  }
}

void PosteriorEstimator::save(const std::filesystem::path& path,
                              const std::map<std::string, Matrix>& loss_curves) const {
  EstimatorRecord record{
      "npe", ConfigNode::mapping({{"parameters", space_.to_config()}, {"options", write_options(options_)}}),
      loss_curves};
  record.arrays["x_standardizer"] = to_array(standardizer_);
  std::vector<const Parameters*> parameters;
  for (const auto& member : members_) parameters.push_back(&std::as_const(*member).parameters());
  save_estimator(path, record, parameters);
}

PosteriorEstimator PosteriorEstimator::load(const std::filesystem::path& path, const std::string& device) {
  const EstimatorRecord record = load_estimator_record(path);
  require_kind(record, "npe", path);
  auto options = read_options<PosteriorEstimatorOptions>(required_entry(record, "options", path));
  options.training.device = device;
  PosteriorEstimator estimator(ParameterSpace::parse(required_entry(record, "parameters", path)),
                               standardizer_from(record, "x_standardizer", path.string()), options, Seed{});
  std::vector<Parameters*> parameters;
  for (const auto& member : estimator.members_) parameters.push_back(&member->parameters());
  load_estimator_weights(path, parameters);
  return estimator;
}

}  // namespace inquest
