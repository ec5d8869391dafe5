#include "apps/report/report.hpp"

#include <algorithm>
#include <numeric>

#include "apps/report/model_comparison.hpp"
#include "apps/report/nested_table.hpp"
#include "apps/report/plot/corner_plot.hpp"
#include "apps/report/plot/coverage_plot.hpp"
#include "apps/report/plot/loss_plot.hpp"
#include "apps/report/posterior_table.hpp"
#include "apps/report/text/html.hpp"
#include "apps/report/text/page_style.hpp"
#include "core/base/number_format.hpp"

namespace inquest {
namespace {

// A route keeps its colour through the report.
std::vector<std::string> routes_of(const ReportData& data) {
  std::vector<std::string> routes;
  for (const ReportPosterior& posterior : data.posteriors) {
    if (std::ranges::find(routes, posterior.route) == routes.end()) routes.push_back(posterior.route);
  }
  return routes;
}

std::vector<CornerSeries> series_of(const ReportData& data, const ReportModel& model) {
  const std::vector<std::string> routes = routes_of(data);
  std::vector<CornerSeries> series;
  for (const ReportPosterior& posterior : data.posteriors) {
    if (posterior.model != model.name) continue;
    const auto colour = std::ranges::find(routes, posterior.route) - routes.begin();
    series.push_back({&posterior, static_cast<std::size_t>(colour)});
  }
  return series;
}

double total_seconds(const ReportData& data) {
  return std::accumulate(data.wall_seconds.begin(), data.wall_seconds.end(), 0.0,
                         [](double sum, const auto& stage) { return sum + stage.second; });
}

std::string heading(const ReportData& data) {
  const std::string line = concat("Inquest ", data.version, ", seed ", data.seed, ", ", duration(total_seconds(data)));
  return element("header", element("h1", escape(data.name)) + element("p", {{"class", "soft"}}, escape(line)));
}

std::string answer(const ReportData& data) {
  const std::string words = comparison_in_words(data.evidence);
  return words.empty() ? "" : element("section", {{"class", "answer"}}, words);
}

std::string warnings(const ReportData& data) {
  std::vector<std::string> all = data.warnings;
  const std::vector<std::string> found = disagreements(data.evidence);
  all.insert(all.end(), found.begin(), found.end());
  if (all.empty()) return "";
  std::string items;
  for (const std::string& warning : all) items += element("li", escape(warning));
  const std::string title = all.size() == 1 ? "1 warning" : concat(all.size(), " warnings");
  return element("section", {{"class", "warnings"}}, element("h2", title) + element("ul", items));
}

std::string comparison(const ReportData& data) {
  const std::string details = comparison_details(data.evidence);
  if (details.empty()) return "";
  const std::string coverage = coverage_plot(data.evidence);
  return element("section", element("h2", "Model comparison") + details +
                                (coverage.empty() ? "" : element("h3", "Blind coverage") + coverage));
}

std::string about(const ReportModel& model) {
  std::string line = concat("Simulator ", model.simulator, ", ", grouped(model.simulations),
                            " simulations to train on, ", grouped(model.test_rows), " held out");
  if (model.failed > 0) line += concat(", ", grouped(model.failed), " failed");
  return element("p", {{"class", "soft"}}, escape(line + "."));
}

std::string posterior(const ReportData& data, const ReportModel& model) {
  const std::vector<CornerSeries> series = series_of(data, model);
  const std::string title = "Posterior of " + model.name;
  return element("section", element("h2", escape(title)) + about(model) + posterior_table(model, series) +
                                corner_plot(model, series) + route_table(series) + nested_table(series));
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
  for (const auto& [stage, seconds] : data.wall_seconds) entries += list_entry(stage, duration(seconds));
  if (data.wall_seconds.size() > 1) entries += list_entry("total", duration(total_seconds(data)));
  return entries.empty() ? "" : element("h3", "Wall-clock time") + element("dl", entries);
}

std::string models(const ReportData& data) {
  std::string entries;
  for (const ReportModel& model : data.models) {
    const std::string probability = concat("prior probability ", significant(model.probability, 3));
    entries += list_entry(model.name, "simulator " + model.simulator + ", " + probability);
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
  const std::string versions = list_entry("Inquest", data.version) + list_entry("seed", std::to_string(data.seed));
  return element("section", element("h2", "Settings") + element("dl", versions) + models(data) + timings(data) +
                                observation(data) + folded("Run file, with every default filled in", data.resolved));
}

std::string head(const ReportData& data) {
  return element("head",
                 empty_element("meta", {{"charset", "utf-8"}}) +
                     empty_element("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}) +
                     element("title", escape(data.name + " \u2013 Inquest")) + element("style", page_style()));
}

}  // namespace

std::string render_report(const ReportData& data) {
  std::string body = heading(data) + answer(data) + warnings(data) + comparison(data);
  for (const ReportModel& model : data.models) body += posterior(data, model);
  body += training(data) + settings(data);
  return "<!DOCTYPE html>\n" + element("html", {{"lang", "en"}}, head(data) + element("body", body)) + "\n";
}

}  // namespace inquest
