// The table of summaries: which kinds there are, their options, and how one is made.
//
// A new kind is a file pair with an options struct as core/summaries/spectrum.hpp has it, its place in SummaryKind, and
// its name in SummaryOptions::fields.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/summaries/spectrum.hpp"

namespace inquest {

using SummaryKind = std::variant<SpectrumOptions>;

struct SummaryOptions {
  SummaryKind kind = SpectrumOptions{};

  void fields(FieldVisitor& visit);
};

/// The key `summary`: the word none, or a mapping.
void summary_field(FieldVisitor& visit, std::optional<SummaryOptions>& summary, std::string_view doc);

/// Why rows of this shape, channels first, have no such summary: "data.summary: spectrum (...)"; empty where they have.
std::string summary_obstacle(const SummaryOptions& options, const Shape& shape);

/// Of rows of this shape, channels first. Throws Error(config) on a `summary_obstacle`.
std::unique_ptr<Summary> make_summary(const SummaryOptions& options, const Shape& shape);

}  // namespace inquest
