// What ranks other than the first do: they compute models for it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "apps/run/run.hpp"

namespace inquest {

/// Has all ranks compute the models of `run`, with so many threads on each where it is given; for the first rank.
void share_work(Run& run, std::optional<int> threads);

/// Serves the first rank, which has the same words after the program's name, until it leaves.
void serve(const std::vector<std::string>& words);

}  // namespace inquest
