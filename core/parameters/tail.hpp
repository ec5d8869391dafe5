// Tails: probabilities of the standard normal and of others, held from the side where they are small.
//
// A place in a distribution is known best by the probability of its nearer tail: 1 - 1e-20 is no double, 1e-20 is one,
// and below 1e-308 its logarithm still is.
#pragma once

namespace inquest {

/// The probability, at most one half, on one side of a point.
struct Tail {
  double p = 0;
  double log_p = 0;    // also where p underflows
  bool upper = false;  // the side above the point
};

Tail tail_from_log(double log_p, bool upper);

/// The nearer tail of u in [0, 1].
Tail tail_of_unit(double u);
double unit_of_tail(Tail tail);

/// The nearer tail of z under N(0, 1), for every z; relative error below 1e-13 in p.
Tail tail_of_normal(double z);
double normal_of_tail(Tail tail);

/// ln N(z; 0, 1)
double log_normal_density(double z);

/// ln Phi(z), for every z.
double log_normal_cdf(double z);

/// z with ln Phi(z) = log_p, for every log_p <= 0.
double normal_quantile_from_log(double log_p);

/// ln (Phi(b) - Phi(a)) for a < b without cancellation; `width` is b - a, which the caller may know better than the
/// difference of two rounded numbers tells.
double log_normal_mass(double a, double b, double width);

/// ln (exp(a) + exp(b))
double log_add(double a, double b);

}  // namespace inquest
