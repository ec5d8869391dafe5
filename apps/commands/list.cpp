// list: what there is to choose from, one line each; the options of one thing; or all of it as a page.

#include <algorithm>
#include <iostream>

#include "apps/commands/arguments.hpp"
#include "apps/commands/catalogue.hpp"
#include "apps/commands/summary_table.hpp"
#include "core/config/suggest.hpp"

namespace inquest {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string full_name(const CatalogueEntry& entry) {
  return entry.section.empty() ? entry.name : concat(entry.section, ": ", entry.name);
}

void print(const CatalogueTopic& topic) {
  Rows rows;
  for (const CatalogueEntry& entry : topic.entries) {
    rows.push_back({full_name(entry), entry.doc});
    if (!entry.note.empty()) rows.push_back({"", entry.note});
    if (!topic.lists_options) continue;
    for (const FieldDoc& option : entry.options) rows.push_back({"", concat(option.name, ": ", option.doc)});
  }
  std::cout << topic.name << "\n" << aligned(rows, "  ");
}

void print(const CatalogueEntry& entry) {
  std::cout << full_name(entry) << ": " << entry.doc << "\n";
  if (!entry.note.empty()) std::cout << "  " << entry.note << "\n";
  if (entry.options.empty()) return;
  Rows rows{{"option", "type", "default", "meaning"}};
  for (const FieldDoc& option : entry.options) {
    rows.push_back({option.name, option.type, option.default_value, option.doc});
  }
  std::cout << aligned(rows, "  ");
}

// The topic or all entries of this name; throws Error(usage) where there is none.
void print_named(const std::string& name) {
  std::vector<std::string> topics, names;
  bool found = false;
  for (const CatalogueTopic& topic : catalogue()) {
    topics.push_back(topic.name);
    if (topic.name == name) return print(topic);
    for (const CatalogueEntry& entry : topic.entries) {
      const std::string word = entry.name.substr(0, entry.name.find(':'));  // of "uniform: [low, high]"
      names.push_back(word);
      if (word != name) continue;
      print(entry);
      found = true;
    }
  }
  names.insert(names.end(), topics.begin(), topics.end());
  INQUEST_VALIDATE(found, usage, "inquest list: '", name, "' is neither a list nor in one (lists: ", join(topics), ")",
                   did_you_mean(name, names));
}

}  // namespace

void list_command(const Words& words) {
  const auto arguments = parse_list_arguments(words);
  if (!arguments) return;
  if (arguments->markdown) {
    std::cout << configuration_page();
    return;
  }
  if (arguments->name) return print_named(*arguments->name);
  for (const CatalogueTopic& topic : catalogue()) print(topic);
}

}  // namespace inquest
