// line_cpp: readings at the places 1 to 4 of intercept + slope * place, with normal noise; simulator and likelihood.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>

#include "plugin_abi.h"

namespace {

constexpr std::size_t places = 4;
constexpr const char* parameters[] = {"intercept", "slope"};
constexpr double two_pi = 6.283185307179586;

// Random numbers that follow from the seed of a row alone: splitmix64, and the method of Box and Muller.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  double normal() {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(two_pi * uniform());
  }

 private:
  double uniform() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (static_cast<double>((z ^ (z >> 31)) >> 12) + 0.5) / 4503599627370496.0;
  }

  std::uint64_t state_;
};

// One for each model of a run file.
class Line {
 public:
  explicit Line(const inquest_request& request) {
    for (std::size_t i = 0; i < request.option_count; ++i) {
      const std::string key = request.options[i].key;
      if (key != "noise") throw std::invalid_argument("there is no option " + key + " (known: noise)");
      char* end = nullptr;
      noise_ = std::strtod(request.options[i].value, &end);
      if (*end == '\0' && noise_ > 0) continue;
      throw std::invalid_argument(std::string("noise = ") + request.options[i].value + " (must be a number > 0)");
    }
  }

  void simulate(const double* theta, std::uint64_t seed, double* x) const {
    Random random(seed);
    for (std::size_t i = 0; i < places; ++i) x[i] = at(theta, i) + noise_ * random.normal();
  }

  double log_likelihood(const double* theta, const double* x, double* gradient) const {
    double sum = -static_cast<double>(places) * std::log(noise_ * std::sqrt(two_pi));
    if (gradient != nullptr) gradient[0] = gradient[1] = 0;
    for (std::size_t i = 0; i < places; ++i) {
      const double pull = (x[i] - at(theta, i)) / noise_;
      sum -= 0.5 * pull * pull;
      if (gradient == nullptr) continue;
      gradient[0] += pull / noise_;
      gradient[1] += static_cast<double>(i + 1) * pull / noise_;
    }
    return sum;
  }

 private:
  static double at(const double* theta, std::size_t i) { return theta[0] + theta[1] * static_cast<double>(i + 1); }

  double noise_ = 0.3;
};

// No exception may leave the library: it becomes a message.
template <class Action>
int guarded(char* message, const Action& action) {
  try {
    action();
    return 0;
  } catch (const std::exception& error) {
    std::snprintf(message, INQUEST_MESSAGE_SIZE, "%s", error.what());
    return 1;
  }
}

int create(const inquest_request* request, inquest_model* model, char* message) {
  return guarded(message, [&] {
    model->context = std::make_unique<Line>(*request).release();
    model->data_dimensions = 1;
    model->data_shape[0] = places;
    model->parameters = parameters;
    model->parameter_count = 2;
  });
}

// A row that fails would set status[row] = 1; of these none can.
int simulate(void* context, std::size_t rows, std::size_t count, const double* theta, const std::uint64_t* seeds,
             std::size_t data_size, double* x, std::int8_t* /* status */, char* message) {
  return guarded(message, [&] {
    for (std::size_t row = 0; row < rows; ++row) {
      static_cast<const Line*>(context)->simulate(theta + row * count, seeds[row], x + row * data_size);
    }
  });
}

int log_likelihood(void* context, std::size_t rows, std::size_t count, const double* theta, std::size_t, const double* x,
                   double* out, char* message) {
  return guarded(message, [&] {
    const auto& line = *static_cast<const Line*>(context);
    for (std::size_t row = 0; row < rows; ++row) out[row] = line.log_likelihood(theta + row * count, x, nullptr);
  });
}

int log_likelihood_gradient(void* context, std::size_t rows, std::size_t count, const double* theta, std::size_t,
                            const double* x, double* out, double* gradient, char* message) {
  return guarded(message, [&] {
    const auto& line = *static_cast<const Line*>(context);
    for (std::size_t row = 0; row < rows; ++row) {
      out[row] = line.log_likelihood(theta + row * count, x, gradient + row * count);
    }
  });
}

void destroy(void* context) { delete static_cast<Line*>(context); }

const inquest_simulator table = [] {
  inquest_simulator result = {};
  result.abi_version = INQUEST_ABI_VERSION;
  result.struct_size = sizeof result;
  result.name = "line_cpp";
  result.version = "1";
  result.thread_safe = 1;  // nothing is shared between calls but what create has made, which no call changes
  result.create = create;
  result.simulate = simulate;
  result.log_likelihood = log_likelihood;
  result.log_likelihood_gradient = log_likelihood_gradient;
  result.destroy = destroy;
  return result;
}();

}  // namespace

const inquest_simulator* inquest_plugin(std::size_t index) { return index == 0 ? &table : nullptr; }
