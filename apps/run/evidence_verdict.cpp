#include "apps/run/evidence_verdict.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "core/base/error.hpp"
#include "core/base/number_format.hpp"

namespace inquest {
namespace {

constexpr double most_deviations = 3;

using Routes = std::vector<const EvidenceResult*>;

Routes comparing(std::span<const EvidenceResult> evidence) {
  Routes routes;
  for (const EvidenceResult& route : evidence) {
    if (route.estimate.models.size() > 1) routes.push_back(&route);
  }
  return routes;
}

bool predicts_worse(const EvidenceResult& route) { return route.log_score && route.log_score->is_worse(); }

// How far a route is to be trusted before its error counts: the less, the better.
std::pair<bool, bool> standing(const EvidenceResult& route) {
  return {!route.doubts.empty(), !route.estimate.knows_likelihood()};
}

// The best route: the one of smallest error, after a better standing; a bound, or one that another was seen to surpass
// on test simulations, comes after others.
const EvidenceResult& best_of(const Routes& routes) {
  const auto doubt = [](const EvidenceResult* route) {
    const BayesFactor first = bayes_factors(route->estimate).front();
    return std::tuple(standing(*route), first.extrapolated, first.lower_bound, predicts_worse(*route),
                      std::isfinite(first.error) ? first.error : HUGE_VAL);
  };
  return **std::ranges::min_element(routes, {}, doubt);
}

std::string reason_for(const EvidenceResult& route, const Routes& all) {
  if (route.estimate.knows_likelihood()) return "it knows the likelihood";
  if (all.size() == 1) return "it is the only one";
  const auto stands_alike = [&](const EvidenceResult* other) { return standing(*other) == standing(route); };
  if (std::ranges::count_if(all, stands_alike) == 1) return "it is the only one that is not in doubt";
  const std::string smallest = "its error is the smallest";
  return route.log_score && std::ranges::any_of(all, [](const auto* other) { return predicts_worse(*other); })
             ? smallest + " among those that predict test simulations best"
             : smallest;
}

// Which of two routes that contradict each other test simulations speak for, if they do.
std::string judgement(const EvidenceResult& one, const EvidenceResult& two) {
  if (!one.log_score || !two.log_score || predicts_worse(one) == predicts_worse(two)) return "";
  const auto& [better, worse] = predicts_worse(two) ? std::tie(one, two) : std::tie(two, one);
  if (better.log_score->loss > worse.log_score->loss) return "";  // each is held against the best of all
  return concat(" Test simulations speak for ", better.route, ": ", worse.route, " predicts their models worse.");
}

// What to do about two routes that contradict each other; nothing where a third is better than both.
std::string advice(const EvidenceResult& one, const EvidenceResult& two, const EvidenceResult& best) {
  if (standing(one) == standing(two)) {
    return standing(one) == standing(best) ? " Trust neither before it is known why." + judgement(one, two) : "";
  }
  const EvidenceResult& better = standing(one) < standing(two) ? one : two;
  const bool by_doubt = one.doubts.empty() != two.doubts.empty();
  return concat(" Trust ", better.route, by_doubt ? ": the other is in doubt." : ", which knows the likelihood.");
}

std::vector<EvidenceContradiction> contradictions_of(const EvidenceResult& one, const EvidenceResult& two,
                                                     const EvidenceResult& best) {
  std::vector<EvidenceContradiction> found;
  for (const BayesFactor& a : bayes_factors(one.estimate)) {
    const auto b = bayes_factor(two.estimate, a.model, a.other);
    const double sigma = b ? deviation(a, *b) : 0;
    if (!(sigma > most_deviations)) continue;
    const std::string words =
        concat(a.name(), " is ", a.value_text(), " by ", one.route, " and ", b->value_text(), " by ", two.route,
               " (they differ by ", significant(sigma, 2), " standard deviations).", advice(one, two, best));
    found.push_back({{one.route, two.route}, {a.model, a.other}, sigma, words});
  }
  return found;
}

// Whether a route contradicts one of equal standing, so that neither can be quoted.
bool is_undecided(const EvidenceContradiction& found, const Routes& routes, const EvidenceResult& best) {
  return std::ranges::all_of(found.routes, [&](const std::string& name) {
    const auto route = std::ranges::find(routes, name, &EvidenceResult::route);
    return standing(**route) == standing(best);
  });
}

// Whether another route without doubts, and which gives more than a bound, says the same.
bool is_confirmed(const EvidenceResult& route, const Routes& all) {
  const BayesFactor own = bayes_factors(route.estimate).front();
  return std::ranges::any_of(all, [&](const EvidenceResult* other) {
    const auto same = bayes_factor(other->estimate, own.model, own.other);
    return other != &route && other->doubts.empty() && same && !same->lower_bound && !same->extrapolated &&
           deviation(own, *same) <= most_deviations;
  });
}

std::optional<bool> trust_in(const EvidenceResult& route, const Routes& all) {
  if (!route.doubts.empty()) return false;
  if (route.estimate.knows_likelihood() || is_confirmed(route, all)) return true;
  return std::nullopt;
}

void say(EvidenceVerdict& verdict, const EvidenceResult& best) {
  if (verdict.route.empty()) verdict.sentences.push_back("No single ln K: " + verdict.why + ".");
  const std::string doubt = best.doubts.empty() ? "" : "Not trusted, see the warnings: ";
  for (const BayesFactor& factor : verdict.route.empty() ? std::vector<BayesFactor>{} : verdict.factors) {
    verdict.sentences.push_back(concat(doubt, factor.name(), " ", factor.relation_text(), ": ", factor.meaning(), "."));
  }
  if (!verdict.route.empty()) {
    const bool told = std::ranges::any_of(verdict.factors, [](const auto& factor) { return !factor.extrapolated; });
    verdict.sentences.push_back(
        concat(told ? "Quoted from route " : "This is by route ", verdict.route, " (", verdict.why, ")."));
  }
  for (const EvidenceContradiction& found : verdict.contradictions) verdict.sentences.push_back(found.words);
}

}  // namespace

std::optional<EvidenceVerdict> judge_evidence(std::span<const EvidenceResult> evidence) {
  const Routes routes = comparing(evidence);
  if (routes.empty()) return std::nullopt;
  const EvidenceResult& best = best_of(routes);
  EvidenceVerdict verdict{.models = best.estimate.models, .factors = bayes_factors(best.estimate)};
  for (std::size_t b = 1; b < routes.size(); ++b) {
    for (std::size_t a = 0; a < b; ++a) {
      std::ranges::move(contradictions_of(*routes[a], *routes[b], best), std::back_inserter(verdict.contradictions));
    }
  }
  const bool undecided = std::ranges::any_of(
      verdict.contradictions, [&](const EvidenceContradiction& found) { return is_undecided(found, routes, best); });
  if (undecided) {
    verdict.why = concat("routes that ", best.estimate.knows_likelihood() ? "know the likelihood" : "learn",
                         " contradict each other");
    verdict.trusted = false;
  } else {
    verdict.route = best.route;
    verdict.why = reason_for(best, routes);
    verdict.trusted = trust_in(best, routes);
  }
  say(verdict, best);
  return verdict;
}

}  // namespace inquest
