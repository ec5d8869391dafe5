#include "apps/run/results.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

Results example() {
  PosteriorSummary summary{{1}, {2}, Matrix(1, 1, 4), {}, 0, 0};
  return {
      .name = "test",
      .seed = {std::uint64_t{1} << 63},
      .wall_seconds = {{"train", 1.5}},
      .posterior = {{.model = "a", .route = "moments", .method = "moments", .parameters = {"p"}, .summary = summary}},
      .evidence = {{.route = "exact",
                    .method = "exact",
                    .estimate = from_log_evidence({"a", "b"}, {-1, -3}, {0, 0}, {0.5, 0.5}, "exact"),
                    .out_of_distribution = OutOfDistribution{0.3, 0.4},
                    .blind_coverage = BlindCoverage{{}, 1.1, 0.7},
                    .log_score = LogScore{0.5, 0.1, 0.02}}},
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
