// new: a run file and a simulator to start from, which work as they are.

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "apps/commands/arguments.hpp"
#include "apps/commands/schema.hpp"
#include "apps/commands/starters.hpp"
#include "core/base/error.hpp"
#include "core/config/suggest.hpp"
#include "core/files/atomic_file.hpp"
#include "core/parameters/name.hpp"

namespace inquest {
namespace {

constexpr const char* schema_file = "inquest.schema.json";  // for editors, which complete and check by it

constexpr const char* run_file_template = R"(# yaml-language-server: $schema=SCHEMA
inquest: 1
name: NAME
seed: 1                                    # every random number follows from it

observation: [1.2, 1.9, 3.1, 3.9]          # or {file: data.csv, columns: [y]}, data.npy, data.fits, data.h5:/dataset

models:
  line:
    simulator: SIMULATOR
    parameters:                            # the columns of theta, in this order
      intercept: {prior: {normal: [0, 1]}}
      slope: {prior: {uniform: [0, 2]}}
  constant:                                # a second model, to compare; leave it out where there is one
    simulator: SIMULATOR
    parameters:
      intercept: {prior: {normal: [0, 5]}}
      slope: 0

simulations: {train: 20000, test: 1000}    # rows per model; more make the answer sharper
)";

constexpr const char* plugin_routes = R"(
posterior:
  npe: {method: npe}                       # from simulations alone
  mcmc: {method: mcmc}                     # by the likelihood; leave it out where the plugin has none
evidence:
  network: {method: network}
  nested: {method: nested}                 # by the likelihood
)";

constexpr const char* simulator_template =
    R"(# Simulator of NAME: a straight line at four places, with noise. Row i depends on theta[i] and seeds[i] alone.
import sys
import numpy as np

theta, seeds = np.load(sys.argv[1]), np.load(sys.argv[2])  # [n, 2] and [n]
place = np.arange(1, 5)
x = np.empty((len(theta), len(place)))
for row, (intercept, slope) in enumerate(theta):
    noise = np.random.default_rng(seeds[row]).normal(0, 0.3, len(place))
    x[row] = intercept + slope * place + noise
np.save(sys.argv[3], x)
)";

struct Language {
  std::string name;
  std::string source;  // with NAME in it
  std::string simulator;
  std::string starter;              // the file of the examples that it is made of, called after its simulator
  std::vector<std::string> beside;  // others that it needs, which may be there already
};

const std::vector<Language>& languages() {
  static const std::string plugin = "{plugin: ./libNAME.so, options: {noise: 0.3}}";
  static const std::vector<Language> table{
      {"python", "NAME.py", "{command: [python3, NAME.py], data_shape: [4]}", "", {}},
      {"c", "NAME.c", plugin, "line_c.c", {"Makefile", "plugin_abi.h"}},
      {"c++", "NAME.cpp", plugin, "line_cpp.cpp", {"Makefile", "plugin_abi.h"}},
      {"fortran", "NAME.f90", plugin, "line_fortran.f90", {"Makefile", "plugin_abi.f90"}},
  };
  return table;
}

const Language& find_language(const std::string& name) {
  std::vector<std::string> names;
  for (const Language& language : languages()) {
    if (language.name == name) return language;
    names.push_back(language.name);
  }
  raise(ErrorKind::usage, concat("inquest new: there is no starting point in --language ", name, " ",
                                 suggest(name, names), "; any other can read and write the files of a command"));
}

std::string replaced(std::string text, const std::string& mark, const std::string& by) {
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + by.size())) {
    text.replace(at, mark.size(), by);
  }
  return text;
}

std::string text_of(const std::string& starter) {
  return std::ranges::find(starters(), starter, &StarterFile::name)->text;
}

std::vector<StarterFile> files_of(const Language& language, const std::string& name) {
  std::string run_file = replaced(run_file_template, "SIMULATOR", language.simulator);
  if (!language.starter.empty()) run_file += plugin_routes;
  const std::string source =
      language.starter.empty()
          ? replaced(simulator_template, "NAME", name)
          : replaced(text_of(language.starter), language.starter.substr(0, language.starter.find('.')), name);
  run_file = replaced(run_file, "SCHEMA", schema_file);
  return {{name + ".yaml", replaced(run_file, "NAME", name)}, {replaced(language.source, "NAME", name), source}};
}

}  // namespace

void new_command(const Words& words) {
  const auto arguments = parse_new_arguments(words);
  if (!arguments) return;
  const std::string& name = arguments->name;
  const std::string problem = name_problem(name);
  INQUEST_VALIDATE(problem.empty(), usage, "'", name, "' ", problem);
  const Language& language = find_language(arguments->language);
  std::vector<StarterFile> files = files_of(language, name);
  for (const auto& [path, text] : files) {
    INQUEST_VALIDATE(!std::filesystem::exists(path), usage, path, " exists (it is not touched); choose another name");
  }
  for (const std::string& path : language.beside) {
    if (!std::filesystem::exists(path)) {
      files.push_back({path, text_of(path)});
      continue;
    }
    INQUEST_VALIDATE(read_file(path) == text_of(path), usage, path,
                     " exists and is another (it is not touched); choose an empty folder");
  }
  if (!std::filesystem::exists(schema_file)) files.push_back({schema_file, run_file_schema()});
  std::vector<std::string> written;
  for (const auto& [path, text] : files) {
    write_file(path, text);
    written.push_back(path);
  }
  std::cout << "wrote " << join(written) << "\nnext: " << (language.beside.empty() ? "" : "make, then ")
            << "inquest check " << name << ".yaml, then inquest run " << name << ".yaml" << std::endl;
}

}  // namespace inquest
