// Comparison of a run file with the one that a run directory was started with.
#pragma once

#include <string>
#include <vector>

#include "core/config/config_node.hpp"

namespace inquest {

/// Every value of `now` that is not that of `before`: "simulations.train = 5000 (was 2000)".
std::vector<std::string> differences(const ConfigNode& now, const ConfigNode& before);

/// The differences that simulations on disk do not survive: in the seed, and in the simulator and priors of a model
/// that has a simulator. Whatever else differs, a run goes on with what it has, and does again what follows from the
/// difference.
std::vector<std::string> obstacles_to_resume(const ConfigNode& now, const ConfigNode& before);

/// Whether both give the same answers to the last bit: they differ in what a report shows besides, if in anything.
bool same_answers(const ConfigNode& now, const ConfigNode& before);

}  // namespace inquest
