// moments: posterior mean and covariance by regression.

#include <cmath>

#include "apps/routes/method_options.hpp"
#include "apps/routes/posterior_route.hpp"
#include "moments/moment_network.hpp"
#include "moments/moment_training.hpp"

namespace inquest {
namespace {

using Options = MomentNetworkOptions;

TrainingPlan training(const std::string& name, const ModelData& data, const ConfigNode& options, Seed seed) {
  return plan_of(
      part_of("moments", name, data, read_options<Options>(options, {"method"}), seed, make_moment_training));
}

PosteriorAnswer infer(const std::filesystem::path& estimator, const ConfigNode& options,
                      const PosteriorQuestion& question) {
  const auto network = load_trained<MomentNetwork>(estimator, device_of<Options>(options));
  const MomentEstimate estimate = network.estimate(question.x);
  PosteriorAnswer answer;
  answer.summary.mean = estimate.mean;
  answer.summary.covariance = estimate.covariance;
  for (std::size_t i = 0; i < estimate.mean.size(); ++i) {
    answer.summary.std.push_back(std::sqrt(estimate.covariance(i, i)));
  }
  return answer;
}

}  // namespace

PosteriorMethod moments_method() {
  return {"moments",
          "moment networks: posterior mean and covariance by regression, no draws",
          document_options<Options>(),
          method_schema<Options>("moments"),
          [](const ConfigNode& entry) { return resolve_method_options<Options>(entry, "moments"); },
          no_obstacle,
          false,
          training,
          infer};
}

}  // namespace inquest
