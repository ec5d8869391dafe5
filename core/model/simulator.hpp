// Simulator: p(x | theta) as something that can be drawn from.
//
// The law: row i depends on theta_i and seed_i alone. Batches, threads, ranks, order and resuming never change a
// number. `check_simulator` holds every simulator to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/matrix_view.hpp"
#include "core/base/seed.hpp"
#include "core/model/data_layout.hpp"
#include "core/model/data_symmetry.hpp"

namespace inquest {

struct SimulatorInfo {
  std::string name;
  std::string version;                       // changes whenever its numbers do
  std::vector<std::string> parameters;       // columns of theta, free and fixed, in order
  std::vector<std::size_t> data_shape;       // of one row of x, e.g. [32] or [64, 64]
  DataSymmetry symmetry = {};                // of p(x | theta)
  bool deterministic = false;                // x follows from theta alone, without noise
  std::vector<std::string> data_names = {};  // of the numbers of one row of x, where a table names them

  std::size_t data_size() const;  // product of data_shape
  DataLayout layout() const { return {data_shape, data_names}; }

  bool operator==(const SimulatorInfo&) const = default;
};

enum class SimulationStatus : std::int8_t {
  ok = 0,
  failed = 1,  // the simulator said so, or crashed
  timed_out = 2,
  not_finite = 3,  // NaN or infinity in x
};

class Simulator {
 public:
  virtual ~Simulator() = default;

  virtual const SimulatorInfo& info() const = 0;

  /// Fills x [n, data_size] and status [n] from theta [n, k] and seeds [n]; thread-safe. A row that fails has its
  /// status set and its x ignored; only what spoils the whole batch is thrown (Error(data)).
  virtual void simulate(ConstMatrixView theta, std::span<const Seed> seeds, MatrixView x,
                        std::span<SimulationStatus> status) const = 0;
};

/// What went wrong, in words, with the rows that failed: a simulator that runs other programs implements it too.
class FailureLog {
 public:
  virtual ~FailureLog() = default;

  /// Empty where nothing failed; thread-safe.
  virtual std::string last_failure() const = 0;
};

}  // namespace inquest
