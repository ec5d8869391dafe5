// What `inquest information` tells: a table, the same as .csv and .json, and a heat map.
#pragma once

#include <string>
#include <vector>

#include "apps/commands/column_groups.hpp"
#include "core/information/mutual_information.hpp"

namespace inquest {

struct InformationAnswer {
  std::string of, other, given;  // names of the columns
  MutualInformation found;
};

std::string information_table(const std::vector<InformationAnswer>& answers);
std::string information_csv(const std::vector<InformationAnswer>& answers);
std::string information_json(const std::vector<InformationAnswer>& answers);

/// An .svg of answers that are pairs of the columns of both groups, row by row.
std::string information_figure(const ColumnGroups& groups, const std::vector<InformationAnswer>& answers);

}  // namespace inquest
