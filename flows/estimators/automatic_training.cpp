#include "flows/estimators/automatic_training.hpp"

#include <algorithm>

#include "flows/estimators/likelihood_training.hpp"
#include "flows/estimators/posterior_training.hpp"

namespace inquest {
namespace {

constexpr std::size_t rows_to_choose_by = 500;

PosteriorChoice choice_of(const std::filesystem::path& file, const JointData& data, Seed seed) {
  const std::vector<std::size_t> all = independent_rows(data, data.split.validation);
  std::vector<std::size_t> rows;  // in even steps
  for (std::size_t i = 0; i < std::min(all.size(), rows_to_choose_by); ++i) {
    rows.push_back(all[i * all.size() / std::min(all.size(), rows_to_choose_by)]);
  }
  return choice_by(held_out_scores(PosteriorEstimator::load(AutomaticPosterior::part(file, "npe")),
                                   LikelihoodEstimator::load(AutomaticPosterior::part(file, "nle")), data, rows, seed));
}

}  // namespace

TrainingPlan automatic_plan(const std::string& name, const ModelData& data, const AutomaticPosteriorOptions& options,
                            Seed seed) {
  return {.name = name,
          .parts = {part_of("npe", name + ".npe", data, options.npe, seed.child("npe"), make_posterior_training),
                    part_of("nle", name + ".nle", data, options.nle, seed.child("nle"), make_likelihood_training)},
          .finish = [data, seed](const std::filesystem::path& file) {
            AutomaticPosterior::save_choice(file, choice_of(file, data.joint(), seed.child("choice")));
          }};
}

}  // namespace inquest
