#include "apps/stages/rounds.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <tuple>

#include "core/base/number_format.hpp"
#include "core/base/quiet_reporter.hpp"
#include "core/data/simulate.hpp"
#include "core/estimator/train_plans.hpp"
#include "core/files/atomic_file.hpp"
#include "core/parameters/truncation.hpp"
#include "flows/estimators/posterior_training.hpp"

namespace inquest {
namespace {

constexpr std::size_t region_draws = 10000;
constexpr double outside = 1e-3;  // share of draws below a part, and above it, before its margin
constexpr double margin = 0.1;    // of the width between these, on either side
constexpr std::int64_t pilot_networks = 2;
constexpr double near_end = 0.01;       // of the part's prior
constexpr double most_near_end = 0.02;  // share of draws there that is no doubt

std::size_t first_row(const Run& run, std::size_t round) {
  const auto rounds = static_cast<std::size_t>(run.simulations.rounds);
  return round * static_cast<std::size_t>(run.simulations.rows()) / rounds;
}

bool is_narrowed(const Model& model) {
  const auto& parameters = model.space.parameters();
  return model.has_simulator() && std::ranges::any_of(parameters, can_be_truncated);
}

std::filesystem::path folder_of(const RunContext& context) { return context.directory.path() / "rounds"; }

std::filesystem::path file_of(const RunContext& context, const Model& model) {
  return folder_of(context) / (model.name + ".yaml");
}

void write_rounds(const RunContext& context, const Model& model) {
  std::vector<ConfigNode> rounds;
  for (const SimulationRound& round : model.rounds) {
    rounds.push_back(
        ConfigNode::mapping({{"first_row", ConfigNode::integer(static_cast<std::int64_t>(round.first_row))},
                             {"parameters", round.space.to_config()}}));
  }
  std::filesystem::create_directories(folder_of(context));
  const ConfigNode root = ConfigNode::mapping(
      {{"plan", ConfigNode::scalar(model.round_plan)}, {"rounds", ConfigNode::sequence(std::move(rounds))}});
  write_file(file_of(context, model), root.to_yaml());
}

// Those of an earlier sitting; the whole prior alone where there are none of this plan.
std::vector<SimulationRound> read_rounds(const RunContext& context, const Model& model) {
  std::vector<SimulationRound> rounds{{0, model.space}};
  const std::filesystem::path file = file_of(context, model);
  if (!std::filesystem::exists(file)) return rounds;
  const ConfigNode root = ConfigNode::parse_file(file);
  const ConfigNode* plan = root.find("plan");
  const ConfigNode* known = root.find("rounds");
  if (plan == nullptr || known == nullptr || plan->text() != model.round_plan) return rounds;
  for (std::size_t r = 1; r < known->items().size(); ++r) {
    const ConfigNode& round = known->items()[r];
    rounds.push_back({static_cast<std::size_t>(round.find("first_row")->number()),
                      ParameterSpace::parse(*round.find("parameters"))});
  }
  return rounds;
}

/// The rows so far, of which a tenth validates.
JointData rows_so_far(const RunContext& context, const Model& model, std::size_t rows) {
  const SplitPlan plan{context.run.seed.child("rounds"), rows, 0, 0.1};
  return read_joint(context.store, model, plan, {context.store.directory() / "simulations"});
}

std::string pilot_name(const Model& model, std::size_t round) { return concat(model.name, ".round_", round); }

/// The posterior estimate of each model that is narrowed, from its rows so far; all are trained side by side.
void train_pilots(const RunContext& context, const std::vector<Model>& models, std::size_t round) {
  std::vector<JointData> rows(models.size());
  std::vector<TrainingPlan> plans;
  PosteriorEstimatorOptions options;
  options.ensemble = pilot_networks;
  for (std::size_t m = 0; m < models.size(); ++m) {
    const Model& model = models[m];
    if (!is_narrowed(model) || model.rounds.size() > round) continue;
    rows[m] = rows_so_far(context, model, first_row(context.run, round));
    const ModelData data{model.name, model.space, [&rows, m]() -> const JointData& { return rows[m]; }};
    const std::string name = pilot_name(model, round);
    plans.push_back(plan_of(
        part_of("npe", name, data, options, context.run.seed.child("train").child(name), make_posterior_training)));
  }
  train_plans(plans, EstimatorFolder(folder_of(context)), context.reporter);
}

/// The ends with a margin, in the place of the prior where its density is flat.
std::pair<double, double> widened(const Parameter& parameter, double low, double high) {
  if (!can_be_truncated(parameter)) return {low, high};
  const Prior& prior = *parameter.prior;
  const double a = prior.to_unit(low), b = prior.to_unit(high);
  const double more = margin * (b - a);
  return {prior.from_unit(std::max(0.0, a - more)), prior.from_unit(std::min(1.0, b + more))};
}

/// The box around nearly all draws of the pilot at the observation, within the one before.
ParameterSpace next_part(const RunContext& context, const Model& model, std::size_t round) {
  const std::string name = pilot_name(model, round);
  const auto pilot = PosteriorEstimator::load(EstimatorFolder(folder_of(context)).file(name));
  const Seed seed = context.run.seed.child("infer").child(name);
  QuietReporter quiet(context.reporter);
  const Matrix draws = pilot.given(context.run.observation).sample(region_draws, seed, quiet).theta;
  std::vector<double> low(draws.cols()), high(draws.cols());
  const auto beyond = static_cast<std::size_t>(outside * region_draws);
  std::vector<double> column(draws.rows());
  for (std::size_t j = 0; j < draws.cols(); ++j) {
    for (std::size_t i = 0; i < draws.rows(); ++i) column[i] = draws(i, j);
    std::ranges::sort(column);
    std::tie(low[j], high[j]) =
        widened(model.space.free_parameter(j), column[beyond], column[column.size() - 1 - beyond]);
  }
  return truncated(model.space, low, high);
}

/// A name of the numbers that the parts lie around.
std::string place_of(const std::vector<double>& observation) {
  std::string text;
  for (const double value : observation) {
    append_shortest(text, value);
    text += ' ';
  }
  return concat(Seed{}.child(text).value);
}

double share_of(const Model& model) { return std::exp(log_share(model.rounds.front().space, model.space)); }

void narrow(const RunContext& context, Model& model, std::size_t round) {
  if (model.rounds.size() == round) {
    model.rounds.push_back({first_row(context.run, round), next_part(context, model, round)});
    write_rounds(context, model);
  }
  model.space = model.rounds[round].space;
  context.reporter.info(
      concat("round ", round + 1, " of ", model.name, ": ", plain(significant(share_of(model), 2)), " of the prior"));
}

}  // namespace

bool has_rounds(const Run& run) { return run.simulations.rounds > 1 && run.learns(); }

void make_rounds(Run& run, RunContext& context) {
  const auto rounds = static_cast<std::size_t>(run.simulations.rounds);
  const SimulateOptions options{.failure_tolerance = run.simulations.failure_tolerance};
  const ModelSet whole = run.models;
  std::vector<Model> models = whole.models();
  for (Model& model : models) {
    if (!is_narrowed(model)) continue;
    model.round_plan = concat(rounds, " of ", run.simulations.rows(), " rows around ", place_of(run.observation));
    model.rounds = read_rounds(context, model);
  }
  for (std::size_t round = 1; round < rounds; ++round) {
    run.models = ModelSet(models);
    SimulateOptions so_far = options;
    so_far.rows = first_row(run, round);
    simulate_missing(run.models, context.store, run.seed.child("simulate"), so_far, context.reporter);
    train_pilots(context, models, round);
    for (Model& model : models) {
      if (is_narrowed(model)) narrow(context, model, round);
    }
  }
  run.models = ModelSet(models);
  run.whole_models = whole;
}

std::string doubt_of_region(const Model& model, const Matrix& draws) {
  if (model.rounds.empty() || draws.rows() == 0) return "";
  const ParameterSpace& whole = model.rounds.front().space;
  Matrix place(draws.rows(), draws.cols());
  model.space.to_unit(draws, place);
  for (std::size_t j = 0; j < draws.cols(); ++j) {
    const bool open_below = model.space.lower(j) > whole.lower(j), open_above = model.space.upper(j) < whole.upper(j);
    std::size_t count = 0;
    for (std::size_t i = 0; i < draws.rows(); ++i) {
      count += (open_below && place(i, j) < near_end) || (open_above && place(i, j) > 1 - near_end) ? 1 : 0;
    }
    const double share = static_cast<double>(count) / static_cast<double>(draws.rows());
    if (share <= most_near_end) continue;
    return concat(
        "it reaches an end of the part of the prior that was simulated last (", plain(significant(100 * share, 2)),
        "% of the draws of ", model.space.free_names()[j],
        " lie there), so that a part of the posterior may be cut off; take fewer rounds, or more simulations");
  }
  return "";
}

void add_rounds(const Model& model, Findings& findings) {
  if (model.rounds.empty()) return;
  Findings rounds;
  rounds.add("count", static_cast<std::int64_t>(model.rounds.size()), "of simulations");
  rounds.add("log_share", log_share(model.rounds.front().space, model.space),
             "ln of the share of the prior of the last");
  findings.add_group("rounds", rounds);
}

std::string rounds_in_words(const Model& model) {
  if (model.rounds.empty()) return "";
  return concat("simulated in ", model.rounds.size(), " rounds, the last in ", significant(share_of(model), 2),
                " of the prior");
}

}  // namespace inquest
