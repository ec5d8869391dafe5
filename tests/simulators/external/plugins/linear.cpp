// A plugin that computes what linear_gaussian does, with the random numbers of Inquest: the same to the last bit.
//
// Its options: design, row by row, and noise_sd. Any parameters.
#include <cmath>
#include <numbers>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

#include "core/base/random.hpp"
#include "simulators/external/plugin_abi.h"

namespace {

struct Linear {
  std::vector<double> columns;  // of the design, one after the other
  std::size_t places = 0;
  double noise_sd = 1;
};

int create(const inquest_request* request, inquest_model* model, char*) {
  auto linear = new Linear;
  std::vector<double> design;
  for (std::size_t i = 0; i < request->option_count; ++i) {
    std::istringstream in(request->options[i].value);
    const bool is_design = std::string(request->options[i].key) == "design";
    for (double value = 0; in >> value;) {
      if (is_design) design.push_back(value);
      if (!is_design) linear->noise_sd = value;
    }
  }
  const std::size_t count = request->parameter_count;
  linear->places = design.size() / count;
  for (std::size_t j = 0; j < count; ++j) {
    for (std::size_t i = 0; i < linear->places; ++i) linear->columns.push_back(design[i * count + j]);
  }
  model->context = linear;
  model->data_dimensions = 1;
  model->data_shape[0] = linear->places;
  return 0;
}

int simulate(void* context, std::size_t rows, std::size_t parameters, const double* theta, const std::uint64_t* seeds,
             std::size_t size, double* x, std::int8_t*, char*) {
  const auto& linear = *static_cast<const Linear*>(context);
  for (std::size_t row = 0; row < rows; ++row) {
    inquest::Random random(inquest::Seed{seeds[row]});
    double* out = x + row * size;
    for (std::size_t i = 0; i < size; ++i) out[i] = 0 + linear.noise_sd * random.normal();
    for (std::size_t j = 0; j < parameters; ++j) {
      const double weight = theta[row * parameters + j];
      const double* column = linear.columns.data() + j * size;
      for (std::size_t i = 0; i < size; ++i) out[i] += weight * column[i];
    }
  }
  return 0;
}

int gradient(void* context, std::size_t rows, std::size_t parameters, const double* theta, std::size_t size,
             const double* x, double* out, double* by, char*) {
  const auto& linear = *static_cast<const Linear*>(context);
  const double norm = -static_cast<double>(size) * std::log(linear.noise_sd * std::sqrt(2 * std::numbers::pi));
  std::vector<double> data(x, x + size), columns = linear.columns, pull;  // in units of the noise
  for (double& value : data) value /= linear.noise_sd;
  for (double& value : columns) value /= linear.noise_sd;
  for (std::size_t row = 0; row < rows; ++row) {
    pull = data;
    for (std::size_t j = 0; j < parameters; ++j) {
      const double weight = -theta[row * parameters + j];
      const double* column = columns.data() + j * size;
      for (std::size_t i = 0; i < size; ++i) pull[i] += weight * column[i];
    }
    double sum = 0;
    for (const double value : pull) sum += value * value;
    out[row] = norm - 0.5 * sum;
    for (std::size_t j = 0; by != nullptr && j < parameters; ++j) {
      by[row * parameters + j] = std::inner_product(pull.begin(), pull.end(), columns.data() + j * size, 0.0);
    }
  }
  return 0;
}

int log_likelihood(void* context, std::size_t rows, std::size_t parameters, const double* theta, std::size_t size,
                   const double* x, double* out, char* message) {
  return gradient(context, rows, parameters, theta, size, x, out, nullptr, message);
}

void destroy(void* context) { delete static_cast<Linear*>(context); }

const inquest_simulator table = {INQUEST_ABI_VERSION,
                                 sizeof(inquest_simulator),
                                 "linear",
                                 "1",
                                 1,
                                 create,
                                 simulate,
                                 log_likelihood,
                                 gradient,
                                 destroy};

}  // namespace

const inquest_simulator* inquest_plugin(std::size_t index) { return index == 0 ? &table : nullptr; }
