#include "apps/commands/summary_table.hpp"

#include <algorithm>

#include "apps/run/verdict.hpp"
#include "core/base/number_format.hpp"

namespace inquest {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string mean_and_sd(const PosteriorSummary& summary, std::size_t i) {
  return plain(with_error(summary.mean[i], summary.std[i]));
}

std::string interval_of(const PosteriorSummary& summary, std::size_t i) {
  if (summary.quantiles.empty()) return "";
  const Precision precision = precision_for(summary.mean[i], summary.std[i]);
  return plain(interval(summary.quantiles.front()[i], summary.quantiles.back()[i], precision));
}

/// Characters of UTF-8 text.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

const Model& find_model(const Run& run, const std::string& name) {
  return *std::ranges::find(run.models.models(), name, &Model::name);
}

std::string route_name(const PosteriorResult& result) {
  const std::string picked = picked_method(result);
  return picked.empty() ? result.route : concat(result.route, " (", picked, ")");
}

std::string posterior_table(const Run& run, const Results& results) {
  Rows rows{{"model", "route", "parameter", "mean +- sd", "95%", "unit"}};
  for (const PosteriorResult& result : results.posterior) {
    const ParameterSpace& space = find_model(run, result.model).space;
    for (std::size_t i = 0; i < result.parameters.size(); ++i) {
      rows.push_back({result.model, route_name(result), result.parameters[i], mean_and_sd(result.summary, i),
                      interval_of(result.summary, i), space.free_parameter(i).unit});
    }
    const DerivedResult& derived = result.derived;
    for (std::size_t k = 0; k < derived.names.size(); ++k) {
      rows.push_back({result.model, route_name(result), derived.names[k], mean_and_sd(derived.summary, k),
                      interval_of(derived.summary, k), run.derived_of(result.model)[k].unit});
    }
  }
  for (const FailedRoute& failed : results.failed) {
    if (!failed.model.empty()) rows.push_back({failed.model, failed.route, "", "failed", "", ""});
  }
  return rows.size() == 1 ? "" : concat("Posterior\n", aligned(rows, "  "));
}

// Of each pair of models: their names, ln K, and what it means.
Rows log_k_rows(const EvidenceEstimate& estimate) {
  Rows rows;
  for (std::size_t i = 0; i < estimate.models.size(); ++i) {
    for (std::size_t j = i + 1; j < estimate.models.size(); ++j) {
      const BayesFactor factor = bayes_factor(estimate, i, j);
      rows.push_back({factor.model + " over " + factor.other, plain(factor.value_text()), factor.meaning()});
    }
  }
  return rows;
}

std::string evidence_table(const Results& results) {
  Rows rows{{"route", "models", "ln K", "in words"}};
  for (const EvidenceResult& result : results.evidence) {
    for (std::vector<std::string> row : log_k_rows(result.estimate)) {
      row.insert(row.begin(), result.route);
      rows.push_back(std::move(row));
    }
  }
  for (const FailedRoute& failed : results.failed) {
    if (failed.model.empty()) rows.push_back({failed.route, "", "failed", ""});
  }
  return rows.size() == 1 ? "" : concat("Evidence\n", aligned(rows, "  "));
}

std::string verdict_text(const Results& results) {
  std::string text;
  for (const std::string& sentence : judge(results).sentences()) text += "  " + plain(sentence) + "\n";
  return text.empty() ? "" : "\nVerdict\n" + text;
}

}  // namespace

std::string log_k_table(const EvidenceEstimate& estimate) {
  Rows rows = log_k_rows(estimate);
  rows.insert(rows.begin(), {"models", "ln K", "in words"});
  return aligned(rows, "");
}

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

std::string summary_table(const Run& run, const Results& results) {
  const std::string posterior = posterior_table(run, results), evidence = evidence_table(results);
  return concat(posterior, posterior.empty() || evidence.empty() ? "" : "\n", evidence, verdict_text(results));
}

}  // namespace inquest
