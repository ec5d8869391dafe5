// Catalogue: what a run file can choose from, with options, defaults and one phrase each, out of the program's tables.
//
// `inquest list` prints it; docs/configuration.md is made of it.
#pragma once

#include <string>
#include <vector>

#include "core/config/documentation.hpp"

namespace inquest {

/// One thing to choose.
struct CatalogueEntry {
  std::string name;
  std::string doc;
  std::string note = {};  // "parameters: H0, Om"
  std::vector<FieldDoc> options = {};
  std::string section = {};  // of the run file, where a topic has entries of several
};

/// One list of them.
struct CatalogueTopic {
  std::string name;   // "flows"
  std::string title;  // "Families of flows"
  std::vector<CatalogueEntry> entries;
  bool lists_options = false;  // with every entry, which are few
};

std::vector<CatalogueTopic> catalogue();

/// The page docs/configuration.md: the keys of a run file and the whole catalogue, in Markdown.
std::string configuration_page();

}  // namespace inquest
