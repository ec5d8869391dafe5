// Plugins under the command: from `inquest new` to an answer, crashes, and what resuming notices.

#include <cmath>
#include <map>

#include "tests/support/catch.hpp"
#include "tests/support/plugins.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;

ProcessResult inquest(const TemporaryDirectory& folder, const std::vector<std::string>& words) {
  return run_inquest(INQUEST_BINARY_DIR, folder.path(), words);
}

// Its rows fail where a > 0, which one in 16 is.
constexpr const char* faulty_run = R"(name: faulty
observation: [-0.5, 0.5]
models:
  m:
    simulator: {plugin: ./libfaulty.so, options: {does: nothing else}}
    parameters: {a: {prior: {uniform: [-1, 0.0667]}}}
simulations: {train: 120, test: 0}
posterior: {chains: {method: mcmc, sampler: slice}}
)";

struct Faulty {
  TemporaryDirectory folder;

  Faulty() {
    make_faulty_plugin(INQUEST_SOURCE_DIR, folder / "libfaulty.so");
    write_text(folder / "run.yaml", faulty_run);
  }

  ProcessResult run(const std::string& command, const std::string& does, bool isolate, std::vector<std::string> more) {
    std::vector<std::string> words{command, "run.yaml", "--set", "models.m.simulator.options.does=" + does, "--set"};
    words.push_back(std::string("models.m.simulator.isolate=") + (isolate ? "true" : "false"));
    words.insert(words.end(), more.begin(), more.end());
    return inquest(folder, words);
  }
};

// The content of each file of simulations of a run, by its name.
std::map<std::string, std::string> simulations_in(const fs::path& run) {
  std::map<std::string, std::string> files;
  for (const auto& [path, content] : snapshot(run / "simulations")) {
    files[fs::relative(path, run).string()] = content;
  }
  return files;
}

}  // namespace

TEST_CASE("plugins that `new` writes are made by one make and pass the check", "[cli]") {
  for (const std::string language : {"c", "c++", "fortran"}) {
    if (language == "fortran" && !has_fortran()) continue;
    INFO(language);
    const TemporaryDirectory folder;
    const ProcessResult made = inquest(folder, {"new", "mine", "--language", language});
    CHECK_THAT(made.out, Contains("wrote mine.yaml, mine.") && Contains("next: make, then inquest check mine.yaml"));
    run_make(folder.path());
    const ProcessResult check = inquest(folder, {"check", "mine.yaml"});
    INFO(check.err);
    CHECK(check.status == 0);
    CHECK_THAT(check.out, Contains("mine (./libmine.so)") && Contains("mine.yaml is in order"));
    CHECK(!fs::exists(folder / "libplugin_abi.so"));
    CHECK(inquest(folder, {"new", "mine", "--language", language}).status == 64);
    CHECK(inquest(folder, {"new", "second", "--language", language}).status == 0);
  }
  const TemporaryDirectory folder;
  CHECK_THAT(inquest(folder, {"new", "mine", "--language", "rust"}).err, Contains("known: python, c, c++, fortran"));
  write_text(folder / "Makefile", "all:\n");
  CHECK_THAT(inquest(folder, {"new", "mine", "--language", "c"}).err, Contains("Makefile exists and is another"));
  CHECK(!fs::exists(folder / "mine.c"));
}

// In closed form, of readings of error 0.3: the posterior of line.yaml and its ln K, as its head has them.
TEST_CASE("the example of a plugin agrees with its closed form", "[cli]") {
  const TemporaryDirectory folder;
  make_example_plugins(INQUEST_SOURCE_DIR, folder.path());
  const ProcessResult run = inquest(folder, {"run", "line.yaml", "--set", "posterior={mcmc: {method: mcmc}}", "--set",
                                             "evidence={nested: {method: nested}}"});
  INFO(run.out << run.err);
  REQUIRE(run.status == 0);
  const auto results = nlohmann::json::parse(read_text(folder / "line" / "results.json"));
  const auto& slope = results["posterior"]["line"]["mcmc"];
  CHECK(slope["mean"][0].get<double>() == Approx(0.35544).margin(4 * 0.128 / std::sqrt(1000.0)));
  CHECK(slope["std"][0].get<double>() == Approx(0.12792).epsilon(0.05));
  const auto& nested = results["evidence"]["nested"];
  const double error = nested["log_k_error"][0][1].get<double>();
  CHECK(error < 0.1);
  CHECK(nested["log_k"][0][1].get<double>() == Approx(2.49708).margin(4 * error));
}

