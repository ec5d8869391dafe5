#include "apps/report/evidence_table.hpp"

#include <algorithm>
#include <iterator>

#include "apps/report/plot/evidence_plot.hpp"
#include "apps/report/text/html.hpp"
#include "core/base/error.hpp"
#include "core/base/number_format.hpp"

namespace inquest {
namespace {

constexpr const char* absent = "\u2013";

std::optional<std::size_t> index_of(const EvidenceEstimate& estimate, const std::string& model) {
  const auto found = std::ranges::find(estimate.models, model);
  if (found == estimate.models.end()) return std::nullopt;
  return static_cast<std::size_t>(found - estimate.models.begin());
}

std::string probability(double p) {
  if (p > 0 && p < 0.001) return significant(p, 2);
  if (p < 1 && p > 0.999) return "1 \u2212 " + significant(1 - p, 2);
  return fixed(p, 3);
}

bool knows_log_evidence(const EvidenceResult& route) { return route.estimate.log_z.has_value(); }
bool has_log_score(const EvidenceResult& route) { return route.log_score.has_value(); }

// Columns of the table; the favoured model is the first of ln K in all of them.
struct Columns {
  std::vector<std::string> models;
  std::string favoured;
  bool has_log_score;
  bool has_log_evidence;
};

std::string header_cells(const Columns& columns) {
  std::string cells = element("th", "route");
  for (const std::string& model : columns.models) {
    if (model == columns.favoured) continue;
    cells += element("th", "ln K" + empty_element("br", {}) + escape("(" + columns.favoured + " over " + model + ")"));
  }
  cells += element("th", "error from");
  for (const std::string& model : columns.models) cells += element("th", escape("p(" + model + " | x)"));
  return cells;
}

// Of the second table: what the first has no room for.
std::string score_header_cells(const Columns& columns) {
  std::string cells = element("th", "route");
  if (columns.has_log_score) cells += element("th", "loss on test simulations");
  if (!columns.has_log_evidence) return cells;
  for (const std::string& model : columns.models) cells += element("th", escape("ln p(x | " + model + ")"));
  return cells;
}

std::string log_evidence(const EvidenceEstimate& estimate, const std::string& model) {
  const auto i = index_of(estimate, model);
  if (!i || !estimate.log_z) return absent;
  return measured((*estimate.log_z)[*i], estimate.log_z_error ? (*estimate.log_z_error)[*i] : 0);
}

// The scatter of an ensemble whose error is another: the largest over the pairs of the row.
std::string scatter_note(const EvidenceEstimate& estimate, const std::string& favoured) {
  const auto i = index_of(estimate, favoured);
  if (!i || !estimate.ensemble_scatter || estimate.error_kind == "ensemble") return "";
  double largest = 0;
  for (std::size_t j = 0; j < estimate.models.size(); ++j) {
    largest = std::max(largest, (*estimate.ensemble_scatter)(*i, j));
  }
  return element("span", {{"class", "note"}}, escape("scatter of the ensemble " + significant(largest, 2)));
}

// Of a route that loses more than another, by how much.
std::string log_score(const std::optional<LogScore>& score) {
  if (!score) return absent;
  const std::string more = "+ " + with_error(score->excess, score->error);
  return fixed(score->loss, 4) + (score->excess > 0 ? element("span", {{"class", "note"}}, escape(more)) : "");
}

std::string name_cell(const EvidenceResult& route) {
  return element("th", escape(route.route) + element("span", {{"class", "note"}}, escape(route.method)));
}

std::string route_cells(const EvidenceResult& route, const Columns& columns) {
  const EvidenceEstimate& own = route.estimate;
  std::string cells = name_cell(route);
  for (const std::string& model : columns.models) {
    if (model == columns.favoured) continue;
    const auto factor = bayes_factor(own, columns.favoured, model);
    cells += element("td", factor ? escape(factor->value_text()) : absent);
  }
  cells += element("td", escape(own.error_kind) + scatter_note(own, columns.favoured));
  for (const std::string& model : columns.models) {
    const auto i = index_of(own, model);
    cells += element("td", i && tells_probabilities(own) ? probability(own.probability[*i]) : absent);
  }
  return cells;
}

std::string score_cells(const EvidenceResult& route, const Columns& columns) {
  const EvidenceEstimate& own = route.estimate;
  std::string cells = name_cell(route);
  if (columns.has_log_score) cells += element("td", log_score(route.log_score));
  if (!columns.has_log_evidence) return cells;
  for (const std::string& model : columns.models) cells += element("td", log_evidence(own, model));
  return cells;
}

std::string table(std::span<const EvidenceResult> routes, const Columns& columns, std::string (*header)(const Columns&),
                  std::string (*cells)(const EvidenceResult&, const Columns&)) {
  std::string rows;
  for (const EvidenceResult& route : routes) rows += element("tr", cells(route, columns));
  const std::string head = element("thead", element("tr", header(columns)));
  return element("div", {{"class", "scroll"}}, element("table", head + element("tbody", rows)));
}

}  // namespace

std::string probabilities_in_words(const EvidenceEstimate& estimate) {
  std::string text;
  for (std::size_t i = 0; i < estimate.models.size(); ++i) {
    text += (i > 0 ? ", " : "") + concat("p(", estimate.models[i], " | x) = ", probability(estimate.probability[i]));
  }
  return text;
}

std::string evidence_table(std::span<const EvidenceResult> evidence, const EvidenceVerdict& verdict) {
  std::vector<EvidenceResult> routes;
  std::ranges::copy_if(evidence, std::back_inserter(routes),
                       [](const EvidenceResult& route) { return route.estimate.models.size() > 1; });
  const BayesFactor& first = verdict.factors.front();
  const Columns columns{verdict.models, first.model, std::ranges::any_of(routes, has_log_score),
                        std::ranges::any_of(routes, knows_log_evidence)};
  const std::string factors = table(routes, columns, header_cells, route_cells);
  const bool has_scores = columns.has_log_score || columns.has_log_evidence;
  return factors + evidence_plot(routes, first.model, first.other) +
         (has_scores ? table(routes, columns, score_header_cells, score_cells) : "");
}

}  // namespace inquest
