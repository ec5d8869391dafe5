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

TEST_CASE("likelihoods of zero are written as the lowest number that readers of these files know", "[nested]") {
  const double infinity = std::numeric_limits<double>::infinity();
  NestedRun run;
  run.theta = Matrix(2, 2, 0.5);
  run.log_l = {-infinity, -1};
  run.birth = {-infinity, -infinity};
  const TemporaryDirectory folder;
  write_births(run, rastrigin().space, folder / "zero");
  CHECK(read_dead_birth(folder / "zero_dead-birth.txt", 2).log_l == std::vector<double>{-1e30, -1});
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
