#include "core/model/gaussian_likelihood_options.hpp"

namespace inquest {

void GaussianLikelihoodOptions::fields(FieldVisitor& visit) {
  visit.choice("mean", mean, "a regression on the simulations, by polynomials of the parameters", {"simulations"});
  visit.choice("covariance", covariance, "from simulations, at one place or what the mean leaves of them",
               {"simulations"});
  visit.field("at", at, "free parameters by name: the place where the covariance is simulated; else that of residuals");
  visit.field("repeats", repeats, "simulations at that place", {.min = 3});
  visit.field("degree", degree, "of the polynomials; 0: by held-out simulations", {.min = 0, .max = 20});
  visit.choice("correction", correction, "for the noise of the covariance", {"t", "hartlap", "none"});
  visit.choice("compress", compress,
               "the data before anything is assumed of them; score: to a number for each parameter", {"none", "score"});
}

}  // namespace inquest
