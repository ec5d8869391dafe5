#include "simulators/linear_gaussian.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/random.hpp"

namespace inquest {
namespace {

Matrix identity_design(std::size_t observations, std::size_t dimension) {
  Matrix design(observations, dimension);
  for (std::size_t i = 0; i < observations; ++i) design(i, i % dimension) = 1;
  return design;
}

Matrix random_design(std::size_t observations, std::size_t dimension, std::int64_t seed) {
  Matrix design(observations, dimension);
  Random random(Seed{static_cast<std::uint64_t>(seed)}.child("design"));
  random.normal(design.values());
  for (double& value : design.values()) value /= std::sqrt(static_cast<double>(dimension));
  return design;
}

Matrix listed_design(const ConfigNode& node, std::size_t dimension) {
  Matrix design(node.items().size(), dimension);
  for (std::size_t i = 0; i < design.rows(); ++i) {
    const auto& row = node.items()[i].items();
    if (row.size() != dimension) {
      node.items()[i].fail(concat("(must have ", dimension, " numbers, one per parameter of the model)"));
    }
    std::transform(row.begin(), row.end(), design.row(i).begin(), [](const ConfigNode& n) { return n.number(); });
  }
  return design;
}

bool all_finite(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

Matrix make_design(const LinearGaussianOptions& options, std::size_t dimension) {
  const ConfigNode& node = options.design;
  const auto observations = static_cast<std::size_t>(options.observations);
  if (node.is_sequence()) {
    Matrix design = listed_design(node, dimension);
    if (design.rows() == 0) node.fail("(must have a row for each observation)");
    if (observations != 0 && observations != design.rows()) {
      node.fail(concat("(must have as many rows as observations says, ", observations, "); leave observations out"));
    }
    return design;
  }
  const std::size_t rows = observations == 0 ? dimension : observations;
  if (node.text() == "identity") return identity_design(rows, dimension);
  if (node.text() == "random") return random_design(rows, dimension, options.design_seed);
  node.fail("(must be identity, random, or a list of rows)");
}

}  // namespace

LinearModel linear_gaussian_model(const LinearGaussianOptions& options, const SimulatorRequest& request) {
  const std::string where = request.simulator.where();
  INQUEST_VALIDATE(!request.parameters.empty(), config, where, ": no parameters are listed (linear_gaussian has one ",
                   "per column of its design); list some");
  LinearModelTerms terms{.design = make_design(options, request.parameters.size()),
                         .latent = {},
                         .offset = options.offset,
                         .noise_sd = {}};
  const std::size_t observations = terms.design.rows();
  if (terms.offset.empty()) terms.offset.assign(observations, 0);
  INQUEST_VALIDATE(terms.offset.size() == observations, config, where, ": offset has ", terms.offset.size(),
                   " numbers (there are ", observations, " observations)");
  INQUEST_VALIDATE(all_finite(terms.offset) && all_finite(terms.design.values()), config, where,
                   ": a number of its design or offset is not finite");
  terms.latent = Matrix(observations, 0);
  terms.noise_sd.assign(observations, options.noise_sd);
  return LinearModel(
      {.name = "linear_gaussian", .version = "1", .parameters = request.parameters, .data_shape = {observations}},
      std::move(terms));
}

SimulatorBundle make_linear_gaussian(const LinearGaussianOptions& options, const SimulatorRequest& request) {
  const auto model = std::make_shared<const LinearModel>(linear_gaussian_model(options, request));
  return {.simulator = model, .likelihood = model, .exact_evidence = model, .archive = nullptr};
}

}  // namespace inquest
