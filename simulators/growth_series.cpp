#include "simulators/growth_series.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "simulators/parameter_columns.hpp"

namespace inquest {
namespace {

double evenly_spaced(double first, double last, std::size_t i, std::size_t points) {
  return first + (last - first) * static_cast<double>(i) / static_cast<double>(points - 1);
}

std::vector<double> amplitude_column(std::size_t amplitude, std::size_t points) {
  std::vector<double> column(points);
  for (std::size_t i = 0; i < points; ++i) {
    const double t = evenly_spaced(0, std::numbers::pi / 2, i, points);
    column[i] = amplitude == 0 ? 2 * t : std::cos((static_cast<double>(amplitude) - 0.5) * t);
  }
  return column;
}

Matrix design_of(const std::vector<std::size_t>& amplitudes, std::size_t points) {
  Matrix design(points, amplitudes.size());
  for (std::size_t j = 0; j < amplitudes.size(); ++j) {
    const auto column = amplitude_column(amplitudes[j], points);
    for (std::size_t i = 0; i < points; ++i) design(i, j) = column[i];
  }
  return design;
}

std::vector<double> noise_sd(std::size_t points) {
  std::vector<double> sd(points);
  for (std::size_t i = 0; i < points; ++i) {
    const double s = evenly_spaced(2.5, 4, i, points);
    sd[i] = std::sqrt(0.01 * static_cast<double>(points)) * s * s;
  }
  return sd;
}

}  // namespace

LinearModel growth_series_model(const GrowthSeriesOptions& options, const SimulatorRequest& request) {
  const auto points = static_cast<std::size_t>(options.points);
  std::vector<std::string> names{"growth"};
  for (std::size_t j = 1; j < points; ++j) names.push_back(concat("a", j));
  parameter_columns(request, {"growth"}, {names.begin() + 1, names.end()});

  std::vector<std::size_t> listed;
  for (const std::string& parameter : request.parameters) {
    listed.push_back(static_cast<std::size_t>(std::find(names.begin(), names.end(), parameter) - names.begin()));
  }
  std::vector<std::size_t> latent;
  for (std::size_t j = 0; j < points; ++j) {
    if (std::find(listed.begin(), listed.end(), j) == listed.end()) latent.push_back(j);
  }
  return LinearModel({.name = "growth_series",
                      .version = "1",
                      .parameters = request.parameters,
                      .data_shape = {points},
                      .symmetry = {.sign = true}},
                     {.design = design_of(listed, points),
                      .latent = design_of(latent, points),
                      .offset = std::vector<double>(points),
                      .noise_sd = noise_sd(points)});
}

SimulatorBundle make_growth_series(const GrowthSeriesOptions& options, const SimulatorRequest& request) {
  const auto model = std::make_shared<const LinearModel>(growth_series_model(options, request));
  return {.simulator = model, .likelihood = model, .exact_evidence = model, .archive = nullptr};
}

}  // namespace inquest
