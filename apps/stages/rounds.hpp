// Rounds of simulations, each in a smaller part of the prior around what the one before knows of the posterior at the
// observation (truncated sequential estimation: Deistler, Goncalves & Macke 2022, arXiv:2210.04815).
//
//   rounds/<model>.yaml            the part of each round, and the row that it begins at
//   rounds/<model>.round_<r>.h5    the posterior estimate that part r + 1 was drawn around
//
// The parts are boxes (core/parameters/truncation.hpp): all but 0.2% of its draws in each parameter, and a margin. Rows
// of every round that lie in the last box follow the prior there, and everything that learns is trained on them, on the
// prior of the box. Its share of the prior turns ln Z of the box into ln Z. Routes that know a likelihood keep the
// whole prior.
#pragma once

#include <string>

#include "apps/stages/stage.hpp"

namespace inquest {

/// Whether the simulations of this run are made in rounds.
bool has_rounds(const Run& run);

/// Makes the simulations of all rounds but the last, and leaves in run.models the parts of all; `run` is that of the
/// context. Throws Error(io / data / interrupted).
void make_rounds(Run& run, RunContext& context);

/// Where draws reach an end of the last part that is none of the prior: a doubt; empty where they do not.
std::string doubt_of_region(const Model& model, const Matrix& draws);

/// What a route that learned from the last part tells of it.
void add_rounds(const Model& model, Findings& findings);

/// In words, for the report: "simulated in 5 rounds, the last in 0.012 of the prior"; empty without rounds.
std::string rounds_in_words(const Model& model);

}  // namespace inquest
