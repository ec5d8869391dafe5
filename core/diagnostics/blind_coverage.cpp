#include "core/diagnostics/blind_coverage.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/random.hpp"

namespace inquest {
namespace {

constexpr double least_information = 5;  // sum of p (1 - p) in a bin, where there are several

/// p(M | x) of each row and the probability of all other models, which 1 - p would lose near one.
struct Predictions {
  Matrix of_model;
  Matrix of_others;
};

Predictions predict(ConstMatrixView log_evidence) {
  const std::size_t m = log_evidence.cols();
  Predictions result{Matrix(log_evidence.rows(), m), Matrix(log_evidence.rows(), m)};
  for (std::size_t i = 0; i < log_evidence.rows(); ++i) {
    const auto p = result.of_model.row(i);
    const double largest = *std::ranges::max_element(log_evidence.row(i));
    std::ranges::transform(log_evidence.row(i), p.begin(), [&](double value) { return std::exp(value - largest); });
    const double total = std::accumulate(p.begin(), p.end(), 0.0);
    INQUEST_VALIDATE(std::isfinite(total), data, "blind coverage: row ", i, " has no model probabilities (its ",
                     "evidences are not numbers); look for extreme values in the simulated data");
    for (double& value : p) value /= total;
    for (std::size_t k = 0; k < m; ++k) {
      for (std::size_t other = 0; other < m; ++other) result.of_others(i, k) += other == k ? 0 : p[other];
    }
  }
  return result;
}

/// The bins of one model: which one each row is in, and what does not depend on the labels.
struct Binning {
  std::size_t model;
  std::vector<std::size_t> bin;     // [n]
  std::vector<double> rows;         // [bins]
  std::vector<double> predicted;    // [bins], sum of p
  std::vector<double> information;  // [bins], sum of p (1 - p)
};

Binning make_bins(const Predictions& p, std::size_t model, std::size_t most_bins) {
  const std::size_t n = p.of_model.rows();
  const auto information = [&](std::size_t i) { return p.of_model(i, model) * p.of_others(i, model); };
  double total = 0;
  for (std::size_t i = 0; i < n; ++i) total += information(i);
  const double affordable = std::max(1.0, std::floor(total / least_information));
  const double bins = std::min(static_cast<double>(most_bins), affordable);
  const auto count = static_cast<std::size_t>(bins);
  Binning result{model, std::vector<std::size_t>(n), std::vector<double>(count), std::vector<double>(count),
                 std::vector<double>(count)};
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p.of_model(i, model); });
  double sum = 0;
  for (const std::size_t i : order) {
    const double share = total > 0 ? (sum + 0.5 * information(i)) / total : 0;
    const std::size_t bin = std::min(static_cast<std::size_t>(bins * share), count - 1);
    sum += information(i);
    result.bin[i] = bin;
    result.rows[bin] += 1;
    result.predicted[bin] += p.of_model(i, model);
    result.information[bin] += information(i);
  }
  return result;
}

// Sum over the rows of each bin of whether they came from the model, less its probability.
std::vector<double> deviations(const Binning& binning, const Predictions& p, const std::vector<std::size_t>& labels) {
  std::vector<double> result(binning.information.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const bool same = labels[i] == binning.model;
    result[binning.bin[i]] += same ? p.of_others(i, binning.model) : -p.of_model(i, binning.model);
  }
  return result;
}

double sum_of_squares(const std::vector<Binning>& all, const Predictions& p, const std::vector<std::size_t>& labels) {
  double sum = 0;
  for (const Binning& binning : all) {
    const std::vector<double> deviation = deviations(binning, p, labels);
    for (std::size_t b = 0; b < deviation.size(); ++b) {
      if (deviation[b] != 0) sum += deviation[b] * deviation[b] / binning.information[b];
    }
  }
  return sum;
}

std::vector<std::size_t> redraw(const Predictions& p, Random& random) {
  std::vector<std::size_t> labels(p.of_model.rows());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    double left = random.uniform();
    while (labels[i] + 1 < p.of_model.cols() && left >= p.of_model(i, labels[i])) left -= p.of_model(i, labels[i]++);
  }
  return labels;
}

void add_bins(const Binning& binning, const std::vector<double>& deviation, std::vector<CoverageBin>& bins) {
  for (std::size_t b = 0; b < deviation.size(); ++b) {
    const double rows = binning.rows[b];
    const double predicted = binning.predicted[b] / rows;
    bins.push_back({binning.model, static_cast<std::size_t>(rows), predicted, predicted + deviation[b] / rows,
                    std::sqrt(binning.information[b]) / rows});
  }
}

}  // namespace

BlindCoverage blind_coverage(ConstMatrixView log_evidence, const std::vector<std::size_t>& labels, Seed seed,
                             const BlindCoverageOptions& options) {
  const std::size_t models = log_evidence.cols();
  INQUEST_EXPECT(models > 1 && !labels.empty() && log_evidence.rows() == labels.size());
  const Predictions p = predict(log_evidence);
  std::vector<Binning> all;
  for (std::size_t model = models == 2 ? 1 : 0; model < models; ++model) {
    all.push_back(make_bins(p, model, options.bins));
  }
  BlindCoverage result;
  for (const Binning& binning : all) add_bins(binning, deviations(binning, p, labels), result.bins);
  const double squares = sum_of_squares(all, p, labels);
  result.rms_residual = std::sqrt(squares / static_cast<double>(result.bins.size()));
  Random random(seed);
  std::size_t as_large = 1;
  for (std::size_t k = 0; k < options.redraws; ++k) {
    if (sum_of_squares(all, p, redraw(p, random)) >= squares) ++as_large;
  }
  result.p_value = static_cast<double>(as_large) / static_cast<double>(options.redraws + 1);
  return result;
}

}  // namespace inquest
