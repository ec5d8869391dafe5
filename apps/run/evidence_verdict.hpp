// The verdict on log K: the route of smallest error, unless one knows the likelihood or is in doubt.
//
// Two routes contradict each other where their ln K of a pair of models differ by more than three standard deviations
// of the difference (core/infer/bayes_factor.hpp). Where two that are equally good do, no number is quoted.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "apps/run/results.hpp"
#include "core/infer/bayes_factor.hpp"

namespace inquest {

struct EvidenceContradiction {
  std::array<std::string, 2> routes;
  std::array<std::string, 2> models;  // whose ln K it is
  double sigma = 0;                   // standard deviations of the difference
  std::string words;
};

struct EvidenceVerdict {
  std::string route = {};            // that is quoted; empty where equally good ones contradict each other
  std::string why = {};              // "it knows the likelihood"
  std::vector<std::string> models;   // in the order of the best route, quoted or not
  std::vector<BayesFactor> factors;  // by that route, of the best model over the others, strongest rival first
  std::vector<EvidenceContradiction> contradictions = {};
  std::optional<bool> trusted = {};  // none where nothing speaks against the answer, and nothing has confirmed it
  std::vector<std::string> sentences = {};
};

/// None without a route that compares models.
std::optional<EvidenceVerdict> judge_evidence(std::span<const EvidenceResult> evidence);

}  // namespace inquest
