#include "flows/estimators/automatic_posterior.hpp"

#include <algorithm>

#include "core/estimator/estimator_file.hpp"
#include "core/sampling/importance_weights.hpp"
#include "core/sampling/resample_move.hpp"

namespace inquest {
namespace {

constexpr double least_effective_size = 1000;  // of the proposals, below which chains take their place

std::size_t proposals_for(std::size_t draws) { return std::max<std::size_t>(20000, 5 * draws); }

}  // namespace

void AutomaticPosteriorOptions::fields(FieldVisitor& visit) {
  visit.group("npe", npe, "of the estimate of the posterior");
  visit.group("nle", nle, "of the estimate of the likelihood");
  visit.group("mcmc", mcmc, "of the chains on a likelihood that is picked");
}

std::filesystem::path AutomaticPosterior::part(std::filesystem::path path, const std::string& method) {
  return path.replace_extension(method + ".h5");
}

void AutomaticPosterior::save_choice(const std::filesystem::path& path, const PosteriorChoice& choice) {
  const double numbers[] = {choice.gain.value, choice.gain.error,   choice.picks_likelihood ? 1.0 : 0.0,
                            choice.distance,   choice.beyond.value, choice.beyond.error,
                            choice.known};
  Matrix array(1, std::size(numbers));
  std::ranges::copy(numbers, array.values().begin());
  save_estimator(path, {file_kind, ConfigNode::mapping(), {{"gain", array}}}, {});
}

AutomaticPosterior AutomaticPosterior::load(const std::filesystem::path& path, const McmcOptions& mcmc,
                                            const std::string& device) {
  const EstimatorRecord record = load_estimator_record(path);
  require_kind(record, file_kind);
  const Matrix& gain = required_array(record, "gain");
  const std::size_t numbers = gain.values().size();
  INQUEST_VALIDATE(numbers == 2 || numbers == 7, data, path.string(), ": the array gain has ", numbers,
                   " numbers (must be 7); train the estimator again");
  PosteriorChoice choice{.gain = {gain(0, 0), gain(0, 1)}, .picks_likelihood = gain(0, 0) > 0};  // files from before
  if (numbers == 7) choice = {choice.gain, gain(0, 3), {gain(0, 4), gain(0, 5)}, gain(0, 6), gain(0, 2) > 0};
  return {PosteriorEstimator::load(part(path, "npe"), device),
          std::make_shared<const LikelihoodEstimator>(LikelihoodEstimator::load(part(path, "nle"), device)), choice,
          mcmc};
}

AutomaticPosterior::AutomaticPosterior(PosteriorEstimator posterior,
                                       std::shared_ptr<const LikelihoodEstimator> likelihood,
                                       const PosteriorChoice& choice, const McmcOptions& mcmc)
    : posterior_(std::move(posterior)),
      by_likelihood_(likelihood->space(), likelihood, likelihood->data_size(), mcmc),
      choice_(choice) {}

AutomaticDensity AutomaticPosterior::given(std::span<const double> x) const {
  return {posterior_.given(x), by_likelihood_.given(x), choice_};
}

std::unique_ptr<Density> AutomaticPosterior::at(std::span<const double> x) const {
  return std::make_unique<AutomaticDensity>(given(x));
}

AutomaticDensity::AutomaticDensity(FlowDensity by_flow, McmcDensity by_likelihood, const PosteriorChoice& choice)
    : by_flow_(std::move(by_flow)), by_likelihood_(std::move(by_likelihood)), choice_(choice) {}

AutomaticDensity::Answer AutomaticDensity::answer(std::size_t count, Seed seed, Reporter& reporter) const {
  if (picks_likelihood()) return answer_by_likelihood(count, seed, reporter);
  return {by_flow_.sample(count, seed, reporter), std::nullopt};
}

AutomaticDensity::Answer AutomaticDensity::answer_by_likelihood(std::size_t count, Seed seed,
                                                                Reporter& reporter) const {
  const Draws proposals = by_flow_.sample(proposals_for(count), seed.child("proposals"), reporter);
  std::vector<double> target(proposals.log_prob.size());
  by_likelihood_.log_prob(proposals.theta, target);
  const ImportanceWeights found = importance_weights(target, proposals.log_prob);
  if (found.effective_size < least_effective_size) {
    McmcDensity::Answer by_chains = by_likelihood_.answer(count, seed, reporter, proposals.theta);
    return {std::move(by_chains.draws), by_chains.report, std::move(by_chains.doubt)};
  }
  Matrix z(proposals.theta.rows(), proposals.theta.cols());
  space().to_unconstrained(proposals.theta, z);
  MovedDraws moved = resample_move(by_likelihood_.in_z(), z, found.weights, count, seed.child("move"));
  Draws draws{Matrix(count, z.cols()),
              std::move(moved.log_density),
              {},
              std::min(found.effective_size, static_cast<double>(count))};
  space().from_unconstrained(moved.z, draws.theta);
  std::vector<double> log_det(count);
  space().log_abs_det(moved.z, log_det);
  for (std::size_t i = 0; i < count; ++i) draws.log_prob[i] -= log_det[i];
  return {std::move(draws), std::nullopt};
}

Draws AutomaticDensity::sample(std::size_t count, Seed seed, Reporter& reporter) const {
  auto [draws, report, doubt] = answer(count, seed, reporter);
  for (const std::string& warning : {report ? report->warning() : "", doubt}) {
    if (!warning.empty()) reporter.warning(warning);
  }
  return std::move(draws);
}

PosteriorAnswer AutomaticDensity::full_answer(std::size_t count, Seed seed, Reporter& reporter) const {
  auto [draws, report, doubt] = answer(count, seed, reporter);
  PosteriorAnswer result = answer_of(std::move(draws), space());
  const std::string picked = picks_likelihood() ? "nle" : "npe";
  result.findings.add("picked", picked, "the method that answers").on_terminal = true;
  result.findings.add("gain", choice_.gain, "of nle over npe on held-out simulations, nats").on_terminal = true;
  if (choice_.known > 0) {
    result.findings.add("distance", choice_.distance, "of npe and nle, in total variation");
    result.findings.add("beyond", choice_.beyond,
                        "share of held-out simulations where nle is denser, above the mean of what the two foretell");
  }
  if (report) add_chains(*report, result);
  if (!doubt.empty()) result.doubts.push_back(std::move(doubt));
  return result;
}

void AutomaticDensity::log_prob(ConstMatrixView theta, std::span<double> out) const {
  if (picks_likelihood()) {
    by_likelihood_.log_prob(theta, out);
  } else {
    by_flow_.log_prob(theta, out);
  }
}

}  // namespace inquest
