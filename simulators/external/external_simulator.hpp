// A simulator that is any executable: `simulator: {command: [python3, my_simulator.py], data_shape: [32]}`.
//
// For each batch of rows the command is started, without a shell and in the folder of the run file, with four more
// arguments, all paths of .npy files:
//   theta.npy   [n, k] float64   to read: parameters in the order of the run file, free and fixed
//   seeds.npy   [n] uint64       to read: row i must depend on theta_i and seed_i alone
//   x.npy       [n, ...] number  to write: the data
//   status.npy  [n] int8         may be written: 0 where a row is good, anything else where it failed
// A batch fails if the command ends with another status than 0, runs out of time, or writes no x.npy of the right
// shape. It is then halved until the rows at fault are found: they are marked, all others are kept.
// Where it is persistent it is started once, and finds the four on a line of its standard input for each batch.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/config/fields.hpp"
#include "core/model/model.hpp"
#include "simulators/external/external_command.hpp"
#include "simulators/request.hpp"

namespace inquest {

struct ExternalSimulatorOptions {
  std::vector<std::string> command;
  std::vector<std::int64_t> data_shape;
  std::int64_t workers = 1;
  double timeout = 600;
  std::int64_t batch = 1000;
  DataSymmetry symmetry;
  bool persistent = false;
  bool deterministic = false;

  void fields(FieldVisitor& visit) {
    visit.field("command", command, "program and arguments; paths start from the folder of the run file");
    visit.required("command");
    visit.field("data_shape", data_shape, "shape of the data of one row, [32] or [64, 64]", {.min = 1});
    visit.required("data_shape");
    visit.field("workers", workers, "commands that may run side by side", {.min = 1, .max = 4096});
    visit.field("timeout", timeout, "seconds that one batch may take", {.min = 0, .max = 1e7, .min_open = true});
    visit.field("batch", batch, "rows per start of the command", {.min = 1});
    visit.group("symmetry", symmetry, "what leaves the data as likely as they are; evidence networks use it");
    visit.field("persistent", persistent, "whether one start answers many batches, line by line");
    visit.field("deterministic", deterministic, "whether the data follow from the parameters alone, without noise");
  }
};

/// A simulator that also is a FailureLog. Its version follows from the command and the content of the files it names.
/// Throws Error(config) where the program is not there, or a symmetry does not fit the data; simulate throws
/// Error(data) where, before any success, row after row fails.
SimulatorBundle make_external_simulator(const ExternalSimulatorOptions& options, const SimulatorRequest& request);

/// The same of a command that no user has written, for the entry `node`, with what is known of its data and so many
/// rows in a batch.
std::shared_ptr<const Simulator> make_external_simulator(SimulatorInfo info, ExternalCommandOptions command,
                                                         std::int64_t batch, const ConfigNode& node,
                                                         const std::filesystem::path& base);

}  // namespace inquest
