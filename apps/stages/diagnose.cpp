#include "apps/stages/diagnose.hpp"

#include <algorithm>
#include <cmath>

#include "apps/run/calibration_files.hpp"
#include "apps/run/calibration_verdict.hpp"
#include "apps/run/posterior_verdict.hpp"
#include "apps/stages/draw_files.hpp"
#include "apps/stages/predictive.hpp"
#include "core/base/caught_error.hpp"
#include "core/base/gather.hpp"
#include "core/base/named_reporter.hpp"
#include "core/base/number_format.hpp"
#include "core/base/quiet_reporter.hpp"
#include "core/data/simulation_rows.hpp"
#include "core/diagnostics/data_summaries.hpp"
#include "core/diagnostics/far_number.hpp"
#include "core/diagnostics/nearest_references.hpp"
#include "core/diagnostics/projection.hpp"
#include "core/infer/posterior_answer.hpp"

namespace inquest {
namespace {

constexpr std::size_t most_rows = 1000;  // that amortised posteriors are asked at by default
constexpr std::size_t least_rows = 20;   // of fewer no test says anything
constexpr std::size_t reference_rows = 1000;
constexpr std::size_t proposals = 4;       // rows that are read for each that is wanted, where some are left to chance
constexpr std::size_t local_draws = 1000;  // at each simulation from the posterior
constexpr std::size_t most_columns = 64;   // that distances of data are taken in

/// Held-out simulations of a model, and the references of their distances.
struct TestRows {
  SimulationRows rows;
  Matrix references;                                          // [n, d]
  Matrix summaries = {};                                      // [n, k], of the data
  std::vector<double> summary = {};                           // [k], of the observation
  std::optional<OutOfDistribution> out_of_distribution = {};  // of the observation among them
  std::optional<FarNumber> far = {};                          // of the observations, from simulations to train on
};

ConstMatrixView observations_of(const Run& run, const Model& model) {
  return {run.observation.data(), run.observation.size() / model.data_size(), model.data_size()};
}

TestRows test_rows(const RunContext& context, const Model& model) {
  const SplitPlan plan = context.run.split_plan();
  const Seed seed = context.run.seed.child("diagnose").child(model.name);
  const Split split = split_of(plan, model);
  const auto most = static_cast<std::size_t>(std::max<std::int64_t>(most_rows, context.run.diagnostics.rows));
  TestRows test{follow_prior(model, read_rows(context.store, model, split.test, proposals * most), seed.child("lot")),
                {}};
  keep_first(test.rows, most);
  const SimulationRows pool = read_rows(context.store, model, split.train, reference_rows);
  if (pool.rows.size() < least_rows) return test;
  test.far = far_number(pool.x, observations_of(context.run, model));
  if (test.rows.rows.empty()) return test;
  const Projection projection(pool.x, most_columns, seed.child("projection"));
  const Matrix places = projection.apply(test.rows.x);
  const Matrix pool_places = projection.apply(pool.x);
  test.references = nearest_references(places, pool_places, pool.theta);
  if (context.run.observation.size() != model.data_size()) return test;
  const Matrix place = projection.apply({context.run.observation.data(), 1, model.data_size()});
  test.out_of_distribution = out_of_distribution(places, place.row(0));
  const DataSummaries summaries(model.space, pool.theta, pool_places);
  test.summaries = summaries.apply(places);
  test.summary = summaries.apply(place).values();
  return test;
}

// Why a posterior is not asked, or "".
std::string obstacle_to(const RunContext& context, const Posterior& posterior, const TestRows& test, Basis basis) {
  const DiagnosticsOptions& options = context.run.diagnostics;
  if (test.rows.rows.size() < least_rows) {
    return concat("there are ", test.rows.rows.size(), " test simulations; ask for more by simulations.test");
  }
  if (test.references.rows() != test.rows.rows.size()) {
    return "there are fewer than 20 simulations to train on";
  }
  if (context.run.observation.size() != posterior.data_size()) {
    return "its answer is to several observations, and test simulations are of one each";
  }
  if (context.run.whole_models && basis == Basis::known_likelihood) {
    return "test simulations come from the part of the prior that rounds have left, and it answers for the whole";
  }
  if (amortised(posterior) == nullptr && options.rows < 0) {
    return "each test simulation needs chains of its own; ask for some by diagnostics.rows=50";
  }
  return "";
}

std::size_t rows_of(const DiagnosticsOptions& options, const TestRows& test) {
  const std::size_t asked = options.rows < 0 ? most_rows : static_cast<std::size_t>(options.rows);
  return std::min(asked, test.rows.rows.size());
}

/// The moments of a posterior that tells no more, at held-out rows.
Residuals residuals_of(const Posterior& posterior, ConstMatrixView theta, ConstMatrixView x, Reporter& reporter) {
  QuietReporter quiet(reporter);
  Matrix means(theta.rows(), theta.cols());
  std::vector<Matrix> covariances;
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    const PosteriorSummary summary = answer_of(*posterior.at(x.row(i)), 0, Seed{}, quiet).summary;
    std::ranges::copy(summary.mean, means.row(i).begin());
    covariances.push_back(summary.covariance);
  }
  return residuals(posterior.space().free_names(), theta, means, covariances);
}

/// Draws at the observation, which may lie at an end of the prior, beside truths of test simulations.
void classify(const TestRows& test, const Posterior& posterior, const HeldOutDraws& held_out, Seed seed,
              Reporter& reporter, PosteriorResult& result) {
  try {
    result.check.local_c2st = local_c2st(posterior.space(), held_out, rows_at(test.summaries, held_out.rows),
                                         {result.draws.theta, test.summary}, seed);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::data) throw;
    reporter.warning(concat("the local C2ST is left out (", error.what(), ")"));
  }
}

