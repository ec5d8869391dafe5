#include "core/infer/mcmc_findings.hpp"

namespace inquest {
namespace {

Finding::Value count(std::size_t value) { return static_cast<std::int64_t>(value); }

}  // namespace

Findings findings_of(const McmcReport& report) {
  Findings chains;
  chains.add("r_hat", report.convergence.r_hat, "rank-normalised R-hat of the worst parameter, which must be near 1");
  chains.add("bulk_ess", report.convergence.bulk_ess, "effective draws of the centre, of the worst parameter");
  chains.add("tail_ess", report.convergence.tail_ess, "effective draws of the tails, of the worst parameter");
  chains.add("chains", count(report.chains), "chains side by side");
  chains.add("steps", count(report.steps), "steps of each chain, with those that were discarded");
  chains.add("likelihood_evaluations", count(report.evaluations), "calls of the likelihood");
  return chains;
}

}  // namespace inquest
