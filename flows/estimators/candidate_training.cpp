#include "flows/estimators/candidate_training.hpp"

#include "flows/estimators/density_data.hpp"
#include "flows/estimators/likelihood_training.hpp"
#include "flows/estimators/posterior_training.hpp"

namespace inquest {
namespace {

void require_common_columns(const std::vector<ModelData>& models) {
  std::vector<std::string> names;
  std::vector<const JointData*> data;
  for (const ModelData& model : models) {
    names.push_back(model.model);
    data.push_back(&model.joint());
  }
  common_density_columns(names, data);
}

void save_index(const std::filesystem::path& file, const std::vector<ModelData>& models) {
  std::vector<std::string> names;
  std::vector<Matrix> held_out;
  for (const ModelData& model : models) {
    names.push_back(model.model);
    held_out.push_back(held_out_rows(model.joint()));
  }
  CandidateEvidence::save_index(file, names, held_out);
}

}  // namespace

TrainingPlan candidate_plan(const std::string& name, const std::vector<ModelData>& models,
                            const CandidateEvidenceOptions& options, Seed seed) {
  TrainingPlan plan{.name = name,
                    .parts = {},
                    .check = [models] { require_common_columns(models); },
                    .finish = [models](const std::filesystem::path& file) { save_index(file, models); }};
  for (const ModelData& data : models) {
    const std::string own = concat(name, ".", data.model);
    const Seed start = seed.child(data.model);
    if (data.space.dimension() > 0) {
      plan.parts.push_back(
          part_of("npe", own + ".npe", data, options.npe, start.child("npe"), make_posterior_training));
    }
    plan.parts.push_back(part_of("nle", own + ".nle", data, options.nle, start.child("nle"), make_likelihood_training));
  }
  return plan;
}

}  // namespace inquest
