// The table of embeddings: which kinds there are, their options, and how one is made.
//
// A new kind is a file pair with an options struct as core/nn/mlp_embedding.hpp has it, and its place in EmbeddingKind:
// then every estimator that reads data knows it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/nn/cnn_embedding.hpp"
#include "core/nn/mlp_embedding.hpp"
#include "core/nn/set_embedding.hpp"

namespace inquest {

using EmbeddingKind = std::variant<MlpEmbeddingOptions, CnnEmbeddingOptions, SetEmbeddingOptions>;

struct EmbeddingOptions {
  EmbeddingKind kind = MlpEmbeddingOptions{};

  void fields(FieldVisitor& visit);
};

/// The word in run files for no embedding: networks see the data themselves.
inline constexpr const char* no_embedding = "identity";

/// Names of the kinds with what they are, no embedding first.
std::vector<std::pair<std::string, std::string>> embedding_kinds();

/// The key `embedding`: that word, or a mapping.
void embedding_field(FieldVisitor& visit, std::optional<EmbeddingOptions>& embedding, std::string_view doc);

/// Why rows of this shape, channels first, have no such embedding: "embedding: cnn (...)"; empty where they have.
std::string embedding_obstacle(const std::optional<EmbeddingOptions>& options, const Shape& shape);

/// Which numbers of the data are treated alike, so that one scale must serve them: "channel" all of a channel, "column"
/// those in one place of the last dimension, "masked" the same of rows that are there, "number" none.
std::string scales_for(const std::optional<EmbeddingOptions>& options);

/// Numbers that sum up data of this shape.
std::int64_t embedding_outputs(const std::optional<EmbeddingOptions>& options, const Shape& shape);

/// An embedding of data of this shape, channels first, whose weights are added to `parameters`; without options it
/// gives the data themselves. Throws Error(config) on an `embedding_obstacle`.
std::unique_ptr<Embedding> make_embedding(const std::optional<EmbeddingOptions>& options, const Shape& shape,
                                          Parameters& parameters, Random& random);

}  // namespace inquest
