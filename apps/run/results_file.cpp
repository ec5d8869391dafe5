#include "apps/run/results_file.hpp"

#include <array>

#include <nlohmann/json.hpp>

#include "apps/run/diagnostics_json.hpp"
#include "apps/run/verdict.hpp"
#include "core/base/number_format.hpp"
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

std::string joined(const std::vector<std::string>& sentences) {
  std::string text;
  for (const std::string& sentence : sentences) text += (text.empty() ? "" : " ") + plain(sentence);
  return text;
}

Json quantiles_json(const PosteriorSummary& summary) {
  if (summary.quantiles.empty()) return nullptr;
  Json json;
  for (std::size_t i = 0; i < quantile_names.size(); ++i) json[quantile_names[i]] = summary.quantiles[i];
  return json;
}

/// A value of a finding as JSON has it; what is not finite becomes null.
Json value_json(const Finding::Value& value) {
  return std::visit(
      [](const auto& held) -> Json {
        if constexpr (std::is_same_v<std::decay_t<decltype(held)>, std::monostate>) {
          return nullptr;
        } else {
          return held;
        }
      },
      value);
}

void add_findings(const Findings& findings, Json& json) {
  for (const Finding& finding : findings.all()) {
    Json* place = &json;
    for (std::size_t i = 0; i + 1 < finding.path.size(); ++i) place = &(*place)[finding.path[i]];
    (*place)[finding.path.back()] = value_json(finding.value);
    if (finding.error) (*place)[finding.path.back() + "_error"] = *finding.error;
  }
}

Json summary_json(const std::vector<std::string>& parameters, const PosteriorSummary& summary) {
  return {{"parameters", parameters},
          {"mean", summary.mean},
          {"std", summary.std},
          {"quantiles", quantiles_json(summary)},
          {"covariance", rows_of(summary.covariance)}};
}

Json posterior_json(const PosteriorResult& result) {
  const PosteriorSummary& summary = result.summary;
  Json seconds{{"train", result.train_seconds}, {"draw", result.draw_seconds}};
  Json json = summary_json(result.parameters, summary);
  json["draws"] = summary.draws;
  json["effective_draws"] = summary.effective_draws;
  json["simulations"] = result.simulations;
  if (!result.derived.names.empty()) json["derived"] = summary_json(result.derived.names, result.derived.summary);
  add_findings(result.findings, json);
  json["seconds"] = seconds;
  return json;
}

Json optional_json(const std::optional<std::vector<double>>& values) { return values ? Json(*values) : Json(nullptr); }

/// [m, m], of what holds for pairs of models.
Json pairs_json(const EvidenceEstimate& estimate, bool (EvidenceEstimate::*holds)(std::size_t, std::size_t) const) {
  Json rows = Json::array();
  for (std::size_t i = 0; i < estimate.models.size(); ++i) {
    Json row = Json::array();
    for (std::size_t j = 0; j < estimate.models.size(); ++j) row.push_back((estimate.*holds)(i, j));
    rows.push_back(std::move(row));
  }
  return rows;
}

Json evidence_json(const EvidenceResult& result) {
  const EvidenceEstimate& estimate = result.estimate;
  const auto& scatter = estimate.ensemble_scatter;
  Json json{{"models", estimate.models},
            {"log_z", optional_json(estimate.log_z)},
            {"log_z_error", optional_json(estimate.log_z_error)},
            {"log_k", rows_of(estimate.log_k)},
            {"log_k_error", rows_of(estimate.log_k_error)},
            {"lower_bound", pairs_json(estimate, &EvidenceEstimate::is_lower_bound)},
            {"extrapolated", pairs_json(estimate, &EvidenceEstimate::is_extrapolated)},
            {"probability", tells_probabilities(estimate) ? Json(estimate.probability) : Json(nullptr)},
            {"error_kind", estimate.error_kind},
            {"ensemble_scatter", scatter ? rows_of(*scatter) : Json(nullptr)},
            {"likelihood_evaluations", estimate.likelihood_evaluations}};
  add_findings(result.findings, json);
  return json;
}

Json all_posteriors(const Results& results) {
  Json json = Json::object();
  for (const PosteriorResult& result : results.posterior) json[result.model][result.route] = posterior_json(result);
  return json;
}

Json all_evidence(const Results& results) {
  Json json = Json::object();
  for (const EvidenceResult& result : results.evidence) json[result.route] = evidence_json(result);
  return json;
}

Json failed_json(const FailedRoute& failed) {
  return {{"model", failed.model.empty() ? Json(nullptr) : Json(failed.model)},
          {"route", failed.route},
          {"method", failed.method},
          {"problem", failed.error.what()}};
}

Json trusted_json(std::optional<bool> trusted) { return trusted ? Json(*trusted) : Json(nullptr); }

template <class Contradictions, class Describe>
Json contradictions_json(const Contradictions& contradictions, const Describe& describe) {
  Json json = Json::array();
  for (const auto& found : contradictions) {
    Json entry{{"routes", found.routes}};
    describe(found, entry);
    entry["sigma"] = found.sigma;
    json.push_back(std::move(entry));
  }
  return json;
}

