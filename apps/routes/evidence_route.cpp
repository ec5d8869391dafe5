#include "apps/routes/evidence_route.hpp"

#include "core/base/error.hpp"

namespace inquest {

EvidenceAnswer with_check(EvidenceEstimate estimate, std::optional<AnswerCheck> check) {
  if (!check) return {std::move(estimate), {}, {}};
  return {std::move(estimate), std::move(check->warnings), check->out_of_distribution};
}

void require_models(const std::vector<std::string>& trained, const ModelSet& models,
                    const std::filesystem::path& path) {
  INQUEST_VALIDATE(trained == models.names(), data, path.string(), " compares ", join(trained), " (the run file has ",
                   join(models.names()), ")");
}

}  // namespace inquest
