// The learning curve of a run: every route that learns is trained once more, on a quarter of the simulations.
//
// An answer that changes between a quarter and all of them changes again with more. Nothing else in a run tells so: the
// networks of an ensemble all lack the same simulations, and what is calibrated may still be far too wide.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "apps/stages/stage.hpp"
#include "core/diagnostics/learning_curve.hpp"
#include "core/estimator/training_plan.hpp"
#include "core/infer/posterior_answer.hpp"

namespace inquest {

constexpr std::size_t learning_curve_step = 4;  // of all simulations one in so many is the quarter

/// Whether this run tells learning curves: it was asked to, and a quarter of its simulations trains networks.
bool tells_learning_curve(const Run& run);

/// Name of the estimator that learns from a quarter, beside `estimator`.
std::string quarter_name(const std::string& estimator);

/// The seed of what a quarter is asked for where all are asked with `seed`.
Seed quarter_seed(Seed seed);

/// What a route is handed for a quarter that is handed `all` for all; `reporter` must outlive it.
RouteContext quarter_context(const RouteContext& all, Reporter& reporter);

/// Calls `ask`, which asks a quarter; where that cannot answer it is a doubt. Throws Error(interrupted).
void ask_quarter(const std::function<void()>& ask, std::vector<std::string>& doubts);

/// The plan of such an estimator, whose trainings are shared with those of other quarters alone.
TrainingPlan on_a_quarter(TrainingPlan plan);

/// By how many nats all simulations raised ln q(theta | x) of a held-out row over a quarter of them, by the validation
/// losses of npe; none where these plans train no npe.
std::optional<double> posterior_gain(const EstimatorFolder& estimators, const TrainingPlan& quarter,
                                     const TrainingPlan& all);

/// Adds to the answer of all simulations what a quarter says otherwise, and a doubt where that differs.
void add_learning_curve(const PosteriorSummary& quarter, std::optional<double> gain,
                        const std::vector<std::string>& parameters, PosteriorAnswer& answer);
void add_learning_curve(const EvidenceEstimate& quarter, const std::optional<LearningCurve>& curve,
                        EvidenceAnswer& answer);

}  // namespace inquest