TEST_CASE("a plugin's likelihood serves without its simulator, isolated or not", "[cli]") {
  const TemporaryDirectory folder;
  make_example_plugins(INQUEST_SOURCE_DIR, folder.path());
  write_text(folder / "run.yaml", R"(name: line
observation: [1.2, 1.9, 2.0, 2.4]
models:
  alone:
    likelihood: {plugin: ./libline_c.so, options: {noise: 0.3}}
    parameters: {slope: {prior: {normal: [0, 0.5]}}, intercept: {prior: {normal: [0, 2]}}}
  turned:
    likelihood: {plugin: ./libline_c.so, options: {noise: 0.3}}
    parameters: {intercept: {prior: {normal: [0, 2]}}, slope: {prior: {normal: [0, 0.5]}}}
posterior: {chains: {method: mcmc}}
evidence: {nested: {method: nested}}
)");
  const std::string isolate = "models.turned.likelihood.isolate=true";
  const ProcessResult check =
      inquest(folder, {"check", "run.yaml", "--set", isolate, "--set", "posterior.chains.sampler=nuts"});
  CHECK_THAT(check.err, Contains("the likelihood of model 'turned' has no derivatives"));
  const ProcessResult run = inquest(folder, {"run", "run.yaml"});
  INFO(run.out << run.err);
  REQUIRE(run.status == 0);
  const auto results = nlohmann::json::parse(read_text(folder / "run" / "results.json"));
  const auto& nested = results["evidence"]["nested"];
  for (std::size_t i = 0; i < 2; ++i) {
    const double error = nested["log_z_error"][i].get<double>();
    CHECK(nested["log_z"][i].get<double>() == Approx(-3.545626).margin(4 * error));
  }
  CHECK(results["posterior"]["turned"]["chains"]["mean"][1].get<double>() == Approx(0.35544).margin(0.02));

  // With few live points, and so with few requests: the same to the last bit.
  std::vector<nlohmann::json> posteriors;
  for (const std::string value : {"false", "true"}) {
    const ProcessResult one = inquest(folder, {"infer", "run.yaml", "--output", value, "--set", "draws=100", "--set",
                                               "models.turned.likelihood.isolate=" + value, "--set",
                                               "posterior.chains={method: nested, error: 0.5, live: 200}"});
    INFO(one.err);
    REQUIRE(one.status == 0);
    posteriors.push_back(results_without_times(folder / value)["posterior"]["turned"]["chains"]);
  }
  CHECK(posteriors[0]["mean"].size() == 2);
  CHECK(posteriors[0] == posteriors[1]);

  write_text(folder / "bad.yaml",
             "name: bad\nobservation: [1, 2, 3]\nmodels:\n  m:\n    likelihood: {plugin: "
             "./libline_c.so}\n    parameters: {slope: 1, intercept: {prior: {normal: [0, 1]}}}\n");
  CHECK_THAT(inquest(folder, {"check", "bad.yaml"}).err,
             Contains("the likelihood line_c (./libline_c.so) takes data of the shape [4] (there are 3 numbers)"));
}