void calibrate_route(const RunContext& context, const Posterior& posterior, const TestRows& test, Seed seed,
                     Reporter& reporter, PosteriorResult& result) {
  const std::size_t rows = rows_of(context.run.diagnostics, test);
  const ConstMatrixView theta = test.rows.theta.view().rows(0, rows);
  const ConstMatrixView x = test.rows.x.view().rows(0, rows);
  if (result.draws.theta.rows() == 0) {
    result.check.residuals = residuals_of(posterior, theta, x, reporter);
    return;
  }
  const auto draws = static_cast<std::size_t>(context.run.diagnostics.draws);
  const HeldOutDraws held_out = draw_held_out(posterior, theta, x, draws, seed, reporter);
  INQUEST_VALIDATE(held_out.size() >= least_rows, data, "it answers at ", held_out.size(), " of ", rows,
                   " test simulations (", held_out.left_out.front(), ")");
  const Matrix references = rows_at(test.references, held_out.rows);
  for (const std::string& problem : held_out.left_out) reporter.warning("calibration leaves out " + problem);
  result.check.calibration = calibrate(posterior.space(), held_out, references, seed.child("calibrate"));
  result.check.information = information(posterior.space(), held_out);
  if (amortised(posterior) != nullptr) classify(test, posterior, held_out, seed.child("local C2ST"), reporter, result);
}

void add_doubt(const std::string& doubt, PosteriorResult& result, Reporter& reporter) {
  if (doubt.empty()) return;
  result.doubts.push_back(doubt);
  reporter.warning(doubt);
}

// By the ranks of the observation among simulations, or else by its distance from them, which few of them tell as well.
std::string extrapolation(const TestRows& test, const std::string& model) {
  const std::string unlike = test.out_of_distribution ? doubt_of(*test.out_of_distribution, model) : "";
  return unlike.empty() && test.far ? doubt_of(*test.far, model) : unlike;
}

void diagnose(RunContext& context, const Model& model, const PosteriorRoute& route, const TestRows& test,
              PosteriorResult& result) {
  const std::string name = posterior_estimator_name(model.name, route.name);
  const Seed seed = context.run.seed.child("diagnose").child(model.name).child("routes").child(route.name);
  NamedReporter reporter(name, context.reporter);
  if (result.basis != Basis::known_likelihood) {
    result.check.out_of_distribution = test.out_of_distribution;
    add_doubt(extrapolation(test, model.name), result, reporter);
  }
  try {
    const auto posterior = route.open(model, route_context(context, name, seed));
    result.check.left_out = obstacle_to(context, *posterior, test, result.basis);
    if (!result.check.left_out.empty()) return;
    calibrate_route(context, *posterior, test, seed, reporter, result);
  } catch (...) {
    const Error error = caught_error();
    if (error.kind() == ErrorKind::interrupted) throw error;
    result.check.left_out = error.what();
    reporter.warning(concat("calibration is left out (", error.what(), "), so that nothing tests its error bars"));
    return;
  }
  const PosteriorCheck& check = result.check;
  add_doubt(check.calibration ? doubt_of(*check.calibration) : doubt_of(*check.residuals), result, reporter);
  if (check.local_c2st) add_doubt(doubt_of(*check.local_c2st), result, reporter);
  if (check.calibration) write_calibration(context.directory.diagnostics(name), *check.calibration);
}

