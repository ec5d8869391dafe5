#include "core/infer/posterior.hpp"

namespace inquest {

const AmortisedPosterior* amortised(const Posterior& posterior) {
  return dynamic_cast<const AmortisedPosterior*>(&posterior);
}

}  // namespace inquest
