#include "simulators/normal_prior.hpp"

#include <algorithm>

#include <Eigen/Cholesky>

#include "core/base/eigen_matrix.hpp"

namespace inquest {
namespace {

std::size_t index_of(const std::string& name, const ParameterSpace& space) {
  const auto names = space.names();
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

// Adds the mean and the Cholesky factor of a group, whose d columns start at `column`.
void add_group(const NormalGroup& group, const ParameterSpace& space, std::size_t column, NormalPrior& prior) {
  const Eigen::MatrixXd lower = as_eigen(group.covariance).llt().matrixL();
  for (std::size_t i = 0; i < group.names.size(); ++i) {
    const std::size_t row = index_of(group.names[i], space);
    prior.mean[row] = group.mean[i];
    for (std::size_t j = 0; j <= i; ++j) {
      prior.factor(row, column + j) = lower(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
    }
  }
}

}  // namespace

std::optional<NormalPrior> normal_prior(const ParameterSpace& space) {
  const auto& parameters = space.parameters();
  NormalPrior result{.mean = std::vector<double>(parameters.size()),
                     .factor = Matrix(parameters.size(), space.dimension())};
  std::size_t column = 0;
  for (std::size_t row = 0; row < parameters.size(); ++row) {
    const Parameter& parameter = parameters[row];
    if (parameter.fixed_value) result.mean[row] = *parameter.fixed_value;
    if (!parameter.prior) continue;
    const ConfigNode prior = parameter.prior->to_config();
    const ConfigNode* normal = prior.find("normal");
    if (normal == nullptr || parameter.periodic) return std::nullopt;
    result.mean[row] = normal->items().at(0).number();
    result.factor(row, column++) = normal->items().at(1).number();
  }
  for (const NormalGroup& group : space.groups()) {
    add_group(group, space, column, result);
    column += group.names.size();
  }
  return result;
}

}  // namespace inquest