const Model& model_of(const Run& run, const std::string& name) {
  return *std::ranges::find(run.models.models(), name, &Model::name);
}

const PosteriorRoute& route_of(const Run& run, const std::string& name) {
  return *std::ranges::find(run.posterior, name, &PosteriorRoute::name);
}

// Those of an answer, or of the normal distribution that stands for moments.
Matrix draws_for(const RunContext& context, const Model& model, const PosteriorResult& result) {
  if (result.draws.theta.rows() > 0) return result.draws.theta;
  const Run& run = context.run;
  const Seed seed = run.seed.child("predictive draws").child(model.name).child(result.route);
  const std::string name = posterior_estimator_name(model.name, result.route);
  const auto posterior = route_of(run, result.route).open(model, route_context(context, name, seed));
  const auto count = static_cast<std::size_t>(run.diagnostics.predictive);
  return count == 0 ? Matrix() : draws_of(*posterior->at(run.observation)).sample(count, seed).theta;
}

/// Of a learned posterior that a network gives, by the simulations from its draws.
void calibrate_at_observation(const RunContext& context, const Model& model, const Predictions& predictions,
                              PosteriorResult& result) {
  const Run& run = context.run;
  if (!run.diagnostics.calibration || result.basis == Basis::known_likelihood || result.draws.theta.rows() == 0) return;
  const std::string name = posterior_estimator_name(model.name, result.route);
  const Seed seed = run.seed.child("local calibration").child(model.name).child(result.route);
  const auto posterior = route_of(run, result.route).open(model, route_context(context, name, seed));
  if (amortised(*posterior) == nullptr) return;
  NamedReporter reporter(name, context.reporter);
  result.check.local =
      local_calibration(*posterior, run.observation, predictions.theta, predictions.x, local_draws, seed);
  add_doubt(doubt_of(*result.check.local), result, reporter);
}

/// The observation beside data simulated from draws of the route that is quoted; what cannot be simulated is told and
/// costs no answer.
void predict(RunContext& context, const Model& model, PosteriorResult& result) {
  NamedReporter reporter(posterior_estimator_name(model.name, result.route), context.reporter);
  try {
    auto found = predictions_of(context, model, result.route, draws_for(context, model, result));
    if (!found) return;
    result.check.predictive = std::move(found->check);
    write_arviz_file(context, model, result, found->x);
    calibrate_at_observation(context, model, *found, result);
  } catch (...) {
    const Error error = caught_error();
    if (error.kind() == ErrorKind::interrupted) throw error;
    reporter.warning(concat("the predictive check is left out (", error.what(), ")"));
    return;
  }
  if (const std::string words = misfit_of(*result.check.predictive, model.name); !words.empty())
    reporter.warning(words);
}

}  // namespace

void diagnose_stage(RunContext& context, std::vector<PosteriorResult>& posterior) {
  std::map<std::string, TestRows> tests;
  for (PosteriorResult& result : posterior) {
    throw_if_stopped(context.reporter);
    const Model& model = model_of(context.run, result.model);
    if (!context.run.diagnostics.calibration || !context.run.learns() || !model.has_simulator()) {
      result.check.left_out =
          context.run.diagnostics.calibration ? "no simulations are made" : "diagnostics.calibration is false";
      continue;
    }
    if (!tests.contains(model.name)) tests[model.name] = test_rows(context, model);
    const PosteriorRoute& route = route_of(context.run, result.route);
    diagnose(context, context.run.model_of(route, model.name), route, tests.at(model.name), result);
  }
  for (const PosteriorVerdict& verdict : judge_posteriors(posterior)) {
    const auto quoted = std::ranges::find_if(posterior, [&](const PosteriorResult& result) {
      return result.model == verdict.model && result.route == verdict.route;
    });
    predict(context, context.run.model_of(route_of(context.run, verdict.route), verdict.model), *quoted);
  }
}

}  // namespace inquest
