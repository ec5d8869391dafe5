// exact: the closed form of a simulator that knows its own evidence.

#include "apps/routes/evidence_route.hpp"
#include "apps/routes/method_options.hpp"

namespace inquest {
namespace {

struct ExactEvidenceOptions {
  void fields(FieldVisitor&) {}
};

std::optional<double> log_evidence(const Model& model, std::span<const double> x) {
  const auto& exact = model.bundle.exact_evidence;
  return exact == nullptr ? std::nullopt : exact->log_evidence(model.space, x);
}

std::string obstacle(const ModelSet& models, std::span<const double> x) {
  for (const Model& model : models.models()) {
    if (!log_evidence(model, x)) {
      return concat("needs a closed form (model '", model.name, "' has none under these priors)");
    }
  }
  return "";
}

EvidenceAnswer compare(const ModelSet& models, std::span<const double> x, const RouteContext&) {
  std::vector<double> log_z;
  for (const Model& model : models.models()) log_z.push_back(log_evidence(model, x).value());
  const std::vector<double> no_error(log_z.size(), 0.0);
  return {from_log_evidence(models.names(), log_z, no_error, models.probabilities(), "exact")};
}

EvidenceRoute build(const ConfigNode& entry) {
  return {.options = resolved_entry("exact", read_method_options<ExactEvidenceOptions>(entry)),
          .obstacle = obstacle,
          .compare = compare};
}

}  // namespace

EvidenceMethod exact_method() {
  return {"exact", "the simulators' own closed form of the evidence", document_options<ExactEvidenceOptions>(),
          method_schema<ExactEvidenceOptions>("exact"), build};
}

}  // namespace inquest
