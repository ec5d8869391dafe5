#include <algorithm>
#include <map>

#include "apps/stages/learning_curve.hpp"
#include "apps/stages/overfitting.hpp"
#include "apps/stages/stage.hpp"
#include "apps/stages/training_plans.hpp"
#include "core/base/number_format.hpp"
#include "core/base/quiet_reporter.hpp"
#include "core/base/random.hpp"
#include "core/parameters/truncation.hpp"

namespace inquest {
namespace {

constexpr double unlikely = 0.01;  // p-values of blind coverage below it are told

/// Simulations that no training saw, and the model that each came from.
struct LabelledRows {
  Matrix x;
  std::vector<std::size_t> labels;
  std::string obstacle = {};  // why there are none
};

/// Why rows cannot be drawn by lot from these as from the model: with weights some stand for several.
std::string obstacle_to_lots(const Model& model, const JointData& data) {
  if (data.effective_share < 1) return concat("the simulations of ", model.name, " have weights");
  return data.split.test.empty() ? concat("there are no test rows of ", model.name) : "";
}

Matrix test_rows(const JointData& data) {
  Matrix rows(data.split.test.size(), data.x.cols());
  for (std::size_t i = 0; i < rows.rows(); ++i) std::ranges::copy(data.x.row(data.split.test[i]), rows.row(i).begin());
  return rows;
}

/// The model of each row is drawn by lot, as blind coverage needs it, until that model has no more.
LabelledRows labelled_test_rows(const RunContext& context) {
  const auto& models = context.run.models.models();
  const ScratchPolicy policy{context.store.directory() / "simulations"};
  std::vector<Matrix> rows;
  for (const Model& model : models) {
    const JointData data = read_joint(context.store, model, context.run.split_plan(), policy);
    if (const std::string obstacle = obstacle_to_lots(model, data); !obstacle.empty()) return {{}, {}, obstacle};
    rows.push_back(test_rows(data));
  }
  std::vector<std::size_t> used(models.size(), 0);
  LabelledRows result;
  std::vector<double> values;
  Random lot(context.run.seed.child("blind coverage"));
  for (std::size_t label = lot.below(models.size()); used[label] < rows[label].rows(); label = lot.below(used.size())) {
    const auto row = rows[label].row(used[label]++);
    values.insert(values.end(), row.begin(), row.end());
    result.labels.push_back(label);
  }
  result.x = Matrix(result.labels.size(), rows.front().cols());
  result.x.values() = std::move(values);
  return result;
}

std::string doubt_of(const BlindCoverage& coverage, std::size_t rows) {
  return concat("its model probabilities do not hold for ", rows,
                " test simulations (blind coverage has p = ", coverage.p_value, ", and residuals of ",
                plain(significant(coverage.rms_residual, 3)),
                " standard deviations); train it on more simulations, or for longer");
}

void tell(const std::string& name, const LogScore& score, std::size_t rows, Reporter& reporter) {
  if (!score.is_worse()) return;
  reporter.warning(concat(name, ": another route predicts the models of ", rows, " test simulations better (by ",
                          plain(with_error(score.excess, score.error)),
                          " nats each, so that this one misses what the simulations tell); trust that one more"));
}

/// ln of the share of each prior that its model is left with by rounds.
std::vector<double> log_shares(const ModelSet& models) {
  std::vector<double> shares;
  for (const Model& model : models.models()) {
    shares.push_back(model.rounds.empty() ? 0 : log_share(model.rounds.front().space, model.space));
  }
  return shares;
}

/// The routes of a run at its observation, and on its test rows.
class Comparison {
 public:
  explicit Comparison(RunContext& context) : context_(context), trainings_(context) {}

  EvidenceResult answer(const EvidenceRoute& route) {
    const Run& run = context_.run;
    const std::string name = evidence_estimator_name(route.name);
    const ModelSet& models = run.models_of(route);
    EvidenceAnswer answer = answer_of(route, models, route_context(context_, name, seed(route)));
    const auto coverage = coverage_of(route);
    if (coverage && coverage->p_value < unlikely) {
      answer.doubts.push_back(doubt_of(*coverage, test_->labels.size()));
    }
    if (route.training != nullptr) {
      const auto plan = std::ranges::find(trainings_.plans(), name, &TrainingPlan::name);
      add_overfitting(*plan, context_.directory.estimators(), answer.findings, context_.reporter);
    }
    if (route.training != nullptr && tells_learning_curve(run)) {
      const auto ask = [&] {
        require_trained(context_, quarter_name(name));
        hold_against_quarter(route, name, answer);
      };
      ask_quarter(ask, answer.doubts);
    }
    tell_answer(name, answer.findings, answer.doubts, context_.reporter);
    return {.route = route.name,
            .method = route.method->name,
            .estimate = std::move(answer.estimate),
            .findings = std::move(answer.findings),
            .doubts = std::move(answer.doubts),
            .out_of_distribution = answer.out_of_distribution,
            .blind_coverage = coverage};
  }

