#include "apps/report/model_comparison.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "apps/report/plot/evidence_plot.hpp"
#include "apps/report/text/html.hpp"
#include "core/base/number_format.hpp"

namespace inquest {
namespace {

constexpr const char* absent = "\u2013";

std::optional<std::size_t> index_of(const EvidenceEstimate& estimate, const std::string& model) {
  const auto found = std::ranges::find(estimate.models, model);
  if (found == estimate.models.end()) return std::nullopt;
  return static_cast<std::size_t>(found - estimate.models.begin());
}

BayesFactor entry(const EvidenceEstimate& estimate, std::size_t i, std::size_t j) {
  return {estimate.models[i], estimate.models[j], estimate.log_k(i, j), estimate.log_k_error(i, j)};
}

// An exact number has no error; three decimals of it are plenty.
std::string number(double value, double error) {
  return error > 0 || !std::isfinite(value) ? with_error(value, error) : fixed(value, 3);
}

std::string name_of(const BayesFactor& factor) { return "ln K (" + factor.model + " over " + factor.other + ")"; }

// Whether the route integrates a likelihood that is known, where others learn from simulations.
bool knows_likelihood(const ReportEvidence& route) {
  return route.estimate.error_kind == "exact" || route.estimate.error_kind == "nested";
}

bool predicts_worse(const ReportEvidence& route) { return route.log_score && route.log_score->is_worse(); }

// The route to quote: the one of smallest error, but before others one that knows the likelihood, and after others one
// that another was seen to surpass on test simulations.
const ReportEvidence& most_trusted(std::span<const ReportEvidence> evidence) {
  const auto doubt = [](const ReportEvidence& route) {
    const double own = bayes_factors(route.estimate).front().error;
    return std::tuple(!knows_likelihood(route), predicts_worse(route), std::isfinite(own) ? own : HUGE_VAL);
  };
  return *std::ranges::min_element(evidence, {}, doubt);
}

std::string reason_to_trust(const ReportEvidence& route, std::span<const ReportEvidence> all) {
  if (knows_likelihood(route)) return ", which knows the likelihood";
  const std::string smallest = ", the one of smallest error";
  return route.log_score && std::ranges::any_of(all, predicts_worse)
             ? smallest + " among those that predict test simulations best"
             : smallest;
}

std::string contradiction(const std::vector<std::string>& disagreements) {
  std::string text =
      element("p", {{"class", "headline"}},
              element("b", "No single ln K") + ": routes that learn from simulations contradict each other");
  for (const std::string& disagreement : disagreements) text += element("p", escape(disagreement));
  return text;
}

// Which of two routes that contradict each other test simulations speak for, if they do.
std::string judgement(const ReportEvidence& one, const ReportEvidence& two) {
  if (!one.log_score || !two.log_score || predicts_worse(one) == predicts_worse(two)) return "";
  const auto& [better, worse] = predicts_worse(two) ? std::tie(one, two) : std::tie(two, one);
  if (better.log_score->loss > worse.log_score->loss) return "";  // each is held against the best of all
  return concat(" Test simulations speak for ", better.route, ": ", worse.route, " predicts their models worse.");
}

std::vector<ReportEvidence> comparing(std::span<const ReportEvidence> evidence) {
  std::vector<ReportEvidence> routes;
  for (const ReportEvidence& route : evidence) {
    if (route.estimate.models.size() > 1) routes.push_back(route);
  }
  return routes;
}

std::string probability(double p) {
  if (p > 0 && p < 0.001) return significant(p, 2);
  if (p < 1 && p > 0.999) return "1 \u2212 " + significant(1 - p, 2);
  return fixed(p, 3);
}

std::string probabilities_in_words(const EvidenceEstimate& estimate) {
  std::string text;
  for (std::size_t i = 0; i < estimate.models.size(); ++i) {
    text += (i > 0 ? ", " : "") + concat("p(", estimate.models[i], " | x) = ", probability(estimate.probability[i]));
  }
  return text;
}

bool knows_log_evidence(const ReportEvidence& route) { return route.estimate.log_z.has_value(); }
bool has_log_score(const ReportEvidence& route) { return route.log_score.has_value(); }

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
  return number((*estimate.log_z)[*i], estimate.log_z_error ? (*estimate.log_z_error)[*i] : 0);
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

std::string name_cell(const ReportEvidence& route) {
  return element("th", escape(route.route) + element("span", {{"class", "note"}}, escape(route.method)));
}

std::string route_cells(const ReportEvidence& route, const Columns& columns) {
  const EvidenceEstimate& own = route.estimate;
  std::string cells = name_cell(route);
  for (const std::string& model : columns.models) {
    if (model == columns.favoured) continue;
    const auto factor = bayes_factor(own, columns.favoured, model);
    cells += element("td", factor ? number(factor->log_k, factor->error) : absent);
  }
  cells += element("td", escape(own.error_kind) + scatter_note(own, columns.favoured));
  for (const std::string& model : columns.models) {
    const auto i = index_of(own, model);
    cells += element("td", i ? probability(own.probability[*i]) : absent);
  }
  return cells;
}

std::string score_cells(const ReportEvidence& route, const Columns& columns) {
  const EvidenceEstimate& own = route.estimate;
  std::string cells = name_cell(route);
  if (columns.has_log_score) cells += element("td", log_score(route.log_score));
  if (!columns.has_log_evidence) return cells;
  for (const std::string& model : columns.models) cells += element("td", log_evidence(own, model));
  return cells;
}

std::string table(std::span<const ReportEvidence> routes, const Columns& columns, std::string (*header)(const Columns&),
                  std::string (*cells)(const ReportEvidence&, const Columns&)) {
  std::string rows;
  for (const ReportEvidence& route : routes) rows += element("tr", cells(route, columns));
  const std::string head = element("thead", element("tr", header(columns)));
  return element("div", {{"class", "scroll"}}, element("table", head + element("tbody", rows)));
}

}  // namespace

std::vector<BayesFactor> bayes_factors(const EvidenceEstimate& estimate) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < estimate.models.size(); ++i) {
    if (estimate.log_k(i, best) > 0) best = i;
  }
  std::vector<BayesFactor> factors;
  for (std::size_t j = 0; j < estimate.models.size(); ++j) {
    if (j != best) factors.push_back(entry(estimate, best, j));
  }
  std::ranges::stable_sort(factors, {}, &BayesFactor::log_k);
  return factors;
}

