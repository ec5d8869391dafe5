#include "simulators/external/plugin_table.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <vector>

#include "core/base/error.hpp"
#include "core/config/suggest.hpp"
#include "simulators/external/plugin_call.hpp"

namespace inquest {
namespace {

constexpr std::size_t most_tables = 1000;

// What libraries were compiled with: a member that moves would be read as another.
static_assert(sizeof(inquest_option) == 16 && sizeof(inquest_request) == 48 && sizeof(inquest_model) == 144 &&
              sizeof(inquest_simulator) == 72);
static_assert(offsetof(inquest_request, parameters) == 16 && offsetof(inquest_request, options) == 32 &&
              offsetof(inquest_request, folder) == 40);
static_assert(offsetof(inquest_model, context) == 8 && offsetof(inquest_model, data_shape) == 24 &&
              offsetof(inquest_model, data_name_count) == 88 && offsetof(inquest_model, data_names) == 96 &&
              offsetof(inquest_model, parameters) == 112 && offsetof(inquest_model, deterministic) == 120 &&
              offsetof(inquest_model, reverse) == 128 && offsetof(inquest_model, shift) == 136);
static_assert(offsetof(inquest_simulator, struct_size) == 4 && offsetof(inquest_simulator, version) == 16 &&
              offsetof(inquest_simulator, create) == 32 && offsetof(inquest_simulator, simulate) == 40 &&
              offsetof(inquest_simulator, log_likelihood_gradient) == 56);

// Up to the last member of the first version: what every table has.
constexpr std::size_t least_size = offsetof(inquest_simulator, destroy) + sizeof(inquest_simulator::destroy);

// The two numbers at its beginning stay where they are in every version.
inquest_simulator checked(const inquest_simulator* table, const std::string& library) {
  constexpr const char* rebuild = " build it with plugin_abi.h of this Inquest, which inquest new --language c writes";
  INQUEST_VALIDATE(table->abi_version == INQUEST_ABI_VERSION, data, library, " has the interface version ",
                   table->abi_version, " (this Inquest has ", INQUEST_ABI_VERSION, ")", rebuild);
  INQUEST_VALIDATE(table->struct_size >= least_size, data, library, " has a table of ", table->struct_size,
                   " bytes (must be ", least_size, " or more: struct_size = sizeof(inquest_simulator))", rebuild);
  inquest_simulator result = {};
  std::memcpy(&result, table, std::min<std::size_t>(table->struct_size, sizeof result));
  const auto require = [&](bool given, const char* member, const char* why) {
    INQUEST_VALIDATE(given, data, library, " has a table whose ", member, " is null (", why, "); set it");
  };
  require(result.name != nullptr && *result.name != '\0', "name", "run files ask for it by its name");
  require(result.create != nullptr, "create", "it tells the shape of the data");
  require(result.simulate != nullptr || result.log_likelihood != nullptr, "simulate",
          "it has no log_likelihood either, and so nothing to do");
  require(result.log_likelihood_gradient == nullptr || result.log_likelihood != nullptr, "log_likelihood",
          "it has a log_likelihood_gradient, and values are asked for without");
  return result;
}

std::vector<inquest_simulator> tables_of(const SharedLibrary& from, const std::string& library) {
  const auto entry = reinterpret_cast<decltype(&inquest_plugin)>(from.function("inquest_plugin"));
  INQUEST_VALIDATE(entry != nullptr, data, library, " has no function inquest_plugin (a plugin exports it, and in C++ ",
                   "with the name that C gives it); include plugin_abi.h, which declares it, and define it");
  std::vector<inquest_simulator> tables;
  const inquest_simulator* last = nullptr;  // one that does not count returns the same for ever
  for (std::size_t index = 0; index < most_tables; ++index) {
    const inquest_simulator* table = nullptr;
    const PluginOutcome outcome = call_plugin(library, &from.turn(), [&](char*) { return table = entry(index), 0; });
    INQUEST_VALIDATE(outcome.problem.empty(), data, library, " ", outcome.problem, "; see its inquest_plugin");
    if (table == nullptr || table == last) break;
    tables.push_back(checked(table, library));
    last = table;
  }
  INQUEST_VALIDATE(!tables.empty(), data, library,
                   " has no simulator (inquest_plugin(0) is null) return the table of the first for the index 0");
  return tables;
}

}  // namespace

inquest_simulator find_table(const SharedLibrary& from, const std::string& library, const std::string& name) {
  const std::vector<inquest_simulator> tables = tables_of(from, library);
  std::vector<std::string> names;
  for (const inquest_simulator& table : tables) {
    if (table.name == name) return table;
    names.emplace_back(table.name);
  }
  INQUEST_VALIDATE(name.empty(), config, library, " has no simulator '", name, "' ", suggest(name, names));
  INQUEST_VALIDATE(tables.size() == 1, config, library, " has several simulators (", join(names),
                   "); say which one, name: ", names.front());
  return tables.front();
}

}  // namespace inquest
