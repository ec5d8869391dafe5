#include "core/nn/dense.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/nn/lanes.hpp"

namespace inquest {
namespace {

constexpr std::int64_t tile_outputs = 6;  // by two vectors: 12 sums, which with their operands fill 16 registers
constexpr std::int64_t gradient_outputs = 3;
constexpr std::int64_t gradient_inputs = 4;

template <class T, std::int64_t n>
INQUEST_INLINE void forward_tile(const DenseWeight<T>& weight, const T* bias, const std::int64_t* outputs,
                                 const std::vector<std::int64_t>& inputs, const T* x, T* y, std::int64_t rows) {
  const T* row[n];
  Lanes<T> sum[n][2];
  for (std::int64_t a = 0; a < n; ++a) {
    row[a] = weight.values + outputs[a] * weight.output_stride;
    sum[a][0] = sum[a][1] = lanes<T>(bias == nullptr ? T{0} : bias[outputs[a]]);
  }
  for (const std::int64_t input : inputs) {
    const Lanes<T> low = load(x + input * rows);
    const Lanes<T> high = load(x + input * rows + lane_count<T>);
    for (std::int64_t a = 0; a < n; ++a) {
      const T w = row[a][input * weight.input_stride];
      sum[a][0] += w * low;
      sum[a][1] += w * high;
    }
  }
  for (std::int64_t a = 0; a < n; ++a) {
    store<T>(y + outputs[a] * rows, sum[a][0]);
    store<T>(y + outputs[a] * rows + lane_count<T>, sum[a][1]);
  }
}

template <class T>
INQUEST_INLINE void forward_block(const DenseBlock& block, const DenseWeight<T>& weight, const T* bias, const T* x,
                                  T* y, std::int64_t rows) {
  const auto count = static_cast<std::int64_t>(block.outputs.size());
  for (std::int64_t start = 0; start < rows;
       start += 2 * lane_count<T>, x += 2 * lane_count<T>, y += 2 * lane_count<T>) {
    const std::int64_t* outputs = block.outputs.data();
    for (std::int64_t left = count; left > 0;) {
      const std::int64_t tiles = (left + tile_outputs - 1) / tile_outputs;
      const std::int64_t n = (left + tiles - 1) / tiles;  // tiles of nearly equal size
      switch (n) {
        case 1:
          forward_tile<T, 1>(weight, bias, outputs, block.inputs, x, y, rows);
          break;
        case 2:
          forward_tile<T, 2>(weight, bias, outputs, block.inputs, x, y, rows);
          break;
        case 3:
          forward_tile<T, 3>(weight, bias, outputs, block.inputs, x, y, rows);
          break;
        case 4:
          forward_tile<T, 4>(weight, bias, outputs, block.inputs, x, y, rows);
          break;
        case 5:
          forward_tile<T, 5>(weight, bias, outputs, block.inputs, x, y, rows);
          break;
        default:
          forward_tile<T, tile_outputs>(weight, bias, outputs, block.inputs, x, y, rows);
      }
      outputs += n;
      left -= n;
    }
  }
}

template <class T, std::int64_t n, std::int64_t m>
INQUEST_INLINE void gradient_tile(const std::int64_t* outputs, const std::int64_t* inputs, const T* y_gradient,
                                  const T* x, std::int64_t rows, T* weight_gradient, std::int64_t width) {
  Lanes<T> sum[n][m] = {};
  for (std::int64_t start = 0; start < rows; start += lane_count<T>) {
    Lanes<T> g[n];
    for (std::int64_t a = 0; a < n; ++a) g[a] = load(y_gradient + outputs[a] * rows + start);
    for (std::int64_t b = 0; b < m; ++b) {
      const Lanes<T> value = load(x + inputs[b] * rows + start);
      for (std::int64_t a = 0; a < n; ++a) sum[a][b] += g[a] * value;
    }
  }
  for (std::int64_t a = 0; a < n; ++a) {
    for (std::int64_t b = 0; b < m; ++b) weight_gradient[outputs[a] * width + inputs[b]] += sum_lanes<T>(sum[a][b]);
  }
}

template <class T, std::int64_t n>
INQUEST_INLINE void gradient_rows(const std::int64_t* outputs, const std::vector<std::int64_t>& inputs,
                                  const T* y_gradient, const T* x, std::int64_t rows, T* weight_gradient,
                                  std::int64_t width) {
  const std::size_t whole = inputs.size() / gradient_inputs * gradient_inputs;
  for (std::size_t i = 0; i < whole; i += gradient_inputs) {
    gradient_tile<T, n, gradient_inputs>(outputs, &inputs[i], y_gradient, x, rows, weight_gradient, width);
  }
  for (std::size_t i = whole; i < inputs.size(); ++i) {
    gradient_tile<T, n, 1>(outputs, &inputs[i], y_gradient, x, rows, weight_gradient, width);
  }
}

template <class T>
INQUEST_INLINE void gradient_block(const DenseBlock& block, const T* y_gradient, const T* x, std::int64_t rows,
                                   T* weight_gradient, std::int64_t width, T* bias_gradient) {
  const std::size_t whole = block.outputs.size() / gradient_outputs * gradient_outputs;
  for (std::size_t o = 0; o < whole; o += gradient_outputs) {
    gradient_rows<T, gradient_outputs>(&block.outputs[o], block.inputs, y_gradient, x, rows, weight_gradient, width);
  }
  for (std::size_t o = whole; o < block.outputs.size(); ++o) {
    gradient_rows<T, 1>(&block.outputs[o], block.inputs, y_gradient, x, rows, weight_gradient, width);
  }
  for (const std::int64_t output : block.outputs) {
    Lanes<T> sum = {};
    for (std::int64_t start = 0; start < rows; start += lane_count<T>) sum += load(y_gradient + output * rows + start);
    bias_gradient[output] += sum_lanes<T>(sum);
  }
}

template <class T, Activation activation>
INQUEST_INLINE void activate_rows(const std::vector<std::int64_t>& features, T* x, T* slope, std::int64_t rows) {
  for (const std::int64_t feature : features) {
    for (std::int64_t i = feature * rows; i < (feature + 1) * rows; i += lane_count<T>) {
      const Lanes<T> value = load(x + i);
      if constexpr (activation == Activation::relu) {
        store<T>(x + i, value < 0 ? Lanes<T>{} : value);
      } else if constexpr (activation == Activation::tanh) {
        store<T>(x + i, tanh_lanes<T>(value));
      } else {
        const Lanes<T> s = sigmoid_lanes<T>(value);
        store<T>(x + i, value * s);
        if (slope != nullptr) store<T>(slope + i, s + value * s * (1 - s));
      }
    }
  }
}

template <class T, Activation activation>
INQUEST_INLINE void multiply_by_slope(const T* value, const T* slope, T* gradient, std::int64_t count) {
  for (std::int64_t i = 0; i < count; i += lane_count<T>) {
    const Lanes<T> g = load(gradient + i);
    if constexpr (activation == Activation::relu) {
      store<T>(gradient + i, load(value + i) > 0 ? g : Lanes<T>{});
    } else if constexpr (activation == Activation::tanh) {
      const Lanes<T> v = load(value + i);
      store<T>(gradient + i, g - g * v * v);
    } else {
      store<T>(gradient + i, g * load(slope + i));
    }
  }
}

template <class T>
INQUEST_INLINE void multiply_as(Activation activation, const T* value, const T* slope, T* gradient,
                                std::int64_t count) {
  switch (activation) {
    case Activation::relu:
      return multiply_by_slope<T, Activation::relu>(value, slope, gradient, count);
    case Activation::tanh:
      return multiply_by_slope<T, Activation::tanh>(value, slope, gradient, count);
    case Activation::silu:
      return multiply_by_slope<T, Activation::silu>(value, slope, gradient, count);
  }
}

template <class T>
INQUEST_INLINE void activate_as(Activation activation, const std::vector<std::int64_t>& features, T* x, T* slope,
                                std::int64_t rows) {
  switch (activation) {
    case Activation::relu:
      return activate_rows<T, Activation::relu>(features, x, slope, rows);
    case Activation::tanh:
      return activate_rows<T, Activation::tanh>(features, x, slope, rows);
    case Activation::silu:
      return activate_rows<T, Activation::silu>(features, x, slope, rows);
  }
}

std::vector<std::int64_t> inputs_of(const Tensor& mask, std::int64_t output) {
  std::vector<std::int64_t> inputs;
  const Tensor row = mask[output].to(at::kCPU, at::kFloat).contiguous();
  for (std::int64_t i = 0; i < row.numel(); ++i) {
    if (row.data_ptr<float>()[i] != 0) inputs.push_back(i);
  }
  return inputs;
}

}  // namespace

std::vector<DenseBlock> dense_blocks(const Tensor& mask) {
  INQUEST_EXPECT(mask.dim() == 2);
  std::vector<DenseBlock> blocks;
  for (std::int64_t output = 0; output < mask.size(0); ++output) {
    const auto inputs = inputs_of(mask, output);
    auto found = std::ranges::find(blocks, inputs, &DenseBlock::inputs);
    if (found == blocks.end()) found = blocks.insert(found, {{}, inputs});
    found->outputs.push_back(output);
  }
  std::ranges::stable_sort(blocks, {}, [](const DenseBlock& block) { return block.inputs.size(); });
  return blocks;
}

INQUEST_SIMD void dense_forward(const DenseBlock& block, const DenseWeight<float>& weight, const float* bias,
                                const float* x, float* y, std::int64_t rows) {
  forward_block<float>(block, weight, bias, x, y, rows);
}

INQUEST_SIMD void dense_forward(const DenseBlock& block, const DenseWeight<double>& weight, const double* bias,
                                const double* x, double* y, std::int64_t rows) {
  forward_block<double>(block, weight, bias, x, y, rows);
}

INQUEST_SIMD void dense_gradient(const DenseBlock& block, const float* y_gradient, const float* x, std::int64_t rows,
                                 float* weight_gradient, std::int64_t inputs, float* bias_gradient) {
  gradient_block<float>(block, y_gradient, x, rows, weight_gradient, inputs, bias_gradient);
}

INQUEST_SIMD void dense_gradient(const DenseBlock& block, const double* y_gradient, const double* x, std::int64_t rows,
                                 double* weight_gradient, std::int64_t inputs, double* bias_gradient) {
  gradient_block<double>(block, y_gradient, x, rows, weight_gradient, inputs, bias_gradient);
}

INQUEST_SIMD void activate_columns(Activation activation, const std::vector<std::int64_t>& features, float* x,
                                   float* slope, std::int64_t rows) {
  activate_as<float>(activation, features, x, slope, rows);
}

INQUEST_SIMD void activate_columns(Activation activation, const std::vector<std::int64_t>& features, double* x,
                                   double* slope, std::int64_t rows) {
  activate_as<double>(activation, features, x, slope, rows);
}

INQUEST_SIMD void activate_backward(Activation activation, const float* value, const float* slope, float* gradient,
                                    std::int64_t count) {
  multiply_as<float>(activation, value, slope, gradient, count);
}

INQUEST_SIMD void activate_backward(Activation activation, const double* value, const double* slope, double* gradient,
                                    std::int64_t count) {
  multiply_as<double>(activation, value, slope, gradient, count);
}

}  // namespace inquest