std::optional<BayesFactor> bayes_factor(const EvidenceEstimate& estimate, const std::string& model,
                                        const std::string& other) {
  const auto i = index_of(estimate, model);
  const auto j = index_of(estimate, other);
  if (!i || !j) return std::nullopt;
  return entry(estimate, *i, *j);
}

std::string comparison_in_words(std::span<const ReportEvidence> evidence) {
  const std::vector<ReportEvidence> routes = comparing(evidence);
  if (routes.empty()) return "";
  const ReportEvidence& route = most_trusted(routes);
  if (const auto found = disagreements(routes); !found.empty() && !knows_likelihood(route)) return contradiction(found);
  std::string sentences;
  for (const BayesFactor& factor : bayes_factors(route.estimate)) {
    const std::string equation = name_of(factor) + " = " + number(factor.log_k, factor.error);
    const std::string words = in_words(factor.log_k, factor.model, factor.other);
    sentences += element("p", {{"class", "headline"}}, element("b", escape(equation)) + ": " + escape(words));
  }
  std::string source = "By route " + route.route;
  if (routes.size() > 1) source += reason_to_trust(route, routes);
  const std::string probabilities = element("p", escape(probabilities_in_words(route.estimate)));
  return sentences + probabilities +
         element("p", {{"class", "soft"}}, escape(source + " (" + route.estimate.error_kind + ")."));
}

std::string comparison_details(std::span<const ReportEvidence> evidence) {
  const std::vector<ReportEvidence> routes = comparing(evidence);
  if (routes.empty()) return "";
  const EvidenceEstimate& listed = most_trusted(routes).estimate;
  const BayesFactor first = bayes_factors(listed).front();
  const Columns columns{listed.models, first.model, std::ranges::any_of(routes, has_log_score),
                        std::ranges::any_of(routes, knows_log_evidence)};
  const std::string factors = table(routes, columns, header_cells, route_cells);
  const bool has_scores = columns.has_log_score || columns.has_log_evidence;
  return factors + evidence_plot(routes, first.model, first.other) +
         (has_scores ? table(routes, columns, score_header_cells, score_cells) : "");
}

std::vector<std::string> disagreements(std::span<const ReportEvidence> evidence) {
  const std::vector<ReportEvidence> routes = comparing(evidence);
  std::vector<std::string> found;
  for (std::size_t a = 0; a < routes.size(); ++a) {
    for (const BayesFactor& one : bayes_factors(routes[a].estimate)) {
      for (std::size_t b = a + 1; b < routes.size(); ++b) {
        const auto two = bayes_factor(routes[b].estimate, one.model, one.other);
        if (!two) continue;
        const double deviation = std::abs(one.log_k - two->log_k) / std::hypot(one.error, two->error);
        if (!(deviation > 3)) continue;
        found.push_back(concat(
            name_of(one), " is ", number(one.log_k, one.error), " by ", routes[a].route, " and ",
            number(two->log_k, two->error), " by ", routes[b].route, " (they differ by ", significant(deviation, 2),
            " standard deviations). Trust neither before it is known why.", judgement(routes[a], routes[b])));
      }
    }
  }
  return found;
}

}  // namespace inquest
