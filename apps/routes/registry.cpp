#include "apps/routes/evidence_route.hpp"
#include "apps/routes/posterior_route.hpp"

namespace inquest {

const std::vector<PosteriorMethod>& posterior_methods() {
  static const std::vector<PosteriorMethod> methods{
      auto_method(), npe_method(), nle_method(), mcmc_method(), nested_posterior_method(), moments_method()};
  return methods;
}

const std::vector<EvidenceMethod>& evidence_methods() {
  static const std::vector<EvidenceMethod> methods{network_method(), marginal_flow_method(), npe_nle_method(),
                                                   nested_evidence_method(), exact_method()};
  return methods;
}

}  // namespace inquest
