// GaussianLikelihoodOptions: a normal density that a model assumes where its likelihood is not known.
//
// Simulations tell its mean and its covariance; how they are fitted, and what the options mean for that, is said in
// moments/gaussian_likelihood.hpp.
#pragma once

#include <cstdint>
#include <string>

#include "core/config/fields.hpp"

namespace inquest {

struct GaussianLikelihoodOptions {
  std::string mean = "simulations";
  std::string covariance = "simulations";
  ConfigNode at;
  std::int64_t repeats = 1000;
  std::int64_t degree = 0;
  std::string correction = "t";
  std::string compress = "none";

  void fields(FieldVisitor& visit);
};

}  // namespace inquest
