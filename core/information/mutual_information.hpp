// Mutual information in nats by densities that were fitted to some rows and judged on others:
//
//   I(X; Y | Z) = E ln p(y | x, z) - E ln p(y | z)
//
// Each of the two densities is the best of several ways (core/information/cross_fit.hpp). The error is that of the mean
// over rows, which is the least that any estimator has where nothing is known of the densities: ln p(y | x) / p(y) is
// the efficient influence function. The doubt of the fits is added.
#pragma once

#include <string>
#include <vector>

#include "core/base/measured.hpp"
#include "core/information/cross_fit.hpp"

namespace inquest {

struct InformationColumns {
  ConstMatrixView x, y;
  ConstMatrixView given;  // [n, 0] where nothing is
};

struct MutualInformation {
  Measured nats;
  std::string with, without;  // names of the densities of y with x and without it
};

/// Of normal scores, where y is the group with fewer columns. Throws Error(data) as best_cross_fit does.
MutualInformation mutual_information(const InformationColumns& columns, const std::vector<ConditionalFit>& ways,
                                     const CrossFitOptions& options, Seed seed);

/// Where y is not continuous but says the class that a row is of, by any number [n, 1]; the densities are those of x, z
/// within each class (core/information/class_fit.hpp).
MutualInformation class_information(const InformationColumns& columns, const std::vector<ConditionalFit>& ways,
                                    const CrossFitOptions& options, Seed seed);

/// What nearest neighbours say in its place, where a mixture is best and the columns are at most three and the rows at
/// most 20,000: a mixture rounds sharp edges. The difference of the two is then a doubt. Else `found` as it is.
MutualInformation checked_by_neighbours(const MutualInformation& found, const InformationColumns& columns);

/// The normal distribution, Student's copula, and mixtures of 2 to 32 components.
std::vector<ConditionalFit> closed_form_fits();

}  // namespace inquest
