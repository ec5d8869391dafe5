#include "apps/commands/catalogue.hpp"

#include <algorithm>

#include "apps/routes/evidence_route.hpp"
#include "apps/routes/posterior_route.hpp"
#include "apps/run/run_file.hpp"
#include "core/config/suggest.hpp"
#include "core/nn/embeddings.hpp"
#include "core/parameters/prior.hpp"
#include "evidence/network/loss.hpp"
#include "flows/families/flow_family.hpp"
#include "flows/families/flow_preset.hpp"
#include "moments/gaussian_likelihood.hpp"
#include "simulators/external/archive.hpp"
#include "simulators/external/external_likelihood.hpp"
#include "simulators/external/external_simulator.hpp"
#include "simulators/external/plugin.hpp"
#include "simulators/registry.hpp"

namespace inquest {
namespace {

using Entries = std::vector<CatalogueEntry>;

Entries simulators() {
  Entries entries;
  for (const SimulatorEntry& entry : registered_simulators()) {
    entries.push_back({entry.name, entry.doc, "parameters: " + entry.parameters, entry.options});
  }
  entries.push_back({"{command: [...]}", "a program of yours", "", document_options<ExternalSimulatorOptions>()});
  entries.push_back({"{plugin: ...}", "a shared library of yours", "", document_options<PluginOptions>()});
  entries.push_back({"{data: ...}", "simulations made elsewhere", "", document_options<ArchiveOptions>()});
  return entries;
}

Entries likelihoods() {
  return {{"exact", "the simulator's own"},
          {"{command: [...]}", "a program of yours", "", document_options<ExternalLikelihoodOptions>()},
          {"{plugin: ...}", "a shared library of yours", "", document_options<PluginOptions>()},
          {"{gaussian: ...}", "assumed: normal data about a fitted mean, with one covariance", "",
           document_options<GaussianLikelihoodOptions>()}};
}

Entries flows() {
  Entries entries;
  for (const FlowFamily& family : flow_families()) {
    const auto options = std::visit([](const auto& one) { return document_options(one); }, family);
    entries.push_back({name_of(family), doc_of(family), "", options});
  }
  return entries;
}

Entries named(const std::vector<std::pair<std::string, std::string>>& names) {
  Entries entries;
  for (const auto& [name, doc] : names) entries.push_back({name, doc});
  return entries;
}

Entries priors() {
  Entries entries;
  for (const PriorFamily& family : prior_families()) {
    entries.push_back({concat(family.name, ": [", join(family.arguments), "]"), family.doc});
  }
  return entries;
}

Entries methods() {
  Entries entries;
  for (const auto& method : posterior_methods()) {
    entries.push_back({method.name, method.doc, "", method.options, "posterior"});
  }
  for (const auto& method : evidence_methods()) {
    entries.push_back({method.name, method.doc, "", method.options, "evidence"});
  }
  return entries;
}

// Of a table in Markdown, whose cells a bar would end.
std::string row(const std::vector<std::string>& cells) {
  std::string text = "|";
  for (const std::string& cell : cells) {
    text += " ";
    for (const char c : cell) text += c == '|' ? "\\|" : std::string(1, c);
    text += " |";
  }
  return text + "\n";
}

// Where no entry has options the topic is one table, else each entry has its own.
std::string section_of_page(const CatalogueTopic& topic) {
  std::string text = concat("\n## ", topic.title, "\n");
  if (std::ranges::all_of(topic.entries, [](const auto& entry) { return entry.options.empty(); })) {
    text += "\n| name | what it is |\n|---|---|\n";
    for (const CatalogueEntry& entry : topic.entries) text += row({concat("`", entry.name, "`"), entry.doc});
    return text;
  }
  for (const CatalogueEntry& entry : topic.entries) {
    const std::string name = entry.section.empty() ? entry.name : concat(entry.section, ": ", entry.name);
    text += concat("\n### `", name, "`\n\n", entry.doc, "\n");
    if (!entry.note.empty()) text += "\n" + entry.note + "\n";
    if (!entry.options.empty()) text += "\n" + to_markdown(entry.options);
  }
  return text;
}

}  // namespace

std::vector<CatalogueTopic> catalogue() {
  return {{"simulators", "Simulators", simulators(), true},
          {"likelihoods", "Likelihoods", likelihoods()},
          {"priors", "Priors", priors()},
          {"methods", "Methods", methods()},
          {"flows", "Families of flows", flows()},
          {"presets", "Presets of flows", named(flow_presets())},
          {"embeddings", "Embeddings of data", named(embedding_kinds())},
          {"losses", "Losses of evidence networks", named(evidence_loss_names())}};
}

std::string configuration_page() {
  std::string text = R"(# Configuration

Every key of a run file, with what it may be, its default and its meaning. A dot stands for a level: `simulations.train`
is the key `train` under `simulations`. `inquest list NAME` prints one section, `inquest schema` the same for editors.

`inquest list --markdown` makes this page of the lists that also read, check and write the options, and a test keeps it
current.

## The run file

)";
  text += to_markdown(document_options<RunFile>());
  text += "\n## A model\n\n" + to_markdown(document_options<ModelEntry>());
  for (const CatalogueTopic& topic : catalogue()) text += section_of_page(topic);
  return text;
}

}  // namespace inquest
