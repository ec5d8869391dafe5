#include "core/model/check_likelihood.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "core/base/decorator.hpp"
#include "core/base/error.hpp"

namespace inquest {
namespace {

constexpr std::size_t data_sets = 5;

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

bool is_impossible(double log_likelihood) {
  return std::isnan(log_likelihood) || log_likelihood == std::numeric_limits<double>::infinity();
}

// Of parameter k over the rows.
double spread(ConstMatrixView theta, std::size_t k) {
  double low = theta(0, k), high = theta(0, k);
  for (std::size_t i = 1; i < theta.rows(); ++i) {
    low = std::min(low, theta(i, k));
    high = std::max(high, theta(i, k));
  }
  return high - low;
}

// Central differences of two steps, each with the error that the other tells; beyond ten times that, and a thousandth,
// the derivatives are others. Where the density ends nearby nothing is compared.
std::string derivative_problem(const Likelihood& likelihood, const DifferentiableLikelihood& own, ConstMatrixView theta,
                               std::size_t row, std::span<const double> x) {
  constexpr double step = 1e-4, share = 1e-3;
  Matrix place(1, theta.cols()), gradient(1, theta.cols());
  std::ranges::copy(theta.row(row), place.values().begin());
  double value = 0, again = 0;
  likelihood.log_likelihood(place, x, {&value, 1});
  own.log_likelihood_gradient(place, x, {&again, 1}, gradient);
  if (std::abs(again - value) > 1e-9 * std::max(1.0, std::abs(value))) {
    return concat("ln p(x | theta) of row ", row, " is ", value, ", and ", again, " beside its derivatives");
  }
  for (std::size_t k = 0; k < theta.cols(); ++k) {
    const auto slope = [&](double h) {
      double above = 0, below = 0;
      place(0, k) = theta(row, k) + h;
      likelihood.log_likelihood(place, x, {&above, 1});
      place(0, k) = theta(row, k) - h;
      likelihood.log_likelihood(place, x, {&below, 1});
      place(0, k) = theta(row, k);
      return (above - below) / (2 * h);
    };
    const double h = step * spread(theta, k);
    if (h == 0) continue;  // of a fixed parameter
    const double wide = slope(h), narrow = slope(h / 2), size = std::max(std::abs(narrow), std::abs(gradient(0, k)));
    const double error = 10 * std::abs(wide - narrow) + share * std::max(size, 1 / spread(theta, k));
    if (std::isfinite(error) && std::abs(gradient(0, k) - narrow) > error) {
      return concat("the derivative of ln p(x | theta) by parameter ", k, " at row ", row, " is said to be ",
                    gradient(0, k), " (differences give ", narrow, ")");
    }
  }
  return "";
}

}  // namespace

std::vector<std::string> check_likelihood(const Likelihood& likelihood, ConstMatrixView theta, ConstMatrixView x) {
  std::vector<double> together(theta.rows());
  for (std::size_t d = 0; d < std::min(data_sets, theta.rows()); ++d) {
    likelihood.log_likelihood(theta, x.row(d), together);
    if (!std::isfinite(together[d])) {
      return {concat("ln p(x | theta) = ", together[d], " for row ", d, " at the theta it was drawn with")};
    }
    for (std::size_t i = 0; i < theta.rows(); ++i) {
      if (is_impossible(together[i])) {
        return {concat("ln p(x | theta) = ", together[i], " for theta of row ", i, " and x of row ", d)};
      }
      double alone = 0;
      likelihood.log_likelihood(theta.rows(i, 1), x.row(d), {&alone, 1});
      if (!same_bits(alone, together[i])) {
        return {
            concat("ln p(x | theta) of row ", i, " differs when computed alone (a row must follow from its theta)")};
      }
    }
    const auto* own = capability_of<DifferentiableLikelihood>(likelihood);
    if (own == nullptr) continue;
    const std::string problem = derivative_problem(likelihood, *own, theta, d, x.row(d));
    if (!problem.empty()) return {problem};
  }
  return {};
}

}  // namespace inquest
