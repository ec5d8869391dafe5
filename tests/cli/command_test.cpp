// What the command says and writes where nothing is wrong.

#include <algorithm>

#include "core/files/h5.hpp"
#include "core/files/npy.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

namespace fs = std::filesystem;

ProcessResult inquest(const fs::path& folder, const std::vector<std::string>& words) {
  return run_inquest(INQUEST_BINARY_DIR, folder, words);
}

bool says(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

}  // namespace

TEST_CASE("every example passes inquest check", "[cli]") {
  const fs::path examples = fs::path(INQUEST_SOURCE_DIR) / "docs" / "examples";
  int count = 0;
  for (const auto& entry : fs::directory_iterator(examples)) {
    if (entry.path().extension() != ".yaml") continue;
    const ProcessResult result = inquest(examples, {"check", entry.path().filename()});
    INFO(entry.path() << "\n" << result.err);
    CHECK(result.status == 0);
    CHECK(says(result.out, "is in order"));
    ++count;
  }
  CHECK(count >= 2);
}

TEST_CASE("a run leaves the files that it promises and says where they are", "[cli]") {
  const TemporaryDirectory folder;
  write_small_run(folder.path(), 2000, 400);  // enough that nothing has to be warned of
  const ProcessResult run = inquest(folder.path(), {"run", "run.yaml", "--output", "out"});
  INFO(run.err);
  REQUIRE(run.status == 0);
  CHECK(run.err.empty());
  for (const char* words : {"Posterior", "Evidence", "free over fixed", "out/report.html", "out/results.json"}) {
    CHECK(says(run.out, words));
  }
  for (const char* file :
       {"run.yaml", "resolved.yaml", "results.json", "log.txt", "metrics.jsonl", "simulations.h5", "report.html",
        "estimators/free.npe.h5", "estimators/fixed.moments.h5", "estimators/evidence.network.h5",
        "posteriors/free.npe.txt", "posteriors/free.npe.paramnames", "posteriors/fixed.npe.ranges",
        "posteriors/fixed.npe.properties.ini"}) {
    INFO(file);
    CHECK(fs::exists(folder / "out" / file));
  }
  CHECK(!fs::exists(folder / "out" / "estimators" / ".checkpoints"));
  CHECK(!fs::exists(folder / "out" / "posteriors" / "free.moments.txt"));
  CHECK(read_text(folder / "out" / "run.yaml") == read_text(folder / "run.yaml"));

  CHECK(says(inquest(folder.path(), {"info", "out"}).out, "free.npe"));
  CHECK(says(inquest(folder.path(), {"info", "out/estimators/free.npe.h5"}).out, "kind npe"));
  CHECK(says(inquest(folder.path(), {"info", "out/simulations.h5"}).out, "free/theta"));
  const ProcessResult quiet = inquest(folder.path(), {"run", "run.yaml", "--output", "out", "--resume", "--quiet"});
  CHECK(quiet.out.empty());
}

TEST_CASE("sample draws from a saved estimator alone", "[cli]") {
  const TemporaryDirectory folder;
  write_small_run(folder.path());
  REQUIRE(inquest(folder.path(), {"train", "run.yaml", "--output", "out"}).status == 0);
  fs::copy(folder / "out" / "estimators" / "free.npe.h5", folder / "npe.h5");
  fs::remove_all(folder / "out");
  const auto sample = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words = {"sample", "npe.h5", "--draws", "20", "--observation"};
    words.insert(words.end(), more.begin(), more.end());
    return inquest(folder.path(), words);
  };
  const ProcessResult inlined = sample({"[1, 2, 3]"});
  INFO(inlined.err);
  REQUIRE(inlined.status == 0);
  CHECK(inlined.out.starts_with("a,b,log_prob\n"));
  CHECK(std::ranges::count(inlined.out, '\n') == 21);
  CHECK(sample({"[1, 2, 3]", "--seed", "1"}).out == inlined.out);
  CHECK(sample({"[1, 2, 3]", "--seed", "2"}).out != inlined.out);

  REQUIRE(sample({"[1, 2, 3]", "--output", "draws.csv"}).status == 0);
  CHECK(read_text(folder / "draws.csv") == inlined.out);
  REQUIRE(sample({"{file: x.csv, columns: [x]}", "--output", "draws.npy"}).status == 0);
  REQUIRE(sample({"[1, 2, 3]", "--output", "draws.txt"}).status == 0);
  CHECK(read_text(folder / "draws.txt").starts_with("# a b log_prob\n"));

  const auto refuses = [&](const std::vector<std::string>& more, int status, const std::string& words) {
    const ProcessResult result = sample(more);
    INFO(result.err);
    CHECK(result.status == status);
    CHECK(says(result.err, words));
  };
  refuses({"[1, 2, 3]", "--output", "draws.csv"}, 64, "--force");
  refuses({"[1, 2, 3]", "--output", "draws.dat"}, 64, ".csv, .txt or .npy");
  refuses({"[1, 2, 3]", "--output", "absent/draws.csv"}, 64, "there is no folder absent");
  refuses({"[1, 2]"}, 65, "has 2 values (the simulators make 3)");
  refuses({"absent.npy"}, 66, "absent.npy");
  refuses({"[1, .nan, 3]"}, 65, "value 2 of 3");
  CHECK(sample({"[1, 2, 3]", "--output", "draws.csv", "--force"}).status == 0);
  CHECK(inlined.err.empty());
  CHECK(says(sample({"[1, 2e6, 3]"}).err, "standard deviations from the mean of the simulations"));
  CHECK(inquest(folder.path(), {"sample", "npe.h5"}).status == 64);
}

