#include "flows/automatic_posterior.hpp"

#include "core/infer/estimator_file.hpp"

namespace inquest {
namespace {

constexpr const char* kind = "auto";
constexpr std::size_t rows_to_choose_by = 500;
constexpr std::size_t starts = 1000;

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
  if (!picks_likelihood()) return {posterior_.sample(count, x, seed), std::nullopt};
  const PosteriorDraws from = posterior_.sample(starts, x, seed.child("starts"));
  auto [draws, report] = by_likelihood_.answer(count, x, seed, reporter, from.theta);
  return {std::move(draws), report};
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
