#include "evidence/nested/nested_files.hpp"

#include <algorithm>
#include <limits>
#include <sstream>

#include "core/files/atomic_file.hpp"
#include "evidence/nested/explore/nested_sampler.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/evidence_problems.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

// As a reader of PolyChord's files takes it: columns of the parameters, ln L and ln L at birth.
NestedRun read_dead_birth(const std::filesystem::path& path, std::size_t d) {
  std::istringstream text(read_file(path));
  NestedRun run;
  for (std::string line; std::getline(text, line);) {
    std::istringstream words(line);
    std::vector<double> row;
    for (double value; words >> value;) row.push_back(value);
    REQUIRE(row.size() == d + 2);
    run.theta.values().insert(run.theta.values().end(), row.begin(), row.end() - 2);
    run.log_l.push_back(row[d]);
    run.birth.push_back(row[d + 1]);
  }
  return run;
}

// By the rules of anesthetic's NestedSamples: -1e30 is no place in the prior, what does not outlive its birth is
// dropped, and the volume shrinks by n / (n + 1) at the death of one of n that live.
double log_z_by_reader(const NestedRun& run) {
  std::vector<std::size_t> rows;
  std::vector<double> births;
  for (std::size_t i = 0; i < run.log_l.size(); ++i) {
    if (run.log_l[i] <= -1e30 || run.log_l[i] <= run.birth[i]) continue;
    rows.push_back(i);
    births.push_back(run.birth[i]);
  }
  std::ranges::sort(births);
  std::ranges::sort(rows, {}, [&](std::size_t i) { return run.log_l[i]; });
  double volume = 1, z = 0;
  for (std::size_t dead = 0; dead < rows.size(); ++dead) {
    const double log_l = run.log_l[rows[dead]];
    const auto born = std::ranges::lower_bound(births, log_l) - births.begin();
    const double live = static_cast<double>(born) - static_cast<double>(dead);
    z += volume / (live + 1) * std::exp(log_l);
    volume *= live / (live + 1);
  }
  return std::log(z);
}

}  // namespace

TEST_CASE("a nested run's dead-birth file holds the whole run", "[nested]") {
  const EvidenceProblem problem = rastrigin();
  SilentReporter silent;
  const NestedRun run = sample_nested(problem.target(), {.live = 40}, Seed{1}, silent);
  const TemporaryDirectory folder;
  write_births(run, problem.space, folder / "model.route");
  const NestedRun read = read_dead_birth(folder / "model.route_dead-birth.txt", 2);
  CHECK(read.theta.values() == run.theta.values());
  CHECK(read.log_l == run.log_l);
  CHECK(std::count(read.birth.begin(), read.birth.end(), -1e30) == 40);
  CHECK(live_counts(read) == live_counts(run));
  CHECK(nested_evidence(read).mean.log_z == nested_evidence(run).mean.log_z);
  const NestedRun live = read_dead_birth(folder / "model.route_phys_live-birth.txt", 2);
  REQUIRE(live.log_l.size() == 40);
  CHECK(std::ranges::equal(live.log_l, std::span(run.log_l).last(40)));
  const std::string names = read_file(folder / "model.route.paramnames");
  const auto& first = problem.space.free_parameter(0);
  CHECK(names.starts_with(first.name + " " + first.latex + "\n"));
  CHECK(std::count(names.begin(), names.end(), '\n') == 2);
}

TEST_CASE("likelihoods of zero die above the whole prior, from which they were drawn", "[nested]") {
  const double infinity = std::numeric_limits<double>::infinity();
  NestedRun run;
  run.theta = Matrix(2, 2, 0.5);
  run.log_l = {-infinity, -1};
  run.birth = {-infinity, -infinity};
  const TemporaryDirectory folder;
  write_births(run, rastrigin().space, folder / "zero");
  const NestedRun found = read_dead_birth(folder / "zero_dead-birth.txt", 2);
  CHECK(found.log_l == std::vector<double>{-9.9e29, -1});
  CHECK(found.birth == std::vector<double>{-1e30, -1e30});
}

TEST_CASE("a reader that drops what never lived, as anesthetic does, finds ln Z where the likelihood is zero in most",
          "[nested]") {
  const double truth = std::log(0.06);  // a box of 0.3 by 0.2 in the unit square
  const ParameterSpace space = ParameterSpace::parse(
      ConfigNode::parse("{a: {prior: {uniform: [0, 1]}}, b: {prior: {uniform: [0, 1]}}}", "test"));
  const EvidenceTarget target(space, [](ConstMatrixView theta, std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      const double a = theta(i, 0), b = theta(i, 1);
      const bool inside = a > 0.2 && a < 0.5 && b > 0.1 && b < 0.3;
      out[i] = inside ? -0.01 * a : -std::numeric_limits<double>::infinity();
    }
  });
  SilentReporter silent;
  const NestedRun run = sample_nested(target, {.live = 600}, {7}, silent);
  const TemporaryDirectory folder;
  write_births(run, space, folder / "m.ns");
  CHECK(log_z_by_reader(read_dead_birth(folder / "m.ns_dead-birth.txt", 2)) == Approx(truth - 0.0035).margin(0.2));
}

TEST_CASE("the numbers of a stats file stand where readers of PolyChord's look for them", "[nested]") {
  LogEvidence found;
  found.log_z = -3.5;
  found.log_z_error = 0.25;
  found.calls = 1234;
  Draws weighted{Matrix(2, 1), {0, 0}, {1, 3}};
  weighted.theta.values() = {0, 4};
  const TemporaryDirectory folder;
  write_stats(found, weighted, 50, folder / "a.b");
  std::istringstream text(read_file(folder / "a.b.stats"));
  std::vector<std::string> lines(1);
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  CHECK(lines[9] == "log(Z)       = -3.5 +/- 0.25");
  CHECK(lines[15] == "log(Z_ 1)    = -3.5 +/- 0.25");
  CHECK(lines[21] == " ncluster:   0 / 1");
  CHECK(lines[23] == " nequals:    50");
  CHECK(lines[26] == " nlike:      1234");
  CHECK(lines.back() == "1  3 +/- 1.732050808");
}
