#include "apps/run/default_routes.hpp"

#include <algorithm>

#include "apps/routes/network_obstacle.hpp"
#include "core/config/suggest.hpp"

namespace inquest {
namespace {

/// The default of one section.
struct Section {
  std::vector<std::string> methods;
  std::string notice = {};  // why these and no others; empty where it is the usual default
};

ConfigNode as_entries(const std::vector<std::string>& methods) {
  std::vector<ConfigNode::Entry> routes;
  for (const std::string& method : methods) {
    routes.emplace_back(method, ConfigNode::mapping({{"method", ConfigNode::scalar(method)}}));
  }
  return ConfigNode::mapping(std::move(routes));
}

/// The first model that is known by its likelihood alone, or null.
const Model* without_simulator(const ModelSet& models) {
  const auto found = std::ranges::find_if_not(models.models(), &Model::has_simulator);
  return found == models.models().end() ? nullptr : &*found;
}

/// The first periodic parameter, or null.
const Parameter* periodic_parameter(const ModelSet& models) {
  for (const Model& model : models.models()) {
    const auto found = std::ranges::find_if(model.space.parameters(), &Parameter::periodic);
    if (found != model.space.parameters().end()) return &*found;
  }
  return nullptr;
}

Section posterior_of(const ModelSet& models, std::size_t observations) {
  if (const Model* model = without_simulator(models)) {
    return {{"nested"},
            concat("nested is the only route; auto and moments are left out (they learn from simulations, and model '",
                   model->name, "' has no simulator)")};
  }
  const bool too_many = models.data_size() > most_density_data;  // for a density of the data
  if (observations > 1 && too_many) {
    return {{},
            concat("no posterior is asked for (nle alone takes ", observations,
                   " observations, and is a density of the "
                   "data, of which ",
                   models.data_size(), " are too many)")};
  }
  if (observations > 1) {
    return {{"nle"},
            concat("nle is the only route; auto and moments are left out (they take one observation, and there are ",
                   observations, "); name other routes under posterior: to have them")};
  }
  const Parameter* angle = periodic_parameter(models);
  if (angle != nullptr && too_many) {
    return {{"npe"},
            concat("npe is the only route; moments is left out (it knows no circle, and ", angle->name,
                   " is periodic), and auto (nle inside it is a density of the data, and ", models.data_size(),
                   " are too many)")};
  }
  if (angle != nullptr) {
    return {
        {"auto"},
        concat("auto is the only route; moments is left out (it knows no circle, and ", angle->name, " is periodic)")};
  }
  if (too_many) {
    return {{"npe", "moments"},
            concat("npe and moments are the routes; auto is left out (nle inside it is a density of the data, and ",
                   models.data_size(), " are too many)")};
  }
  return {{"auto", "moments"}};
}

Section evidence_of(const ModelSet& models, std::size_t observations) {
  if (models.size() == 1) return {};
  if (observations > 1) {
    return {{},
            concat("no models are compared; network is left out (it takes one observation, and there are ",
                   observations, "); evidence: {} says that none is wanted")};
  }
  if (const Model* model = without_simulator(models)) {
    return {{"nested"},
            concat("nested is the only route; network is left out (it learns from simulations, and model '",
                   model->name, "' has no simulator); evidence: {} asks for none")};
  }
  if (models.size() > 2) {
    return {{},
            concat("no models are compared (the default is for two, and there are ", models.size(),
                   "); evidence: {network: {method: network}} compares them, and evidence: {} asks for none")};
  }
  return {{"network"}};
}

/// What is done beside the other section, which alone was asked for.
std::string unasked(const Section& section, const std::string& name, const std::string& effect) {
  if (section.methods.empty()) return "";
  return concat(join(section.methods), section.methods.size() > 1 ? " are" : " is", " the default, which ", effect,
                "; ", name, ": {} asks for none");
}

std::string notice(const std::string& name, const Section& section, bool other_is_given, const std::string& effect) {
  const std::string text = section.notice.empty() && other_is_given ? unasked(section, name, effect) : section.notice;
  return text.empty() ? "" : concat(name, " is not given: ", text);
}

}  // namespace

DefaultRoutes default_routes(const ModelSet& models, std::size_t observations, GivenSections given) {
  const Section posterior = posterior_of(models, observations), evidence = evidence_of(models, observations);
  DefaultRoutes routes{as_entries(posterior.methods), as_entries(evidence.methods)};
  const auto tell = [&](std::string text) {
    if (!text.empty()) routes.notices.push_back(std::move(text));
  };
  if (!given.posterior) {
    tell(notice("posterior", posterior, given.evidence, "trains networks of the parameters of each model"));
  }
  if (!given.evidence) tell(notice("evidence", evidence, given.posterior, "trains networks that compare the models"));
  return routes;
}

}  // namespace inquest
