#include "apps/run/diagnostics_json.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

namespace inquest {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<const char*, 5> posterior_keys = {"calibration", "information", "predictive", "local_calibration",
                                                       "unlike_simulations"};
const std::vector<double> coverage_levels = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.68, 0.8, 0.9, 0.95, 0.99};

template <class Tests, class Value>
Json each(const Tests& tests, const Value& value) {
  Json list = Json::array();
  for (const auto& test : tests) list.push_back(value(test));
  return list;
}

template <class Test>
Json names(const std::vector<Test>& tests) {
  return each(tests, [](const Test& test) { return test.name; });
}

template <class Test>
Json p_values(const std::vector<Test>& tests) {
  return each(tests, [](const Test& test) { return test.p_value; });
}

Json measured_json(const Measured& value) { return {{"value", value.value}, {"error", value.error}}; }

Json coverage_json(const RankTest& coverage) {
  return {{"p_value", coverage.p_value},
          {"level", coverage_levels},
          {"observed", observed_coverage(coverage, coverage_levels)}};
}

Json local_c2st_json(const LocalC2st& found) {
  return {{"rows", found.rows},
          {"draws", found.draws},
          {"statistic", found.statistic},
          {"null_statistic", found.null_statistic},
          {"deviation", found.deviation()},
          {"p_value", found.p_value}};
}

Json calibration_json(const Calibration& found, const std::optional<LocalC2st>& local) {
  Json json{{"rows", found.rows}, {"draws", found.draws}, {"left_out", found.left_out.size()}};
  json["sbc"] = {{"parameters", names(found.parameters)},
                 {"p_value", p_values(found.parameters)},
                 {"joint_p", found.parameters_p},
                 {"shift", each(found.scales, [](const RankScale& scale) { return scale.shift; })},
                 {"width", each(found.scales, [](const RankScale& scale) { return scale.width; })}};
  json["tarp"] = {{"p_value", found.tarp.p_value}, {"max_deviation", found.tarp.max_deviation}};
  if (!found.pairs.empty()) {
    json["pairs"] = {{"tests", names(found.pairs)}, {"p_value", p_values(found.pairs)}, {"joint_p", found.pairs_p}};
  }
  json["coverage"] = found.coverage ? coverage_json(*found.coverage) : Json(nullptr);
  json["log_prob"] =
      found.log_prob ? Json{{"mean", found.log_prob->value}, {"error", found.log_prob->error}} : Json(nullptr);
  if (local) json["local_c2st"] = local_c2st_json(*local);
  return json;
}

Json residuals_json(const Residuals& found) {
  Json parameters = names(found.parameters);
  const auto of = [&](auto member) {
    return each(found.parameters, [member](const ResidualTest& test) { return (test.*member).value; });
  };
  Json by_width = each(found.parameters, [](const ResidualTest& test) {
    return each(test.by_width, [](const Measured& part) { return part.value; });
  });
  Json residuals{{"parameters", parameters},
                 {"p_value", p_values(found.parameters)},
                 {"joint_p", found.joint_p},
                 {"mean", of(&ResidualTest::mean)},
                 {"variance", of(&ResidualTest::variance)},
                 {"variance_by_width", by_width},
                 {"chi_square", measured_json(found.chi_square)}};
  return {{"rows", found.rows}, {"residuals", residuals}};
}

Json information_json(const std::vector<std::string>& parameters, const Information& information) {
  const auto value = [](const Measured& nats) { return nats.value; };
  const auto error = [](const Measured& nats) { return nats.error; };
  const auto narrower = [](const Measured& nats) { return std::exp(nats.value); };
  Json json{{"parameters", parameters},
            {"nats", each(information.parameters, value)},
            {"error", each(information.parameters, error)},
            {"narrower", each(information.parameters, narrower)}};
  json["joint"] =
      information.joint ? Json{{"nats", information.joint->value}, {"error", information.joint->error}} : Json(nullptr);
  return json;
}

Json distances_json(const OutOfDistribution& found) {
  return {{"mahalanobis_p", found.mahalanobis_p}, {"neighbour_p", found.neighbour_p}};
}

Json local_json(const LocalCalibration& found) {
  return {{"rows", found.rows},
          {"effective_draws", found.effective_draws},
          {"parameters", names(found.parameters)},
          {"p_value", p_values(found.parameters)},
          {"shift", each(found.scales, [](const RankScale& scale) { return scale.shift; })},
          {"width", each(found.scales, [](const RankScale& scale) { return scale.width; })}};
}

Json predictive_json(const Predictive& found) {
  return {{"rows", found.rows},
          {"failed", found.failed},
          {"p_value", found.p_value},
          {"extreme_p", found.extreme_p},
          {"extreme", found.extreme + 1}};
}

Json part(const Json& diagnostics, bool of_posteriors) {
  Json kept = Json::object();
  for (const auto& [key, value] : diagnostics.items()) {
    if ((std::ranges::find(posterior_keys, key) != posterior_keys.end()) == of_posteriors) kept[key] = value;
  }
  return kept;
}

}  // namespace

Json evidence_diagnostics(const Results& results) {
  Json json = Json::object();
  for (const EvidenceResult& result : results.evidence) {
    if (const auto& p = result.out_of_distribution) json["out_of_distribution"][result.route] = distances_json(*p);
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

Json posterior_diagnostics(const Results& results) {
  Json json = Json::object();
  for (const PosteriorResult& result : results.posterior) {
    const PosteriorCheck& check = result.check;
    const auto add = [&](const char* key, const Json& found) { json[key][result.model][result.route] = found; };
    if (check.calibration) add("calibration", calibration_json(*check.calibration, check.local_c2st));
    if (check.residuals) add("calibration", residuals_json(*check.residuals));
    if (!check.left_out.empty()) add("calibration", {{"rows", 0}, {"left_out_because", check.left_out}});
    if (check.information) add("information", information_json(result.parameters, *check.information));
    if (check.predictive) add("predictive", predictive_json(*check.predictive));
    if (check.local) add("local_calibration", local_json(*check.local));
    if (check.out_of_distribution) add("unlike_simulations", distances_json(*check.out_of_distribution));
  }
  return json;
}

Json posterior_part(const Json& diagnostics) { return part(diagnostics, true); }
Json evidence_part(const Json& diagnostics) { return part(diagnostics, false); }

}  // namespace inquest
