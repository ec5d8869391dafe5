#include "core/nn/embeddings.hpp"

#include "core/base/error.hpp"

namespace inquest {
namespace {

class Identity final : public Embedding {
 public:
  explicit Identity(std::int64_t size) : size_(size) {}

  std::int64_t inputs() const override { return size_; }
  std::int64_t outputs() const override { return size_; }

 private:
  Tensor features(const Tensor& x) const override { return x; }

  std::int64_t size_;
};

// use(options): the defaults of each kind.
template <class Use, class... Kinds>
void for_kinds(const std::variant<Kinds...>&, const Use& use) {
  (use(Kinds{}), ...);
}

std::string name_of(const EmbeddingKind& kind) {
  return std::visit([](const auto& options) { return std::string(options.name); }, kind);
}

}  // namespace

void EmbeddingOptions::fields(FieldVisitor& visit) {
  std::string name = name_of(kind);
  std::vector<std::string> names;
  for_kinds(kind, [&](const auto& options) { names.emplace_back(options.name); });
  visit.choice("kind", name, "kind of network", names);
  if (name != name_of(kind)) {
    for_kinds(kind, [&](const auto& options) {
      if (name == options.name) kind = options;
    });
  }
  visit.one_of("kind", kind);
}

std::vector<std::pair<std::string, std::string>> embedding_kinds() {
  std::vector<std::pair<std::string, std::string>> kinds = {{no_embedding, "none: networks see the data themselves"}};
  for_kinds(EmbeddingKind{}, [&](const auto& options) { kinds.emplace_back(options.name, options.doc); });
  return kinds;
}

void embedding_field(FieldVisitor& visit, std::optional<EmbeddingOptions>& embedding, std::string_view doc) {
  visit.optional_group("embedding", embedding, no_embedding, doc);
}

std::string embedding_obstacle(const std::optional<EmbeddingOptions>& options, const Shape& shape) {
  if (!options) return "";
  if (numbers_of(shape) == 0) {
    return concat("embedding (there are no data to embed); write embedding: ", no_embedding);
  }
  return std::visit(
      [&](const auto& kind) {
        const std::string obstacle = kind.obstacle_to(shape);
        return obstacle.empty() ? obstacle : concat("embedding: ", kind.name, " ", obstacle);
      },
      options->kind);
}

std::string scales_for(const std::optional<EmbeddingOptions>& options) {
  if (!options) return "number";
  return std::visit([](const auto& kind) { return std::string(kind.scales()); }, options->kind);
}

std::int64_t embedding_outputs(const std::optional<EmbeddingOptions>& options, const Shape& shape) {
  if (!options) return static_cast<std::int64_t>(numbers_of(shape));
  return std::visit([](const auto& kind) { return kind.outputs; }, options->kind);
}

std::unique_ptr<Embedding> make_embedding(const std::optional<EmbeddingOptions>& options, const Shape& shape,
                                          Parameters& parameters, Random& random) {
  if (!options) return std::make_unique<Identity>(static_cast<std::int64_t>(numbers_of(shape)));
  const std::string obstacle = embedding_obstacle(options, shape);
  INQUEST_VALIDATE(obstacle.empty(), config, obstacle);
  return std::visit([&](const auto& kind) { return kind.make(shape, parameters, random); }, options->kind);
}

}  // namespace inquest
