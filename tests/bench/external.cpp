// Calls a second of a likelihood in NumPy: started for each batch, and persistent, in turns.
//
// Usage: bench_external [rows of a batch] [batches of the persistent one]

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "simulators/external/external_likelihood.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;

namespace {

constexpr const char* body = R"(
import sys
import numpy as np

def answer(theta, x, output):
    np.save(output, -0.5 * np.sum((np.load(x) - np.load(theta)) ** 2, axis=1))
)";
constexpr const char* once = "answer(*sys.argv[1:])\n";
constexpr const char* for_each_line = R"(
for line in sys.stdin:
    answer(*line.split())
    print("done", flush=True)
)";

double seconds_a_batch(const Likelihood& likelihood, std::size_t rows, int batches) {
  const Matrix theta(rows, 1);
  const std::vector<double> x(32, 1.0);
  std::vector<double> out(rows);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < batches; ++i) likelihood.log_likelihood(theta, x, out);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / batches;
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t rows = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 50;
  const int batches = argc > 2 ? std::atoi(argv[2]) : 1000;
  const testing::TemporaryDirectory folder;
  std::ofstream(folder / "once.py") << body << once;
  std::ofstream(folder / "stays.py") << body << for_each_line;
  const auto likelihood = [&](const char* options) {
    return std::make_unique<ExternalLikelihood>(ConfigNode::parse(options, "options"), folder.path());
  };
  const auto started = likelihood("{command: [python3, once.py]}");
  const auto persistent = likelihood("{command: [python3, stays.py], persistent: true}");
  seconds_a_batch(*persistent, rows, 1);  // its start
  for (int round = 0; round < 3; ++round) {
    const double a = seconds_a_batch(*started, rows, 20);
    const double b = seconds_a_batch(*persistent, rows, batches);
    std::printf("%zu rows: started %.1f ms a batch, %.0f calls/s; persistent %.3f ms, %.0f calls/s; ratio %.0f\n", rows,
                1e3 * a, static_cast<double>(rows) / a, 1e3 * b, static_cast<double>(rows) / b, a / b);
  }
}
