#include "apps/stages/report.hpp"

#include <algorithm>

#include "apps/report/report.hpp"
#include "apps/stages/training_plans.hpp"
#include "core/estimator/estimator_file.hpp"
#include "core/files/atomic_file.hpp"

namespace inquest {
namespace {

constexpr std::size_t shown_draws = 4000;

ReportModel report_model(const RunContext& context, const Model& model) {
  const bool simulated = context.run.learns();
  const auto status = simulated ? context.store.status(model.name) : std::vector<SimulationStatus>{};
  const auto failed = std::ranges::count_if(status, [](SimulationStatus s) { return s != SimulationStatus::ok; });
  ReportModel report{.name = model.name,
                     .simulator = model.simulator().info().name,
                     .probability = model.probability,
                     .parameters = {},
                     .simulations = simulated ? context.run.simulations.train : 0,
                     .test_rows = simulated ? context.run.simulations.test : 0,
                     .failed = failed};
  for (std::size_t i = 0; i < model.space.dimension(); ++i) {
    const Parameter& parameter = model.space.free_parameter(i);
    report.parameters.push_back({parameter.name, parameter.latex, parameter.unit, prior_text(parameter),
                                 model.space.lower(i), model.space.upper(i)});
  }
  return report;
}

/// Every k-th row; draws are independent, so that any rows will do.
Matrix thinned(const Matrix& draws) {
  const std::size_t rows = std::min(draws.rows(), shown_draws);
  Matrix out(rows, draws.cols());
  for (std::size_t i = 0; i < rows; ++i) std::ranges::copy(draws.row(i * draws.rows() / rows), out.row(i).begin());
  return out;
}

std::optional<ReportNested> report_nested(const std::optional<LogEvidence>& found) {
  if (!found) return std::nullopt;
  ReportNested nested{found->method, found->log_z, found->log_z_error, found->calls};
  if (const auto& run = found->assessment) {
    nested.run = {run->log_z,          run->log_z_error(),       run->analytic_error, run->simulated_error,
                  run->replica_error,  run->replica_p_value,     run->information,    run->information_error,
                  run->dimensionality, run->dimensionality_error};
  }
  if (const auto& walks = found->walks) nested.walks = {walks->memory, walks->doubled, walks->p_value};
  return nested;
}

void add_curves(const RunContext& context, const std::string& estimator, const std::string& part,
                std::vector<ReportCurve>& curves) {
  const auto path = context.directory.estimator(part);
  if (!std::filesystem::exists(path)) return;
  const std::string prefix = part == estimator ? "" : part.substr(estimator.size() + 1) + ".";
  for (const auto& [network, array] : load_loss_curves(path)) curves.push_back({estimator, prefix + network, array});
}

std::vector<ReportCurve> loss_curves(const RunContext& context) {
  std::vector<ReportCurve> curves;
  const RunTrainings trainings(context);
  for (const TrainingPlan& plan : trainings.plans()) {
    for (const TrainingPart& part : plan.parts) add_curves(context, plan.name, part.name, curves);
  }
  return curves;
}

}  // namespace

ReportData make_report_data(const RunContext& context, const Results& results) {
  const Run& run = context.run;
  ReportData data{.name = run.name,
                  .version = INQUEST_VERSION,
                  .resolved = run.resolved.to_yaml(),
                  .seed = run.seed.value,
                  .observation = run.observation,
                  .models = {},
                  .posteriors = {},
                  .evidence = {},
                  .curves = loss_curves(context),
                  .wall_seconds = results.wall_seconds,
                  .warnings = {results.warnings.begin(), results.warnings.end()}};
  for (const Model& model : run.models.models()) data.models.push_back(report_model(context, model));
  for (const PosteriorResult& result : results.posterior) {
    data.posteriors.push_back({result.model, result.route, result.method, result.summary, thinned(result.draws.theta),
                               report_nested(result.nested)});
  }
  for (const EvidenceResult& result : results.evidence) {
    data.evidence.push_back({result.route, result.method, result.estimate, result.blind_coverage, result.log_score});
  }
  return data;
}

void report_stage(RunContext& context, const Results& results) {
  write_file(context.directory.report(), render_report(make_report_data(context, results)));
}

}  // namespace inquest
