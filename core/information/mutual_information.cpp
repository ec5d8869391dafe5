#include "core/information/mutual_information.hpp"

#include <cmath>

#include "core/base/error.hpp"
#include "core/base/statistics.hpp"
#include "core/information/class_fit.hpp"
#include "core/information/columns.hpp"
#include "core/information/gaussian_mixture.hpp"
#include "core/information/ksg.hpp"
#include "core/information/student_copula.hpp"

namespace inquest {

namespace {

constexpr std::size_t most_near_columns = 3;  // beyond these neighbours are biased by their distance
constexpr std::size_t most_near_rows = 20000;

// What x adds to what is known of y.
MutualInformation added(ConstMatrixView y, ConstMatrixView x, ConstMatrixView given,
                        const std::vector<ConditionalFit>& ways, const CrossFitOptions& options, Seed seed) {
  const CrossFit with = best_cross_fit(y, side_by_side(x, given), ways, options, seed);
  const CrossFit without = best_cross_fit(y, given, ways, options, seed);
  std::vector<double> gain(y.rows());
  for (std::size_t i = 0; i < gain.size(); ++i) gain[i] = with.balanced[i] - without.balanced[i];
  Measured nats = mean_with_error(gain);
  nats.error = std::hypot(nats.error, with.doubt, without.doubt);
  return {nats, with.name, without.name};
}

}  // namespace

MutualInformation mutual_information(const InformationColumns& columns, const std::vector<ConditionalFit>& ways,
                                     const CrossFitOptions& options, Seed seed) {
  const auto& [x, y, given] = columns;
  return x.cols() < y.cols() ? added(x, y, given, ways, options, seed) : added(y, x, given, ways, options, seed);
}

MutualInformation class_information(const InformationColumns& columns, const std::vector<ConditionalFit>& ways,
                                    const CrossFitOptions& options, Seed seed) {
  std::vector<ConditionalFit> by_class;
  for (const ConditionalFit& way : ways) by_class.push_back(class_fit(way));
  return added(columns.y, columns.x, columns.given, by_class, options, seed);
}

MutualInformation checked_by_neighbours(const MutualInformation& found, const InformationColumns& columns) {
  const auto& [x, y, given] = columns;
  const bool few = x.cols() + y.cols() + given.cols() <= most_near_columns && x.rows() <= most_near_rows;
  if (!few || !found.with.starts_with("mixture")) return found;
  Measured near = ksg_information(x, y, given);
  near.error = std::hypot(near.error, near.value - found.nats.value);
  return {near, concat("neighbours, ", found.with), found.without};
}

std::vector<ConditionalFit> closed_form_fits() {
  std::vector<ConditionalFit> ways{mixture_fit(1), student_fit()};
  for (const std::size_t components : {2, 4, 8, 16, 32}) ways.push_back(mixture_fit(components));
  return ways;
}

}  // namespace inquest
