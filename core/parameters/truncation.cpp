#include "core/parameters/truncation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/parameters/tail.hpp"

namespace inquest {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// ln (Phi(b) - Phi(a)), where either may be infinite.
double log_mass(double a, double b) {
  if (a == -infinity) return b == infinity ? 0 : log_normal_cdf(b);
  return b == infinity ? log_normal_cdf(-a) : log_normal_mass(a, b, b - a);
}

}  // namespace

std::optional<Prior> truncated(const Prior& prior, double low, double high) {
  low = std::max(low, prior.lower());
  high = std::min(high, prior.upper());
  INQUEST_EXPECT(low < high);
  const std::string& family = prior.family();
  const std::vector<double>& arguments = prior.arguments();
  if (family == "uniform") return Prior::uniform(low, high);
  if (family == "log_uniform") return Prior::log_uniform(low, high);
  if (family == "half_normal") return Prior::truncated_normal(0, arguments[0], low, high);
  if (family == "normal" || family == "truncated_normal") {
    return Prior::truncated_normal(arguments[0], arguments[1], low, high);
  }
  return std::nullopt;
}

bool can_be_truncated(const Parameter& parameter) {
  if (!parameter.prior || parameter.periodic) return false;
  const double middle = parameter.prior->from_unit(0.5);
  return truncated(*parameter.prior, parameter.prior->from_unit(0.25), middle).has_value();
}

ParameterSpace truncated(const ParameterSpace& space, const std::vector<double>& low, const std::vector<double>& high) {
  INQUEST_EXPECT(low.size() == space.dimension() && high.size() == space.dimension());
  std::vector<Parameter> parameters = space.parameters();
  std::size_t column = 0;
  for (Parameter& parameter : parameters) {
    if (parameter.fixed_value) continue;
    if (can_be_truncated(parameter)) parameter.prior = truncated(*parameter.prior, low[column], high[column]);
    ++column;
  }
  return ParameterSpace(std::move(parameters), space.groups());
}

double log_share(const ParameterSpace& whole, const ParameterSpace& part) {
  double sum = 0;
  for (std::size_t j = 0; j < whole.dimension(); ++j) {
    const auto& prior = whole.free_parameter(j).prior;
    if (!prior) continue;  // of a group
    if (part.lower(j) <= whole.lower(j) && part.upper(j) >= whole.upper(j)) continue;
    sum += log_mass(prior->to_normal(part.lower(j)), prior->to_normal(part.upper(j)));
  }
  return sum;
}

}  // namespace inquest