TEST_CASE("sample draws at many observations in one call, from every kind that gives draws", "[cli]") {
  const TemporaryDirectory folder;
  write_small_run(folder.path());
  REQUIRE(inquest(folder.path(), {"train", "run.yaml", "--output", "out"}).status == 0);
  write_npy(folder / "x.npy", {3, 3}, std::vector<double>{1, 2, 3, 0, 0, 0, 1, 2, 3});
  const std::string kind = GENERATE("npe", "moments");
  CAPTURE(kind);
  const auto sample = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words = {"sample", "out/estimators/free." + kind + ".h5", "--draws", "20"};
    words.insert(words.end(), more.begin(), more.end());
    return inquest(folder.path(), words);
  };
  const ProcessResult several = sample({"--observations", "x.npy", "--output", "draws.npy"});
  INFO(several.err);
  REQUIRE(several.status == 0);
  const NpyArray draws = read_npy(folder / "draws.npy");
  CHECK(draws.shape == std::vector<std::size_t>{3, 20, 2});
  REQUIRE(sample({"--observations", "x.npy", "--output", "draws.h5"}).status == 0);
  const H5File file = H5File::open(folder / "draws.h5");
  CHECK(file.read<double>("theta").values == draws.values);
  CHECK(file.read<double>("log_prob").shape == std::vector<std::size_t>{3, 20});
  CHECK(file.read_text("parameters") == std::vector<std::string>{"a", "b"});
  // Rows of the same data have draws of their own; a shorter file has the same ones.
  CHECK(draws.values[0] != draws.values[80]);
  write_npy(folder / "first.npy", {1, 3}, std::vector<double>{1, 2, 3});
  REQUIRE(sample({"--observations", "first.npy", "--output", "first-draws.npy"}).status == 0);
  const NpyArray first = read_npy(folder / "first-draws.npy");
  for (std::size_t i = 0; i < 40; ++i) CHECK(first.values[i] == Approx(draws.values[i]).margin(1e-4));

  const auto refuses = [&](const std::vector<std::string>& more, int status, const std::string& words) {
    const ProcessResult result = sample(more);
    INFO(result.err);
    CHECK(result.status == status);
    CHECK(says(result.err, words));
  };
  refuses({"--observations", "x.npy", "--output", "draws.npy"}, 64, "--force");
  refuses({"--observations", "x.npy", "--output", "draws.csv"}, 64, ".h5 or .npy");
  refuses({"--observations", "x.npy"}, 64, "without --output");
  refuses({"--observations", "x.npy", "--observation", "[1, 2, 3]"}, 64, "choose one");
  refuses({"--observations", "draws.npy", "--output", "more.npy"}, 65,
          "an array [3, 20, 2] (must be [m, ...] with [3]");
  refuses({"--observations", "absent.npy", "--output", "more.npy"}, 66, "absent.npy");
  const ProcessResult network = inquest(
      folder.path(), {"sample", "out/estimators/evidence.network.h5", "--observations", "x.npy", "--output", "e.npy"});
  CHECK(network.status == 65);
  CHECK(says(network.err, "an estimator of kind 'evidence' (it gives no draws)"));
}

