#include "apps/commands/information_table.hpp"

#include <nlohmann/json.hpp>

#include "apps/commands/summary_table.hpp"
#include "apps/report/figures.hpp"
#include "apps/report/plot/heat_map.hpp"
#include "core/base/error.hpp"
#include "core/base/number_format.hpp"
#include "core/files/csv_word.hpp"

namespace inquest {
namespace {

std::string shortened(const std::string& names) { return names.size() > 30 ? names.substr(0, 27) + "..." : names; }

std::string density_of(const MutualInformation& found) {
  return found.with == found.without ? found.with : concat(found.with, ", alone ", found.without);
}

}  // namespace

std::string information_table(const std::vector<InformationAnswer>& answers) {
  std::vector<std::vector<std::string>> rows{{"of", "and", "information [nat]", "by"}};
  for (const InformationAnswer& answer : answers) {
    rows.push_back({shortened(answer.of), shortened(answer.other),
                    plain(with_error(answer.found.nats.value, answer.found.nats.error)), density_of(answer.found)});
  }
  const std::string& given = answers.front().given;
  return (given.empty() ? "" : concat("given ", given, "\n")) + aligned(rows, "");
}

std::string information_csv(const std::vector<InformationAnswer>& answers) {
  std::string text = "of,and,given,information,error,density,density_alone\n";
  for (const InformationAnswer& answer : answers) {
    text += concat(csv_word(answer.of), ",", csv_word(answer.other), ",", csv_word(answer.given), ",");
    append_shortest(text, answer.found.nats.value);
    text += ',';
    append_shortest(text, answer.found.nats.error);
    text += concat(",", csv_word(answer.found.with), ",", csv_word(answer.found.without), "\n");
  }
  return text;
}

std::string information_json(const std::vector<InformationAnswer>& answers) {
  auto all = nlohmann::ordered_json::array();
  for (const InformationAnswer& answer : answers) {
    all.push_back({{"of", answer.of},
                   {"and", answer.other},
                   {"given", answer.given},
                   {"information", answer.found.nats.value},
                   {"error", answer.found.nats.error},
                   {"density", answer.found.with},
                   {"density_alone", answer.found.without}});
  }
  return nlohmann::ordered_json({{"unit", "nat"}, {"information", all}}).dump(2) + "\n";
}

std::string information_figure(const ColumnGroups& groups, const std::vector<InformationAnswer>& answers) {
  Matrix values(groups.of.names.size(), groups.other.names.size());
  for (std::size_t k = 0; k < answers.size(); ++k) values.values()[k] = answers[k].found.nats.value;
  return figures_of(heat_map({values, groups.of.names, groups.other.names, "Mutual information in nats"})).front().svg;
}

}  // namespace inquest
