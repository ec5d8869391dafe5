#include "apps/stages/training_plans.hpp"

#include <algorithm>

#include "apps/stages/learning_curve.hpp"
#include "core/data/simulate.hpp"
#include "core/model/model_symmetry.hpp"
#include "moments/gaussian_likelihood_training.hpp"

namespace inquest {
namespace {

constexpr double least_effective_share = 0.1;

void tell_weights(const Model& model, double share, Reporter& reporter) {
  if (share == 1) return;
  const std::string text =
      concat("model ", model.name, ": the weights of its simulations leave ", 100 * share, "% of them effective");
  if (share < least_effective_share) {
    reporter.warning(text + " (few rows count for most); draw them from something closer to the prior");
  } else {
    reporter.info(text);
  }
}

/// The rows of a model that trainings see, and what networks are told of it beside them.
std::string rows_text(const Run& run, const Model& model) {
  if (!model.has_simulator()) return "";
  SimulationsOptions rows = run.simulations;
  rows.failure_tolerance = 1;  // no matter
  const DataSymmetry symmetry = symmetry_of(model);
  std::string text = simulation_fingerprint(model, run.seed) + write_options(rows).to_yaml() +
                     write_options(symmetry).to_yaml() + "periodic:";
  for (const Parameter& parameter : model.space.parameters()) text += parameter.periodic ? " yes" : " no";
  if (!model.rounds.empty()) text += "\nin the part\n" + model.space.to_config().to_yaml();
  return text + "\n";
}

TrainingPlan assumed_likelihood_plan(const Model& model, const ModelData& data, Seed seed) {
  const std::string name = assumed_likelihood_name(model.name);
  const GaussianLikelihoodOptions& options = *model.assumed_likelihood;
  return plan_of({name, training_key("assumed likelihood", {model.name}, options), [&model, data, name, seed] {
                    return make_gaussian_likelihood_training(name, model, data.joint(), *model.assumed_likelihood,
                                                             seed);
                  }});
}

}  // namespace

RunTrainings::RunTrainings(const RunContext& context) : context_(context) {
  for (const Model& model : context.run.models.models()) {
    if (model.space.dimension() > 0) add_posterior_plans(model);  // else there is nothing to infer
  }
  add_evidence_plans();
}

void RunTrainings::add_posterior_plans(const Model& model) {
  const Seed seed = context_.run.seed.child("train").child(model.name);
  const std::string rows = rows_text(context_.run, model);
  if (model.assumed_likelihood) {
    add(assumed_likelihood_plan(model, data_of(model), seed.child("assumed likelihood")), rows, plans_);
  }
  for (const PosteriorRoute& route : context_.run.posterior) {
    if (route.training == nullptr) continue;
    const std::string name = posterior_estimator_name(model.name, route.name);
    const Seed own = seed.child(route.name);
    add(route.training(data_of(model), route_context(context_, name, own)), rows, plans_);
    if (!tells_learning_curve(context_.run)) continue;
    add(on_a_quarter(
            route.training(quarter_of(model, 1), route_context(context_, quarter_name(name), quarter_seed(own)))),
        rows, quarters_);
  }
}

void RunTrainings::add_evidence_plans() {
  const Seed seed = context_.run.seed.child("train").child("evidence");
  const ModelSet& models = context_.run.models;
  std::vector<ModelData> data, quarter;
  std::string rows;
  for (const Model& model : models.models()) {
    data.push_back(data_of(model));
    quarter.push_back(quarter_of(model, learning_curve_step));
    rows += rows_text(context_.run, model);
  }
  for (const EvidenceRoute& route : context_.run.evidence) {
    if (route.training == nullptr) continue;
    const std::string name = evidence_estimator_name(route.name);
    const Seed own = seed.child(route.name);
    add(route.training(models, data, route_context(context_, name, own)), rows, plans_);
    if (!tells_learning_curve(context_.run)) continue;
    add(on_a_quarter(route.training(models, quarter, route_context(context_, quarter_name(name), quarter_seed(own)))),
        rows, quarters_);
  }
}

void RunTrainings::add(TrainingPlan plan, const std::string& rows, std::vector<TrainingPlan>& plans) {
  std::string keys;
  for (const TrainingPart& part : plan.parts) {
    origins_[part.name] = concat(part.key, "\n", rows);
    keys += part.key + "\n";
  }
  if (plan.finish) origins_[plan.name] = keys + rows;
  plans.push_back(std::move(plan));
}

ModelData RunTrainings::data_of(const Model& model) {
  return {model.name, model.space, [this, &model]() -> const JointData& { return joint_of(model); }};
}

ModelData RunTrainings::quarter_of(const Model& model, std::size_t validation_step) {
  return {model.name, model.space,
          [=, this, &model]() -> const JointData& { return quarter_joint_of(model, validation_step); }};
}

const JointData& RunTrainings::quarter_joint_of(const Model& model, std::size_t validation_step) {
  const std::pair key(model.name, validation_step);
  const auto found = thinned_.find(key);
  if (found != thinned_.end()) return found->second;
  return thinned_.emplace(key, thinned(joint_of(model), learning_curve_step, validation_step)).first->second;
}

const JointData& RunTrainings::joint_of(const Model& model) {
  const auto found = read_.find(model.name);
  if (found != read_.end()) return found->second;
  const ScratchPolicy policy{context_.store.directory() / "simulations"};
  const JointData& data =
      read_.emplace(model.name, read_joint(context_.store, model, context_.run.split_plan(), policy)).first->second;
  tell_weights(model, data.effective_share, context_.reporter);
  return data;
}

double RunTrainings::seconds(const std::string& estimator) const {
  const auto plan = std::ranges::find(plans_, estimator, &TrainingPlan::name);
  if (plan == plans_.end()) return 0;
  double sum = 0;
  for (const TrainingPart& part : plan->parts) sum += context_.journal.estimator_seconds(part.name);
  if (plan->finish) sum += context_.journal.estimator_seconds(estimator);  // of runs that did not tell parts apart
  return sum;
}

}  // namespace inquest
