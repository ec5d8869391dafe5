#include "core/data/blockwise_simulation.hpp"

#include <algorithm>
#include <chrono>

#include "core/base/parallel.hpp"

namespace inquest {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t max_block_rows = 1000;
constexpr double block_seconds = 0.5;  // between looks at whether the user wants to stop

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

}  // namespace

Simulations first_rows(const Simulations& rows, std::size_t count) {
  Simulations result = make_simulations(count, rows.theta.cols(), rows.x.cols());
  copy_rows(rows, count, result, 0);
  return result;
}

void BlockwiseSimulation::fill(Simulations& rows, std::size_t done, const Make& make, const Save& save) {
  const std::size_t count = rows.status.size();
  auto saved = Clock::now();
  while (done < count) {
    done = pass(rows, done, make);
    const bool stopped = reporter_.stop_requested();
    if (done > 0 && (done == count || stopped || seconds_since(saved) > save_seconds_)) {
      save(done);
      saved = Clock::now();
    }
    if (stopped) throw_if_stopped(reporter_);
  }
}

// Makes rows from `done` on until all are there, a time is over, or the user stops; returns up to where there is no
// gap. The times grow, as the speed of the simulator gets known.
std::size_t BlockwiseSimulation::pass(Simulations& rows, std::size_t done, const Make& make) {
  const auto begin = Clock::now();
  const std::size_t count = rows.status.size() - done;
  const std::size_t blocks = (count + block_rows_ - 1) / block_rows_;
  std::vector<char> finished(blocks, 0);
  parallel_for(blocks, [&](std::size_t block) {
    if (reporter_.stop_requested() || (block > 0 && seconds_since(begin) > pass_seconds_)) return;
    const std::size_t start = done + block * block_rows_;
    const std::size_t size = std::min(block_rows_, rows.status.size() - start);
    copy_rows(make(start, size), size, rows, start);
    finished[block] = 1;
  });
  const auto without_gap = static_cast<std::size_t>(std::ranges::find(finished, 0) - finished.begin());
  const std::size_t made = std::min(count, without_gap * block_rows_);
  adapt(made, blocks, seconds_since(begin));
  return done + made;
}

void BlockwiseSimulation::adapt(std::size_t made, std::size_t blocks, double seconds) {
  const double working = static_cast<double>(std::min<std::size_t>(blocks, static_cast<std::size_t>(threads())));
  const double rate = static_cast<double>(made) / std::max(seconds, 1e-6) / working;
  const auto filling = static_cast<std::size_t>(std::min(rate * block_seconds, 1e6));
  const std::size_t paying = rate > 1.2 * rate_ ? 2 * block_rows_ : block_rows_;
  block_rows_ = std::min({std::max(filling, paying), 8 * block_rows_, max_block_rows});
  rate_ = rate;
  pass_seconds_ = std::min(2 * pass_seconds_, save_seconds_);
}

}  // namespace inquest
