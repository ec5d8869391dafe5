#include "apps/report/model_comparison.hpp"

#include <algorithm>
#include <cmath>

#include "apps/report/evidence_plot.hpp"
#include "apps/report/html.hpp"
#include "apps/report/number_format.hpp"

namespace inquest {
namespace {

std::size_t index_of(const EvidenceEstimate& estimate, const std::string& model) {
  const auto found = std::ranges::find(estimate.models, model);
  INQUEST_VALIDATE(found != estimate.models.end(), internal, "model ", model, " (is not in the estimate of ln K)");
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

const ReportEvidence& most_precise(std::span<const ReportEvidence> evidence) {
  const auto error = [](const ReportEvidence& route) {
    const double own = bayes_factors(route.estimate).front().error;
    return std::isfinite(own) ? own : HUGE_VAL;
  };
  return *std::ranges::min_element(evidence, {}, error);
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

std::string header_cells(const BayesFactor& first, const EvidenceEstimate& estimate) {
  std::string cells = element("th", "route") + element("th", "method");
  for (const std::string& model : estimate.models) {
    if (model != first.model) cells += element("th", escape(name_of({first.model, model})));
  }
  cells += element("th", "error from");
  for (const std::string& model : estimate.models) cells += element("th", escape("p(" + model + "\u00a0|\u00a0x)"));
  for (const std::string& model : estimate.models)
    cells += element("th", escape("ln\u00a0p(x\u00a0|\u00a0" + model + ")"));
  return cells;
}

std::string number_cell(const std::string& text) { return element("td", {{"class", "number"}}, text); }

std::string route_cells(const ReportEvidence& route, const BayesFactor& first, const EvidenceEstimate& listed) {
  const EvidenceEstimate& own = route.estimate;
  std::string cells = element("th", escape(route.route)) + element("td", escape(route.method));
  for (const std::string& model : listed.models) {
    if (model == first.model) continue;
    const BayesFactor factor = bayes_factor(own, first.model, model);
    cells += number_cell(number(factor.log_k, factor.error));
  }
  cells += element("td", escape(own.error_kind));
  for (const std::string& model : listed.models)
    cells += number_cell(probability(own.probability[index_of(own, model)]));
  for (const std::string& model : listed.models) {
    const std::size_t i = index_of(own, model);
    const double error = own.log_z_error ? (*own.log_z_error)[i] : 0;
    cells += number_cell(own.log_z ? number((*own.log_z)[i], error) : "\u2013");
  }
  return cells;
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

BayesFactor bayes_factor(const EvidenceEstimate& estimate, const std::string& model, const std::string& other) {
  return entry(estimate, index_of(estimate, model), index_of(estimate, other));
}

std::string comparison_in_words(std::span<const ReportEvidence> evidence) {
  const std::vector<ReportEvidence> routes = comparing(evidence);
  if (routes.empty()) return "";
  const ReportEvidence& route = most_precise(routes);
  std::string sentences;
  for (const BayesFactor& factor : bayes_factors(route.estimate)) {
    const std::string equation = name_of(factor) + " = " + number(factor.log_k, factor.error);
    const std::string words = in_words(factor.log_k, factor.model, factor.other);
    sentences += element("p", {{"class", "headline"}}, element("b", escape(equation)) + ": " + escape(words));
  }
  const std::string source = "By route " + route.route + (routes.size() > 1 ? ", the one of smallest error" : "");
  const std::string probabilities = element("p", escape(probabilities_in_words(route.estimate)));
  return sentences + probabilities +
         element("p", {{"class", "soft"}}, escape(source + " (" + route.estimate.error_kind + ")."));
}

std::string comparison_details(std::span<const ReportEvidence> evidence) {
  const std::vector<ReportEvidence> routes = comparing(evidence);
  if (routes.empty()) return "";
  const EvidenceEstimate& listed = most_precise(routes).estimate;
  const BayesFactor first = bayes_factors(listed).front();
  std::string rows;
  for (const ReportEvidence& route : routes) rows += element("tr", route_cells(route, first, listed));
  const std::string head = element("thead", element("tr", header_cells(first, listed)));
  return element("div", {{"class", "scroll"}}, element("table", head + element("tbody", rows))) +
         evidence_plot(routes, first.model, first.other);
}

std::vector<std::string> disagreements(std::span<const ReportEvidence> evidence) {
  const std::vector<ReportEvidence> routes = comparing(evidence);
  std::vector<std::string> found;
  for (std::size_t a = 0; a < routes.size(); ++a) {
    for (const BayesFactor& one : bayes_factors(routes[a].estimate)) {
      for (std::size_t b = a + 1; b < routes.size(); ++b) {
        const BayesFactor two = bayes_factor(routes[b].estimate, one.model, one.other);
        const double deviation = std::abs(one.log_k - two.log_k) / std::hypot(one.error, two.error);
        if (!(deviation > 3)) continue;
        found.push_back(concat(name_of(one), " is ", number(one.log_k, one.error), " by ", routes[a].route, " and ",
                               number(two.log_k, two.error), " by ", routes[b].route, " (they differ by ",
                               significant(deviation, 2),
                               " standard deviations). Trust neither before it is known why."));
      }
    }
  }
  return found;
}

}  // namespace inquest
