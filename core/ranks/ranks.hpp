// Ranks: the processes that mpirun or srun has started together, and messages between the first of them and the others.
//
// Where no launcher started this process there is one rank, and nothing of MPI is touched. Calls of MPI are made one at
// a time, from any thread; who waits for a message naps, since MPI itself would keep a core busy.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace inquest {

/// Joins the others for its lifetime; for the command's main, once.
class Ranks {
 public:
  /// Throws Error(usage) where a launcher has started several processes that are no ranks of one MPI: this build has
  /// none, or another one.
  Ranks();

  /// The first rank tells the others to leave; waits until all ranks get here.
  ~Ranks();
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;
};

/// Whether this build can be started by mpirun.
bool built_with_mpi();

int rank_count();  // 1 without a launcher
int own_rank();    // 0 is the first

/// Threads for each rank: the cores that one may use, over the ranks that share them; the least of all ranks.
int threads_of_rank();

/// Sends bytes under a tag above 0; thread-safe. Returns once they may be changed.
void send_bytes(int rank, int tag, std::string_view bytes);

/// Waits for the next bytes from `rank` under `tag`; thread-safe.
std::string receive_bytes(int rank, int tag);

struct TaggedBytes {
  int tag;
  std::string bytes;
};

/// Waits for word from the first rank: bytes under any tag, or nothing where this one is told to leave.
std::optional<TaggedBytes> next_bytes();

}  // namespace inquest
