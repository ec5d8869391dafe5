#include "core/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
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
thread_local bool in_loop = false;

// Restores what this thread had before.
template <class T>
class Within {
 public:
  Within(T& variable, T value) : variable_(variable), before_(variable) { variable = value; }
  ~Within() { variable_ = before_; }
  Within(const Within&) = delete;
  Within& operator=(const Within&) = delete;

 private:
  T& variable_;
  T before_;
};

// The threads of all loops together. A thread that calls the outermost loop brings its own place; helpers and the
// callers of loops inside of loops share `threads() - 1` more.
class Places {
 public:
  void come() {
    const std::lock_guard lock(mutex_);
    ++outside_;
    ++busy_;
  }

  /// Of a caller from outside, after it gave its place.
  void go() {
    const std::lock_guard lock(mutex_);
    --outside_;
  }

  bool try_take() {
    if (!has_free()) return false;
    const std::lock_guard lock(mutex_);
    if (!has_free()) return false;
    ++busy_;
    return true;
  }

  void give() {
    {
      const std::lock_guard lock(mutex_);
      --busy_;
    }
    freed_.notify_one();
  }

  /// Waits until there is one: helpers leave their loops after the job at hand where one is wanted.
  void take() {
    std::unique_lock lock(mutex_);
    ++wanted_;
    freed_.wait(lock, [&] { return busy_ < all(); });
    --wanted_;
    ++busy_;
  }

  bool are_wanted() const { return wanted_ > 0; }

 private:
  int all() const { return threads() - 1 + outside_; }
  bool has_free() const { return busy_ + wanted_ < all(); }

  std::mutex mutex_;
  std::condition_variable freed_;
  std::atomic<int> outside_{0};
  std::atomic<int> busy_{0};
  std::atomic<int> wanted_{0};
};

Places& places() {
  static Places all;
  return all;
}

// A loop at work: its caller, and helpers that come whenever a place is free and jobs are left.
class Loop {
 public:
  Loop(std::size_t count, const std::function<void(std::size_t)>& job)
      : count_(count), failed_index_(count), job_(job) {
    const auto most = static_cast<std::size_t>(threads());
    side_by_side_ = std::min(most, side_by_side * std::min(count, most));
  }

  /// Works on jobs until none is left to begin.
  void work(bool helps) {
    keep_libraries_to_one_thread();
    const Within inside(in_loop, true);
    const Within jobs(side_by_side, side_by_side_);
    while (!failed_ && !(helps && places().are_wanted())) {
      const std::size_t index = next_++;
      if (index >= count_) return;
      find_helpers();
      run(index);
    }
  }

  bool has_helpers() {
    const std::lock_guard lock(helpers_mutex_);
    return !helpers_.empty();
  }

  /// Waits for the helpers, of which the last may find more.
  void join() {
    while (true) {
      std::unique_lock lock(helpers_mutex_);
      if (helpers_.empty()) return;
      const std::jthread last = std::move(helpers_.back());
      helpers_.pop_back();
      lock.unlock();
    }
  }

  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void find_helpers() {
    while (!failed_ && next_ < count_ && places().try_take()) {
      const std::lock_guard lock(helpers_mutex_);
      helpers_.emplace_back([this] {
        work(true);
        places().give();
      });
    }
  }

  void run(std::size_t index) {
    try {
      job_(index);
    } catch (...) {
      const std::lock_guard lock(failure_mutex_);
      failed_ = true;
      if (index >= failed_index_) return;
      failed_index_ = index;
      failure_ = std::current_exception();
    }
  }

  std::size_t count_;
  std::size_t failed_index_;
  const std::function<void(std::size_t)>& job_;
  std::size_t side_by_side_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex failure_mutex_;
  std::exception_ptr failure_;
  std::mutex helpers_mutex_;
  std::vector<std::jthread> helpers_;
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
  Loop loop(count, job);
  const bool outermost = !in_loop;
  if (outermost) places().come();
  loop.work(false);
  if (outermost || loop.has_helpers()) {
    places().give();  // for others to use while this thread waits
    loop.join();
    outermost ? places().go() : places().take();
  }
  loop.rethrow();
}

std::size_t jobs_side_by_side() { return side_by_side; }

}  // namespace inquest
