// ln Z of draws by one truncated target (evidence/chains/truncated_target.hpp), with its error and its own checks.
//
// The draws weighted by phi / f are draws of phi, of which as many as one likes can be had from q directly. Both must
// have the same mean of any function; where they have not, f is not the density that the draws follow, or phi has mass
// where there are no draws.
#pragma once

#include "evidence/chains/chain_mean.hpp"
#include "evidence/chains/truncated_target.hpp"

namespace inquest {

/// Draws in the coordinates of a target: z [n, d], their weights, and ln f of each as a density over z.
struct WeightedPlaces {
  Matrix z;
  std::vector<double> weights, log_f;
};

struct ReciprocalEvidence {
  Measured log_z;
  std::vector<double> series;    // [n], what each draw adds to ln Z, of mean zero (evidence/chains/chain_mean.hpp)
  double log_mass_error = 0;     // the part of the error that draws of q have made
  double pareto_k = 0;           // of w phi / f
  double largest_share = 0;      // of one draw in 1 / Z
  double largest_departure = 0;  // of the means of ln q, z_j and z_j^2 under phi by both ways, in standard errors
  std::size_t departures = 0;    // of so many

  /// Whether the error means anything: k is at most `largest_k`, or no draw moves ln Z by half an error, which leaves a
  /// tail nothing to say.
  bool is_known(double largest_k) const;
};

ReciprocalEvidence reciprocal_evidence(const WeightedPlaces& places, const TruncatedTarget& target);

}  // namespace inquest
