#include "simulators/parameter_columns.hpp"

#include <algorithm>

namespace inquest {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// "a, b, c"; of a long list its ends.
std::string listing(const std::vector<std::string>& names) {
  constexpr std::size_t longest = 8;
  if (names.empty()) return "none";
  std::string text = names.front();
  for (std::size_t i = 1; i < names.size(); ++i) {
    if (names.size() > longest && i == 3) {
      text += ", ...";
      i = names.size() - 1;
    }
    text += concat(", ", names[i]);
  }
  return text;
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates) {
  const auto nearest = nearest_word(word, candidates);
  return nearest ? concat("; did you mean ", *nearest, "?") : "";
}

void reject_unknown(const SimulatorRequest& request, const std::vector<std::string>& known) {
  for (const std::string& name : request.parameters) {
    INQUEST_VALIDATE(contains(known, name), config, request.simulator.where(), ": the parameter ", name,
                     " is unknown to it with these options (known: ", listing(known), ")", did_you_mean(name, known));
  }
}

}  // namespace

std::vector<std::size_t> parameter_columns(const SimulatorRequest& request, const std::vector<std::string>& names,
                                           const std::vector<std::string>& optional) {
  std::vector<std::string> known = names;
  known.insert(known.end(), optional.begin(), optional.end());
  reject_unknown(request, known);
  std::vector<std::size_t> columns;
  for (const std::string& name : names) {
    const auto found = std::find(request.parameters.begin(), request.parameters.end(), name);
    INQUEST_VALIDATE(found != request.parameters.end(), config, request.simulator.where(), ": the parameter ", name,
                     " is missing (listed: ", listing(request.parameters), "); give it a prior, or a number to fix it");
    columns.push_back(static_cast<std::size_t>(found - request.parameters.begin()));
  }
  return columns;
}

}  // namespace inquest
