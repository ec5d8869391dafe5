#include "apps/run/results.hpp"

#include <array>

#include <nlohmann/json.hpp>

#include "core/files/atomic_file.hpp"

namespace inquest {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<const char*, summary_quantiles.size()> quantile_names = {"0.025", "0.16", "0.5", "0.84", "0.975"};

Json rows_of(const Matrix& matrix) {
  Json rows = Json::array();
  for (std::size_t i = 0; i < matrix.rows(); ++i) rows.push_back(matrix.row(i));
  return rows;
}

Json quantiles_json(const PosteriorSummary& summary) {
  if (summary.quantiles.empty()) return nullptr;
  Json json;
  for (std::size_t i = 0; i < quantile_names.size(); ++i) json[quantile_names[i]] = summary.quantiles[i];
  return json;
}

Json mcmc_json(const McmcReport& report) {
  return {{"r_hat", report.convergence.r_hat},
          {"bulk_ess", report.convergence.bulk_ess},
          {"tail_ess", report.convergence.tail_ess},
          {"chains", report.chains},
          {"steps", report.steps},
          {"likelihood_evaluations", report.evaluations}};
}

Json assessment_json(const NestedAssessment& run) {
  return {{"log_z", run.log_z},
          {"error_analytic", run.analytic_error},
          {"error_simulated_volumes", run.simulated_error},
          {"error_replicas", run.replica_error ? Json(*run.replica_error) : Json(nullptr)},
          {"replica_log_z", run.replica_log_z},
          {"replica_p_value", run.replica_error ? Json(run.replica_p_value) : Json(nullptr)},
          {"information", run.information},
          {"information_error", run.information_error},
          {"dimensionality", run.dimensionality},
          {"dimensionality_error", run.dimensionality_error}};
}

Json nested_json(const LogEvidence& found) {
  Json json{{"log_z", found.log_z},
            {"log_z_error", found.log_z_error},
            {"sampler", found.method},
            {"likelihood_evaluations", found.calls}};
  if (found.assessment) json["run"] = assessment_json(*found.assessment);
  if (found.walks) {
    json["walks"] = {
        {"memory", found.walks->memory}, {"memory_doubled", found.walks->doubled}, {"p_value", found.walks->p_value}};
  }
  return json;
}

Json posterior_json(const PosteriorResult& result) {
  const PosteriorSummary& summary = result.summary;
  Json seconds{{"train", result.train_seconds}, {"draw", result.draw_seconds}};
  Json json{{"parameters", result.parameters},
            {"mean", summary.mean},
            {"std", summary.std},
            {"quantiles", quantiles_json(summary)},
            {"covariance", rows_of(summary.covariance)},
            {"draws", summary.draws},
            {"effective_draws", summary.effective_draws},
            {"simulations", result.simulations}};
  if (!result.picked.empty()) json["picked"] = result.picked;
  if (result.mcmc) json["mcmc"] = mcmc_json(*result.mcmc);
  if (result.nested) json["nested"] = nested_json(*result.nested);
  json["seconds"] = seconds;
  return json;
}

Json optional_json(const std::optional<std::vector<double>>& values) { return values ? Json(*values) : Json(nullptr); }

Json evidence_json(const EvidenceEstimate& estimate) {
  const auto& scatter = estimate.ensemble_scatter;
  return {{"models", estimate.models},
          {"log_z", optional_json(estimate.log_z)},
          {"log_z_error", optional_json(estimate.log_z_error)},
          {"log_k", rows_of(estimate.log_k)},
          {"log_k_error", rows_of(estimate.log_k_error)},
          {"probability", estimate.probability},
          {"error_kind", estimate.error_kind},
          {"ensemble_scatter", scatter ? rows_of(*scatter) : Json(nullptr)},
          {"likelihood_evaluations", estimate.likelihood_evaluations}};
}

Json all_posteriors(const Results& results) {
  Json json = Json::object();
  for (const PosteriorResult& result : results.posterior) json[result.model][result.route] = posterior_json(result);
  return json;
}

Json all_evidence(const Results& results) {
  Json json = Json::object();
  for (const EvidenceResult& result : results.evidence) json[result.route] = evidence_json(result.estimate);
  return json;
}

Json evidence_diagnostics(const Results& results) {
  Json json = Json::object();
  for (const EvidenceResult& result : results.evidence) {
    if (const auto& p = result.out_of_distribution) {
      json["out_of_distribution"][result.route] = {{"mahalanobis_p", p->mahalanobis_p},
                                                   {"neighbour_p", p->neighbour_p}};
    }
    if (const auto& coverage = result.blind_coverage) {
      json["blind_coverage"][result.route] = {{"p_value", coverage->p_value}, {"rms_residual", coverage->rms_residual}};
    }
    if (const auto& score = result.log_score) {
      json["log_score"][result.route] = {
          {"loss", score->loss}, {"excess", score->excess}, {"excess_error", score->error}};
    }
  }
  return json;
}

// The part `key` of the file that is there, if it can be read.
Json earlier(const std::filesystem::path& path, const char* key) {
  if (!std::filesystem::exists(path)) return Json::object();
  const Json json = Json::parse(read_file(path), nullptr, false);
  return json.is_object() && json.contains(key) ? json[key] : Json::object();
}

}  // namespace

void write_results(const std::filesystem::path& path, const Results& results, ResultsPart part) {
  Json seconds = Json::object();
  for (const auto& [stage, value] : results.wall_seconds) seconds[stage] = value;
  Json json;
  json["name"] = results.name;
  json["inquest_version"] = INQUEST_VERSION;
  json["seed"] = results.seed.value;
  json["wall_seconds"] = seconds;
  json["posterior"] = part == ResultsPart::evidence ? earlier(path, "posterior") : all_posteriors(results);
  json["evidence"] = part == ResultsPart::posterior ? earlier(path, "evidence") : all_evidence(results);
  json["diagnostics"] = part == ResultsPart::posterior ? earlier(path, "diagnostics") : evidence_diagnostics(results);
  json["warnings"] = results.warnings;
  write_file(path, json.dump(2) + "\n");
}

}  // namespace inquest
