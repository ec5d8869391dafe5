// A likelihood that is any executable: `likelihood: {command: [python3, my_likelihood.py]}`.
//
// For each batch of parameters the command is started, without a shell and in the folder of the run file, with three
// more arguments, all paths of .npy files:
//   theta.npy           [n, k] float64   to read: parameters in the order of the run file, free and fixed
//   x.npy               [d] float64      to read: the observation
//   log_likelihood.npy  [n] number       to write: log p(x | theta_i), with its normalisation; -infinity for none
// Where it is persistent it is started once, and finds the three on a line of its standard input for each batch.
#pragma once

#include <memory>

#include "core/config/fields.hpp"
#include "core/model/likelihood.hpp"
#include "core/model/side_by_side.hpp"
#include "simulators/external/external_command.hpp"

namespace inquest {

struct ExternalLikelihoodOptions {
  std::vector<std::string> command;
  std::int64_t workers = 1;
  double timeout = 600;
  std::int64_t batch = 1000;
  bool persistent = false;

  void fields(FieldVisitor& visit) {
    visit.field("command", command, "program and arguments; paths start from the folder of the run file");
    visit.required("command");
    visit.field("workers", workers, "commands that may run side by side", {.min = 1, .max = 4096});
    visit.field("timeout", timeout, "seconds that one batch may take", {.min = 0, .max = 1e7, .min_open = true});
    visit.field("batch", batch, "rows per start of the command, at most", {.min = 1});
    visit.field("persistent", persistent, "whether one start answers many batches, line by line");
  }
};

class ExternalLikelihood final : public Likelihood, public VersionedLikelihood, public SideBySide {
 public:
  /// Reads {command: [...], ...} of a model with these parameters, free and fixed; throws Error(config) where the
  /// program is not there.
  ExternalLikelihood(const ConfigNode& node, const std::filesystem::path& base,
                     const std::vector<std::string>& parameters = {});

  /// The same of a command that no user has written, for the entry `node`, with so many rows in a request at most.
  ExternalLikelihood(ExternalCommandOptions command, std::int64_t batch, const ConfigNode& node,
                     const std::filesystem::path& base);

  /// As Likelihood has it; throws Error(data), with what the command printed last, where it fails or writes anything
  /// else than numbers.
  void log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const override;

  std::string version() const override { return command_.version(); }
  std::size_t places() const override { return command_.workers(); }

 private:
  ExternalLikelihood(const ExternalLikelihoodOptions& options, const ConfigNode& node,
                     const std::filesystem::path& base, const std::vector<std::string>& parameters);
  void run(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const;

  std::size_t batch_;
  ExternalCommand command_;
};

}  // namespace inquest
