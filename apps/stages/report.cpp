#include "apps/stages/report.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "apps/report/figures.hpp"
#include "apps/report/report.hpp"
#include "apps/stages/rounds.hpp"
#include "apps/stages/training_plans.hpp"
#include "core/estimator/estimator_file.hpp"
#include "core/files/atomic_file.hpp"

namespace inquest {
namespace {

constexpr std::size_t shown_draws = 4000;

// Of a parameter in a group with a multivariate normal prior.
Prior marginal_prior(const ParameterSpace& space, const std::string& name) {
  for (const NormalGroup& group : space.groups()) {
    const auto found = std::ranges::find(group.names, name);
    if (found == group.names.end()) continue;
    const auto k = static_cast<std::size_t>(found - group.names.begin());
    return Prior::normal(group.mean[k], std::sqrt(group.covariance(k, k)));
  }
  raise(ErrorKind::internal, concat(name, " has no prior"));
}

// Free parameters as the user knows them, in a row; none where one is missing.
std::optional<Matrix> true_parameters(const Run& run, const ParameterSpace& space) {
  Matrix theta(1, space.dimension());
  for (std::size_t i = 0; i < space.dimension(); ++i) {
    const auto truth = run.truth.find(space.free_parameter(i).name);
    if (truth == run.truth.end()) return std::nullopt;
    theta(0, i) = truth->second;
  }
  return theta;
}

std::vector<ReportParameter> report_derived(const Run& run, const Model& model) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const DerivedParameters& derived = run.derived_of(model.name);
  const auto theta = true_parameters(run, model.space);
  const Matrix truth = theta ? derived_values(derived, model.space, *theta) : Matrix();
  std::vector<ReportParameter> parameters;
  for (std::size_t k = 0; k < derived.size(); ++k) {
    const DerivedParameter& parameter = derived[k];
    parameters.push_back({.name = parameter.name,
                          .latex = parameter.latex,
                          .unit = parameter.unit,
                          .prior = parameter.formula.text(),
                          .lower = -infinity,
                          .upper = infinity,
                          .truth = theta && std::isfinite(truth(0, k)) ? std::optional(truth(0, k)) : std::nullopt,
                          .derived = true});
  }
  return parameters;
}

ReportModel report_model(const RunContext& context, const Model& model) {
  const bool simulated = context.run.learns() && model.has_simulator();
  auto status = simulated ? context.store.status(model.name) : std::vector<SimulationStatus>{};
  if (simulated) status.resize(static_cast<std::size_t>(context.run.simulations.rows()));  // there may be more
  const auto failed = std::ranges::count_if(status, [](SimulationStatus s) { return s != SimulationStatus::ok; });
  ReportModel report{.name = model.name,
                     .simulator = model.has_simulator() ? model.simulator().info().name : "",
                     .probability = model.probability,
                     .parameters = {},
                     .simulations = simulated ? context.run.simulations.train : 0,
                     .test_rows = simulated ? context.run.simulations.test : 0,
                     .failed = failed,
                     .rounds = rounds_in_words(model)};
  const ParameterSpace& space = model.rounds.empty() ? model.space : model.rounds.front().space;
  for (std::size_t i = 0; i < space.dimension(); ++i) {
    const Parameter& parameter = space.free_parameter(i);
    const Prior prior = parameter.prior ? *parameter.prior : marginal_prior(space, parameter.name);
    const auto truth = context.run.truth.find(parameter.name);
    report.parameters.push_back({parameter.name, parameter.latex, parameter.unit, prior_text(parameter), space.lower(i),
                                 space.upper(i), [prior](double theta) { return prior.log_prob(theta); },
                                 truth == context.run.truth.end() ? std::nullopt : std::optional(truth->second)});
  }
  report.derived = report_derived(context.run, model);
  return report;
}

/// Every k-th row; draws are independent, so that any rows will do.
Draws thinned(const Draws& draws) {
  const std::size_t rows = std::min(draws.theta.rows(), shown_draws);
  Draws out{Matrix(rows, draws.theta.cols()), {}, {}};
  for (std::size_t i = 0; i < rows; ++i) {
    std::ranges::copy(draws.theta.row(i * draws.theta.rows() / rows), out.theta.row(i).begin());
  }
  return out;
}

void add_curves(const RunContext& context, const std::string& estimator, const std::string& part,
                std::vector<ReportCurve>& curves) {
  const auto path = context.directory.estimators().file(part);
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
  ReportData data{.version = INQUEST_VERSION,
                  .resolved = run.resolved.to_yaml(),
                  .observation = run.observation,
                  .models = {},
                  .results = results,
                  .curves = loss_curves(context)};
  for (const Model& model : run.models.models()) data.models.push_back(report_model(context, model));
  for (PosteriorResult& result : data.results.posterior) {
    result.draws = thinned(result.draws);
    if (result.draws.theta.rows() == 0) continue;
    const Model& model = *std::ranges::find(run.models.models(), result.model, &Model::name);
    result.draws.theta = with_derived(run.derived_of(result.model), model.space, result.draws.theta);
  }
  return data;
}

void report_stage(RunContext& context, const Results& results) {
  const std::string page = render_report(make_report_data(context, results));
  write_file(context.directory.report(), page);
  std::filesystem::remove_all(context.directory.figures());
  std::filesystem::create_directories(context.directory.figures());
  for (const Figure& figure : figures_of(page))
    write_file(context.directory.figures() / (figure.name + ".svg"), figure.svg);
}

}  // namespace inquest
