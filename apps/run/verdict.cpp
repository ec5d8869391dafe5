#include "apps/run/verdict.hpp"

#include <algorithm>
#include <iterator>

namespace inquest {
namespace {

template <class Part>
void add_words(const Part& part, std::vector<std::string>& out) {
  std::ranges::transform(part.contradictions, std::back_inserter(out), [](const auto& found) { return found.words; });
}

}  // namespace

std::optional<bool> all_trusted(const std::vector<std::optional<bool>>& parts) {
  if (std::ranges::find(parts, std::optional(false)) != parts.end()) return false;
  const bool all = !parts.empty() && std::ranges::all_of(parts, [](const auto& part) { return part.has_value(); });
  return all ? std::optional(true) : std::nullopt;
}

std::optional<bool> Verdict::trusted() const {
  std::vector<std::optional<bool>> parts;
  if (evidence) parts.push_back(evidence->trusted);
  for (const PosteriorVerdict& part : posterior) parts.push_back(part.trusted);
  return all_trusted(parts);
}

std::vector<std::string> Verdict::sentences() const {
  std::vector<std::string> all;
  if (evidence) all = evidence->sentences;
  for (const PosteriorVerdict& part : posterior) std::ranges::copy(part.sentences, std::back_inserter(all));
  return all;
}

std::vector<std::string> Verdict::contradictions() const {
  std::vector<std::string> all;
  if (evidence) add_words(*evidence, all);
  for (const PosteriorVerdict& part : posterior) add_words(part, all);
  return all;
}

Verdict judge(const Results& results) {
  return {judge_evidence(results.evidence), judge_posteriors(results.posterior)};
}

}  // namespace inquest
