#include "core/diagnostics/c2st.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include "core/base/parallel.hpp"
#include "core/diagnostics/binary_classifier.hpp"

namespace inquest {
namespace {

constexpr std::size_t folds = 5;

struct Sample {
  Tensor x;       // [n, d]
  Tensor labels;  // [n]
};

void check(ConstMatrixView sample, const char* name, std::size_t columns) {
  INQUEST_VALIDATE(sample.rows() >= folds && sample.cols() > 0, data, "C2ST: ", name, " of shape [", sample.rows(),
                   ", ", sample.cols(), "] (must have at least ", folds, " rows and a column)");
  INQUEST_VALIDATE(sample.cols() == columns, data, "C2ST: ", name, " with ", sample.cols(),
                   " columns (the reference has ", columns, ")");
  const bool finite = std::ranges::all_of(sample.values(), [](double value) { return std::isfinite(value); });
  INQUEST_VALIDATE(finite, data, "C2ST: a number of ", name, " is not finite");
}

// Mean and standard deviation (over n - 1) of a column.
std::array<double, 2> moments(ConstMatrixView sample, std::size_t column) {
  const auto n = static_cast<double>(sample.rows());
  const double first = sample(0, column);  // about which a constant column has no rounding errors
  double shift = 0;
  for (std::size_t i = 0; i < sample.rows(); ++i) shift += (sample(i, column) - first) / n;
  double squares = 0;
  for (std::size_t i = 0; i < sample.rows(); ++i) squares += std::pow(sample(i, column) - first - shift, 2);
  return {first + shift, std::sqrt(squares / (n - 1))};
}

Sample join(ConstMatrixView reference, ConstMatrixView draws) {
  const std::size_t d = reference.cols();
  const auto rows = static_cast<std::int64_t>(reference.rows() + draws.rows());
  Sample result{at::empty({rows, static_cast<std::int64_t>(d)}, at::kFloat), at::empty({rows}, at::kFloat)};
  float* x = result.x.data_ptr<float>();
  for (std::size_t j = 0; j < d; ++j) {
    const auto [mean, sd] = moments(reference, j);
    INQUEST_VALIDATE(sd > 0, data, "C2ST: column ", j + 1, " of the reference is constant (it has no scale)");
    const auto fill = [&, mean = mean, sd = sd](ConstMatrixView from, std::size_t first) {
      for (std::size_t i = 0; i < from.rows(); ++i) {
        x[(first + i) * d + j] = static_cast<float>((from(i, j) - mean) / sd);
      }
    };
    fill(reference, 0);
    fill(draws, reference.rows());
  }
  result.labels.narrow(0, 0, static_cast<std::int64_t>(reference.rows())).fill_(0);
  result.labels.narrow(0, static_cast<std::int64_t>(reference.rows()), static_cast<std::int64_t>(draws.rows()))
      .fill_(1);
  return result;
}

Sample shuffled(const Sample& sample, Random& random) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(sample.x.size(0)));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  const Tensor rows = at::from_blob(order.data(), {sample.x.size(0)}, at::kLong);
  return {sample.x.index_select(0, rows), sample.labels.index_select(0, rows)};
}

Sample part(const Sample& sample, std::int64_t first, std::int64_t count) {
  return {sample.x.narrow(0, first, count), sample.labels.narrow(0, first, count)};
}

Sample without(const Sample& sample, std::int64_t first, std::int64_t count) {
  const std::int64_t end = first + count;
  const auto keep = [&](const Tensor& rows) {
    return at::cat({rows.narrow(0, 0, first), rows.narrow(0, end, rows.size(0) - end)});
  };
  return {keep(sample.x), keep(sample.labels)};
}

double accuracy_of_fold(const Sample& sample, std::size_t fold, Seed seed) {
  const auto edge = [&](std::size_t k) {
    return static_cast<std::int64_t>(k) * sample.x.size(0) / static_cast<std::int64_t>(folds);
  };
  const std::int64_t first = edge(fold);
  const std::int64_t count = edge(fold + 1) - first;
  const Sample train = without(sample, first, count);
  const Sample test = part(sample, first, count);
  Random random(seed.child(fold));
  BinaryClassifier classifier(sample.x.size(1), {.hidden = 10 * sample.x.size(1)}, random);
  classifier.fit(train.x, train.labels, random);
  const at::NoGradGuard no_graph;
  const Tensor says = classifier.log_odds(test.x).gt(0);
  return says.eq(test.labels).sum().item<double>() / static_cast<double>(count);
}

}  // namespace

double c2st(ConstMatrixView reference, ConstMatrixView draws, Seed seed) {
  check(reference, "the reference", reference.cols());
  check(draws, "the draws", reference.cols());
  Random random(seed.child("shuffle"));
  const Sample sample = shuffled(join(reference, draws), random);
  std::array<double, folds> accuracies{};
  parallel_for(folds, [&](std::size_t fold) { accuracies[fold] = accuracy_of_fold(sample, fold, seed.child("fold")); });
  return std::accumulate(accuracies.begin(), accuracies.end(), 0.0) / folds;
}

}  // namespace inquest
