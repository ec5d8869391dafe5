// Networks that several routes would train alike are trained once, and a run that was stopped ends the same.

#include <csignal>
#include <set>
#include <sstream>

#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

constexpr const char* networks =
    "npe: {flow: maf, ensemble: 2, transforms: 2, hidden: [16], training: {steps: 40}}, "
    "nle: {flow: maf, ensemble: 2, transforms: 2, hidden: [16], training: {steps: 40}}";

/// npe, nle and both inside auto and npe_nle, of equal options, and two evidence networks.
void write_run(const fs::path& folder) {
  write_small_run(folder);
  replace_in(
      folder / "run.yaml", "  moments:",
      "  nle: {method: nle, flow: maf, ensemble: 2, transforms: 2, hidden: [16], training: {steps: 40}, chains: 8}\n"
      "  auto: {method: auto, " +
          std::string(networks) + ", mcmc: {chains: 8}}\n  moments:");
  replace_in(folder / "run.yaml", "  exact:",
             "  twin: {method: network, ensemble: 2, bootstrap: 2, hidden: [16], training: {steps: 40}}\n"
             "  npe_nle: {method: npe_nle, draws: 200, " +
                 std::string(networks) + "}\n  exact:");
}

ProcessResult run(const fs::path& folder, const std::string& output, ProcessOptions options = {}) {
  return run_inquest(INQUEST_BINARY_DIR, folder, {"run", "run.yaml", "--output", output, "--resume"},
                     std::move(options));
}

/// Estimators whose flows and evidence networks were trained, by the metrics of their epochs.
std::set<std::string> trained(const fs::path& output) {
  const std::string prefix = "train ";
  std::set<std::string> names;
  std::istringstream lines(read_text(output / "metrics.jsonl"));
  for (std::string line; std::getline(lines, line);) {
    const std::string task = nlohmann::json::parse(line).value("task", "");
    if (!task.starts_with(prefix) || task.find(".moments.") != std::string::npos) continue;
    names.insert(task.substr(prefix.size(), task.rfind('.') - prefix.size()));
  }
  return names;
}

}  // namespace

TEST_CASE("routes that would train the same networks share one training", "[cli]") {
  const TemporaryDirectory folder;
  write_run(folder.path());
  const ProcessResult whole = run(folder.path(), "whole");
  INFO(whole.err);
  REQUIRE(whole.status == 0);
  CHECK(trained(folder / "whole") ==
        std::set<std::string>{"free.npe", "free.nle", "fixed.npe", "fixed.nle", "evidence.network"});
  const fs::path estimators = folder / "whole/estimators";
  CHECK(read_text(estimators / "evidence.npe_nle.free.nle.h5") == read_text(estimators / "free.nle.h5"));
  CHECK(read_text(folder / "whole/log.txt").find("free.auto.npe: has the networks of free.npe") != std::string::npos);
  const auto results = nlohmann::json::parse(read_text(folder / "whole/results.json"));
  const auto seconds = [&](const char* route) -> double {
    return results["posterior"]["free"][route]["seconds"]["train"];
  };
  CHECK(seconds("auto") == Approx(seconds("npe") + seconds("nle")));
  CHECK(results["evidence"]["twin"]["log_k"] == results["evidence"]["network"]["log_k"]);

  const auto expected = results_without_times(folder / "whole");
  SECTION("the numbers of the first route are those that it has alone") {
    write_small_run(folder.path());
    REQUIRE(run(folder.path(), "alone").status == 0);
    CHECK(results_without_times(folder / "alone")["posterior"]["free"]["npe"] == expected["posterior"]["free"]["npe"]);
  }
  SECTION("killed and resumed") {
    for (const char* point : {"free.npe.h5", "fixed.nle.h5", "evidence.twin.h5", "evidence.npe_nle.h5"}) {
      CAPTURE(point);
      const fs::path awaited = folder / "killed/estimators" / point;
      CHECK(run(folder.path(), "killed", {.until = [=] { return fs::exists(awaited); }, .signal = SIGKILL}).status !=
            0);
      REQUIRE(run(folder.path(), "killed").status == 0);
      CHECK(results_without_times(folder / "killed") == expected);
      fs::remove_all(folder / "killed");
    }
  }
  SECTION("files that are gone are copied from their equals") {
    for (const char* gone : {"free.npe.h5", "free.auto.nle.h5", "evidence.network.h5", "evidence.npe_nle.h5"}) {
      fs::remove(estimators / gone);
    }
    REQUIRE(run(folder.path(), "whole").status == 0);
    CHECK(results_without_times(folder / "whole") == expected);
  }
}

}  // namespace inquest::testing
