#include "apps/run/posterior_verdict.hpp"

#include <algorithm>
#include <tuple>

#include "apps/run/calibration_verdict.hpp"
#include "core/base/error.hpp"
#include "core/infer/summary_difference.hpp"

namespace inquest {
namespace {

using Routes = std::vector<const PosteriorResult*>;

// How far a route is to be trusted; the less, the better.
std::pair<bool, Basis> standing(const PosteriorResult& route) { return {!route.doubts.empty(), route.basis}; }

const PosteriorResult& best_of(const Routes& routes) {
  const auto doubt = [](const PosteriorResult* route) {
    return std::tuple(standing(*route), route->draws.theta.rows() == 0);
  };
  return **std::ranges::min_element(routes, {}, doubt);
}

std::string reason_for(const PosteriorResult& route, const Routes& all) {
  if (route.basis == Basis::known_likelihood) return "it knows the likelihood";
  if (all.size() == 1) return "it is the only one";
  if (route.basis == Basis::chosen) return "it picks what foretells held-out simulations better";
  const auto in_doubt = [](const PosteriorResult* other) { return !other->doubts.empty(); };
  if (std::ranges::all_of(all, in_doubt)) return "all are in doubt, and it is the first";
  return std::ranges::any_of(all, in_doubt) ? "it is the first that is not in doubt" : "it is the first";
}

// A known likelihood settles what others say.
bool settles(const PosteriorResult& one, const PosteriorResult& two) {
  return one.basis == Basis::known_likelihood && one.doubts.empty() && standing(one) < standing(two);
}

std::optional<PosteriorContradiction> contradiction_of(const PosteriorResult& one, const PosteriorResult& two) {
  const auto found = worst_difference(one.summary, two.summary);
  if (!found) return std::nullopt;
  const std::string& parameter = one.parameters[found->parameter];
  std::string advice = " Find out why before you rely on them.";
  if (settles(one, two)) advice = concat(" Trust ", one.route, ", which knows the likelihood.");
  if (settles(two, one)) advice = concat(" Trust ", two.route, ", which knows the likelihood.");
  const std::string words = concat("Posterior of ", one.model, ": ", one.route, " and ", two.route,
                                   " contradict each other, ", found->in_words(parameter), ".", advice);
  return PosteriorContradiction{{one.route, two.route}, parameter, found->sigma, found->width_ratio, words};
}

std::optional<bool> trust_in(const PosteriorResult& route, const Routes& all) {
  if (!route.doubts.empty()) return false;
  bool confirmed = route.basis == Basis::known_likelihood;
  for (const PosteriorResult* other : all) {
    if (other == &route || !other->doubts.empty()) continue;
    const bool agrees = !worst_difference(route.summary, other->summary);
    if (!agrees && !settles(route, *other)) return false;
    confirmed = confirmed || agrees;
  }
  return confirmed ? std::optional(true) : std::nullopt;
}

std::string quotation(const PosteriorVerdict& verdict, const PosteriorResult& best) {
  const std::string doubt = best.doubts.empty() ? "" : "Not trusted, see the warnings: ";
  const bool contradicted = best.doubts.empty() && verdict.trusted == std::optional(false);
  const std::string picked = picked_method(best);
  return concat(doubt, "Posterior of ", verdict.model, ": quoted from route ", verdict.route,
                picked.empty() ? "" : concat(", in which ", picked, " answers"), " (", verdict.why,
                contradicted ? ", and contradicted)." : ").");
}

}  // namespace

std::string picked_method(const PosteriorResult& result) {
  for (const Finding& finding : result.findings.all()) {
    const auto* picked = finding.key() == "picked" ? std::get_if<std::string>(&finding.value) : nullptr;
    if (picked != nullptr) return *picked;
  }
  return "";
}

PosteriorVerdict judge_posterior(std::span<const PosteriorResult> posterior, const std::string& model) {
  Routes routes;
  for (const PosteriorResult& route : posterior) {
    if (route.model == model) routes.push_back(&route);
  }
  const PosteriorResult& best = best_of(routes);
  PosteriorVerdict verdict{.model = model, .route = best.route, .why = reason_for(best, routes)};
  for (std::size_t b = 1; b < routes.size(); ++b) {
    for (std::size_t a = 0; a < b; ++a) {
      if (auto found = contradiction_of(*routes[a], *routes[b])) verdict.contradictions.push_back(*std::move(found));
    }
  }
  verdict.trusted = trust_in(best, routes);
  verdict.sentences.push_back(quotation(verdict, best));
  const bool untested = best.basis == Basis::known_likelihood && !best.check.left_out.empty();  // and needs it least
  if (const std::string check = sentence_of(best.check); !check.empty() && !untested) {
    verdict.sentences.push_back(check);
  }
  for (const PosteriorContradiction& found : verdict.contradictions) verdict.sentences.push_back(found.words);
  return verdict;
}

std::vector<PosteriorVerdict> judge_posteriors(std::span<const PosteriorResult> posterior) {
  std::vector<PosteriorVerdict> verdicts;
  for (const PosteriorResult& result : posterior) {
    const auto known = std::ranges::find(verdicts, result.model, &PosteriorVerdict::model);
    if (known == verdicts.end()) verdicts.push_back(judge_posterior(posterior, result.model));
  }
  return verdicts;
}

}  // namespace inquest
