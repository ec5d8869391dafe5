// The reciprocal of the evidence from draws of the posterior: 1 / Z = E[phi / f] under f / Z, for any normalised
// density phi whose support lies within that of f (Gelfand & Dey 1994).
//
// The variance of phi / f is finite and small where phi is like the posterior and its tails are not the wider ones. phi
// is a fitted density q cut to where it is largest, R = {q > c} (Robert & Wraith 2009), and to the box of the draws
// that q was fitted to, which a prior with ends does not exceed:
//
//   phi = q 1_R / P(R),   P(R) the share of draws of q itself that lie in R.
//
// The learned harmonic mean (McEwen et al. 2021, Polanska et al. 2024) takes a flow for q, and makes it narrower by a
// temperature in place of the cut.
#pragma once

#include "core/base/seed.hpp"
#include "core/sampling/adaptive_importance.hpp"
#include "evidence/chains/chain_coordinates.hpp"

namespace inquest {

struct TruncationOptions {
  double mass = 0.9;          // of q, at most, that is kept
  std::size_t draws = 20000;  // of q, that find P(R)
};

class TruncatedTarget {
 public:
  /// Cuts the density q over z. Throws Error(data) where it has no mass in the box of the coordinates.
  TruncatedTarget(DrawnDensity q, const ChainCoordinates& coordinates, const TruncationOptions& options, Seed seed);

  /// ln phi of rows z [n, d]; -infinity outside of R and where z is not finite.
  void log_density(ConstMatrixView z, std::span<double> out) const;

  /// ln P(R), and its error, which all values of ln phi share.
  double log_mass() const { return log_mass_; }
  double log_mass_error() const { return log_mass_error_; }

  /// The draws of q that lie in R [m, d], which are draws of phi, and ln q of each.
  const Matrix& draws() const { return draws_; }
  const std::vector<double>& log_q() const { return log_q_; }

 private:
  DrawnDensity q_;
  const ChainCoordinates& coordinates_;
  double threshold_;  // ln c
  double log_mass_, log_mass_error_;
  Matrix draws_;
  std::vector<double> log_q_;
};

}  // namespace inquest
