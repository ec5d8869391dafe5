// The nested sampler where ln Z is known.
//
//   nested PROBLEM ENGINE SEEDS [KEY=VALUE ...]
//
// PROBLEM is one of evidence_problems.hpp; ENGINE is region, slice or auto (nested sampling alone), refined (nested
// sampling refined to error=0.01) or tempered. KEY=VALUE sets an option (live=500); seed=S is the
// first seed, threads=N the threads, work=US adds microseconds of waiting, on the core, to each call of the likelihood,
// slow=K speed=S says that all but the last K parameters are S times faster, notes=1
// prints what each run decided. Prints likelihood calls, seconds of processor time and of the clock, ln Z against the
// truth, and pulls.
#include <chrono>
#include <cmath>
#include <ctime>
#include <iostream>

#include "core/base/parallel.hpp"
#include "evidence/nested/log_evidence.hpp"
#include "tests/support/evidence_problems.hpp"

namespace {

using namespace inquest;
using namespace inquest::testing;

struct Result {
  double log_z;
  double error;
  double calls;
  double seconds;
  std::string notes;
};

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// A likelihood that takes so many microseconds longer, by the clock.
BatchLogLikelihood slowed(BatchLogLikelihood likelihood, double microseconds) {
  if (microseconds == 0) return likelihood;
  return [likelihood = std::move(likelihood), microseconds](ConstMatrixView theta, std::span<double> out) {
    const auto start = Clock::now();
    likelihood(theta, out);
    while (seconds_since(start) < 1e-6 * microseconds * static_cast<double>(theta.rows())) continue;
  };
}

// Nested sampling alone.
Result run_nested(const EvidenceProblem& problem, const ConfigNode& options, Seed seed) {
  SilentReporter silent;
  const NestedRun run = sample_nested(problem.target(), read_options<NestedOptions>(options), seed, silent);
  const NestedEvidence evidence = nested_evidence(run);
  return {evidence.mean.log_z, evidence.log_z_error, static_cast<double>(run.calls), 0, ""};
}

Result run_estimate(const EvidenceProblem& problem, const ConfigNode& options, Seed seed) {
  SilentReporter silent;
  const LogEvidence evidence =
      estimate_log_evidence(problem.target(), read_options<LogEvidenceOptions>(options), {}, seed, silent);
  std::string notes;
  for (const auto& note : evidence.notes) notes += note + "; ";
  for (const auto* told : {&evidence.doubts, &evidence.warnings}) {
    for (const std::string& warning : *told) notes += "WARNING: " + warning + "; ";
  }
  if (const auto& walks = evidence.walks) {
    notes += concat("memory of walks ", walks->memory, ", doubled ", walks->doubled, ", p = ", walks->p_value, "; ");
  }
  return {evidence.log_z, evidence.log_z_error, static_cast<double>(evidence.calls), 0, notes};
}

Result run_once(const EvidenceProblem& problem, const std::string& engine, ConfigNode options, Seed seed) {
  const double start = processor_seconds();
  const bool refined = engine == "refined" || engine == "tempered";
  if (engine == "tempered") options.set("explore", ConfigNode::scalar("tempered"));
  if (!refined) options.set("engine", ConfigNode::scalar(engine));
  Result result = refined ? run_estimate(problem, options, seed) : run_nested(problem, options, seed);
  result.seconds = processor_seconds() - start;
  return result;
}

void print(const EvidenceProblem& problem, const std::string& engine, const std::vector<Result>& results) {
  const auto n = static_cast<double>(results.size());
  double calls = 0, seconds = 0, shift = 0, squares = 0, error = 0, pulls = 0;
  for (const Result& r : results) {
    const double d = r.log_z - problem.log_z;
    calls += r.calls / n;
    seconds += r.seconds / n;
    shift += d / n;
    squares += d * d / n;
    error += r.error / n;
    pulls += d * d / (r.error * r.error) / n;
  }
  const double sd = std::sqrt(std::max(0.0, squares - shift * shift) * n / std::max(1.0, n - 1));
  std::cout << problem.name << ' ' << engine << " n " << n << " calls " << calls << " s " << seconds << " us/call "
            << 1e6 * seconds / calls << " | ln Z - truth " << shift << " +- " << sd / std::sqrt(n) << " sd " << sd
            << " reported " << error << " | mean/se " << shift / (sd / std::sqrt(n)) << " rms pull " << std::sqrt(pulls)
            << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  try {
    INQUEST_VALIDATE(argc >= 4, usage, "nested PROBLEM ENGINE SEEDS [KEY=VALUE ...]");
    EvidenceProblem problem = evidence_problem(argv[1]);
    ConfigNode options = ConfigNode::mapping({});
    std::uint64_t first = 1;
    int threads = 1;
    bool notes = false;
    std::size_t slow = 0;
    double speed = 1;
    for (int i = 4; i < argc; ++i) {
      const std::string word = argv[i];
      const auto equal = word.find('=');
      INQUEST_VALIDATE(equal != std::string::npos, usage, "'", word, "' (is not KEY=VALUE)");
      const std::string key = word.substr(0, equal);
      if (key == "seed") {
        first = std::stoull(word.substr(equal + 1));
      } else if (key == "notes") {
        notes = true;
      } else if (key == "slow") {
        slow = std::stoull(word.substr(equal + 1));
      } else if (key == "speed") {
        speed = std::stod(word.substr(equal + 1));
      } else if (key == "threads") {
        threads = std::stoi(word.substr(equal + 1));
      } else if (key == "work") {
        problem.log_likelihood = slowed(problem.log_likelihood, std::stod(word.substr(equal + 1)));
      } else {
        options.set(key, ConfigNode::parse(word.substr(equal + 1), word));
      }
    }
    set_threads(threads);
    if (slow > 0) problem = with_speed(problem, slow, speed);
    std::vector<Result> results;
    const auto start = Clock::now();
    for (std::uint64_t s = 0; s < std::stoull(argv[3]); ++s) {
      results.push_back(run_once(problem, argv[2], options, Seed{first + s}));
      const Result& r = results.back();
      if (notes)
        std::cout << r.log_z - problem.log_z << " +- " << r.error << ", " << r.calls << " calls: " << r.notes << '\n';
    }
    print(problem, argv[2], results);
    std::cout << seconds_since(start) / static_cast<double>(results.size()) << " s a run by the clock\n";
    return 0;
  } catch (const Error& error) {
    std::cerr << error.what() << '\n';
    return error.exit_status();
  }
}
