#include "core/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include <ATen/Parallel.h>
#include <dlfcn.h>

#include "core/base/error.hpp"

namespace inquest {
namespace {

std::atomic<int> thread_count{0};  // 0: as many as the machine offers
thread_local std::size_t side_by_side = 1;

struct SideBySide {
  explicit SideBySide(std::size_t jobs) : before(side_by_side) { side_by_side = jobs; }
  ~SideBySide() { side_by_side = before; }
  std::size_t before;
};

}  // namespace

// Jobs are the parallelism; libraries below keep to one thread each, so that sums are formed in one order.
void keep_libraries_to_one_thread() {
  at::set_num_threads(1);
  using SetThreads = void (*)(int);
  static const auto set_blas =
      reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));  // absent from other BLAS
  static std::once_flag once;
  if (set_blas != nullptr) std::call_once(once, [] { set_blas(1); });
}

int available_threads() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

void set_threads(int threads) {
  INQUEST_VALIDATE(threads >= 1, usage, "threads = ", threads, " (must be at least 1)");
  thread_count = threads;
}

int threads() {
  const int count = thread_count;
  return count == 0 ? available_threads() : count;
}

void parallel_for(std::size_t count, const std::function<void(std::size_t)>& job) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::size_t failed_index = count;
  std::exception_ptr failure;

  const std::size_t wide = std::min<std::size_t>(count, static_cast<std::size_t>(threads()));
  const std::size_t jobs = side_by_side * wide;

  const auto work = [&] {
    keep_libraries_to_one_thread();
    const SideBySide within(jobs);
    while (!failed) {
      const std::size_t index = next++;
      if (index >= count) return;
      try {
        job(index);
      } catch (...) {
        const std::lock_guard lock(mutex);
        failed = true;
        if (index < failed_index) {
          failed_index = index;
          failure = std::current_exception();
        }
      }
    }
  };
  std::vector<std::jthread> helpers;
  for (std::size_t i = 1; i < wide; ++i) helpers.emplace_back(work);
  work();
  helpers.clear();  // joins
  if (failure) std::rethrow_exception(failure);
}

std::size_t jobs_side_by_side() { return side_by_side; }

}  // namespace inquest
