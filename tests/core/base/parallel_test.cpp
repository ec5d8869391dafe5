#include "core/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <ATen/Parallel.h>

#include "core/base/error.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

// Sets the number of threads for the length of a test.
class WithThreads {
 public:
  explicit WithThreads(int count) : before_(threads()) { set_threads(count); }
  ~WithThreads() { set_threads(before_); }
  WithThreads(const WithThreads&) = delete;
  WithThreads& operator=(const WithThreads&) = delete;

 private:
  int before_;
};

}  // namespace

TEST_CASE("parallel: the number of threads is at least one", "[base]") {
  CHECK(available_threads() >= 1);
  CHECK(threads() >= 1);
  CHECK_THROWS_WITH(set_threads(0), "threads = 0 (must be at least 1)");
  CHECK_THROWS_AS(set_threads(-3), Error);
}

TEST_CASE("parallel_for calls each job once", "[base]") {
  for (const int count : {1, 2, 7}) {
    const WithThreads with(count);
    for (const std::size_t jobs : {0u, 1u, 2u, 100u, 1000u}) {
      std::vector<std::atomic<int>> calls(jobs);
      parallel_for(jobs, [&](std::size_t i) { ++calls[i]; });
      CAPTURE(count, jobs);
      CHECK(std::all_of(calls.begin(), calls.end(), [](const auto& n) { return n == 1; }));
    }
  }
}

TEST_CASE("parallel_for uses no more threads than asked for", "[base]") {
  for (const int count : {1, 2, 3}) {
    const WithThreads with(count);
    std::mutex mutex;
    std::set<std::thread::id> ids;
    parallel_for(50, [&](std::size_t) {
      const std::lock_guard lock(mutex);
      ids.insert(std::this_thread::get_id());
    });
    CHECK(ids.size() <= static_cast<std::size_t>(count));
  }
}

TEST_CASE("parallel_for runs jobs side by side", "[base]") {
  const WithThreads with(2);
  std::atomic<int> arrived{0};
  std::atomic<bool> met{true};
  parallel_for(2, [&](std::size_t) {
    ++arrived;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (arrived < 2 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    if (arrived < 2) met = false;
  });
  CHECK(met);
}

TEST_CASE("parallel_for keeps LibTorch to one thread inside jobs", "[base]") {
  const WithThreads with(2);
  std::atomic<int> most{0};
  parallel_for(8, [&](std::size_t) { most = std::max(most.load(), at::get_num_threads()); });
  CHECK(most == 1);
}

TEST_CASE("parallel_for rethrows the failure of the lowest index", "[base]") {
  const WithThreads with(2);
  std::atomic<int> arrived{0};
  const auto fail_together = [&](std::size_t i) {
    ++arrived;
    while (arrived < 2) std::this_thread::yield();  // both jobs run before either fails
    if (i == 0) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    throw std::runtime_error(std::to_string(i));
  };
  CHECK_THROWS_WITH(parallel_for(2, fail_together), "0");
}

TEST_CASE("parallel_for starts no job after a failure", "[base]") {
  const WithThreads with(1);
  int calls = 0;
  const auto job = [&](std::size_t i) {
    ++calls;
    if (i == 3) raise(ErrorKind::data, "row 3");
  };
  CHECK_THROWS_WITH(parallel_for(1000, job), "row 3");
  CHECK(calls == 4);
}

TEST_CASE("parallel_for nests", "[base]") {
  const WithThreads with(2);
  std::atomic<int> calls{0};
  parallel_for(4, [&](std::size_t) { parallel_for(5, [&](std::size_t) { ++calls; }); });
  CHECK(calls == 20);
}

TEST_CASE("parallel_for: loops inside of loops never run more jobs at once than there are threads", "[base]") {
  const int count = GENERATE(1, 2, 3, 5);
  CAPTURE(count);
  const WithThreads with(count);
  std::atomic<int> running{0};
  std::atomic<int> most{0};
  std::vector<std::vector<double>> sums(7, std::vector<double>(6));
  const auto work = [&](std::size_t i, std::size_t j) {
    const int now = ++running;
    int before = most;
    while (now > before && !most.compare_exchange_weak(before, now)) continue;
    for (int k = 0; k < 20000; ++k) sums[i][j] += std::sin(static_cast<double>(i + j) + k);
    --running;
  };
  parallel_for(7, [&](std::size_t i) {
    work(i, 0);
    parallel_for(5, [&](std::size_t j) { parallel_for(1 + j % 2, [&](std::size_t k) { work(i, (j + k) % 5 + 1); }); });
    work(i, 0);
  });
  CHECK(most <= count);
  CHECK(running == 0);
}

TEST_CASE("parallel_for: loops inside of loops give the same on any number of threads", "[base]") {
  const auto sums_on = [](int count) {
    const WithThreads with(count);
    std::vector<double> sums(6);
    parallel_for(sums.size(), [&](std::size_t i) {
      std::vector<double> parts(40);
      parallel_for(parts.size(), [&](std::size_t j) { parts[j] = std::sin(static_cast<double>(i * 40 + j)); });
      for (const double part : parts) sums[i] += part;
    });
    return sums;
  };
  CHECK(sums_on(2) == sums_on(1));
  CHECK(sums_on(5) == sums_on(1));
}

TEST_CASE("parallel_for: a thread that becomes free helps in a loop that runs already", "[base]") {
  const WithThreads with(2);
  std::atomic<int> arrived{0};
  std::atomic<bool> met{false};
  std::atomic<bool> alone{false};
  parallel_for(2, [&](std::size_t i) {
    if (i == 0) {
      while (!alone) std::this_thread::yield();  // the other job is in its loop before this one ends
      return;
    }
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    parallel_for(1000, [&](std::size_t) {
      alone = true;
      if (met || std::chrono::steady_clock::now() > deadline) return;
      if (++arrived > 1) met = true;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      --arrived;
    });
  });
  CHECK(met);
}

TEST_CASE("parallel_for: a failure in a loop inside of a loop comes out of both", "[base]") {
  const WithThreads with(3);
  const auto fail = [](std::size_t i) {
    if (i == 4) raise(ErrorKind::data, "row 4");
  };
  CHECK_THROWS_WITH(parallel_for(3, [&](std::size_t) { parallel_for(8, fail); }), "row 4");
  std::atomic<int> calls{0};
  parallel_for(10, [&](std::size_t) { ++calls; });
  CHECK(calls == 10);
}

TEST_CASE("parallel_for tells how many jobs run side by side", "[base]") {
  const WithThreads with(3);
  std::atomic<int> wrong{0};
  const auto expect = [&](std::size_t jobs) { wrong += jobs_side_by_side() == jobs ? 0 : 1; };
  expect(1);
  parallel_for(1, [&](std::size_t) { expect(1); });
  parallel_for(8, [&](std::size_t) {
    expect(3);
    parallel_for(2, [&](std::size_t) { expect(3); });  // of six at most three have a thread
    expect(3);
  });
  expect(1);
  CHECK(wrong == 0);
}
