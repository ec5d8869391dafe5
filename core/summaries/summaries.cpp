#include "core/summaries/summaries.hpp"

#include "core/base/error.hpp"

namespace inquest {

void SummaryOptions::fields(FieldVisitor& visit) {
  std::string name = std::visit([](const auto& options) { return std::string(options.name); }, kind);
  visit.choice("kind", name, "kind of summary", {SpectrumOptions::name});
  visit.one_of("kind", kind);
}

void summary_field(FieldVisitor& visit, std::optional<SummaryOptions>& summary, std::string_view doc) {
  visit.optional_group("summary", summary, "none", doc);
}

std::string summary_obstacle(const SummaryOptions& options, const Shape& shape) {
  return std::visit(
      [&](const auto& kind) {
        const std::string obstacle = kind.obstacle_to(shape);
        return obstacle.empty() ? obstacle : concat("data.summary: ", kind.name, " ", obstacle);
      },
      options.kind);
}

std::unique_ptr<Summary> make_summary(const SummaryOptions& options, const Shape& shape) {
  const std::string obstacle = summary_obstacle(options, shape);
  INQUEST_VALIDATE(obstacle.empty(), config, obstacle);
  return std::visit([&](const auto& kind) { return kind.make(shape); }, options.kind);
}

}  // namespace inquest
