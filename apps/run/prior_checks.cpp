#include "apps/run/prior_checks.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/number_format.hpp"

namespace inquest {
namespace {

constexpr double most_at_edges = 0.01;  // of a prior
constexpr double least_width = 1e-140;  // its square is a variance, and that of a posterior is smaller still
constexpr double largest_width = 1e140;
constexpr double wide = 4;  // standard deviations of the normal number that stands for a parameter

const ConfigNode& place_of(const ConfigNode& given, const Model& model, const std::string& parameter) {
  const ConfigNode& place = *given.find(model.name)->find("parameters");
  const ConfigNode* entry = place.find(parameter);
  return entry == nullptr ? place : *entry;
}

// From far below to far above the middle of the prior, of each parameter.
std::vector<double> widths_of(const ParameterSpace& space) {
  const std::size_t d = space.dimension();
  Matrix low(d, d), high(d, d);
  for (std::size_t j = 0; j < d; ++j) {
    low(j, j) = -wide;
    high(j, j) = wide;
  }
  space.from_unconstrained(low, low);
  space.from_unconstrained(high, high);
  std::vector<double> widths(d, 0);
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j < d; ++j) widths[j] = std::max(widths[j], std::abs(high(i, j) - low(i, j)));
  }
  return widths;
}

void check_edge(const ConfigNode& place, const Parameter& parameter) {
  if (!parameter.prior) return;
  const double share =
      std::max(parameter.prior->share_at_edges(), parameter.proposal ? parameter.proposal->share_at_edges() : 0.0);
  INQUEST_VALIDATE(share <= most_at_edges, config, place.where(), ": ", plain(significant(100 * share, 2)), "% of ",
                   prior_text(parameter), " lies nearer to an end than double precision can tell (so many ",
                   "simulations would have one and the same value, and nothing is learned from them); take a prior ",
                   "that is less steep there, or its logarithm as the parameter");
}

}  // namespace

void check_widths(const ConfigNode& given, const ModelSet& models) {
  for (const Model& model : models.models()) {
    const std::vector<double> widths = widths_of(model.space);
    for (std::size_t j = 0; j < widths.size(); ++j) {
      const Parameter& parameter = model.space.free_parameter(j);
      INQUEST_VALIDATE(widths[j] >= least_width && widths[j] <= largest_width, config,
                       place_of(given, model, parameter.name).where(), ": the prior of ", parameter.name, " is ",
                       plain(significant(widths[j], 2)), " wide (the square of it, of which variances are made, is no ",
                       "number in double precision); give the parameter in another unit, or its logarithm");
    }
  }
}

void check_edges(const ConfigNode& given, const ModelSet& models) {
  for (const Model& model : models.models()) {
    if (!model.has_simulator() || model.bundle.archive != nullptr) continue;
    for (const Parameter& parameter : model.space.parameters()) {
      check_edge(place_of(given, model, parameter.name), parameter);
    }
  }
}

}  // namespace inquest
