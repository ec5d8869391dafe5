#include "flows/estimators/automatic_posterior.hpp"

#include "core/estimator/estimator_file.hpp"
#include "core/sampling/importance_weights.hpp"
#include "core/sampling/resample_move.hpp"

namespace inquest {
namespace {

constexpr const char* kind = "auto";
constexpr std::size_t rows_to_choose_by = 500;
constexpr double least_effective_size = 1000;  // of the proposals, below which chains take their place

std::size_t proposals_for(std::size_t draws) { return std::max<std::size_t>(20000, 5 * draws); }

std::filesystem::path part(std::filesystem::path path, const char* method) {
  return path.replace_extension(concat(method, ".h5"));
}

class AutomaticTraining final : public EstimatorTraining {
 public:
  AutomaticTraining(const std::string& name, const ParameterSpace& space, const JointData& data,
                    const AutomaticPosteriorOptions& options, Seed seed)
      : EstimatorTraining(name, options.npe.training, seed),
        npe_(make_posterior_training(name + ".npe", space, data, options.npe, seed.child("npe"))),
        nle_(make_likelihood_training(name + ".nle", space, data, options.nle, seed.child("nle"))),
        data_(data),
        seed_(seed) {}

  std::size_t members() const override { return npe_->members() + nle_->members(); }

  // The choice comes last: a file that says it stands beside both.
  void save(const std::filesystem::path& path) const override {
    npe_->save(part(path, "npe"));
    nle_->save(part(path, "nle"));
    std::vector<std::size_t> rows = data_.split.validation;
    rows.resize(std::min(rows.size(), rows_to_choose_by));
    const HeldOutGain gain =
        likelihood_gain(PosteriorEstimator::load(part(path, "npe")), LikelihoodEstimator::load(part(path, "nle")),
                        data_, rows, seed_.child("choice"));
    Matrix array(1, 2);
    array(0, 0) = gain.nats;
    array(0, 1) = gain.error;
    save_estimator(path, {kind, ConfigNode::mapping(), {{"gain", array}}}, {});
  }

 private:
  void prepare() override {}

  void train_prepared(std::size_t member, const std::filesystem::path& checkpoints, Reporter& reporter) override {
    const std::size_t first = npe_->members();
    if (member < first) {
      npe_->train_member(member, checkpoints, reporter);
    } else {
      nle_->train_member(member - first, checkpoints, reporter);
    }
  }

  std::unique_ptr<EstimatorTraining> npe_;
  std::unique_ptr<EstimatorTraining> nle_;
  const JointData& data_;
  Seed seed_;
};

}  // namespace

void AutomaticPosteriorOptions::fields(FieldVisitor& visit) {
  visit.group("npe", npe, "of the estimate of the posterior");
  visit.group("nle", nle, "of the estimate of the likelihood");
  visit.group("mcmc", mcmc, "of the chains on a likelihood that is picked");
}

std::unique_ptr<EstimatorTraining> make_automatic_training(const std::string& name, const ParameterSpace& space,
                                                           const JointData& data,
                                                           const AutomaticPosteriorOptions& options, Seed seed) {
  return std::make_unique<AutomaticTraining>(name, space, data, options, seed);
}

AutomaticPosterior AutomaticPosterior::load(const std::filesystem::path& path, const McmcOptions& mcmc,
                                            const std::string& device) {
  const EstimatorRecord record = load_estimator_record(path);
  require_kind(record, kind, path);
  const auto gain = record.arrays.find("gain");
  INQUEST_VALIDATE(gain != record.arrays.end() && gain->second.values().size() == 2, data, path.string(),
                   ": the array gain is missing; train the estimator again");
  return {PosteriorEstimator::load(part(path, "npe"), device),
          std::make_shared<const LikelihoodEstimator>(LikelihoodEstimator::load(part(path, "nle"), device)),
          {gain->second(0, 0), gain->second(0, 1)},
          mcmc};
}

AutomaticPosterior::AutomaticPosterior(PosteriorEstimator posterior,
                                       std::shared_ptr<const LikelihoodEstimator> likelihood,
                                       HeldOutGain likelihood_gain, const McmcOptions& mcmc)
    : posterior_(std::move(posterior)),
      by_likelihood_(likelihood->space(), likelihood, likelihood->columns().data_size(), mcmc),
      gain_(likelihood_gain) {}

AutomaticPosterior::Answer AutomaticPosterior::answer(std::size_t count, std::span<const double> x, Seed seed,
                                                      Reporter& reporter) const {
  if (picks_likelihood()) return answer_by_likelihood(count, x, seed, reporter);
  return {posterior_.sample(count, x, seed), static_cast<double>(count), std::nullopt};
}

AutomaticPosterior::Answer AutomaticPosterior::answer_by_likelihood(std::size_t count, std::span<const double> x,
                                                                    Seed seed, Reporter& reporter) const {
  const PosteriorDraws proposals = posterior_.sample(proposals_for(count), x, seed.child("proposals"));
  std::vector<double> target(proposals.log_prob.size());
  by_likelihood_.log_prob(proposals.theta, x, target);
  const ImportanceWeights found = importance_weights(target, proposals.log_prob);
  if (found.effective_size < least_effective_size) {
    auto [draws, report] = by_likelihood_.answer(count, x, seed, reporter, proposals.theta);
    return {std::move(draws), std::min(report.convergence.bulk_ess, static_cast<double>(count)), report};
  }
  Matrix z(proposals.theta.rows(), proposals.theta.cols());
  space().to_unconstrained(proposals.theta, z);
  MovedDraws moved = resample_move(by_likelihood_.density_at(x), z, found.weights, count, seed.child("move"));
  PosteriorDraws draws{Matrix(count, z.cols()), std::move(moved.log_density), {}};
  space().from_unconstrained(moved.z, draws.theta);
  std::vector<double> log_det(count);
  space().log_abs_det(moved.z, log_det);
  for (std::size_t i = 0; i < count; ++i) draws.log_prob[i] -= log_det[i];
  return {std::move(draws), std::min(found.effective_size, static_cast<double>(count)), std::nullopt};
}

PosteriorDraws AutomaticPosterior::sample(std::size_t count, std::span<const double> x, Seed seed) const {
  SilentReporter silent;
  return answer(count, x, seed, silent).draws;
}

void AutomaticPosterior::log_prob(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const {
  if (picks_likelihood()) {
    by_likelihood_.log_prob(theta, x, out);
  } else {
    posterior_.log_prob(theta, x, out);
  }
}

}  // namespace inquest
