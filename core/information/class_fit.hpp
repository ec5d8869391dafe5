// The probability of a class given continuous columns, by densities within the classes:
//
//   p(k | c) = f_k p_k(c) / sum_j f_j p_j(c),   f_k the share of class k
#pragma once

#include "core/information/conditional_fit.hpp"

namespace inquest {

/// Of classes y [n, 1], told apart by their number; p_k is fitted by `way` to the rows of class k alone. It cannot be
/// fitted where `way` cannot, for some class; a row of a class that it has not seen has the density zero.
ConditionalFit class_fit(const ConditionalFit& way);

}  // namespace inquest
