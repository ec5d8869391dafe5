#include "flows/estimators/candidate_training.hpp"

#include "flows/estimators/density_data.hpp"
#include "flows/estimators/likelihood_training.hpp"
#include "flows/estimators/posterior_training.hpp"

namespace inquest {
namespace {

void require_common_columns(const std::vector<CandidateModel>& models) {
  std::vector<std::string> names;
  std::vector<const JointData*> data;
  for (const CandidateModel& model : models) {
    names.push_back(model.name);
    data.push_back(model.data);
  }
  common_density_columns(names, data);
}

class CandidateTraining final : public EstimatorTraining {
 public:
  CandidateTraining(const std::string& name, const std::vector<CandidateModel>& models,
                    const CandidateEvidenceOptions& options, Seed seed)
      : EstimatorTraining(name, options.npe.training, seed) {
    require_common_columns(models);
    for (const auto& [model, space, data] : models) {
      const std::string own = concat(name, ".", model);
      const Seed start = seed.child(model);
      models_.push_back({model, data, nullptr,
                         make_likelihood_training(own + ".nle", space, *data, options.nle, start.child("nle"))});
      if (space.dimension() == 0) continue;
      models_.back().npe = make_posterior_training(own + ".npe", space, *data, options.npe, start.child("npe"));
    }
  }

  std::size_t members() const override {
    std::size_t sum = 0;
    for (const EstimatorTraining* part : in_order()) sum += part->members();
    return sum;
  }

  // The file that names the others comes last: it stands beside all of them.
  void save(const std::filesystem::path& path) const override {
    std::vector<std::string> names;
    std::vector<Matrix> held_out;
    for (const Parts& parts : models_) {
      if (parts.npe) parts.npe->save(CandidateEvidence::part(path, parts.model, "npe"));
      parts.nle->save(CandidateEvidence::part(path, parts.model, "nle"));
      names.push_back(parts.model);
      held_out.push_back(held_out_rows(*parts.data));
    }
    CandidateEvidence::save_index(path, names, held_out);
  }

 private:
  struct Parts {
    std::string model;
    const JointData* data;
    std::unique_ptr<EstimatorTraining> npe;  // null without free parameters
    std::unique_ptr<EstimatorTraining> nle;
  };

  // Of the posterior of the first model, of its likelihood, of the posterior of the second one, ...
  std::vector<EstimatorTraining*> in_order() const {
    std::vector<EstimatorTraining*> all;
    for (const Parts& parts : models_) {
      if (parts.npe) all.push_back(parts.npe.get());
      all.push_back(parts.nle.get());
    }
    return all;
  }

  void prepare() override {}

  void train_prepared(std::size_t member, const std::filesystem::path& checkpoints, Reporter& reporter) override {
    for (EstimatorTraining* part : in_order()) {
      if (member < part->members()) return part->train_member(member, checkpoints, reporter);
      member -= part->members();
    }
  }

  std::vector<Parts> models_;
};

}  // namespace

std::unique_ptr<EstimatorTraining> make_candidate_training(const std::string& name,
                                                           const std::vector<CandidateModel>& models,
                                                           const CandidateEvidenceOptions& options, Seed seed) {
  return std::make_unique<CandidateTraining>(name, models, options, seed);
}

}  // namespace inquest
