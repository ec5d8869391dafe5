// The conformance suite of likelihoods.
#pragma once

#include <string>
#include <vector>

#include "core/model/likelihood.hpp"

namespace inquest {

/// What a likelihood does against the law at theta [n, k] and x [n, data_size], of which each row was drawn with the
/// theta of its number: it is finite there, never NaN or +infinity, a row follows from its theta alone, and
/// derivatives, where it knows them, are those of its values. One sentence each; empty if it conforms.
std::vector<std::string> check_likelihood(const Likelihood& likelihood, ConstMatrixView theta, ConstMatrixView x);

}  // namespace inquest
