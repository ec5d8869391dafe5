#include "apps/commands/catalogue.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "core/config/schema.hpp"
#include "evidence/network/loss.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

const CatalogueTopic& topic(const std::vector<CatalogueTopic>& all, const std::string& name) {
  const auto found = std::ranges::find(all, name, &CatalogueTopic::name);
  REQUIRE(found != all.end());
  return *found;
}

}  // namespace

TEST_CASE("catalogue: every loss that the options accept is listed, with a line of its own") {
  const auto all = catalogue();
  const ConfigNode schema = schema_of<EvidenceLossOptions>();
  std::set<std::string> accepted, listed, docs;
  for (const ConfigNode& word : schema.find("properties")->find("loss")->find("enum")->items()) {
    accepted.insert(word.text());
  }
  for (const CatalogueEntry& entry : topic(all, "losses").entries) {
    listed.insert(entry.name);
    docs.insert(entry.doc);
  }
  CHECK(listed == accepted);
  CHECK(docs.size() == listed.size());
}

TEST_CASE("catalogue: each entry says what it is, and methods and families have options") {
  for (const CatalogueTopic& topic : catalogue()) {
    CHECK(!topic.entries.empty());
    for (const CatalogueEntry& entry : topic.entries) {
      CAPTURE(topic.name, entry.name);
      CHECK(!entry.doc.empty());
      if (topic.name == "flows") CHECK(!entry.options.empty());
    }
  }
}

TEST_CASE("catalogue: docs/configuration.md is current") {
  std::ifstream file(INQUEST_SOURCE_DIR "/docs/configuration.md");
  std::ostringstream page;
  page << file.rdbuf();
  INFO("to make it anew: inquest list --markdown > docs/configuration.md");
  CHECK((page.str() == configuration_page()));
}