  /// Of all routes that were tested.
  void add_log_scores(std::vector<EvidenceResult>& results) const {
    if (losses_.empty() || test_->labels.size() < 2) return;
    std::vector<std::vector<double>> losses;
    for (const EvidenceResult& result : results) {
      if (result.blind_coverage) losses.push_back(losses_.at(result.route));
    }
    if (losses.empty()) return;
    const std::vector<LogScore> scores = log_scores(losses);
    std::size_t next = 0;
    for (EvidenceResult& result : results) {
      if (!result.blind_coverage) continue;
      result.log_score = scores[next++];
      tell(evidence_estimator_name(result.route), *result.log_score, test_->labels.size(), context_.reporter);
    }
  }

 private:
  // Of the whole priors, where models are left with parts of them.
  EvidenceAnswer answer_of(const EvidenceRoute& route, const ModelSet& models, const RouteContext& context) const {
    EvidenceAnswer answer = route.compare(models, context_.run.observation, context);
    const std::vector<double> shares = log_shares(models);
    answer.estimate = shifted(std::move(answer.estimate), shares, models.probabilities());
    if (context_.run.whole_models)
      answer.findings.add("log_shares", shares, "ln of the share of each prior that is left");
    return answer;
  }

  Seed seed(const EvidenceRoute& route) const { return context_.run.seed.child("compare").child(route.name); }

  std::optional<BlindCoverage> coverage_of(const EvidenceRoute& route) {
    if (!context_.run.diagnostics.blind_coverage || route.log_evidence == nullptr) return std::nullopt;
    if (!test_) test_ = labelled_test_rows(context_);
    const std::string name = evidence_estimator_name(route.name);
    if (!test_->obstacle.empty()) {
      context_.reporter.warning(concat(name, ": blind coverage is left out (", test_->obstacle,
                                       "), so that nothing tests its model probabilities; give unweighted rows to ",
                                       "simulations.test, or set diagnostics.blind_coverage=false"));
      return std::nullopt;
    }
    const Matrix log_evidence = route.log_evidence(test_->x, route_context(context_, name, seed(route)));
    const BlindCoverage coverage = blind_coverage(log_evidence, test_->labels, seed(route).child("coverage"));
    losses_[route.name] = log_losses(log_evidence, test_->labels);
    log_evidence_[route.name] = log_evidence;
    return coverage;
  }

  // After the coverage, which reads the test rows; without them the observation alone is asked about.
  void hold_against_quarter(const EvidenceRoute& route, const std::string& name, EvidenceAnswer& answer) {
    QuietReporter quiet(context_.reporter);
    const RouteContext quarter = quarter_context(route_context(context_, name, seed(route)), quiet);
    std::optional<LearningCurve> curve;
    const auto all = log_evidence_.find(route.name);
    if (all != log_evidence_.end() && test_->labels.size() > 1) {
      const Matrix less = route.log_evidence(test_->x, quarter);
      curve = learning_curve(log_losses(less, test_->labels), losses_.at(route.name), all->second);
    }
    add_learning_curve(answer_of(route, context_.run.models_of(route), quarter).estimate, curve, answer);
  }

  RunContext& context_;
  const RunTrainings trainings_;
  std::optional<LabelledRows> test_;
  // By route, on the test rows; of those that were tested.
  std::map<std::string, Matrix> log_evidence_;
  std::map<std::string, std::vector<double>> losses_;
};

}  // namespace

std::vector<EvidenceResult> compare_stage(RunContext& context) {
  Comparison comparison(context);
  std::vector<EvidenceResult> results;
  for (const EvidenceRoute& route : context.run.evidence) {
    const std::string name = evidence_estimator_name(route.name);
    auto answer = try_route(context, "", route, name, [&] { return comparison.answer(route); });
    if (answer) results.push_back(*std::move(answer));
  }
  comparison.add_log_scores(results);
  return results;
}

}  // namespace inquest
