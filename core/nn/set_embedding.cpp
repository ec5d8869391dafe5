#include "core/nn/set_embedding.hpp"

#include <algorithm>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/ge.h>
#include <ATen/ops/ones.h>

#include "core/base/error.hpp"

namespace inquest {
namespace {

constexpr std::int64_t sets_without_graph = 512;  // at a time

std::int64_t rows_of(const Shape& shape) { return static_cast<std::int64_t>(shape[1]); }
std::int64_t columns_of(const Shape& shape) { return shape.size() == 3 ? static_cast<std::int64_t>(shape[2]) : 1; }

class SetEmbedding final : public Embedding {
 public:
  SetEmbedding(const SetEmbeddingOptions& options, const Shape& shape, Parameters& parameters, Random& random)
      : mask_(options.mask),
        rows_(rows_of(shape)),
        columns_(columns_of(shape)),
        width_(options.network.layers().back()),
        of_row_(columns_ - mask_, width_, options.network, 1, parameters, "embedding.row", random),
        head_(width_ + 1, options.outputs, {.hidden = {}}, 1, parameters, "embedding", random),
        outputs_(options.outputs) {}

  std::int64_t inputs() const override { return rows_ * columns_; }
  std::int64_t outputs() const override { return outputs_; }

 private:
  Tensor features(const Tensor& x) const override {
    if (at::GradMode::is_enabled()) return of_sets(x);
    std::vector<Tensor> parts;
    for (std::int64_t first = 0; first < x.size(0); first += sets_without_graph) {
      parts.push_back(of_sets(x.narrow(0, first, std::min(sets_without_graph, x.size(0) - first))));
    }
    return at::cat(parts);
  }

  Tensor of_sets(const Tensor& x) const {
    const Tensor rows = x.reshape({x.size(0), rows_, columns_});
    const Tensor there = rows_there(rows);
    const Tensor number = there.sum(1);
    const Tensor numbers = (rows.narrow(2, 0, columns_ - mask_) * there).reshape({-1, columns_ - mask_});
    const Tensor each = of_row_.forward(numbers).reshape({x.size(0), rows_, width_});
    const Tensor mean = (each * there).sum(1) / number.clamp_min(1);
    return head_.forward(at::cat({mean, number.log1p()}, 1));
  }

  // [n, rows, 1], 1 or 0.
  Tensor rows_there(const Tensor& rows) const {
    if (!mask_) return at::ones({rows.size(0), rows_, 1}, rows.options());
    return at::ge(rows.narrow(2, columns_ - 1, 1), 0.5).to(rows.dtype());
  }

  bool mask_;
  std::int64_t rows_, columns_, width_;
  Mlp of_row_;
  Mlp head_;
  std::int64_t outputs_;
};

}  // namespace

void SetEmbeddingOptions::fields(FieldVisitor& visit) {
  network.fields(visit);
  visit.field("mask", mask, "whether the last column tells of each row if it is there (1) or not (0)");
  visit.field("outputs", outputs, "numbers that sum up the data", {.min = 1});
}

std::string SetEmbeddingOptions::obstacle_to(const Shape& shape) const {
  const bool table = shape.size() == 3 || shape.size() == 2;
  if (!table || shape[0] != 1) {
    return concat("(it reads tables [rows, columns] without channels, and not ", to_text(shape),
                  "); give each set as one table");
  }
  if (network.hidden.empty()) return "(hidden names no layer, and a linear sum of rows knows their mean alone)";
  if (mask && columns_of(shape) < 2) return "(a mask is the last of two columns or more, and there is one)";
  return "";
}

std::unique_ptr<Embedding> SetEmbeddingOptions::make(const Shape& shape, Parameters& parameters, Random& random) const {
  return std::make_unique<SetEmbedding>(*this, shape, parameters, random);
}

}  // namespace inquest
