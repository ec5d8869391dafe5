#include "core/estimator/estimator.hpp"

namespace inquest {

void Estimator::save(const std::filesystem::path& path, const std::map<std::string, Matrix>& loss_curves) const {
  EstimatorRecord all = record();
  all.kind = kind();
  all.spec.set("data", view().to_config());
  all.arrays.insert(loss_curves.begin(), loss_curves.end());
  const std::vector<Parameters*> weights = networks();
  save_estimator(path, all, {weights.begin(), weights.end()});
}

}  // namespace inquest
