// Plugin: a simulator in a shared library of the user's, as plugin_abi.h has it, with what it says of its data.
//
// Nothing of a table is called before its version and its size are known to fit, and what it says of its data is
// checked before it is believed.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/config/fields.hpp"
#include "core/model/simulator.hpp"
#include "simulators/external/plugin_abi.h"
#include "simulators/external/plugin_call.hpp"
#include "simulators/external/shared_library.hpp"
#include "simulators/request.hpp"

namespace inquest {

struct PluginOptions {
  std::string plugin;
  std::string name;
  ConfigNode options;
  bool isolate = false;
  std::int64_t workers = 1;
  double timeout = 600;
  std::int64_t batch = 1000;

  void fields(FieldVisitor& visit) {
    visit.field("plugin", plugin, "shared library; its path starts from the folder of the run file");
    visit.required("plugin");
    visit.field("name", name, "of one of its simulators; not needed where it has one");
    visit.field("options", options, "of the simulator: text, numbers, true or false, and lists of these");
    visit.field("isolate", isolate, "whether it runs in processes of its own, so that a crash is a row that failed");
    visit.field("workers", workers, "such processes side by side", {.min = 1, .max = 4096});
    visit.field("timeout", timeout, "seconds that one batch may take there", {.min = 0, .max = 1e7, .min_open = true});
    visit.field("batch", batch, "rows of a request to them, at most", {.min = 1});
  }
};

class Plugin {
 public:
  /// Loads what `request.simulator` names and has it make a context for these parameters. Throws, with the place in the
  /// run file, Error(config) where it has no such simulator or refuses an option or a parameter, and
  /// Error(missing_input / data) where the library is not there, is none, or breaks the interface.
  Plugin(const PluginOptions& options, const SimulatorRequest& request);
  ~Plugin();
  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;

  /// Its version follows from the content of the library, from what it says itself, and from its options with the
  /// content of the files that they name. No shape where it says none, which a likelihood need not.
  const SimulatorInfo& info() const { return info_; }

  bool simulates() const { return table_.simulate != nullptr; }
  bool has_likelihood() const { return table_.log_likelihood != nullptr; }
  bool has_gradient() const { return table_.log_likelihood_gradient != nullptr; }

  using Outcome = PluginOutcome;

  /// Calls the function of the table, one call at a time unless it is thread-safe; theta [n, k] as in the run file. Of
  /// rows that it does not fill x is NaN.
  Outcome simulate(ConstMatrixView theta, std::span<const Seed> seeds, MatrixView x,
                   std::span<SimulationStatus> status) const;

  /// The same; throws Error(data) where the call fails, on data of another size than it says, and on derivatives that
  /// are not finite where the density is.
  void log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const;
  void log_likelihood_gradient(ConstMatrixView theta, std::span<const double> x, std::span<double> out,
                               MatrixView gradient) const;

 private:
  void create(const PluginOptions& options, const SimulatorRequest& request);
  void describe(const inquest_model& model, const SimulatorRequest& request);
  void require_size(std::span<const double> x) const;
  ConstMatrixView ordered(ConstMatrixView theta, Matrix& room) const;
  void destroy() const;
  Outcome call(const std::function<int(char* message)>& function) const;

  std::shared_ptr<const SharedLibrary> library_;
  inquest_simulator table_ = {};
  void* context_ = nullptr;
  SimulatorInfo info_;
  std::vector<std::size_t> columns_;  // of theta as the plugin takes them; none where they are as in the run file
};

}  // namespace inquest