TEST_CASE("evidence gives ln K at the observation of the run, and at many", "[cli]") {
  const TemporaryDirectory folder;
  write_small_run(folder.path());
  REQUIRE(inquest(folder.path(), {"run", "run.yaml", "--output", "out"}).status == 0);
  const auto results = nlohmann::json::parse(read_text(folder / "out" / "results.json"));
  const double log_k = results["evidence"]["network"]["log_k"][0][1];
  const std::string network = "out/estimators/evidence.network.h5";
  write_npy(folder / "x.npy", {2, 3}, std::vector<double>{0.4, -0.7, 0.1, 1, 2, 3});
  const ProcessResult many =
      inquest(folder.path(), {"evidence", network, "--observations", "x.npy", "--output", "k.npy"});
  INFO(many.err);
  REQUIRE(many.status == 0);
  CHECK(read_npy(folder / "k.npy").values[0] == Approx(log_k));
  const ProcessResult one = inquest(folder.path(), {"evidence", network, "--observation", "[0.4, -0.7, 0.1]"});
  CHECK(one.status == 0);
  CHECK(says(one.out, "free over fixed"));
  CHECK(says(inquest(folder.path(), {"evidence", network, "--observations", "x.npy"}).out, "\n1,free,fixed,"));

  const ProcessResult npe =
      inquest(folder.path(), {"evidence", "out/estimators/free.npe.h5", "--observation", "[0, 0, 0]"});
  CHECK(npe.status == 65);
  CHECK(says(npe.err, "(it compares no models)"));
  CHECK(inquest(folder.path(), {"evidence", network, "--observations", "x.npy", "--output", "k.npy"}).status == 64);
  CHECK(inquest(folder.path(), {"evidence", network, "--observation", "[1, 2]"}).status == 65);
}

TEST_CASE("results.json has the promised keys", "[cli]") {
  const TemporaryDirectory folder;
  write_small_run(folder.path());
  REQUIRE(inquest(folder.path(), {"run", "run.yaml"}).status == 0);
  const auto json = nlohmann::json::parse(read_text(folder / "run" / "results.json"));
  for (const char* key :
       {"name", "inquest_version", "seed", "wall_seconds", "posterior", "evidence", "diagnostics", "warnings"}) {
    CHECK(json.contains(key));
  }
  const auto& npe = json["posterior"]["free"]["npe"];
  CHECK(npe["parameters"] == std::vector<std::string>{"a", "b"});
  CHECK(npe["draws"] == 500);
  CHECK(npe["effective_draws"] == Approx(500));
  CHECK(npe["simulations"] == 600);
  CHECK(npe["quantiles"]["0.025"].size() == 2);
  CHECK(npe["covariance"][1].size() == 2);
  CHECK(npe["seconds"]["train"] > 0);
  const auto& moments = json["posterior"]["fixed"]["moments"];
  CHECK(moments["quantiles"].is_null());
  CHECK(moments["draws"] == 0);
  const auto& network = json["evidence"]["network"];
  CHECK(network["models"] == std::vector<std::string>{"free", "fixed"});
  CHECK(network["log_z"].is_null());
  CHECK(network["log_k"][0][1].get<double>() == Approx(-network["log_k"][1][0].get<double>()));
  CHECK(network["error_kind"] == "bootstrap");
  CHECK(json["evidence"]["exact"]["log_z"].size() == 2);
  const auto& calibration = json["diagnostics"]["calibration"]["free"];
  CHECK(calibration["npe"]["rows"] == 50);
  CHECK(calibration["npe"]["sbc"]["p_value"].size() == 2);
  CHECK(calibration["npe"]["coverage"]["observed"].size() == calibration["npe"]["coverage"]["level"].size());
  CHECK(calibration["npe"]["tarp"]["p_value"] > 0);
  CHECK(calibration["npe"]["local_c2st"]["rows"] == 50);
  CHECK(calibration["npe"]["local_c2st"]["p_value"] >= 1.0 / 2000);
  CHECK(calibration["moments"]["residuals"]["variance"].size() == 2);
  CHECK(json["diagnostics"]["information"]["free"]["npe"]["nats"].size() == 2);
  const std::string quoted = json["verdict"]["posterior"]["free"]["route"];
  CHECK(json["diagnostics"]["predictive"]["free"][quoted]["rows"] == 200);
  CHECK(std::filesystem::exists(folder / "run" / "diagnostics" / "free.npe_ranks.csv"));
}

