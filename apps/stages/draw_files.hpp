// The files of a route's draws: those of GetDist, of ArviZ, and of its method.
#pragma once

#include "apps/stages/stage.hpp"
#include "core/infer/posterior_answer.hpp"
#include "core/model/model.hpp"

namespace inquest {

/// Writes the draws of an answer, where it has any; throws Error(io).
void write_draw_files(const RunContext& context, const Model& model, const std::string& route,
                      const PosteriorAnswer& answer);

/// Writes ArviZ's file of the draws of a result, with the predictions [n, numbers] simulated from it; nothing where it
/// has no draws. Throws Error(io).
void write_arviz_file(const RunContext& context, const Model& model, const PosteriorResult& result,
                      ConstMatrixView predictions);

}  // namespace inquest
