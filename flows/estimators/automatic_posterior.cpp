#include "flows/estimators/automatic_posterior.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/random.hpp"
#include "core/base/statistics.hpp"
#include "core/estimator/estimator_file.hpp"
#include "core/sampling/importance_weights.hpp"
#include "core/sampling/resample_move.hpp"

namespace inquest {
namespace {

constexpr double least_effective_size = 1000;  // of the proposals, below which chains take their place

std::size_t proposals_for(std::size_t draws) { return std::max<std::size_t>(20000, 5 * draws); }

// Rows 0 to n - 1 in no order.
std::vector<std::size_t> shuffled(std::size_t n, Seed seed) {
  std::vector<std::size_t> rows(n);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  Random random(seed);
  for (std::size_t i = n; i > 1; --i) std::swap(rows[i - 1], rows[random.below(i)]);
  return rows;
}

}  // namespace

std::string picked_of(const PosteriorChoice& choice) {
  if (choice.share > 0 && choice.share < 1) return "a mixture of npe and nle";
  return choice.share > 0 ? "nle" : "npe";
}

void AutomaticPosteriorOptions::fields(FieldVisitor& visit) {
  visit.group("npe", npe, "of the estimate of the posterior");
  visit.group("nle", nle, "of the estimate of the likelihood");
  visit.group("mcmc", mcmc, "of the chains on a likelihood that is picked");
}

std::filesystem::path AutomaticPosterior::part(std::filesystem::path path, const std::string& method) {
  return path.replace_extension(method + ".h5");
}

void AutomaticPosterior::save_choice(const std::filesystem::path& path, const PosteriorChoice& choice) {
  const double numbers[] = {choice.gain.value, choice.gain.error,   choice.share,
                            choice.distance,   choice.beyond.value, choice.beyond.error};
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
  INQUEST_VALIDATE(numbers == 2 || numbers == 6, data, path.string(), ": the array gain has ", numbers,
                   " numbers (must be 6); train the estimator again");
  PosteriorChoice choice{{gain(0, 0), gain(0, 1)}, 0, {}, gain(0, 0) > 0 ? 1.0 : 0.0};  // files from before have these
  if (numbers == 6) choice = {{gain(0, 0), gain(0, 1)}, gain(0, 3), {gain(0, 4), gain(0, 5)}, gain(0, 2)};
  return {PosteriorEstimator::load(part(path, "npe"), device),
          std::make_shared<const LikelihoodEstimator>(LikelihoodEstimator::load(part(path, "nle"), device)), choice,
          mcmc};
}

AutomaticPosterior::AutomaticPosterior(PosteriorEstimator posterior,
                                       std::shared_ptr<const LikelihoodEstimator> likelihood,
                                       const PosteriorChoice& choice, const McmcOptions& mcmc)
    : posterior_(std::move(posterior)),
      likelihood_(std::move(likelihood)),
      by_likelihood_(likelihood_->space(), likelihood_, likelihood_->data_size(), mcmc),
      choice_(choice) {}

AutomaticDensity AutomaticPosterior::given(std::span<const double> x) const {
  const auto evidence = [this, of_x = std::vector<double>(x.begin(), x.end())] {
    return log_evidence(posterior_.given(of_x), *likelihood_, of_x, Seed{}).value;
  };
  return {posterior_.given(x), by_likelihood_.given(x), choice_, evidence};
}

std::unique_ptr<Density> AutomaticPosterior::at(std::span<const double> x) const {
  return std::unique_ptr<Density>(new AutomaticDensity(given(x)));
}

AutomaticDensity::AutomaticDensity(FlowDensity by_flow, McmcDensity by_likelihood, const PosteriorChoice& choice,
                                   std::function<double()> log_evidence)
    : by_flow_(std::move(by_flow)),
      by_likelihood_(std::move(by_likelihood)),
      choice_(choice),
      log_evidence_(std::move(log_evidence)) {}

AutomaticDensity::Answer AutomaticDensity::answer(std::size_t count, Seed seed, Reporter& reporter) const {
  if (choice_.share == 0) return {by_flow_.sample(count, seed, reporter), std::nullopt};
  return choice_.share < 1 ? answer_by_both(count, seed, reporter) : answer_by_likelihood(count, seed, reporter);
}

AutomaticDensity::Answer AutomaticDensity::answer_by_both(std::size_t count, Seed seed, Reporter& reporter) const {
  const auto of_likelihood = std::clamp<std::size_t>(
      static_cast<std::size_t>(std::lround(choice_.share * static_cast<double>(count))), 1, count);
  auto [draws, report] = answer_by_likelihood(of_likelihood, seed.child("nle"), reporter);
  const Draws others = by_flow_.sample(count - of_likelihood, seed.child("npe"), reporter);
  const std::vector<std::size_t> rows = shuffled(count, seed.child("order"));
  Draws all{Matrix(count, draws.theta.cols()), std::vector<double>(count), {}};
  for (std::size_t i = 0; i < count; ++i) {
    const bool first = i < of_likelihood;
    std::ranges::copy(first ? draws.theta.row(i) : others.theta.row(i - of_likelihood), all.theta.row(rows[i]).begin());
  }
  log_prob(all.theta, all.log_prob);
  all.effective_size =
      draws.effective_size.value_or(static_cast<double>(of_likelihood)) + static_cast<double>(count - of_likelihood);
  return {std::move(all), report};
}

AutomaticDensity::Answer AutomaticDensity::answer_by_likelihood(std::size_t count, Seed seed,
                                                                Reporter& reporter) const {
  const Draws proposals = by_flow_.sample(proposals_for(count), seed.child("proposals"), reporter);
  std::vector<double> target(proposals.log_prob.size());
  by_likelihood_.log_prob(proposals.theta, target);
  const ImportanceWeights found = importance_weights(target, proposals.log_prob);
  if (found.effective_size < least_effective_size) {
    auto [draws, report] = by_likelihood_.answer(count, seed, reporter, proposals.theta);
    return {std::move(draws), report};
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
  auto [draws, report] = answer(count, seed, reporter);
  const std::string warning = report ? report->warning() : "";
  if (!warning.empty()) reporter.warning(warning);
  return std::move(draws);
}

PosteriorAnswer AutomaticDensity::full_answer(std::size_t count, Seed seed, Reporter& reporter) const {
  auto [draws, report] = answer(count, seed, reporter);
  PosteriorAnswer result = answer_of(std::move(draws), space());
  result.findings.add("picked", picked_of(choice_), "the method that answers").on_terminal = true;
  result.findings.add("gain", choice_.gain, "of nle over npe on held-out simulations, nats").on_terminal = true;
  result.findings.add("share", choice_.share, "of nle in what answers");
  result.findings.add("distance", choice_.distance, "of npe and nle, in total variation");
  result.findings.add("beyond", choice_.beyond,
                      "share of held-out simulations where nle is denser, above the mean of what the two foretell");
  if (report) add_chains(*report, result);
  return result;
}

void AutomaticDensity::log_prob(ConstMatrixView theta, std::span<double> out) const {
  if (choice_.share == 0) return by_flow_.log_prob(theta, out);
  by_likelihood_.log_prob(theta, out);
  if (choice_.share == 1) return;
  std::call_once(asked_, [&] { log_z_ = log_evidence_(); });
  std::vector<double> by_flow(out.size());
  by_flow_.log_prob(theta, by_flow);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double both[] = {std::log(choice_.share) + out[i] - log_z_, std::log1p(-choice_.share) + by_flow[i]};
    out[i] = log_sum_exp(both);
  }
}

}  // namespace inquest
