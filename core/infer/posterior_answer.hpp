// PosteriorAnswer: what a posterior says at one x: draws and their summary, and what is known besides.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/infer/findings.hpp"
#include "core/infer/summary.hpp"
#include "core/parameters/density.hpp"

namespace inquest {

struct PosteriorAnswer {
  PosteriorSummary summary;
  Draws draws = {};        // none where there are moments alone
  std::size_t chains = 0;  // that `draws` are, one after the other, of equal lengths but for one; 0: independent draws
  Findings findings = {};
  std::vector<std::string> doubts = {};  // what keeps it from being trusted; the user is warned of each
  Draws weighted = {};                   // that `draws` were drawn from with equal weights, where they were

  /// Writes files that other programs read of this method, besides the chain, to paths that begin with `stem`; empty
  /// where there are none.
  std::function<void(const std::filesystem::path& stem)> write_files = {};
};

/// What a density implements that has more to say than draws.
class Answering {
 public:
  virtual ~Answering() = default;

  /// An answer with `count` draws, unless it is of moments alone; the same seed gives the same answer.
  virtual PosteriorAnswer full_answer(std::size_t count, Seed seed, Reporter& reporter) const = 0;
};

/// Draws of these parameters with their summary.
PosteriorAnswer answer_of(Draws draws, const ParameterSpace& space);

/// The answer of a density: its own where it is Answering, else of draws; it must be one of the two.
PosteriorAnswer answer_of(const Density& density, std::size_t count, Seed seed, Reporter& reporter);

}  // namespace inquest
