// The verdict on the posterior of one model: a route that knows the likelihood, or else one that was chosen by test.
//
// Two of one model contradict each other where they differ as core/infer/summary_difference.hpp says.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "apps/run/results.hpp"

namespace inquest {

struct PosteriorContradiction {
  std::array<std::string, 2> routes;
  std::string parameter;   // in which they differ most
  double sigma = 0;        // difference of the means, in standard deviations of the posterior
  double width_ratio = 1;  // of the wider to the narrower standard deviation
  std::string words;
};

struct PosteriorVerdict {
  std::string model;
  std::string route;
  std::string why;
  std::vector<PosteriorContradiction> contradictions = {};
  std::optional<bool> trusted = {};
  std::vector<std::string> sentences = {};
};

/// The method that a route has picked to answer, "nle" for one of `auto`; empty where it picks none.
std::string picked_method(const PosteriorResult& result);

/// Of the routes to the posterior of `model`, of which there is one at least.
PosteriorVerdict judge_posterior(std::span<const PosteriorResult> posterior, const std::string& model);

/// Of each model, in the order of the results.
std::vector<PosteriorVerdict> judge_posteriors(std::span<const PosteriorResult> posterior);

}  // namespace inquest
