#include "apps/report/calibration_section.hpp"

#include <cmath>

#include "apps/report/plot/calibration_plot.hpp"
#include "apps/report/text/html.hpp"
#include "apps/report/text/latex_text.hpp"
#include "core/base/number_format.hpp"

namespace inquest {
namespace {

constexpr const char* absent = "\u2013";

std::string cell(const std::string& text) { return element("td", text); }
std::string p_cell(double p_value) { return cell(significant(p_value, 2)); }

std::string header(std::initializer_list<std::string_view> titles) {
  std::string cells;
  for (const std::string_view title : titles) cells += element("th", {{"scope", "col"}}, title);
  return element("thead", element("tr", cells));
}

std::string table(const std::string& head, const std::string& rows) {
  if (rows.empty()) return "";
  return element("div", {{"class", "scroll"}}, element("table", head + element("tbody", rows)));
}

std::string route_cell(const CornerSeries& series) {
  return element(
      "th", element("span", {{"class", concat("key s", series.colour % 7)}}, "") + escape(series.posterior->route));
}

std::string information_cells(const PosteriorCheck& check, std::size_t j) {
  if (!check.information) return cell(absent) + cell(absent);
  const Measured& nats = check.information->parameters[j];
  return cell(with_error(nats.value, nats.error)) + cell(significant(std::exp(nats.value), 2));
}

std::string calibration_rows(const ReportModel& model, const CornerSeries& series) {
  const PosteriorCheck& check = series.posterior->check;
  std::string rows;
  for (std::size_t j = 0; check.calibration && j < model.parameters.size(); ++j) {
    const Calibration& found = *check.calibration;
    rows += element("tr", route_cell(series) + cell(to_html(parse_latex(model.parameters[j].latex))) +
                              p_cell(found.parameters[j].p_value) + cell(fixed(found.scales[j].shift, 2)) +
                              cell(fixed(found.scales[j].width, 2)) + information_cells(check, j));
  }
  return rows;
}

std::string joint_rows(const CornerSeries& series) {
  const auto& found = series.posterior->check.calibration;
  if (!found) return "";
  const auto& local = series.posterior->check.local_c2st;
  const auto& joint = series.posterior->check.information->joint;
  return element("tr", route_cell(series) + p_cell(found->parameters_p) + p_cell(found->tarp.p_value) +
                           (found->coverage ? p_cell(found->coverage->p_value) : cell(absent)) +
                           (found->pairs.empty() ? cell(absent) : p_cell(found->pairs_p)) +
                           (local ? p_cell(local->p_value) : cell(absent)) +
                           cell(joint ? with_error(joint->value, joint->error) : absent));
}

std::string local_rows(const ReportModel& model, const CornerSeries& series) {
  const auto& found = series.posterior->check.local;
  std::string rows;
  for (std::size_t j = 0; found && j < model.parameters.size(); ++j) {
    rows += element("tr", route_cell(series) + cell(to_html(parse_latex(model.parameters[j].latex))) +
                              p_cell(found->parameters[j].p_value) + cell(fixed(found->scales[j].shift, 2)) +
                              cell(fixed(found->scales[j].width, 2)));
  }
  return rows;
}

std::string residual_rows(const ReportModel& model, const CornerSeries& series) {
  const auto& found = series.posterior->check.residuals;
  std::string rows;
  for (std::size_t j = 0; found && j < model.parameters.size(); ++j) {
    const ResidualTest& test = found->parameters[j];
    rows += element("tr", route_cell(series) + cell(to_html(parse_latex(model.parameters[j].latex))) +
                              cell(with_error(test.mean.value, test.mean.error)) +
                              cell(with_error(test.variance.value, test.variance.error)) + p_cell(test.p_value));
  }
  return rows;
}

std::string left_out(std::span<const CornerSeries> series) {
  std::string text;
  for (const CornerSeries& entry : series) {
    const std::string& reason = entry.posterior->check.left_out;
    if (reason.empty()) continue;
    text += element("p", {{"class", "soft"}}, escape(concat(entry.posterior->route, " was not tested: ", reason, ".")));
  }
  return text;
}

}  // namespace

std::string calibration_section(const ReportModel& model, std::span<const CornerSeries> series) {
  std::string by_parameter, joint, local, residuals;
  for (const CornerSeries& entry : series) {
    by_parameter += calibration_rows(model, entry);
    joint += joint_rows(entry);
    local += local_rows(model, entry);
    residuals += residual_rows(model, entry);
  }
  const std::string text =
      table(header({"route", "parameter", "SBC: p-value", "truth lies at [sd]", "too narrow by",
                    "told by the data [nat]", "narrower than the prior"}),
            by_parameter) +
      table(header({"route", "all parameters: p-value", "TARP", "regions", "pairs", "at the observation",
                    "told by the data [nat]"}),
            joint) +
      table(header({"route", "parameter", "posterior SBC at the observation: p-value", "truth lies at [sd]",
                    "too narrow by"}),
            local) +
      table(header({"route", "parameter", "mean residual (0)", "mean square (1)", "p-value"}), residuals) +
      calibration_plot(series) + left_out(series);
  return text.empty() ? "" : element("h3", "Calibration") + text;
}

}  // namespace inquest
