#include "apps/run/truth.hpp"

#include <algorithm>
#include <cmath>

namespace inquest {
namespace {

std::vector<std::string> free_names(const ModelSet& models) {
  std::vector<std::string> names;
  for (const Model& model : models.models()) {
    for (const std::string& name : model.space.free_names()) {
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

bool is_fixed(const ModelSet& models, const std::string& name) {
  return std::ranges::any_of(models.models(), [&](const Model& model) {
    const std::vector<std::string> names = model.space.names();
    return std::ranges::find(names, name) != names.end();
  });
}

}  // namespace

std::map<std::string, double> read_truth(const ConfigNode& node, const ModelSet& models) {
  std::map<std::string, double> truth;
  if (node.is_null()) return truth;
  if (!node.is_mapping()) node.fail("(must name parameters) write truth: {NAME: value}");
  const std::vector<std::string> names = free_names(models);
  for (const auto& [name, value] : node.entries()) {
    if (std::ranges::find(names, name) == names.end()) {
      if (is_fixed(models, name)) value.fail("(the parameter is fixed, and nothing asks for it) leave it out");
      value.fail(concat("(is of no parameter of any model) ", suggest(name, names)));
    }
    if (!std::isfinite(value.number())) value.fail("(must be a finite number)");
    truth[name] = value.number();
  }
  return truth;
}

}  // namespace inquest
