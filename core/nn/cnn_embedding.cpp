#include "core/nn/cnn_embedding.hpp"

#include <algorithm>
#include <cmath>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/conv2d.h>

#include "core/base/error.hpp"
#include "core/nn/circular_padding.hpp"

namespace inquest {
namespace {

constexpr std::int64_t rows_without_graph = 64;  // at a time: of 20,000 maps the layers are larger than the maps

// A convolution before its activation.
struct Layer {
  Tensor weight;  // [channels, channels of the layer before, rows, columns]
  Tensor bias;
};

class CnnEmbedding final : public Embedding {
 public:
  // Of series as of maps of one row.
  CnnEmbedding(const CnnEmbeddingOptions& options, const Shape& shape, Parameters& parameters, Random& random)
      : options_(options),
        activation_(activation_from(options.activation)),
        channels_(static_cast<std::int64_t>(shape[0])),
        height_(shape.size() == 3 ? static_cast<std::int64_t>(shape[1]) : 1),
        width_(static_cast<std::int64_t>(shape.back())),
        layers_(layers_of(parameters, random)),
        head_(options.channels.back(), options.outputs, {.hidden = {}}, 1, parameters, "embedding", random) {}

  std::int64_t inputs() const override { return channels_ * height_ * width_; }
  std::int64_t outputs() const override { return options_.outputs; }

 private:
  bool series() const { return height_ == 1; }

  // He et al. (2015): what a layer gives is as large as what it reads.
  std::vector<Layer> layers_of(Parameters& parameters, Random& random) const {
    std::vector<Layer> layers;
    std::int64_t before = channels_;
    for (const std::int64_t channels : options_.channels) {
      const std::int64_t rows = series() ? 1 : options_.kernel;
      const auto inputs = static_cast<double>(before * rows * options_.kernel);
      const std::string suffix = concat(".", layers.size());
      layers.push_back({parameters.add("convolution.weight" + suffix, {channels, before, rows, options_.kernel},
                                       std::sqrt(6 / inputs), random),
                        parameters.add("convolution.bias" + suffix, {channels}, 1 / std::sqrt(inputs), random)});
      before = channels;
    }
    return layers;
  }

  Tensor features(const Tensor& x) const override {
    if (at::GradMode::is_enabled()) return of_maps(x);
    std::vector<Tensor> parts;
    for (std::int64_t first = 0; first < x.size(0); first += rows_without_graph) {
      parts.push_back(of_maps(x.narrow(0, first, std::min(rows_without_graph, x.size(0) - first))));
    }
    return at::cat(parts);
  }

  Tensor of_maps(const Tensor& x) const {
    // With the channels of a place side by side a convolution is a product of matrices as they lie.
    Tensor maps = x.reshape({x.size(0), channels_, height_, width_}).contiguous(at::MemoryFormat::ChannelsLast);
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      if (i > 0) maps = coarser(maps);
      maps = activate(convolved(maps, layers_[i], i == 0 ? options_.stride_first : 1), activation_);
    }
    const std::int64_t places[] = {2, 3};
    return head_.forward(options_.pool == "max" ? maps.amax(places) : maps.mean(places));
  }

  Tensor convolved(const Tensor& maps, const Layer& layer, std::int64_t stride) const {
    const std::int64_t rows = layer.weight.size(2) / 2, columns = layer.weight.size(3) / 2;
    const std::int64_t strides[] = {series() ? 1 : stride, stride};
    if (options_.periodic) return at::conv2d(circular_padding(maps, rows, columns), layer.weight, layer.bias, strides);
    const std::int64_t padding[] = {rows, columns};
    return at::conv2d(maps, layer.weight, layer.bias, strides, padding);
  }

  // Means of 2 x 2 numbers; of fewer where a length is odd or 1.
  static Tensor coarser(const Tensor& maps) {
    const std::int64_t window[] = {std::min<std::int64_t>(2, maps.size(2)), std::min<std::int64_t>(2, maps.size(3))};
    return at::avg_pool2d(maps, window, window, 0, true, false);
  }

  CnnEmbeddingOptions options_;
  Activation activation_;
  std::int64_t channels_, height_, width_;
  std::vector<Layer> layers_;
  Mlp head_;
};

}  // namespace

void CnnEmbeddingOptions::fields(FieldVisitor& visit) {
  visit.field("channels", channels, "of each convolution; between two of them 2 x 2 numbers become their mean",
              {.min = 1});
  visit.field("kernel", kernel, "length of each convolution, odd", {.min = 1});
  visit.field("stride_first", stride_first, "step of the first convolution: 2 for a quarter of the work", {.min = 1});
  visit.choice("pool", pool, "over all places, of the last convolution", {"mean", "max"});
  visit.field("periodic", periodic, "whether the data go on, beyond an edge, on the opposite side");
  visit.choice("activation", activation, "after each convolution", activation_names());
  visit.field("outputs", outputs, "numbers that sum up the data", {.min = 1});
}

std::string CnnEmbeddingOptions::obstacle_to(const Shape& shape) const {
  if (shape.size() < 2) return concat("(what it reads has the shape ", to_text(shape), ", neither map nor series)");
  if (shape.size() > 3) {
    return concat("(it reads maps [c, h, w] and series [c, t], and not ", to_text(shape),
                  "); write data: {channels: ", shape[1], "} where the first length counts channels");
  }
  if (channels.empty()) return "(channels names no convolution)";
  if (kernel % 2 == 0) return concat("(kernel = ", kernel, " is even, so that it has no middle)");
  if (stride_first > kernel) {
    return concat("(stride_first = ", stride_first, " is more than kernel = ", kernel, ": numbers would go unseen)");
  }
  const std::size_t margin = periodic ? static_cast<std::size_t>(kernel / 2) : 0;
  const std::size_t least = least_length(shape);
  if (margin <= least) return "";
  return concat("(kernel = ", kernel, " reaches around what the last convolution reads, ", least,
                " wide); take fewer channels or a smaller kernel");
}

// The shortest length that a convolution reads.
std::size_t CnnEmbeddingOptions::least_length(const Shape& shape) const {
  const bool series = shape.size() == 2 || shape[1] == 1;
  std::size_t length = series ? shape.back() : std::min(shape[1], shape[2]);
  for (std::size_t layer = 1; layer < channels.size(); ++layer) {
    const auto step = layer == 1 ? 2 * static_cast<std::size_t>(stride_first) : 2;
    length = (length + step - 1) / step;
  }
  return length;
}

std::unique_ptr<Embedding> CnnEmbeddingOptions::make(const Shape& shape, Parameters& parameters, Random& random) const {
  return std::make_unique<CnnEmbedding>(*this, shape, parameters, random);
}

}  // namespace inquest
