#include "simulators/benchmark/gaussian_linear.hpp"

#include <cmath>

#include "simulators/linear_model.hpp"
#include "simulators/parameter_columns.hpp"

namespace inquest {
namespace {

SimulatorBundle make(const std::string& name, const SimulatorRequest& request) {
  constexpr std::size_t size = 10;
  const auto columns = parameter_columns(request, numbered_parameters(size));
  LinearModelTerms terms{.design = Matrix(size, size),
                         .latent = Matrix(size, 0),
                         .offset = std::vector<double>(size),
                         .noise_sd = std::vector<double>(size, std::sqrt(0.1))};
  for (std::size_t i = 0; i < size; ++i) terms.design(i, columns[i]) = 1;
  const auto model = std::make_shared<const LinearModel>(SimulatorInfo{.name = name,
                                                                       .version = "1",
                                                                       .parameters = request.parameters,
                                                                       .data_shape = {size},
                                                                       .symmetry = {.sign = true}},
                                                         std::move(terms));
  return {.simulator = model, .likelihood = model, .exact_evidence = model, .archive = nullptr};
}

}  // namespace

SimulatorBundle make_gaussian_linear(const NoOptions&, const SimulatorRequest& request) {
  return make("gaussian_linear", request);
}

SimulatorBundle make_gaussian_linear_uniform(const NoOptions&, const SimulatorRequest& request) {
  return make("gaussian_linear_uniform", request);
}

}  // namespace inquest
