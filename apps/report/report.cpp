#include "apps/report/report.hpp"

#include <algorithm>
#include <numeric>
#include <span>

#include "apps/report/calibration_section.hpp"
#include "apps/report/derived_columns.hpp"
#include "apps/report/evidence_table.hpp"
#include "apps/report/findings_table.hpp"
#include "apps/report/plot/corner_plot.hpp"
#include "apps/report/plot/coverage_plot.hpp"
#include "apps/report/plot/loss_plot.hpp"
#include "apps/report/plot/predictive_plot.hpp"
#include "apps/report/posterior_table.hpp"
#include "apps/report/text/html.hpp"
#include "apps/report/text/page_style.hpp"
#include "core/base/number_format.hpp"

namespace inquest {
namespace {

// A route keeps its colour through the report.
std::vector<std::string> routes_of(const ReportData& data) {
  std::vector<std::string> routes;
  for (const PosteriorResult& posterior : data.results.posterior) {
    if (std::ranges::find(routes, posterior.route) == routes.end()) routes.push_back(posterior.route);
  }
  return routes;
}

std::vector<CornerSeries> series_of(const ReportData& data, const ReportModel& model) {
  const std::vector<std::string> routes = routes_of(data);
  std::vector<CornerSeries> series;
  for (const PosteriorResult& posterior : data.results.posterior) {
    if (posterior.model != model.name) continue;
    const auto colour = std::ranges::find(routes, posterior.route) - routes.begin();
    series.push_back({&posterior, static_cast<std::size_t>(colour)});
  }
  return series;
}

double total_seconds(const ReportData& data) {
  return std::accumulate(data.results.wall_seconds.begin(), data.results.wall_seconds.end(), 0.0,
                         [](double sum, const auto& stage) { return sum + stage.second; });
}

std::string heading(const ReportData& data) {
  const std::string line =
      concat("Inquest ", data.version, ", seed ", data.results.seed.value, ", ", duration(total_seconds(data)));
  return element("header", element("h1", escape(data.results.name)) + element("p", {{"class", "soft"}}, escape(line)));
}

std::string paragraphs(std::span<const std::string> sentences, std::string_view css) {
  std::string text;
  for (const std::string& sentence : sentences) text += element("p", {{"class", css}}, escape(sentence));
  return text;
}

// The numbers large, or that there are none, then where they come from.
std::string answer_of(const EvidenceVerdict& verdict, const std::vector<EvidenceResult>& evidence) {
  const std::span<const std::string> sentences = verdict.sentences;
  const std::size_t headlines = verdict.route.empty() ? 1 : verdict.factors.size();
  const auto quoted = std::ranges::find(evidence, verdict.route, &EvidenceResult::route);
  const bool known = quoted != evidence.end() && tells_probabilities(quoted->estimate);
  const std::string probabilities = known ? element("p", escape(probabilities_in_words(quoted->estimate))) : "";
  return paragraphs(sentences.first(headlines), "headline") + probabilities +
         paragraphs(sentences.subspan(headlines), "soft");
}

// The parameters of a model by the route that is quoted; first of all, where they are not to be trusted.
std::string values_of(const ReportData& data, const PosteriorVerdict& verdict, std::string_view css) {
  const auto model = std::ranges::find(data.models, verdict.model, &ReportModel::name);
  const auto is_quoted = [&](const PosteriorResult& result) {
    return result.model == verdict.model && result.route == verdict.route;
  };
  const auto quoted = std::ranges::find_if(data.results.posterior, is_quoted);
  if (model == data.models.end() || quoted == data.results.posterior.end()) return "";
  const std::string name = data.models.size() > 1 ? escape(verdict.model) + ": " : "";
  const std::string doubt = verdict.trusted == std::optional(false) ? "not trusted: " : "";
  return element("p", {{"class", css}}, name + doubt + values_line(*model, *quoted));
}

std::string answer(const ReportData& data, const Verdict& verdict) {
  std::string text = verdict.evidence ? answer_of(*verdict.evidence, data.results.evidence) : "";
  for (const PosteriorVerdict& of_model : verdict.posterior) {
    text +=
        values_of(data, of_model, verdict.evidence ? "values" : "headline") + paragraphs(of_model.sentences, "soft");
  }
  return text.empty() ? "" : element("section", {{"class", "answer"}}, text);
}

// A titled list of remarks; nothing where there are none.
std::string remarks(const auto& texts, const std::string& title, std::string_view css) {
  std::string items;
  for (const std::string& text : texts) items += element("li", escape(text));
  if (items.empty()) return "";
  return element("section", {{"class", css}}, element("h2", title) + element("ul", items));
}

// Contradictions stand in the answer already.
std::string warnings(const ReportData& data) {
  const auto& all = data.results.warnings;
  return remarks(all, all.size() == 1 ? "1 warning" : concat(all.size(), " warnings"), "warnings") +
         remarks(data.results.notices, "What the run file leaves open", "notices");
}

// In the place of what these routes would have answered.
std::string failures(const ReportData& data, const std::string& model) {
  std::string text;
  for (const FailedRoute& failed : data.results.failed) {
    if (failed.model != model) continue;
    const std::string words =
        concat("Route ", failed.route, " (", failed.method, ") has failed: ", failed.error.what());
    text += element("p", {{"class", "failed"}}, escape(words));
  }
  return text;
}

std::string comparison(const ReportData& data, const Verdict& verdict) {
  const std::string failed = failures(data, "");
  const std::string title = element("h2", "Model comparison");
  if (!verdict.evidence) return failed.empty() ? "" : element("section", title + failed);
  const std::vector<EvidenceResult>& evidence = data.results.evidence;
  const std::string coverage = coverage_plot(evidence);
  std::vector<RouteFindings> findings;
  for (const EvidenceResult& route : evidence) findings.emplace_back(route.route, &route.findings);
  return element("section", title + evidence_table(evidence, *verdict.evidence) + failed + findings_table(findings) +
                                (coverage.empty() ? "" : element("h3", "Blind coverage") + coverage));
}

std::string about(const ReportModel& model) {
  if (model.simulator.empty()) return element("p", {{"class", "soft"}}, "No simulator: its likelihood is sampled.");
  std::string line = concat("Simulator ", model.simulator, ", ", grouped(model.simulations),
                            " simulations to train on, ", grouped(model.test_rows), " held out");
  if (model.failed > 0) line += concat(", ", grouped(model.failed), " failed");
  if (!model.rounds.empty()) line += ", " + model.rounds;
  return element("p", {{"class", "soft"}}, escape(line + "."));
}

std::string predictions(const ReportData& data, std::span<const CornerSeries> series) {
  const std::string figure = predictive_plot(data.observation, series);
  return figure.empty() ? "" : element("h3", "Predictions") + figure;
}

// The table and the corner plot of these, with their derived parameters.
std::pair<std::string, std::string> table_and_corner_plot(const ReportModel& model,
                                                          const std::vector<CornerSeries>& series) {
  const ReportModel wide = with_derived(model);
  std::vector<PosteriorResult> posteriors;
  for (const CornerSeries& entry : series) posteriors.push_back(with_derived(*entry.posterior));
  std::vector<CornerSeries> columns;
  for (std::size_t i = 0; i < series.size(); ++i) columns.push_back({&posteriors[i], series[i].colour});
  return {posterior_table(wide, columns), corner_plot(wide, columns)};
}

std::string posterior(const ReportData& data, const ReportModel& model) {
  const std::vector<CornerSeries> series = series_of(data, model);
  const auto [table, corner] = table_and_corner_plot(model, series);
  const std::string title = "Posterior of " + model.name;
  std::vector<RouteFindings> findings;
  for (const CornerSeries& entry : series) findings.emplace_back(entry.posterior->route, &entry.posterior->findings);
  return element("section", element("h2", escape(title)) + about(model) + table + failures(data, model.name) + corner +
                                route_table(series) + predictions(data, series) + calibration_section(model, series) +
                                findings_table(findings));
}

std::string training(const ReportData& data) {
  const std::string figure = loss_plot(data.curves);
  return figure.empty() ? "" : element("section", element("h2", "Training") + figure);
}

std::string list_entry(const std::string& term, const std::string& text) {
  return element("dt", escape(term)) + element("dd", escape(text));
}

std::string timings(const ReportData& data) {
  std::string entries;
  for (const auto& [stage, seconds] : data.results.wall_seconds) entries += list_entry(stage, duration(seconds));
  if (data.results.wall_seconds.size() > 1) entries += list_entry("total", duration(total_seconds(data)));
  return entries.empty() ? "" : element("h3", "Wall-clock time") + element("dl", entries);
}

std::string models(const ReportData& data) {
  std::string entries;
  for (const ReportModel& model : data.models) {
    const std::string probability = concat("prior probability ", significant(model.probability, 3));
    entries += list_entry(model.name, concat(model.simulator.empty() ? "no simulator" : "simulator " + model.simulator,
                                             ", ", probability));
  }
  return element("h3", "Models") + element("dl", entries);
}

std::string folded(const std::string& title, const std::string& text) {
  return element("details", element("summary", escape(title)) + element("pre", element("code", escape(text))));
}

std::string observation(const ReportData& data) {
  std::string numbers;
  for (const double value : data.observation) numbers += significant(value, 6) + "\n";
  return folded(concat("Observation, ", grouped(static_cast<std::int64_t>(data.observation.size())), " numbers"),
                numbers);
}

std::string settings(const ReportData& data) {
  const std::string versions =
      list_entry("Inquest", data.version) + list_entry("seed", std::to_string(data.results.seed.value));
  return element("section", element("h2", "Settings") + element("dl", versions) + models(data) + timings(data) +
                                observation(data) + folded("Run file, with every default filled in", data.resolved));
}

std::string head(const ReportData& data) {
  return element("head",
                 empty_element("meta", {{"charset", "utf-8"}}) +
                     empty_element("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}) +
                     element("title", escape(data.results.name + " \u2013 Inquest")) + element("style", page_style()));
}

}  // namespace

std::string render_report(const ReportData& data) {
  const Verdict verdict = judge(data.results);
  std::string body = heading(data) + answer(data, verdict) + warnings(data) + comparison(data, verdict);
  for (const ReportModel& model : data.models) body += posterior(data, model);
  body += training(data) + settings(data);
  return "<!DOCTYPE html>\n" + element("html", {{"lang", "en"}}, head(data) + element("body", body)) + "\n";
}

}  // namespace inquest
