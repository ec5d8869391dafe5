// GetDist chains: <stem>.txt, .paramnames, .ranges, .properties.ini (https://getdist.readthedocs.io).
//
// Columns: weight, -log posterior, parameters. The draws are independent, so nothing is to be cut off as burn-in.
#pragma once

#include <filesystem>
#include <string>

#include "core/infer/posterior.hpp"
#include "core/parameters/parameter_space.hpp"

namespace inquest {

/// Writes a chain alone; where weights are absent they are 1. Throws Error(io).
void write_chain(const std::filesystem::path& path, const Draws& draws);

/// Writes the four files; `stem` is their path but for the last extension. Throws Error(io).
void write_getdist(const std::filesystem::path& stem, const std::string& label, const ParameterSpace& space,
                   const Draws& draws);

}  // namespace inquest