TEST_CASE("compare-runs shows the answers and settings of two runs side by side", "[cli]") {
  const TemporaryDirectory folder;
  write_small_run(folder.path());
  const std::vector<std::string> quick = {"--set", "evidence={exact: {method: exact}}", "--set",
                                          "posterior={npe: {method: npe, ensemble: 1, training: {max_epochs: 2}}}"};
  const auto run = [&](std::vector<std::string> words) {
    words.insert(words.end(), quick.begin(), quick.end());
    REQUIRE(inquest(folder.path(), words).status == 0);
  };
  run({"run", "run.yaml", "--output", "one"});
  run({"run", "run.yaml", "--output", "two", "--set", "draws=400"});
  const ProcessResult compared = inquest(folder.path(), {"compare-runs", "one", "two"});
  INFO(compared.out << compared.err);
  REQUIRE(compared.status == 0);
  CHECK(says(compared.out, "Settings of two\n  draws = 400 (was 500)\n"));
  CHECK(says(compared.out, "shift [sd]"));
  CHECK(says(compared.out, "free over fixed"));
  CHECK(says(inquest(folder.path(), {"compare-runs", "one", "absent"}).err, "absent does not exist"));
  CHECK(says(inquest(folder.path(), {"compare-runs", "one", "."}).err, "is not a run directory"));
}

TEST_CASE("blind coverage stands in the results, or why it does not", "[cli]") {
  const TemporaryDirectory folder;
  write_small_run(folder.path());
  const auto results = [&](const std::string& setting) {
    REQUIRE(inquest(folder.path(), {"run", "run.yaml", "--force", "--set", "posterior={}", "--set", setting}).status ==
            0);
    return nlohmann::json::parse(read_text(folder / "run" / "results.json"));
  };
  const auto tested = results("report=true");
  CHECK(tested["diagnostics"]["blind_coverage"]["network"]["p_value"] > 0);
  CHECK(tested["diagnostics"]["log_score"]["network"]["loss"] > 0);
  CHECK(tested["diagnostics"]["log_score"]["network"]["excess"] == 0);  // the only route that learns
  CHECK(says(read_text(folder / "run" / "report.html"), "Blind coverage"));

  const auto without_rows = results("simulations.test=0");
  CHECK(!without_rows["diagnostics"].contains("blind_coverage"));
  CHECK(
      says(without_rows["warnings"].dump(), "evidence.network: blind coverage is left out (there are no test rows of"));
  CHECK(results("diagnostics={blind_coverage: false}")["warnings"].empty());

  replace_in(folder / "run.yaml", "{a: {prior: {normal: [0, 1]}}, b: 0}",
             "{a: {prior: {normal: [0, 1]}, proposal: {normal: [0, 1.5]}}, b: 0}");
  const auto weighted = results("report=true");
  CHECK(!weighted["diagnostics"].contains("blind_coverage"));
  CHECK(says(weighted["warnings"].dump(), "blind coverage is left out (the simulations of fixed have weights)"));
}

TEST_CASE("the run file and simulator that `new` writes are in order", "[cli]") {
  const TemporaryDirectory folder;
  CHECK(inquest(folder.path(), {"new", "mine"}).status == 0);
  CHECK(read_text(folder / "mine.yaml").starts_with("# yaml-language-server: $schema=inquest.schema.json\n"));
  CHECK(read_text(folder / "inquest.schema.json") == inquest(folder.path(), {"schema"}).out);
  const ProcessResult check = inquest(folder.path(), {"check", "mine.yaml"});
  INFO(check.err);
  CHECK(check.status == 0);
  CHECK(inquest(folder.path(), {"new", "mine"}).status == 64);
}

TEST_CASE("help, version, lists and schema", "[cli]") {
  CHECK(says(inquest(".", {"--help"}).out, "simulate FILE"));
  CHECK(says(inquest(".", {"run", "--help"}).out, "--resume"));
  CHECK(says(inquest(".", {"--version"}).out, "inquest "));
  CHECK(says(inquest(".", {"list"}).out, "expansion_history"));
  CHECK(says(inquest(".", {"list", "priors"}).out, "log_uniform"));
  CHECK(says(inquest(".", {"list", "methods"}).out, "npe"));
  CHECK(says(inquest(".", {"list", "losses"}).out, "direct-root"));
  const std::string nle = inquest(".", {"list", "nle"}).out;
  CHECK(says(nle, "posterior: nle: neural likelihood estimation"));
  CHECK(says(nle, "ensemble"));
  CHECK(says(nle, "of each spline (flow: spline, nsf)"));
  CHECK(says(inquest(".", {"list", "nested"}).out, "evidence: nested"));
  CHECK(says(inquest(".", {"list", "spline"}).out, "bins"));
  const auto schema = nlohmann::json::parse(inquest(".", {"schema"}).out);
  CHECK(schema["properties"]["models"]["additionalProperties"]["required"].size() ==
        1);  // a simulator, or a likelihood alone
  CHECK(schema["properties"]["posterior"]["additionalProperties"]["anyOf"][0]["properties"]["method"]["const"] ==
        "auto");
}

}  // namespace inquest::testing
