#include "apps/run/run.hpp"

#include <algorithm>
#include <array>

#include "apps/run/default_routes.hpp"
#include "apps/run/getdist.hpp"
#include "apps/run/key_hint.hpp"
#include "apps/run/models.hpp"
#include "apps/run/named_file.hpp"
#include "apps/run/observation.hpp"
#include "apps/run/prior_checks.hpp"
#include "apps/run/truth.hpp"
#include "core/base/decorator.hpp"
#include "core/base/shape.hpp"
#include "core/config/one_line.hpp"
#include "core/config/unknown_key.hpp"
#include "core/files/atomic_file.hpp"
#include "core/files/home_path.hpp"
#include "core/model/check_simulator.hpp"
#include "core/parameters/name.hpp"

namespace inquest {
namespace {

using Entries = std::vector<ConfigNode::Entry>;

void check_name(const ConfigNode& node, const std::string& name) {
  const std::string problem = name_problem(name);
  INQUEST_VALIDATE(problem.empty(), config, node.where(), " ", problem, "; files are named after it");
}

/// Where a method of that name is known.
std::string other_section(const ConfigNode& given) {
  std::string section;
  const auto is_given = [&](const auto& method) { return method.name == given.text(); };
  if (std::ranges::any_of(posterior_methods(), is_given)) section = "posterior";
  if (std::ranges::any_of(evidence_methods(), is_given)) section = "evidence";
  return section.empty() ? "" : concat("; it is a method of ", section, ":");
}

template <class Method>
const Method& find_method(const ConfigNode& entry, const std::vector<Method>& methods) {
  std::vector<std::string> names;
  for (const Method& method : methods) names.push_back(method.name);
  const ConfigNode* given = entry.is_mapping() ? entry.find("method") : nullptr;
  if (given == nullptr) {
    const bool is_method = entry.is_scalar() && std::ranges::find(names, entry.text()) != names.end();
    entry.fail(concat("(its method is missing) write {method: ", is_method ? entry.text() : names.front(),
                      "}; there are ", join(names)));
  }
  const auto found = std::ranges::find(names, given->text());
  if (found == names.end())
    given->fail(concat("is not in this version ", suggest(given->text(), names), other_section(*given)));
  return methods[static_cast<std::size_t>(found - names.begin())];
}

/// Builds the routes of a section and replaces `node` by its resolved form.
template <class Route, class Method>
std::vector<Route> read_routes(ConfigNode& node, const std::vector<Method>& methods) {
  std::vector<Route> routes;
  Entries resolved;
  if (!node.is_null() && !node.is_mapping()) {
    node.fail(concat("(must name routes) write ", node.path(), ": {NAME: {method: ", methods.front().name, "}}"));
  }
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

bool learns_from(const std::vector<PosteriorRoute>& posterior, const std::vector<EvidenceRoute>& evidence,
                 const ModelSet& models) {
  const auto trains = [](const auto& route) { return needs_simulations(route); };
  const auto assumes = [](const Model& model) { return model.assumed_likelihood.has_value(); };
  return std::ranges::any_of(posterior, trains) || std::ranges::any_of(evidence, trains) ||
         std::ranges::any_of(models.models(), assumes);
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

/// Throws where the files of two routes would be taken for those of one.
void check_file_names(const ConfigNode& node, const std::vector<PosteriorRoute>& routes) {
  for (const PosteriorRoute& route : routes) {
    for (const PosteriorRoute& other : routes) {
      const std::string clash = clash_of_files(other.name, route.name);
      INQUEST_VALIDATE(clash.empty(), config, node.find(route.name)->where(), " (", clash,
                       "); give the route another name, such as ", route.name, "_b");
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

/// The most rows of one simulation that an archive has.
std::int64_t rows_per_theta(const ModelSet& models) {
  std::size_t most = 1;
  for (const Model& model : models.models()) most = std::max(most, model.bundle.rows_per_theta);
  return static_cast<std::int64_t>(most);
}

/// An archive has the rows it has: by default all of them, a tenth of its simulations (at most as many as elsewhere)
/// held out.
void fit_to_archive(SimulationsOptions& simulations, const ConfigNode* given, const ModelSet& models) {
  const auto rows = archive_rows(models);
  if (!rows) return;
  const auto available = static_cast<std::int64_t>(*rows);
  const bool counted = given != nullptr && given->is_mapping() && (given->find("train") || given->find("test"));
  if (!counted) {
    const std::int64_t rows_of_one = rows_per_theta(models);
    simulations.test = std::min(simulations.test * rows_of_one, available / 10 / rows_of_one * rows_of_one);
    simulations.train = std::min(simulations.train, available - simulations.test);
  }
  INQUEST_VALIDATE(simulations.rows() <= available, config, given == nullptr ? "simulations" : given->where(), ": ",
                   simulations.train, " train + ", simulations.test, " test rows (the data has ", available,
                   "); ask for fewer, or leave the key out to use all");
  INQUEST_VALIDATE(simulations.train >= 20, data, "the data has ", available, " rows, of which ", simulations.test,
                   " are held out (networks need 20 to learn anything, and so 22 in all); simulate more");
}

/// Diagnostics that files of before list as false.
constexpr std::array<std::string_view, 2> absent_diagnostics = {"sbc", "coverage"};

/// Takes keys that this version lacks out of the tree where they ask for nothing; throws where one asks for something.
void drop_absent_features(ConfigNode& root) {
  const ConfigNode* diagnostics = root.is_mapping() ? root.find("diagnostics") : nullptr;
  if (diagnostics == nullptr || !diagnostics->is_mapping()) return;
  Entries kept;
  for (const auto& [key, value] : diagnostics->entries()) {
    if (std::ranges::find(absent_diagnostics, key) == absent_diagnostics.end()) {
      kept.emplace_back(key, value);
    } else if (!value.is_boolean() || value.boolean()) {
      value.fail("(is a part of diagnostics.calibration) leave it out");
    }
  }
  if (kept.size() == diagnostics->entries().size()) return;
  root.set("diagnostics", ConfigNode::parse(ConfigNode::mapping(std::move(kept)).to_yaml(), root.source()));
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

const ModelSet& Run::models_of(const EvidenceRoute& route) const {
  return whole_models && !learns_from({}, {route}, models) ? *whole_models : models;
}

const Model& Run::model_of(const PosteriorRoute& route, const std::string& name) const {
  const auto find = [&](const ModelSet& set) -> const Model& {
    return *std::ranges::find(set.models(), name, &Model::name);
  };
  const Model& model = find(models);
  return whole_models && route.basis(model) == Basis::known_likelihood ? find(*whole_models) : model;
}

bool Run::learns() const { return learns_from(posterior, evidence, models); }

namespace {

/// What a trial of one row says to an observation of another size than the simulators declare: which of the two is
/// wrong.
std::string trial_of_size(const ModelSet& models, Seed seed) {
  const auto simulated = std::ranges::find_if(models.models(), &Model::has_simulator);
  if (simulated == models.models().end()) return "";
  const Simulator& simulator = simulated->simulator();
  const std::string declared =
      concat("; model '", simulated->name, "' declares ", to_text(simulator.info().data_shape));
  try {
    const SimulatorTrial trial = try_simulator(*simulated, seed, 1, 0);
    if (trial.rows.status.front() == SimulationStatus::ok) return declared + ", and a trial of it makes as many";
    const auto* log = capability_of<FailureLog>(simulator);
    return concat(declared, ", and a trial of it fails: ", log == nullptr ? "" : log->last_failure());
  } catch (const Error& error) {
    return concat(declared, ", and a trial of it fails: ", error.what());
  }
}

std::vector<double> observation_of(const ConfigNode& entry, const std::filesystem::path& folder, const ModelSet& models,
                                   Seed seed) {
  return with_place(entry, [&] {
    try {
      return read_observation(entry, folder, models.layout());
    } catch (const WrongSize& error) {
      raise(error.kind(), error.what() + trial_of_size(models, seed));
    }
  });
}

/// Throws on what cannot be simulated nearer and nearer to one observation.
void check_rounds(const ConfigNode& place, const SimulationsOptions& simulations, const ModelSet& models,
                  std::size_t observations, const std::vector<double>& x) {
  constexpr std::int64_t least_rows_of_round = 50;
  const std::string where = place.where() + ".rounds";
  INQUEST_VALIDATE(observations == 1 && !x.empty(), config, where,
                   " (rounds are made around one observation, and there are ", x.empty() ? 0 : observations,
                   "); leave rounds out");
  INQUEST_VALIDATE(simulations.train / simulations.rounds >= least_rows_of_round, config, where, " = ",
                   simulations.rounds, " (of ", simulations.train, " rows each round has fewer than ",
                   least_rows_of_round, ", which teach nothing); take fewer rounds, or more rows");
  for (const Model& model : models.models()) {
    INQUEST_VALIDATE(model.bundle.archive == nullptr, config, where, " (model '", model.name,
                     "' has simulations made elsewhere, and no simulator to make others); leave rounds out");
    INQUEST_VALIDATE(!model.space.has_proposal(), config, where, " (model '", model.name,
                     "' has a proposal, and rounds propose for themselves); leave one of the two out");
  }
}

Run run_of(const std::filesystem::path& file, const std::string& text, const ConfigNode& root) {
  RunFile content = read_options<RunFile>(root);
  one_line(*root.find("name"));
  const std::filesystem::path own_folder = std::filesystem::absolute(file).parent_path();
  const std::filesystem::path folder = (own_folder / home_path(content.folder)).lexically_normal();

  ModelSet models = read_models(content.models, content.observation, folder);
  std::map<std::string, double> truth = read_truth(content.truth, models);
  std::map<std::string, DerivedParameters> derived = read_derived(content.derived, models);
  std::vector<double> x;
  if (!is_absent(root, "observation")) {
    x = observation_of(content.observation, folder, models, Seed{static_cast<std::uint64_t>(content.seed)});
  }
  fit_to_archive(content.simulations, root.find("simulations"), models);
  const std::size_t observations = count_observations(models.data_size(), x);
  const GivenSections given{!is_absent(root, "posterior"), !is_absent(root, "evidence")};
  DefaultRoutes defaults = default_routes(models, observations, given);
  if (!given.posterior) content.posterior = std::move(defaults.posterior);
  if (!given.evidence) content.evidence = std::move(defaults.evidence);
  const ConfigNode posterior_entries = content.posterior;
  const ConfigNode evidence_entries = content.evidence;
  auto posterior = read_routes<PosteriorRoute>(content.posterior, posterior_methods());
  auto evidence = read_routes<EvidenceRoute>(content.evidence, evidence_methods());
  check_posterior(posterior_entries, posterior, models, observations);
  check_file_names(posterior_entries, posterior);
  check_evidence(evidence_entries, evidence, models, x);
  check_widths(*root.find("models"), models);
  if (learns_from(posterior, evidence, models)) check_edges(*root.find("models"), models);
  if (content.simulations.rounds > 1)
    check_rounds(*root.find("simulations"), content.simulations, models, observations, x);
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
          write_options(content),
          std::move(defaults.notices),
          {},
          std::move(truth),
          std::move(derived)};
}

}  // namespace

Run load_run(const std::filesystem::path& file, const std::vector<std::string>& settings) {
  INQUEST_VALIDATE(!std::filesystem::is_directory(file), missing_input, file.string(),
                   " is a folder (a run file is needed)");
  const std::string text = read_file(file);
  ConfigNode root = read_tree(file, text, settings);
  drop_absent_features(root);
  try {
    return run_of(file, text, root);
  } catch (const UnknownKey& error) {
    raise(error.kind(), error.what() + key_hint(root, error.path()));
  }
}

}  // namespace inquest
