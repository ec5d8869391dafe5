#include "evidence/nested/refine/proposal.hpp"

#include "core/parameters/tail.hpp"
#include "evidence/nested/explore/evidence_target.hpp"

namespace inquest {

Proposal proposal_in_normal(const EvidenceTarget& target, Proposal in_z) {
  const auto sample = [&target, in_z](Random& random, MatrixView x) {
    in_z.sample(random, x);
    target.mixed().from_unconstrained(x, x);
  };
  const auto log_density = [&target, in_z](ConstMatrixView x, std::span<double> out) {
    Matrix z(x.rows(), x.cols());
    target.mixed().to_unconstrained(x, z);
    in_z.log_density(z, out);
    for (std::size_t i = 0; i < x.rows(); ++i) {
      for (std::size_t j = 0; j < x.cols(); ++j) {
        if (target.mixed().chart(j) == Chart::unit) out[i] -= log_normal_density(z(i, j));  // du / dz
      }
    }
  };
  return {sample, log_density};
}

}  // namespace inquest
