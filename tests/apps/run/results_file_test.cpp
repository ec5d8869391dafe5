#include "apps/run/results_file.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

Findings example_findings() {
  Findings run, nested, findings;
  run.add("information", Measured{6.1, 0.2}, "nats");
  run.add("replica_log_z", std::vector<double>{-3, -3.5}, "of each");
  nested.add("sampler", std::string("nested sampling"), "how");
  nested.add_group("run", run);
  findings.add("picked", std::string("nle"), "the method that answers");
  findings.add("unknown", Finding::Value(), "not known");
  findings.add_group("nested", nested);
  return findings;
}

Results example() {
  PosteriorSummary summary{{1}, {2}, Matrix(1, 1, 4), {}, 0, 0};
  return {.name = "test",
          .seed = {std::uint64_t{1} << 63},
          .wall_seconds = {{"train", 1.5}},
          .posterior = {{.model = "a",
                         .route = "moments",
                         .method = "moments",
                         .parameters = {"p"},
                         .summary = summary,
                         .findings = example_findings()}},
          .evidence = {{.route = "exact",
                        .method = "exact",
                        .estimate = from_log_evidence({"a", "b"}, {-1, -3}, {0, 0}, {0.5, 0.5}, "exact"),
                        .out_of_distribution = OutOfDistribution{0.3, 0.4},
                        .blind_coverage = BlindCoverage{{}, 1.1, 0.7},
                        .log_score = LogScore{0.5, 0.1, 0.02}}},
          .failed = {{"a", "ns", "nested", Error(ErrorKind::data, "no point found")},
                     {"", "exact2", "exact", Error(ErrorKind::data, "no closed form")}},
          .warnings = {"mind this"}};
}

nlohmann::json written(const TemporaryDirectory& folder) {
  return nlohmann::json::parse(read_text(folder / "results.json"));
}

}  // namespace

TEST_CASE("results.json says what was concluded") {
  const TemporaryDirectory folder;
  write_results(folder / "results.json", example());
  const auto json = written(folder);
  CHECK(json["seed"] == std::uint64_t{1} << 63);
  CHECK(json["failed"] == nlohmann::json::parse(R"([
    {"model": "a", "route": "ns", "method": "nested", "problem": "no point found"},
    {"model": null, "route": "exact2", "method": "exact", "problem": "no closed form"}])"));
  CHECK(json["wall_seconds"]["train"] == 1.5);
  CHECK(json["posterior"]["a"]["moments"]["covariance"] == nlohmann::json{{4.0}});
  CHECK(json["posterior"]["a"]["moments"]["quantiles"].is_null());
  CHECK(json["evidence"]["exact"]["log_k"] == nlohmann::json{{0.0, 2.0}, {-2.0, 0.0}});
  CHECK(json["diagnostics"]["out_of_distribution"]["exact"] ==
        nlohmann::json{{"mahalanobis_p", 0.3}, {"neighbour_p", 0.4}});
  CHECK(json["diagnostics"]["blind_coverage"]["exact"] == nlohmann::json{{"p_value", 0.7}, {"rms_residual", 1.1}});
  CHECK(json["diagnostics"]["log_score"]["exact"] ==
        nlohmann::json{{"loss", 0.5}, {"excess", 0.1}, {"excess_error", 0.02}});
  CHECK(json["warnings"] == nlohmann::json{"mind this"});
}

TEST_CASE("results.json has what a route has found under its keys, errors beside values") {
  const TemporaryDirectory folder;
  write_results(folder / "results.json", example());
  const auto json = written(folder)["posterior"]["a"]["moments"];
  CHECK(json["picked"] == "nle");
  CHECK(json["unknown"].is_null());
  CHECK(
      json["nested"] ==
      nlohmann::json{
          {"sampler", "nested sampling"},
          {"run",
           {{"information", 6.1}, {"information_error", 0.2}, {"replica_log_z", nlohmann::json::array({-3, -3.5})}}}});
}

TEST_CASE("results.json has the verdict") {
  const TemporaryDirectory folder;
  Results results = example();
  EvidenceResult network = results.evidence.front();
  network.route = "network";
  network.estimate = from_log_evidence({"a", "b"}, {-1, -9}, {0.1, 0}, {0.5, 0.5}, "ensemble");
  network.estimate.lower_bound = Matrix(2, 2, 1);
  results.evidence.push_back(network);
  write_results(folder / "results.json", results);
  const auto json = written(folder);
  CHECK(json["evidence"]["exact"]["lower_bound"] == nlohmann::json{{false, false}, {false, false}});
  CHECK(json["evidence"]["network"]["lower_bound"] == nlohmann::json{{true, true}, {true, true}});
  CHECK(json["evidence"]["exact"]["probability"].size() == 2);
  CHECK(json["evidence"]["network"]["probability"].is_null());
  const auto verdict = json["verdict"];
  CHECK(verdict["evidence"]["route"] == "exact");
  CHECK(verdict["evidence"]["why"] == "it knows the likelihood");
  CHECK(verdict["evidence"]["models"] == nlohmann::json{"a", "b"});
  CHECK(verdict["evidence"]["ln_k"] == 2.0);
  CHECK(verdict["evidence"]["error"] == 0.0);
  CHECK(verdict["evidence"]["lower_bound"] == false);
  CHECK(verdict["evidence"]["trusted"] == true);
  REQUIRE(verdict["evidence"]["contradictions"].size() == 1);
  CHECK(verdict["evidence"]["contradictions"][0]["routes"] == nlohmann::json{"exact", "network"});
  CHECK(verdict["evidence"]["contradictions"][0]["sigma"].get<double>() == Approx(60));
  CHECK(verdict["posterior"]["a"]["route"] == "moments");
  CHECK(verdict["posterior"]["a"]["trusted"].is_null());
  CHECK(verdict["trusted"].is_null());
  CHECK(verdict["words"] ==
        verdict["evidence"]["words"].get<std::string>() + " " + verdict["posterior"]["a"]["words"].get<std::string>());
  CHECK(json["warnings"].size() == 2);
  CHECK(json["warnings"][0].get<std::string>().starts_with("ln K (a over b) is 2.000 by exact and > 8.0 by network"));
}

TEST_CASE("results.json has no number where routes contradict each other, and none of one model") {
  const TemporaryDirectory folder;
  Results results = example();
  results.evidence.push_back(results.evidence.front());
  results.evidence.back().route = "other";
  results.evidence.back().estimate = from_log_evidence({"a", "b"}, {-3, -1}, {0, 0}, {0.5, 0.5}, "exact");
  write_results(folder / "results.json", results);
  const auto verdict = written(folder)["verdict"];
  CHECK(verdict["evidence"]["route"].is_null());
  CHECK(verdict["evidence"]["ln_k"].is_null());
  CHECK(verdict["evidence"]["error"].is_null());
  CHECK(verdict["trusted"] == false);
  results.evidence.clear();
  write_results(folder / "results.json", results);
  CHECK(written(folder)["verdict"]["evidence"].is_null());
}

TEST_CASE("a stage alone leaves the other part of results.json as it was") {
  const TemporaryDirectory folder;
  write_results(folder / "results.json", example());
  const auto before = written(folder);
  Results only_posterior = example();
  only_posterior.evidence.clear();
  write_results(folder / "results.json", only_posterior, ResultsPart::posterior);
  CHECK(written(folder) == before);
}

}  // namespace inquest::testing