Json evidence_verdict_json(const EvidenceVerdict& verdict) {
  const bool quoted = !verdict.route.empty();
  Json json{{"route", quoted ? Json(verdict.route) : Json(nullptr)},
            {"why", verdict.why},
            {"models", verdict.models},
            {"ln_k", nullptr},
            {"error", nullptr},
            {"lower_bound", false},
            {"extrapolated", false}};
  if (quoted) {
    const BayesFactor& first = verdict.factors.front();
    json["models"] = {first.model, first.other};
    json["lower_bound"] = first.lower_bound;
    json["extrapolated"] = first.extrapolated;
    if (!first.extrapolated) {
      json["ln_k"] = first.log_k;
      json["error"] = first.error;
    }
  }
  json["contradictions"] = contradictions_json(verdict.contradictions,
                                               [](const auto& found, Json& entry) { entry["models"] = found.models; });
  json["trusted"] = trusted_json(verdict.trusted);
  json["words"] = joined(verdict.sentences);
  return json;
}

Json posterior_verdict_json(const PosteriorVerdict& verdict) {
  Json json{{"route", verdict.route}, {"why", verdict.why}};
  json["contradictions"] = contradictions_json(verdict.contradictions, [](const auto& found, Json& entry) {
    entry["parameter"] = found.parameter;
    entry["width_ratio"] = found.width_ratio;
  });
  json["trusted"] = trusted_json(verdict.trusted);
  json["words"] = joined(verdict.sentences);
  return json;
}

/// The whole, from parts that may stem from an earlier command.
Json verdict_json(const Json& evidence, const Json& posterior) {
  std::vector<std::optional<bool>> trusted;
  std::vector<std::string> words;
  const auto add = [&](const Json& part) {
    trusted.push_back(part["trusted"].is_null() ? std::nullopt : std::optional(part["trusted"].get<bool>()));
    words.push_back(part["words"].get<std::string>());
  };
  if (evidence.is_object()) add(evidence);
  for (const auto& part : posterior) add(part);
  return {{"evidence", evidence},
          {"posterior", posterior},
          {"trusted", trusted_json(all_trusted(trusted))},
          {"words", joined(words)}};
}

// The part `key` of the file that is there, if it can be read.
Json earlier(const std::filesystem::path& path, const char* key) {
  if (!std::filesystem::exists(path)) return Json::object();
  const Json json = Json::parse(read_file(path), nullptr, false);
  return json.is_object() && json.contains(key) ? json[key] : Json::object();
}

/// Of a part that is not written now they stay as they are.
Json all_failed(const Results& results, const std::filesystem::path& path, ResultsPart part) {
  const auto is_written = [&](bool evidence) {
    return part == ResultsPart::all || evidence == (part == ResultsPart::evidence);
  };
  Json json = Json::array();
  for (const FailedRoute& failed : results.failed) {
    if (is_written(failed.model.empty())) json.push_back(failed_json(failed));
  }
  for (const Json& before : earlier(path, "failed")) {
    if (!is_written(before["model"].is_null())) json.push_back(before);
  }
  return json;
}

// Warnings of a part that is kept begin with the name of a route, or are of ln K that contradict each other.
void keep_evidence_warnings(const Json& before, std::set<std::string>& warnings) {
  for (const Json& warning : before) {
    const std::string text = warning.is_string() ? warning.get<std::string>() : "";
    if (text.starts_with("evidence.") || text.starts_with("ln K")) warnings.insert(text);
  }
}

Json verdict_json(const Verdict& verdict, const std::filesystem::path& path, ResultsPart part) {
  Json evidence = verdict.evidence ? evidence_verdict_json(*verdict.evidence) : Json(nullptr);
  Json posterior = Json::object();
  for (const PosteriorVerdict& of_model : verdict.posterior) {
    posterior[of_model.model] = posterior_verdict_json(of_model);
  }
  const Json before = part == ResultsPart::all ? Json::object() : earlier(path, "verdict");
  if (part == ResultsPart::posterior && before.contains("evidence")) evidence = before["evidence"];
  if (part == ResultsPart::evidence && before.contains("posterior")) posterior = before["posterior"];
  return verdict_json(evidence, posterior);
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
  const Json before = part == ResultsPart::all ? Json::object() : earlier(path, "diagnostics");
  json["diagnostics"] = part == ResultsPart::posterior ? evidence_part(before) : evidence_diagnostics(results);
  json["diagnostics"].update(part == ResultsPart::evidence ? posterior_part(before) : posterior_diagnostics(results));
  json["failed"] = all_failed(results, path, part);
  const Verdict verdict = judge(results);
  json["verdict"] = verdict_json(verdict, path, part);
  std::set<std::string> warnings = results.warnings;
  for (const std::string& words : verdict.contradictions()) warnings.insert(plain(words));
  if (part == ResultsPart::posterior) keep_evidence_warnings(earlier(path, "warnings"), warnings);
  json["warnings"] = warnings;
  json["notices"] = results.notices;
  write_file(path, json.dump(2) + "\n");
}

}  // namespace inquest
