// Verdict: which route's answer is quoted and why, which routes contradict each other, and whether to trust the whole.
//
// results.json, the terminal and the report print what it says, word by word. Its words are UTF-8; `plain` has them for
// terminals and files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "apps/run/evidence_verdict.hpp"
#include "apps/run/posterior_verdict.hpp"

namespace inquest {

struct Verdict {
  std::optional<EvidenceVerdict> evidence;  // none where no models are compared
  std::vector<PosteriorVerdict> posterior;  // of each model that has one

  /// False where a part is not trusted, true where all are, none elsewhere.
  std::optional<bool> trusted() const;

  /// All sentences, evidence first.
  std::vector<std::string> sentences() const;

  /// Those that tell of a contradiction.
  std::vector<std::string> contradictions() const;
};

Verdict judge(const Results& results);

/// As in Verdict::trusted.
std::optional<bool> all_trusted(const std::vector<std::optional<bool>>& parts);

}  // namespace inquest
