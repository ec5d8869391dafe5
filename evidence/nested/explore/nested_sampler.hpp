// Nested sampling (Skilling 2006): ln Z, the posterior and the information from a shrinking set of live points.
//
// A tenth of the live points, those of lowest likelihood, dies at a time and is replaced by draws from the prior above
// them, so that likelihood calls come in batches. Two ways to draw: regions (independent draws, few dimensions) and
// slices (many dimensions); `auto` begins with the first and changes to the second where that is cheaper.
#pragma once

#include "core/base/reporter.hpp"
#include "core/config/fields.hpp"
#include "evidence/nested/explore/nested_run.hpp"

namespace inquest {

struct NestedOptions {
  std::string engine = "auto";
  std::int64_t live = 500;
  double replaced = 0.1;
  double remaining = 0.01;
  std::int64_t bases = 0;
  double width = 7;
  double inflation = 0;

  void fields(FieldVisitor& visit);
};

/// Why these options cannot serve this many free parameters; empty where they can.
std::string obstacle_to(const NestedOptions& options, std::size_t dimension);

/// Runs until the live points hold less than `remaining` of the evidence. Throws Error(config) on too few live points
/// for the dimension, Error(data) on what EvidenceTarget rejects or a likelihood of zero almost everywhere.
NestedRun sample_nested(const EvidenceTarget& target, const NestedOptions& options, Seed seed, Reporter& reporter);

}  // namespace inquest