TEST_CASE("a crash of a plugin is told, and isolated it is a row that failed", "[cli]") {
  Faulty faulty;
  const ProcessResult crash = faulty.run("simulate", "crash", false, {"--output", "crash"});
  CHECK(crash.status < 0);
  CHECK_THAT(crash.err, Contains("the plugin faulty (./libfaulty.so) crashed") && Contains("isolate: true"));

  const ProcessResult apart = faulty.run("simulate", "crash", true, {"--output", "apart"});
  INFO(apart.err);
  CHECK(apart.status == 0);
  CHECK_THAT(apart.err, Contains(" of 120 simulations of 'm' failed (failed "));
  const ProcessResult all = faulty.run("simulate", "crash", true,
                                       {"--set", "models.m.parameters.a.prior={uniform: [0.1, 1]}", "--output", "all"});
  CHECK(all.status == 65);
  CHECK_THAT(all.err, Contains("faulty (./libfaulty.so) was ended by signal 11"));
  const ProcessResult left = faulty.run("simulate", "leave", false, {"--output", "left"});
  CHECK(left.status == 70);
  CHECK_THAT(left.err, Contains("the plugin faulty (./libfaulty.so) ended the process (exit or STOP)") &&
                           Contains("return 1, or write isolate: true"));
  const ProcessResult left_apart = faulty.run("simulate", "leave", true, {"--output", "left_apart"});
  CHECK(left_apart.status == 0);
  CHECK_THAT(left_apart.err, Contains(" of 120 simulations of 'm' failed (failed "));

  const ProcessResult likelihood = faulty.run("infer", "crash", true, {"--output", "likelihood"});
  CHECK(likelihood.status == 65);
  CHECK_THAT(likelihood.err, Contains("the likelihood faulty (./libfaulty.so) was ended by signal 11, asked for"));
}

TEST_CASE("an isolated plugin may print, and its rows are those of before", "[cli]") {
  Faulty faulty;
  REQUIRE(faulty.run("simulate", "print", true, {"--output", "apart"}).status == 0);
  REQUIRE(faulty.run("simulate", "print", false, {"--output", "within"}).status == 0);
  const auto apart = simulations_in(faulty.folder / "apart");
  CHECK_FALSE(apart.empty());
  CHECK(apart == simulations_in(faulty.folder / "within"));
  const ProcessResult resumed =
      faulty.run("simulate", "print", false, {"--output", "apart", "--resume", "--set", "simulations.train=150"});
  INFO(resumed.err);
  CHECK(resumed.status == 0);
}

TEST_CASE("an isolated plugin has one thread for OpenMP and BLAS", "[cli]") {
  Faulty faulty;
  const ProcessResult run = faulty.run("simulate", "want one thread", true, {"--output", "run"});
  INFO(run.err);
  CHECK(run.status == 0);
  CHECK_THAT(run.err, !Contains("failed"));
}

TEST_CASE("the process of an isolated plugin refuses requests that are none", "[cli]") {
  Faulty faulty;
  const std::string program = std::string(INQUEST_BINARY_DIR) + "/inquest-plugin";
  for (const std::string request : {"", "one", "one two", "1 2 3 4 5"}) {
    const ProcessResult asked = run_process(
        {"/bin/sh", "-c",
         "echo '" + request + "' | INQUEST_PARAMETERS=a '" + program + "' serve-plugin '{plugin: ./libfaulty.so}'"},
        {.folder = faulty.folder.path()});
    CHECK(asked.status == 64);
    CHECK_THAT(asked.err, Contains("(must be 4 of a simulator, or 3 of a likelihood)"));
    CHECK(asked.out.empty());
  }
}

TEST_CASE("resuming notices another library of a plugin, and other options", "[cli]") {
  Faulty faulty;
  REQUIRE(faulty.run("simulate", "one", false, {"--output", "run"}).status == 0);
  CHECK(faulty.run("simulate", "one", false, {"--output", "run", "--resume"}).status == 0);
  const ProcessResult other = faulty.run("simulate", "another", false, {"--output", "run", "--resume"});
  CHECK(other.status == 78);
  make_faulty_plugin(INQUEST_SOURCE_DIR, faulty.folder / "libfaulty.so", "-DOWN_VERSION='\"2\"'");
  const ProcessResult changed = faulty.run("simulate", "one", false, {"--output", "run", "--resume"});
  INFO(changed.err);
  CHECK(changed.status == 78);
  CHECK_THAT(changed.err, Contains("use --force to start again"));
}

}  // namespace inquest::testing
