#include "apps/run/run.hpp"

#include <algorithm>

#include "apps/run/models.hpp"
#include "apps/run/observation.hpp"
#include "core/files/atomic_file.hpp"
#include "core/parameters/name.hpp"

namespace inquest {
namespace {

using Entries = std::vector<ConfigNode::Entry>;

void check_name(const ConfigNode& node, const std::string& name) {
  const std::string problem = name_problem(name);
  INQUEST_VALIDATE(problem.empty(), config, node.where(), " ", problem, "; files are named after it");
}

template <class Method>
const Method& find_method(const ConfigNode& entry, const std::vector<Method>& methods) {
  std::vector<std::string> names;
  for (const Method& method : methods) names.push_back(method.name);
  const ConfigNode* given = entry.is_mapping() ? entry.find("method") : nullptr;
  if (given == nullptr) entry.fail(concat("(its method is missing) add method: ", join(names)));
  const auto found = std::ranges::find(names, given->text());
  if (found == names.end()) given->fail(concat("is not in this version ", suggest(given->text(), names)));
  return methods[static_cast<std::size_t>(found - names.begin())];
}

/// Builds the routes of a section and replaces `node` by its resolved form.
template <class Route, class Method>
std::vector<Route> read_routes(ConfigNode& node, const std::vector<Method>& methods) {
  std::vector<Route> routes;
  Entries resolved;
  for (const auto& [name, entry] : node.is_null() ? Entries{} : node.entries()) {
    check_name(entry, name);
    const Method& method = find_method(entry, methods);
    routes.push_back(method.build(entry));
    routes.back().name = name;
    routes.back().method = &method;
    resolved.emplace_back(name, routes.back().options);
  }
  node = ConfigNode::mapping(std::move(resolved));
  return routes;
}

/// Whether nothing but simulations serves a route: its own, or those of a route that it takes something from.
template <class Route>
bool needs_simulations(const Route& route) {
  return route.training != nullptr || !route.needs.empty();
}

/// Throws, at `place`, on a route that needs what one of the models has not.
template <class Route>
void check_simulators(const Route& route, const ModelSet& models, const std::string& place) {
  if (!needs_simulations(route)) return;
  for (const Model& model : models.models()) {
    INQUEST_VALIDATE(model.has_simulator(), config, place, "needs simulations (model '", model.name,
                     "' has a likelihood and no simulator); use mcmc or nested, or give the model a simulator");
  }
}

struct DefaultMethods {
  std::vector<std::string> posterior;
  std::vector<std::string> evidence;
};

/// For models of which only likelihoods are known, those that need no simulations.
DefaultMethods default_methods(const ModelSet& models, std::size_t observations) {
  const bool simulated = std::ranges::all_of(models.models(), &Model::has_simulator);
  if (!simulated && models.size() == 1) return {{"nested"}, {}};
  if (!simulated) return {{"nested"}, {"nested"}};
  if (observations > 1) return {{"nle"}, {}};
  if (models.size() != 2) return {{"auto", "moments"}, {}};
  return {{"auto", "moments"}, {"network"}};
}

ConfigNode default_routes(const std::vector<std::string>& methods) {
  Entries routes;
  for (const std::string& method : methods) {
    routes.emplace_back(method, ConfigNode::mapping({{"method", ConfigNode::scalar(method)}}));
  }
  return ConfigNode::mapping(std::move(routes));
}

void check_evidence(const ConfigNode& node, const std::vector<EvidenceRoute>& routes, const ModelSet& models,
                    std::span<const double> x) {
  const std::size_t observations = count_observations(models.data_size(), x);
  for (const EvidenceRoute& route : routes) {
    const std::string place = node.find(route.name)->where();
    INQUEST_VALIDATE(models.size() > 1, config, place, " (there is one model, with nothing to compare it to)",
                     " add a model, or leave the route out");
    check_simulators(route, models, concat(place, ": method ", route.method->name, " "));
    INQUEST_VALIDATE(observations == 1, config, place, ": method ", route.method->name,
                     " takes one observation (the file has ", observations, "); leave the route out");
    const std::string obstacle = route.obstacle(models, x);
    INQUEST_VALIDATE(obstacle.empty(), config, place, ": method ", route.method->name, " ", obstacle,
                     "; leave the route out");
  }
}

void check_posterior(const ConfigNode& node, const std::vector<PosteriorRoute>& routes, const ModelSet& models,
                     std::size_t observations) {
  for (const PosteriorRoute& route : routes) {
    const std::string place = concat(node.find(route.name)->where(), ": method ", route.method->name, " ");
    INQUEST_VALIDATE(observations == 1 || route.method->several_observations, config, place,
                     "takes one observation (the file has ", observations, "); use nle or mcmc for several");
    check_simulators(route, models, place);
    for (const Model& model : models.models()) {
      const std::string obstacle = route.obstacle(model);
      INQUEST_VALIDATE(obstacle.empty(), config, place, obstacle);
    }
  }
}

/// Throws unless what routes take from posterior routes is there, by routes of the method that it needs.
template <class Route>
void check_references(const ConfigNode& node, const std::vector<Route>& routes,
                      const std::vector<PosteriorRoute>& posterior) {
  for (const Route& route : routes) {
    for (const auto& [key, wanted, method, none] : route.needs) {
      std::vector<std::string> names{none};
      for (const PosteriorRoute& other : posterior) {
        if (other.method->name == method) names.push_back(other.name);
      }
      if (std::ranges::find(names, wanted) != names.end()) continue;
      raise(ErrorKind::config, concat(node.find(route.name)->where(), ".", key, " = ", wanted,
                                      " (is no posterior route of method ", method, ") ", suggest(wanted, names)));
    }
  }
}

/// Rows that the smallest archive holds, where models have one.
std::optional<std::size_t> archive_rows(const ModelSet& models) {
  std::optional<std::size_t> rows;
  for (const Model& model : models.models()) {
    if (model.bundle.archive == nullptr) continue;
    rows = std::min(rows.value_or(model.bundle.archive->x.rows()), model.bundle.archive->x.rows());
  }
  return rows;
}

/// An archive has the rows it has: by default all of them, a tenth (at most as many as elsewhere) held out.
void fit_to_archive(SimulationsOptions& simulations, const ConfigNode* given, const ModelSet& models) {
  const auto rows = archive_rows(models);
  if (!rows) return;
  const auto available = static_cast<std::int64_t>(*rows);
  const bool counted = given != nullptr && given->is_mapping() && (given->find("train") || given->find("test"));
  if (!counted) {
    simulations.test = std::min(simulations.test, available / 10);
    simulations.train = std::min(simulations.train, available - simulations.test);
  }
  INQUEST_VALIDATE(simulations.rows() <= available, config, given == nullptr ? "simulations" : given->where(), ": ",
                   simulations.train, " train + ", simulations.test, " test rows (the data has ", available,
                   "); ask for fewer, or leave the key out to use all");
  INQUEST_VALIDATE(simulations.train >= 20, data, "the data has ", available,
                   " rows (networks need 20 to learn anything); simulate more");
}

void reject_absent_features(const ConfigNode& root) {
  if (const ConfigNode* diagnostics = root.find("diagnostics"); diagnostics != nullptr && diagnostics->is_mapping()) {
    for (const auto& [key, value] : diagnostics->entries()) {
      const bool is_here = key == "blind_coverage";
      if (!is_here && value.is_boolean() && value.boolean()) value.fail("(is not in this version) leave it out");
    }
  }
}

ConfigNode read_tree(const std::filesystem::path& file, const std::string& text,
                     const std::vector<std::string>& settings) {
  ConfigNode root = ConfigNode::parse(text, file.string());
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    INQUEST_VALIDATE(equals != std::string::npos && equals > 0, usage, "--set ", setting,
                     " (must be KEY=VALUE, for example simulations.train=5000)");
    const std::string key = setting.substr(0, equals);
    root.set(key, ConfigNode::parse(setting.substr(equals + 1), "--set " + key));
  }
  return root;
}

/// An empty mapping is given: it asks for no routes.
bool is_absent(const ConfigNode& root, std::string_view key) {
  const ConfigNode* node = root.find(key);
  return node == nullptr || node->is_null();
}

}  // namespace

