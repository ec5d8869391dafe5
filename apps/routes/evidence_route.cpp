#include "apps/routes/evidence_route.hpp"

namespace inquest {

EvidenceAnswer with_check(EvidenceEstimate estimate, std::optional<AnswerCheck> check) {
  if (!check) return {std::move(estimate), {}, {}};
  return {std::move(estimate), std::move(check->warnings), check->out_of_distribution};
}

}  // namespace inquest
