// Suggestions for words that are not known: a slip of the pen is answered with the word that was meant.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inquest {

/// The candidate nearest to `word` by edit distance (with transpositions), if near enough to be a slip of the pen.
std::optional<std::string> nearest_word(std::string_view word, const std::vector<std::string>& candidates);

/// "; did you mean 'b'?", or "" where no candidate is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

/// "(known: a, b, c); did you mean 'b'?" for an unknown `word`; the question only where a candidate is near.
std::string suggest(std::string_view word, const std::vector<std::string>& candidates);

/// "a, b, c"
std::string join(const std::vector<std::string>& words);

}  // namespace inquest
