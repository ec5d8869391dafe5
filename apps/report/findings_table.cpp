#include "apps/report/findings_table.hpp"

#include <algorithm>
#include <vector>

#include "apps/report/text/html.hpp"

namespace inquest {
namespace {

constexpr const char* absent = "\u2013";

// One of each key, in the order in which routes tell them.
std::vector<const Finding*> rows_of(std::span<const RouteFindings> routes) {
  std::vector<const Finding*> rows;
  for (const auto& [route, findings] : routes) {
    for (const Finding& finding : findings->all()) {
      const auto same = [&](const Finding* row) { return row->path == finding.path; };
      if (std::ranges::none_of(rows, same)) rows.push_back(&finding);
    }
  }
  return rows;
}

std::string value_cell(const Findings& findings, const std::vector<std::string>& path) {
  const auto found = std::ranges::find(findings.all(), path, &Finding::path);
  return element("td", found == findings.all().end() ? absent : escape(found->text()));
}

std::string row_of(const Finding& finding, std::span<const RouteFindings> routes) {
  std::string cells = element("th", {{"scope", "row"}, {"class", "path"}}, escape(finding.key()));
  for (const auto& [route, findings] : routes) cells += value_cell(*findings, finding.path);
  return element("tr", cells + element("td", {{"class", "soft words"}}, escape(finding.doc)));
}

}  // namespace

std::string findings_table(std::span<const RouteFindings> routes) {
  std::vector<RouteFindings> telling;
  std::ranges::copy_if(routes, std::back_inserter(telling),
                       [](const RouteFindings& route) { return !route.second->empty(); });
  if (telling.empty()) return "";
  std::string head = element("th", {{"scope", "col"}}, "in results.json");
  for (const auto& [route, findings] : telling) head += element("th", {{"scope", "col"}}, escape(route));
  head += element("th", {{"scope", "col"}}, "what it is");
  std::string rows;
  for (const Finding* finding : rows_of(telling)) rows += row_of(*finding, telling);
  const std::string table = element("table", element("thead", element("tr", head)) + element("tbody", rows));
  const std::string title = element("summary", "What the routes tell besides");
  return element("details", title + element("div", {{"class", "scroll"}}, table));
}

}  // namespace inquest