SplitPlan Run::split_plan() const {
  return {seed.child("split"), static_cast<std::size_t>(simulations.train), static_cast<std::size_t>(simulations.test),
          simulations.validation_fraction};
}

bool Run::learns() const {
  const auto trains = [](const auto& route) { return needs_simulations(route); };
  const auto assumes = [](const Model& model) { return model.assumed_likelihood.has_value(); };
  return std::ranges::any_of(posterior, trains) || std::ranges::any_of(evidence, trains) ||
         std::ranges::any_of(models.models(), assumes);
}

Run load_run(const std::filesystem::path& file, const std::vector<std::string>& settings) {
  INQUEST_VALIDATE(!std::filesystem::is_directory(file), missing_input, file.string(),
                   " is a folder (a run file is needed)");
  const std::string text = read_file(file);
  const ConfigNode root = read_tree(file, text, settings);
  RunFile content = read_options<RunFile>(root);
  reject_absent_features(root);
  const std::filesystem::path own_folder = std::filesystem::absolute(file).parent_path();
  const std::filesystem::path folder = (own_folder / content.folder).lexically_normal();

  ModelSet models = read_models(content.models, content.observation, folder);
  std::vector<double> x;
  if (!is_absent(root, "observation")) x = read_observation(content.observation, folder, models.data_size());
  fit_to_archive(content.simulations, root.find("simulations"), models);
  const std::size_t observations = count_observations(models.data_size(), x);
  const DefaultMethods methods = default_methods(models, observations);
  if (is_absent(root, "posterior")) content.posterior = default_routes(methods.posterior);
  if (is_absent(root, "evidence")) content.evidence = default_routes(methods.evidence);
  const ConfigNode posterior_entries = content.posterior;
  const ConfigNode evidence_entries = content.evidence;
  auto posterior = read_routes<PosteriorRoute>(content.posterior, posterior_methods());
  auto evidence = read_routes<EvidenceRoute>(content.evidence, evidence_methods());
  check_posterior(posterior_entries, posterior, models, observations);
  check_evidence(evidence_entries, evidence, models, x);
  check_references(posterior_entries, posterior, posterior);
  check_references(evidence_entries, evidence, posterior);

  content.folder = folder.string();
  if (!is_absent(root, "observation")) content.observation = resolve_observation(content.observation);
  return {file,
          text,
          content.name,
          Seed{static_cast<std::uint64_t>(content.seed)},
          std::move(models),
          std::move(x),
          content.simulations,
          std::move(posterior),
          std::move(evidence),
          static_cast<std::size_t>(content.draws),
          content.diagnostics,
          content.report,
          write_options(content)};
}

}  // namespace inquest
