#include "apps/report/nested_table.hpp"

#include "apps/report/text/html.hpp"
#include "core/base/number_format.hpp"

namespace inquest {
namespace {

constexpr const char* absent = "\u2013";

std::string assessment_cells(const std::optional<ReportNested::Run>& run) {
  if (!run) return element("td", {{"colspan", "6"}}, absent);
  const std::string replicas =
      run->replica_error
          ? significant(*run->replica_error, 2) +
                element("span", {{"class", "note"}}, escape(concat("p = ", significant(run->replica_p_value, 2))))
          : absent;
  return element("td", with_error(run->log_z, run->log_z_error)) + element("td", significant(run->analytic_error, 2)) +
         element("td", significant(run->simulated_error, 2)) + element("td", replicas) +
         element("td", with_error(run->information, run->information_error)) +
         element("td", with_error(run->dimensionality, run->dimensionality_error));
}

std::string walk_cell(const std::optional<ReportNested::Walks>& walks) {
  if (!walks) return element("td", absent);
  const std::string note = concat("doubled ", fixed(walks->doubled, 2), ", p = ", significant(walks->p_value, 2));
  return element("td", fixed(walks->memory, 2) + element("span", {{"class", "note"}}, escape(note)));
}

std::string row(const std::string& route, const ReportNested& nested) {
  return element("tr", element("th", escape(route) + element("span", {{"class", "note"}}, escape(nested.method))) +
                           element("td", with_error(nested.log_z, nested.log_z_error)) + assessment_cells(nested.run) +
                           walk_cell(nested.walks) + element("td", grouped(nested.calls)));
}

}  // namespace

std::string nested_table(std::span<const CornerSeries> series) {
  std::string rows;
  for (const CornerSeries& entry : series) {
    if (entry.posterior->nested) rows += row(entry.posterior->route, *entry.posterior->nested);
  }
  if (rows.empty()) return "";
  std::string cells;
  for (const char* title :
       {"route", "ln Z", "of the run alone", "error from volumes", "from simulated volumes", "from replicas",
        "information, nats", "dimensionality", "memory of walks", "likelihood calls"}) {
    cells += element("th", {{"scope", "col"}}, title);
  }
  const std::string table = element("table", element("thead", element("tr", cells)) + element("tbody", rows));
  return element("h3", "Nested sampling") + element("div", {{"class", "scroll"}}, table);
}

}  // namespace inquest
