#include "core/nn/embedded_mlp.hpp"

namespace inquest {

EmbeddedMlp::EmbeddedMlp(const std::optional<EmbeddingOptions>& embedding, const Shape& shape, std::int64_t outputs,
                         const MlpOptions& options, double output_scale, Parameters& parameters,
                         const std::string& prefix, Random& random)
    : embedding_(make_embedding(embedding, shape, parameters, random)),
      mlp_(embedding_->outputs(), outputs, options, output_scale, parameters, prefix, random) {}

}  // namespace inquest
