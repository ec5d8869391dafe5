#include "apps/commands/summary_table.hpp"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <numeric>
#include <sstream>

namespace inquest {
namespace {

using Rows = std::vector<std::vector<std::string>>;

/// Value with as many decimals as show two digits of `scale`.
std::string rounded(double value, double scale) {
  std::ostringstream out;
  const bool usual = std::isfinite(scale) && scale > 1e-6 && std::abs(value) < 1e6;
  if (usual) {
    out << std::fixed << std::setprecision(std::max(0, 1 - static_cast<int>(std::floor(std::log10(scale)))));
  } else {
    out << std::setprecision(4);
  }
  out << value;
  return out.str();
}

std::string with_error(double value, double error) { return rounded(value, error) + " +- " + rounded(error, error); }

std::string interval(const PosteriorSummary& summary, std::size_t parameter) {
  if (summary.quantiles.empty()) return "";
  const double scale = summary.std[parameter];
  return concat("[", rounded(summary.quantiles.front()[parameter], scale), ", ",
                rounded(summary.quantiles.back()[parameter], scale), "]");
}

/// Characters of UTF-8 text.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

const Model& find_model(const Run& run, const std::string& name) {
  return *std::ranges::find(run.models.models(), name, &Model::name);
}

std::string posterior_table(const Run& run, const Results& results) {
  Rows rows{{"model", "route", "parameter", "mean +- sd", "95%", "unit"}};
  for (const PosteriorResult& result : results.posterior) {
    const ParameterSpace& space = find_model(run, result.model).space;
    for (std::size_t i = 0; i < result.parameters.size(); ++i) {
      const PosteriorSummary& summary = result.summary;
      rows.push_back({result.model, result.route, result.parameters[i], with_error(summary.mean[i], summary.std[i]),
                      interval(summary, i), space.free_parameter(i).unit});
    }
  }
  return concat("Posterior\n", aligned(rows, "  "));
}

std::string log_k_text(const EvidenceEstimate& estimate, std::size_t i, std::size_t j) {
  const double error = estimate.log_k_error(i, j);
  const double value = estimate.log_k(i, j);
  return error > 0 ? with_error(value, error) : rounded(value, 0.01);
}

std::string evidence_table(const Results& results) {
  Rows rows{{"route", "models", "ln K", "in words"}};
  for (const EvidenceResult& result : results.evidence) {
    const EvidenceEstimate& estimate = result.estimate;
    for (std::size_t i = 0; i < estimate.models.size(); ++i) {
      for (std::size_t j = i + 1; j < estimate.models.size(); ++j) {
        rows.push_back({result.route, estimate.models[i] + " over " + estimate.models[j], log_k_text(estimate, i, j),
                        in_words(estimate.log_k(i, j), estimate.models[i], estimate.models[j])});
      }
    }
  }
  return concat("Evidence\n", aligned(rows, "  "));
}

}  // namespace

std::string aligned(const Rows& rows, const std::string& indent) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const auto& row : rows) {
    for (std::size_t j = 0; j < row.size(); ++j) widths[j] = std::max(widths[j], width(row[j]));
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line = indent;
    for (std::size_t j = 0; j < row.size(); ++j) line += row[j] + std::string(widths[j] - width(row[j]) + 2, ' ');
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

std::string evidence_in_words(const EvidenceEstimate& estimate) {
  std::vector<std::size_t> order(estimate.models.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t i, std::size_t j) { return estimate.log_k(i, j) > 0; });
  if (order.size() < 2) return "";
  return in_words(estimate.log_k(order[0], order[1]), estimate.models[order[0]], estimate.models[order[1]]);
}

std::string summary_table(const Run& run, const Results& results) {
  std::string text;
  if (!results.posterior.empty()) text += posterior_table(run, results);
  if (!results.evidence.empty()) text += concat(text.empty() ? "" : "\n", evidence_table(results));
  return text;
}

}  // namespace inquest
