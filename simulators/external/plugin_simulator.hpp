// A simulator or a likelihood in a shared library: `simulator: {plugin: ./libmine.so, name: mine, options: {...}}`.
//
// It runs in this process, or, isolated, in others that are asked as any persistent program is: this program again,
// which loads the library there (plugin_worker.hpp). A crash is then the end of such a process, and of nothing else.
#pragma once

#include <memory>

#include "core/model/model.hpp"
#include "simulators/external/plugin.hpp"

namespace inquest {

/// A simulator that also is a FailureLog, with its likelihood where it knows it, and the derivatives of that where it
/// knows them and is not isolated. Throws as Plugin does, and Error(config) where it only has a likelihood.
SimulatorBundle make_plugin_simulator(const PluginOptions& options, const SimulatorRequest& request);

/// The likelihood alone, of `request.simulator`, {plugin: ...} in the place of a likelihood. Throws alike, where it has
/// none.
std::shared_ptr<const Likelihood> make_plugin_likelihood(const PluginOptions& options, const SimulatorRequest& request);

}  // namespace inquest
