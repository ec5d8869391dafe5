#include "apps/report/posterior_table.hpp"

#include <algorithm>
#include <cmath>

#include "apps/report/text/html.hpp"
#include "apps/report/text/latex_text.hpp"
#include "apps/run/posterior_verdict.hpp"
#include "core/base/error.hpp"
#include "core/base/number_format.hpp"
#include "core/infer/summary_difference.hpp"

namespace inquest {
namespace {

constexpr const char* absent = "\u2013";

constexpr std::size_t most_in_line = 8;  // parameters

// Places in summary_quantiles.
constexpr std::size_t low_95 = 0, low_68 = 1, high_68 = 3, high_95 = 4;

std::string route_cell(const CornerSeries& series) {
  const std::string css = concat("key s", series.colour % 7);
  return element("th", element("span", {{"class", css}}, "") + escape(series.posterior->route));
}

std::string method_of(const PosteriorResult& posterior) {
  const std::string picked = picked_method(posterior);
  return picked.empty() ? posterior.method : concat(posterior.method, ": ", picked, " answers");
}

std::string interval_cell(const PosteriorSummary& summary, std::size_t i, std::size_t low, std::size_t high) {
  if (summary.quantiles.empty()) return element("td", absent);
  const Precision precision = precision_for(summary.mean[i], summary.std[i]);
  return element("td", interval(summary.quantiles[low][i], summary.quantiles[high][i], precision));
}

std::string numbers(const PosteriorSummary& summary, std::size_t i) {
  if (!std::isfinite(summary.mean[i])) return element("td", absent) + element("td", absent) + element("td", absent);
  return element("td", with_error(summary.mean[i], summary.std[i])) + interval_cell(summary, i, low_68, high_68) +
         interval_cell(summary, i, low_95, high_95);
}

std::string parameter_cells(const ReportParameter& parameter, std::size_t routes) {
  const std::string rows = std::to_string(routes);
  const std::string unit = parameter.unit.empty() ? absent : to_html(parse_unit(parameter.unit));
  const std::string prior =
      element("span", {{"class", "note"}}, escape((parameter.derived ? "= " : "prior ") + parameter.prior));
  return element("th", {{"rowspan", rows}, {"scope", "rowgroup"}}, to_html(parse_latex(parameter.latex)) + prior) +
         element("td", {{"rowspan", rows}}, unit);
}

// The value, and where it lies by this route.
std::string truth_cell(const ReportParameter& parameter, const PosteriorSummary& summary, std::size_t i) {
  if (!parameter.truth) return element("td", absent);
  if (!(summary.std[i] > 0)) return element("td", significant(*parameter.truth, 4));
  const double offset = offset_of(summary, i, *parameter.truth);
  const std::string sign = offset > 0 ? "+" : "";
  return element("td", concat(significant(*parameter.truth, 4), " (", sign, fixed(offset, 1), " sd)"));
}

bool knows_truth(const ReportModel& model) {
  return std::ranges::any_of(model.parameters, [](const ReportParameter& p) { return p.truth.has_value(); });
}

std::string parameter_rows(const ReportModel& model, std::size_t i, std::span<const CornerSeries> series) {
  std::string rows;
  for (std::size_t r = 0; r < series.size(); ++r) {
    const std::string first = r == 0 ? parameter_cells(model.parameters[i], series.size()) : "";
    const PosteriorSummary& summary = series[r].posterior->summary;
    const std::string truth = knows_truth(model) ? truth_cell(model.parameters[i], summary, i) : "";
    rows += element("tr", first + route_cell(series[r]) + numbers(summary, i) + truth);
  }
  return element("tbody", rows);
}

std::string header(const std::vector<std::string_view>& titles) {
  std::string cells;
  for (const std::string_view title : titles) cells += element("th", {{"scope", "col"}}, title);
  return element("thead", element("tr", cells));
}

std::string scrolling_table(const std::string& content) {
  return element("div", {{"class", "scroll"}}, element("table", content));
}

}  // namespace

std::string posterior_table(const ReportModel& model, std::span<const CornerSeries> series) {
  if (series.empty()) return "";
  std::string rows;
  for (std::size_t i = 0; i < model.parameters.size(); ++i) rows += parameter_rows(model, i, series);
  std::vector<std::string_view> titles = {"parameter",      "unit",         "route",
                                          "mean \u00b1 sd", "68% interval", "95% interval"};
  if (knows_truth(model)) titles.push_back("truth");
  return scrolling_table(header(titles) + rows);
}

std::string values_line(const ReportModel& model, const PosteriorResult& posterior) {
  std::string text;
  for (std::size_t i = 0; i < std::min(model.parameters.size(), most_in_line); ++i) {
    const ReportParameter& parameter = model.parameters[i];
    const std::string unit = parameter.unit.empty() ? "" : " " + to_html(parse_unit(parameter.unit));
    text += (text.empty() ? "" : ", ") +
            element("span", {{"class", "value"}},
                    to_html(parse_latex(parameter.latex)) + " = " +
                        with_error(posterior.summary.mean[i], posterior.summary.std[i]) + unit);
  }
  if (model.parameters.size() > most_in_line) text += concat(" and ", model.parameters.size() - most_in_line, " more");
  return text;
}

std::string route_table(std::span<const CornerSeries> series) {
  if (series.empty()) return "";
  std::string rows;
  for (const CornerSeries& entry : series) {
    const PosteriorResult& posterior = *entry.posterior;
    const bool has_draws = posterior.summary.draws > 0;
    const double effective = std::isfinite(posterior.summary.effective_draws) ? posterior.summary.effective_draws : 0;
    const std::string draws = has_draws ? grouped(static_cast<std::int64_t>(posterior.summary.draws)) : absent;
    const std::string kept = has_draws ? grouped(std::llround(effective)) : absent;
    rows += element("tr", route_cell(entry) + element("td", escape(method_of(posterior))) + element("td", draws) +
                              element("td", kept));
  }
  return scrolling_table(header({"route", "method", "draws", "effective draws"}) + element("tbody", rows));
}

}  // namespace inquest
