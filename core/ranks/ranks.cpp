#include "core/ranks/ranks.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"

#ifdef INQUEST_MPI
#include <mpi.h>
#include <sched.h>
#endif

namespace inquest {
namespace {

int number_in(const char* variable, int otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::atoi(text);
}

bool is_set(const char* variable) { return std::getenv(variable) != nullptr; }

// How many processes a launcher of MPI has started: mpirun of Open MPI, of MPICH (or srun with pmi2), srun with pmix;
// 0 without one.
int launched() {
  if (is_set("OMPI_COMM_WORLD_SIZE")) return number_in("OMPI_COMM_WORLD_SIZE", 1);
  if (is_set("PMI_SIZE")) return number_in("PMI_SIZE", 1);
  if (is_set("PMIX_RANK")) return number_in("SLURM_STEP_NUM_TASKS", 1 + number_in("PMIX_RANK", 0));
  return 0;
}

}  // namespace

#ifdef INQUEST_MPI

namespace {

constexpr int leave = 0;                                  // the tag that says so
constexpr std::size_t most_bytes = std::size_t{1} << 30;  // of one message of MPI, whose counts are ints

struct World {
  int size = 1;
  int rank = 0;
  int threads = 0;
  std::mutex mutex;  // of all calls of MPI
};

World& world() {
  static World only;
  return only;
}

// Asks until `ready()` is true, with naps that are short beside the time waited so far.
template <class Ready>
void wait_until(const Ready& ready) {
  using namespace std::chrono_literals;
  const auto start = std::chrono::steady_clock::now();
  while (true) {
    {
      const std::lock_guard lock(world().mutex);
      if (ready()) return;
    }
    const auto waited = std::chrono::steady_clock::now() - start;
    std::this_thread::sleep_for(std::clamp<std::chrono::nanoseconds>(waited / 16, 10us, 1ms));
  }
}

void wait_for(MPI_Request& request) {
  wait_until([&] {
    int done = 0;
    MPI_Test(&request, &done, MPI_STATUS_IGNORE);
    return done != 0;
  });
}

template <class Byte, class Transfer>
void transfer(Byte* bytes, std::size_t count, const Transfer& begin) {
  for (std::size_t first = 0; first < count; first += most_bytes) {
    MPI_Request request;
    {
      const std::lock_guard lock(world().mutex);
      begin(bytes + first, static_cast<int>(std::min(most_bytes, count - first)), &request);
    }
    wait_for(request);
  }
}

// The cores of a process, over the ranks of its host that may use some of them too.
int share_of_cores() {
  cpu_set_t own;
  CPU_ZERO(&own);
  sched_getaffinity(0, sizeof own, &own);
  MPI_Comm host;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &host);
  int size = 0;
  MPI_Comm_size(host, &size);
  std::vector<cpu_set_t> all(static_cast<std::size_t>(size));
  MPI_Allgather(&own, sizeof own, MPI_BYTE, all.data(), sizeof own, MPI_BYTE, host);
  MPI_Comm_free(&host);
  const auto sharing = std::ranges::count_if(all, [&](const cpu_set_t& other) {
    cpu_set_t both;
    CPU_AND(&both, &own, &other);
    return CPU_COUNT(&both) > 0;
  });
  int share = std::max(1, CPU_COUNT(&own) / std::max(1, static_cast<int>(sharing)));
  MPI_Allreduce(MPI_IN_PLACE, &share, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
  return share;
}

}  // namespace

bool built_with_mpi() { return true; }
int rank_count() { return world().size; }
int own_rank() { return world().rank; }
int threads_of_rank() { return world().threads > 0 ? world().threads : available_threads(); }

Ranks::Ranks() {
  if (launched() == 0) return;
  int level = 0;
  MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &level);
  World& all = world();
  MPI_Comm_size(MPI_COMM_WORLD, &all.size);
  MPI_Comm_rank(MPI_COMM_WORLD, &all.rank);
  all.threads = share_of_cores();
  if (level >= MPI_THREAD_SERIALIZED && all.size == launched()) return;
  const int size = all.size;
  MPI_Finalize();
  INQUEST_VALIDATE(size == launched(), usage, "started ", launched(), " times, as a rank of ", size,
                   " (the launcher is that of another MPI than this build's); use its mpirun, or srun --mpi=pmix");
  raise(ErrorKind::usage, "this MPI cannot be called from several threads; use another one");
}

Ranks::~Ranks() {
  int initialized = 0;
  MPI_Initialized(&initialized);
  if (initialized == 0) return;
  if (own_rank() == 0) {
    for (int rank = 1; rank < rank_count(); ++rank) MPI_Send(nullptr, 0, MPI_BYTE, rank, leave, MPI_COMM_WORLD);
  }
  MPI_Finalize();
}

void send_bytes(int rank, int tag, std::string_view bytes) {
  const std::uint64_t count = bytes.size();
  const auto begin = [&](const void* data, int size, MPI_Request* request) {
    MPI_Isend(data, size, MPI_BYTE, rank, tag, MPI_COMM_WORLD, request);
  };
  transfer(reinterpret_cast<const char*>(&count), sizeof count, begin);
  transfer(bytes.data(), bytes.size(), begin);
}

std::string receive_bytes(int rank, int tag) {
  std::uint64_t count = 0;
  const auto begin = [&](void* data, int size, MPI_Request* request) {
    MPI_Irecv(data, size, MPI_BYTE, rank, tag, MPI_COMM_WORLD, request);
  };
  transfer(reinterpret_cast<char*>(&count), sizeof count, begin);
  std::string bytes(count, '\0');
  transfer(bytes.data(), bytes.size(), begin);
  return bytes;
}

std::optional<TaggedBytes> next_bytes() {
  MPI_Status status;
  wait_until([&] {
    int there = 0;
    MPI_Iprobe(0, MPI_ANY_TAG, MPI_COMM_WORLD, &there, &status);
    return there != 0;
  });
  const int tag = status.MPI_TAG;
  if (tag != leave) return TaggedBytes{tag, receive_bytes(0, tag)};
  MPI_Recv(nullptr, 0, MPI_BYTE, 0, leave, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  return std::nullopt;
}

#else

bool built_with_mpi() { return false; }
int rank_count() { return 1; }
int own_rank() { return 0; }
int threads_of_rank() { return available_threads(); }

Ranks::Ranks() {
  INQUEST_VALIDATE(launched() <= 1, usage, "started ", launched(),
                   " times by a launcher of MPI (this build has none, so that all would do the same work); build with "
                   "-DINQUEST_MPI=ON, or start it once");
}

Ranks::~Ranks() = default;

void send_bytes(int, int, std::string_view) { raise(ErrorKind::internal, "there is no other rank"); }
std::string receive_bytes(int, int) { raise(ErrorKind::internal, "there is no other rank"); }
std::optional<TaggedBytes> next_bytes() { return std::nullopt; }

#endif

}  // namespace inquest
