#include "flows/estimators/posterior_estimator.hpp"

#include "core/config/suggest.hpp"

namespace inquest {
namespace {

const ParameterSpace& accepted(const ParameterSpace& space, const PosteriorEstimatorOptions& options) {
  const std::string obstacle = obstacle_to(options, space);
  INQUEST_VALIDATE(obstacle.empty(), config, obstacle);
  return space;
}

}  // namespace

void PosteriorEstimatorOptions::fields(FieldVisitor& visit) {
  FlowEstimatorOptions::fields(visit);
  visit.group("augment", augment, "images of the data that the flows are trained on");
}

std::string obstacle_to(const PosteriorEstimatorOptions& options, const ParameterSpace& space) {
  for (const FlowOptions& flow : options.flows()) {
    for (std::size_t i = 0; i < space.dimension() && !knows_circles(flow.family); ++i) {
      if (!space.free_parameter(i).periodic) continue;
      return concat("flow: ", name_of(flow.family), " (it has no map of a circle, and ", space.free_parameter(i).name,
                    " is periodic); take one of ", join(circular_family_names()));
    }
  }
  return "";
}

PosteriorEstimator::PosteriorEstimator(const ParameterSpace& space, DataView view,
                                       const PosteriorEstimatorOptions& options, Seed seed)
    : space_(accepted(space, options)),
      coordinates_(circles_and_normals(space)),
      view_(std::move(view)),
      options_(options),
      flows_(options.flows(),
             {static_cast<std::int64_t>(space.dimension()), static_cast<std::int64_t>(numbers_of(view_.seen())),
              coordinates_.circular(), view_.seen()},
             options.training.device, seed) {}

Conditions PosteriorEstimator::conditions(ConstMatrixView x) const { return flows_.condition_each(view_.apply(x)); }

FlowDensity PosteriorEstimator::given(std::span<const double> x) const {
  return {{space_, coordinates_, flows_}, conditions({x.data(), 1, x.size()})};
}

std::unique_ptr<DensityBatch> PosteriorEstimator::at_each(ConstMatrixView x) const {
  return std::make_unique<FlowDensityBatch>(FlowOfParameters{space_, coordinates_, flows_}, conditions(x));
}

std::unique_ptr<Density> PosteriorEstimator::at(std::span<const double> x) const {
  return std::make_unique<FlowDensity>(given(x));
}

EstimatorRecord PosteriorEstimator::record() const {
  return {file_kind,
          ConfigNode::mapping({{"parameters", space_.to_config()}, {"options", write_options(options_)}}),
          {{"x_standardizer", to_array(view_.scales())}}};
}

PosteriorEstimator PosteriorEstimator::from_record(const EstimatorRecord& record, const std::string& device) {
  return {ParameterSpace::parse(required_entry(record, "parameters")), data_view_from(record, "x_standardizer"),
          estimator_options<PosteriorEstimatorOptions>(record, device), Seed{}};
}

PosteriorEstimator PosteriorEstimator::load(const std::filesystem::path& path, const std::string& device) {
  return load_estimator<PosteriorEstimator>(path, device);
}

}  // namespace inquest
