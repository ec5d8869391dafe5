#include "apps/run/models.hpp"

#include <algorithm>

#include "apps/run/key_hint.hpp"
#include "apps/run/named_file.hpp"
#include "apps/run/observation.hpp"
#include "apps/run/run_file.hpp"
#include "core/parameters/name.hpp"
#include "moments/gaussian_likelihood_training.hpp"
#include "simulators/external/external_likelihood.hpp"
#include "simulators/external/plugin_simulator.hpp"
#include "simulators/registry.hpp"

namespace inquest {
namespace {

constexpr std::string_view evidence_prefix = "evidence";  // of estimator files that belong to all models

constexpr const char* kinds_of_likelihood =
    "exact, {command: [python3, my_likelihood.py]}, {plugin: ./libmine.so}, or {gaussian: {}}, which is assumed";

using Entries = std::vector<ConfigNode::Entry>;

/// The key that tells which kind of likelihood a mapping is; throws where it is none, or two.
std::string kind_of(const ConfigNode& likelihood) {
  std::string found;
  for (const char* key : {"gaussian", "command", "plugin"}) {
    if (likelihood.find(key) == nullptr) continue;
    if (!found.empty()) likelihood.fail(concat("(must be one of ", kinds_of_likelihood, ")"));
    found = key;
  }
  if (found.empty()) likelihood.fail(concat("(must be one of ", kinds_of_likelihood, ")"));
  if (found == "gaussian" && likelihood.entries().size() > 1) {
    likelihood.fail("(an assumed likelihood has no keys beside gaussian) write its options within gaussian");
  }
  return found;
}

void assume_gaussian(Model& model, ConfigNode& node) {
  const ConfigNode& given = *node.find("gaussian");
  auto options = read_options<GaussianLikelihoodOptions>(given);
  const ConfigNode* repeats = given.is_mapping() && options.at.is_null() ? given.find("repeats") : nullptr;
  if (repeats != nullptr && given.find("at") == nullptr) {
    repeats->fail("(simulations are repeated at a place, and none is given) add at: {...}, or leave it out");
  }
  if (!model.has_simulator()) {
    node.fail(concat("(simulations tell what is assumed, and model '", model.name,
                     "' has no simulator) give it one, or likelihood: {command: [...]}"));
  }
  if (fiducial_place(options, model.space) && model.bundle.archive != nullptr) {
    options.at.fail("(the simulations were made elsewhere, and there are no more) leave it out");
  }
  node = ConfigNode::mapping({{"gaussian", write_options(options)}});
  model.assumed_likelihood = std::move(options);
  model.bundle.likelihood = nullptr;
}

/// `likelihood: exact` asks for what is there already, if it is.
void require_own_likelihood(const Model& model, const ConfigNode& node) {
  if (!node.is_scalar() || node.text() != "exact") node.fail(concat("(must be ", kinds_of_likelihood, ")"));
  if (model.bundle.likelihood != nullptr) return;
  const std::string why =
      model.has_simulator() ? concat("the simulator '", model.simulator().info().name, "' does not know its likelihood")
                            : concat("model '", model.name, "' has no simulator that would know it");
  node.fail(concat("(", why, ") leave the key out, or give {command: [...]}, which computes it, or {gaussian: {}}, ",
                   "which is assumed"));
}

/// Takes the likelihood that the user asks for in place of the simulator's own; replaces `node` by its resolved form.
void choose_likelihood(Model& model, ConfigNode& node, const std::filesystem::path& folder) {
  if (node.is_null()) return;
  if (!node.is_mapping()) return require_own_likelihood(model, node);
  const std::string kind = kind_of(node);
  if (kind == "gaussian") return assume_gaussian(model, node);
  if (kind == "plugin") {
    const auto options = read_options<PluginOptions>(node);
    model.bundle.likelihood = make_plugin_likelihood(options, {node, ConfigNode(), model.space.names(), folder});
    node = write_options(options);
    return;
  }
  model.bundle.likelihood = std::make_shared<const ExternalLikelihood>(node, folder, model.space.names());
  node = write_options(read_options<ExternalLikelihoodOptions>(node));
}

/// The simulator of the entry, whose options are replaced by their resolved form; none where it names none.
SimulatorBundle build_simulator(ModelEntry& entry, const ParameterSpace& space, const std::filesystem::path& folder,
                                const std::vector<std::string>& data_names) {
  if (entry.simulator.is_null()) {
    if (!entry.options.is_null()) entry.options.fail("(only a registered simulator has options) leave them out");
    return {};
  }
  SimulatorRequest request{entry.simulator, entry.options, space.names(), folder, data_names};
  for (const Parameter& parameter : space.parameters()) {
    if (parameter.fixed_value) request.fixed.push_back(parameter.name);
  }
  SimulatorBundle bundle = make_simulator(request);
  (entry.simulator.is_scalar() ? entry.options : entry.simulator) = resolve_simulator_options(request);
  return bundle;
}

void check_name(const ConfigNode& node, const std::string& name) {
  const std::string problem = name_problem(name);
  INQUEST_VALIDATE(problem.empty(), config, node.where(), " ", problem, "; files are named after it");
  INQUEST_VALIDATE(name != evidence_prefix, config, node.where(),
                   " (the files of evidence routes are called so); choose another name for the model");
}

/// Throws on what indentation has made a model of.
void check_is_model(const std::string& name, const ConfigNode& node) {
  if (node.is_null()) node.fail("(a model needs parameters and a simulator) indent them more than the model's name");
  if (node.is_mapping() && node.find("parameters") == nullptr && is_run_file_key(name)) {
    node.fail("(a model needs parameters) where it is no model but a key of the run file, do not indent it");
  }
}

/// Reads one model and replaces its parts in `entry` by resolved ones.
Model read_model(const std::string& name, const ConfigNode& node, ModelEntry& entry,
                 const std::filesystem::path& folder, const std::vector<std::string>& data_names) {
  check_name(node, name);
  INQUEST_VALIDATE(
      !entry.simulator.is_null() || !entry.likelihood.is_null(), config, node.where(),
      ".simulator is missing (a model needs a simulator or a likelihood); add simulator: a registered name, "
      "{command: [...]}, {plugin: ./libmine.so} or {data: {...}}, or likelihood: {command: [...]}");
  ParameterSpace space = ParameterSpace::parse(entry.parameters);
  SimulatorBundle bundle = build_simulator(entry, space, folder, data_names);
  Model model{name, std::move(space), std::move(bundle), entry.probability};
  choose_likelihood(model, entry.likelihood, folder);
  entry.parameters = model.space.to_config();
  return model;
}

void require_observation(const std::vector<Model>& models, const ConfigNode& observation, const std::string& source) {
  for (const Model& model : models) {
    INQUEST_VALIDATE(!model.has_simulator() || !observation.is_null(), config, source,
                     ": observation is missing (model '", model.name,
                     "' simulates data like it); add a file or the numbers themselves");
  }
}

void set_data_sizes(std::vector<Model>& models, const ConfigNode& observation, const std::filesystem::path& folder) {
  const auto simulated = std::ranges::find_if(models, &Model::has_simulator);
  const bool any = simulated != models.end();
  std::size_t size = 0;
  if (any) {
    size = simulated->data_size();
  } else if (!observation.is_null()) {
    size = with_place(observation, [&] { return read_observation(observation, folder).size(); });
  }
  for (Model& model : models) model.likelihood_data_size = size;
}

// One of 0 is given.
void require_all_probabilities_or_none(const ConfigNode& node) {
  const auto has_one = [](const ConfigNode::Entry& model) { return model.second.find("probability") != nullptr; };
  const auto& models = node.entries();
  if (std::ranges::none_of(models, has_one)) return;
  const auto without = std::ranges::find_if_not(models, has_one);
  INQUEST_VALIDATE(without == models.end(), config, without->second.where(),
                   " has no probability (others have one) give one to all models or to none");
}

ModelSet make_model_set(std::vector<Model> models, const ConfigNode& node) {
  try {
    return ModelSet(std::move(models));
  } catch (const Error& error) {
    raise(error.kind(), concat(node.where(), ": ", error.what()));
  }
}

}  // namespace

ModelSet read_models(ConfigNode& node, const ConfigNode& observation, const std::filesystem::path& folder) {
  if (!node.is_mapping() || node.entries().empty()) {
    node.fail("(must be models by their names) write models: {NAME: {simulator: ..., parameters: ...}}");
  }
  std::vector<Model> models;
  std::vector<ModelEntry> entries;
  std::vector<std::string> data_names;  // of the first model that has some
  for (const auto& [name, value] : node.entries()) {
    check_is_model(name, value);
    entries.push_back(read_options<ModelEntry>(value));
    models.push_back(with_place(value, [&] { return read_model(name, value, entries.back(), folder, data_names); }));
    if (data_names.empty() && models.back().has_simulator()) data_names = models.back().simulator().info().data_names;
  }
  require_all_probabilities_or_none(node);
  require_observation(models, observation, node.source());
  set_data_sizes(models, observation, folder);
  ModelSet set = make_model_set(std::move(models), node);
  Entries resolved;
  for (std::size_t i = 0; i < set.size(); ++i) {
    entries[i].probability = set[i].probability;
    Entries fields = write_options(entries[i]).entries();
    std::erase_if(fields, [](const ConfigNode::Entry& field) { return field.second.is_null(); });
    resolved.emplace_back(set[i].name, ConfigNode::mapping(std::move(fields)));
  }
  node = ConfigNode::mapping(std::move(resolved));
  return set;
}

}  // namespace inquest
