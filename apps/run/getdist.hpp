// GetDist chains: <stem>.txt, .paramnames, .ranges, .properties.ini (https://getdist.readthedocs.io).
//
// Columns: weight, -log posterior, parameters, derived parameters. Draws are independent, or weighted, in one file; or
// they are steps of Markov chains, <stem>_1.txt, <stem>_2.txt, ..., each in its order, from which GetDist finds the
// effective size. Nothing is to be cut off as burn-in.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/run/derived.hpp"
#include "core/infer/posterior.hpp"
#include "core/parameters/parameter_space.hpp"

namespace inquest {

struct GetdistContent {
  std::string label;
  const ParameterSpace& space;
  const DerivedParameters& derived;  // whose columns come last, with names that end in *
  const Draws& draws;
  std::size_t chains = 0;  // that they are, one after the other, of chain c from c * rows / chains on; 0: independent
};

/// Writes a chain alone; where weights are absent they are 1. Throws Error(io).
void write_chain(const std::filesystem::path& path, const GetdistContent& content);

/// Writes these files; `stem` is their path but for the last extension. Throws Error(io).
void write_getdist(const std::filesystem::path& stem, const GetdistContent& content);

/// Why the files of two routes of these names would be taken for those of one; empty where they would not.
std::string clash_of_files(const std::string& route, const std::string& other);

/// Removes the files of a route, which begin with `stem`, and none of the `others` of the folder.
void remove_chains(const std::filesystem::path& stem, const std::vector<std::filesystem::path>& others);

}  // namespace inquest
