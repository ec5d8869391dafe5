// PluginCall: a call into a shared library of the user's: in its turn, known to handlers of crashes, and with what it
// throws caught.
#pragma once

#include <functional>
#include <mutex>
#include <string>

namespace inquest {

/// Why a call failed, and what it said of rows that it marked; either may be empty.
struct PluginOutcome {
  std::string problem;
  std::string message;
};

/// Calls function(message), with `turn` held unless it is null; a failure without a reason says so. `name` is what
/// plugin_at_work() is meanwhile.
PluginOutcome call_plugin(const std::string& name, std::mutex* turn, const std::function<int(char* message)>& function);

/// The plugin that this thread is in, "mine (./libmine.so)", or null; a handler of signals or of exit may call it.
const char* plugin_at_work();

}  // namespace inquest
