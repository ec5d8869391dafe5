#include "flows/transforms/transform_chain.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/error.hpp"

namespace inquest {
namespace {

// values [count, width] into columns, column j to the row places[j] of `columns`; rows beyond count are zero.
template <class T>
void to_columns(const T* values, std::int64_t count, const std::vector<std::int64_t>& places, T* columns,
                std::int64_t rows) {
  const auto width = static_cast<std::int64_t>(places.size());
  for (std::int64_t j = 0; j < width; ++j) {
    T* column = columns + places[static_cast<std::size_t>(j)] * rows;
    for (std::int64_t i = 0; i < count; ++i) column[i] = values[i * width + j];
    std::fill(column + count, column + rows, T{0});
  }
}

template <class T>
void from_columns(const T* columns, std::int64_t rows, std::int64_t width, T* values, std::int64_t count) {
  for (std::int64_t j = 0; j < width; ++j, columns += rows) {
    for (std::int64_t i = 0; i < count; ++i) values[i * width + j] = columns[i];
  }
}

std::vector<std::int64_t> consecutive(std::int64_t first, std::int64_t count) {
  std::vector<std::int64_t> places;
  for (std::int64_t i = 0; i < count; ++i) places.push_back(first + i);
  return places;
}

template <class T>
void add(T* to, const T* from, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) to[i] += from[i];
}

}  // namespace

TransformChain::TransformChain(std::int64_t context, std::vector<Elementwise> transforms,
                               std::vector<TransformStep> steps, std::vector<LuMixing> mixings)
    : features_(static_cast<std::int64_t>(transforms.size())),
      context_(context),
      transforms_(std::move(transforms)),
      steps_(std::move(steps)),
      mixings_(std::move(mixings)) {
  for (std::int64_t i = 0; i < features_; ++i) {
    const Elementwise& transform = transforms_[static_cast<std::size_t>(i)];
    (is_circular(transform) ? circular_ : real_).push_back(i);
    raw_parameters_ = std::max(raw_parameters_, parameters_of(transform));
  }
  INQUEST_EXPECT(mixings_.empty() || mixings_.size() == steps_.size());
  const auto mixed = mixings_.empty() ? 0 : static_cast<std::int64_t>(real_.size());
  for (const TransformStep& step : steps_) {
    INQUEST_EXPECT(step.passes.size() == step.conditioner.groups());
    const std::int64_t hidden = end_ + inputs();
    const std::int64_t raw = hidden + step.conditioner.saved();
    places_.push_back({end_, hidden, raw, raw + raw_rows(step)});
    end_ = places_.back().mixed + mixed;
    scratch_ = std::max(scratch_, step.conditioner.scratch() + raw_rows(step));
  }
  scratch_ = std::max(scratch_, mixed) + context + features_ + inputs() + 1;
  for (std::size_t k = 0; k < steps_.size(); ++k) {
    for (const std::int64_t coordinate : steps_[k].coordinates) next_.push_back(after(k, coordinate));
    mixed_to_.emplace_back();
    for (const std::int64_t coordinate : real_) mixed_to_.back().push_back(place_of(k + 1, coordinate));
  }
}

// The place of a coordinate in step k, or at the end.
std::int64_t TransformChain::place_of(std::size_t k, std::int64_t coordinate) const {
  if (k == steps_.size()) return coordinate;
  const auto& order = steps_[k].coordinates;
  return std::ranges::find(order, coordinate) - order.begin();
}

// Where in `saved` the coordinate lies that step k has transformed.
std::int64_t TransformChain::after(std::size_t k, std::int64_t coordinate) const {
  const auto real = std::ranges::find(real_, coordinate);
  if (!mixings_.empty() && real != real_.end()) return places_[k].mixed + (real - real_.begin());
  return start_of(k + 1) + place_of(k + 1, coordinate);
}

template <class T>
RawColumns<T> TransformChain::raw_of(std::size_t k, std::int64_t place, const T* saved, std::int64_t rows) const {
  const T* raw = saved + places_[k].raw * rows;
  return {raw + (place - steps_[k].first) * rows, transformed(steps_[k]) * rows, rows};
}

template <class T>
MlpColumns<T> TransformChain::input_of(std::size_t k, const Rows<T>& rows, T* saved) const {
  const std::int64_t padded = padded_rows(rows.count);
  T* input = saved + places_[k].input * padded;
  if (!rows.folded.empty()) return {input, rows.folded[k].data(), padded};
  if (k == 0) {
    to_columns(rows.context, rows.count, consecutive(0, context_), input, padded);
  } else {
    std::copy_n(saved + places_[0].input * padded, context_ * padded, input);
  }
  return {input, nullptr, padded};
}

// Writes cosine and sine of the angle at this place, if it is one, among the inputs.
template <class T>
void TransformChain::encode_angle(const TransformStep& step, std::int64_t place, T* input, std::int64_t rows) const {
  const auto found = std::ranges::find(circular_, step.coordinates[static_cast<std::size_t>(place)]);
  if (found == circular_.end()) return;
  const T* angle = input + (context_ + place) * rows;
  T* pair = input + (context_ + features_ + 2 * (found - circular_.begin())) * rows;
  for (std::int64_t i = 0; i < rows; ++i) {
    pair[i] = std::cos(angle[i]);
    pair[rows + i] = std::sin(angle[i]);
  }
}

template <class T>
std::vector<std::vector<T>> TransformChain::fold(const T* context) const {
  std::vector<std::vector<T>> biases;
  for (const TransformStep& step : steps_) biases.push_back(step.conditioner.first_bias(context));
  return biases;
}

template <class T>
void TransformChain::log_prob(const Rows<T>& rows, T* saved, T* out) const {
  const std::int64_t padded = padded_rows(rows.count);
  std::vector<std::int64_t> start(static_cast<std::size_t>(features_));
  for (std::int64_t i = 0; i < features_; ++i) {
    start[static_cast<std::size_t>(steps_[0].coordinates[static_cast<std::size_t>(i)])] = context_ + i;
  }
  to_columns(rows.z, rows.count, start, saved, padded);
  T* log_det = saved + (end_ + features_) * padded;
  std::fill_n(log_det, padded, T{0});
  for (std::size_t k = 0; k < steps_.size(); ++k) {
    const MlpColumns<T> input = input_of(k, rows, saved);
    for (std::int64_t place = 0; place < steps_[k].read; ++place) {
      encode_angle(steps_[k], place, saved + places_[k].input * padded, padded);
    }
    steps_[k].conditioner.forward(input, saved + places_[k].hidden * padded, saved + places_[k].raw * padded);
    for (std::int64_t place = 0; place < features_; ++place) {
      const T* z = input.x + (context_ + place) * padded;
      T* u = saved + next_of(k, place) * padded;
      if (place < steps_[k].first) {
        std::copy_n(z, padded, u);
      } else {
        const RawColumns<T> raw = raw_of<T>(k, place, saved, padded);
        std::visit([&](const auto& transform) { forward(transform, z, raw, u, log_det); },
                   transform_at(steps_[k], place));
      }
    }
    if (!mixings_.empty()) {
      mixings_[k].forward(saved + places_[k].mixed * padded, mixed_to_[k], saved + start_of(k + 1) * padded, log_det,
                          padded);
    }
  }
  const double turns = 0.5 * static_cast<double>(real_.size()) + static_cast<double>(circular_.size());
  const T log_norm = static_cast<T>(turns * std::log(2 * std::numbers::pi));
  for (std::int64_t i = 0; i < rows.count; ++i) {
    T squares = 0;
    for (const std::int64_t j : real_) squares += saved[(end_ + j) * padded + i] * saved[(end_ + j) * padded + i];
    out[i] = log_det[i] - squares / 2 - log_norm;
  }
}

// Through the maps of step k: `z`, by coordinate, and `raw` receive the derivatives by their arguments.
template <class T>
void TransformChain::transform_backward(std::size_t k, const T* saved, std::int64_t rows, const T* log_det, T* z,
                                        T* raw) const {
  const TransformStep& step = steps_[k];
  for (std::int64_t place = step.first; place < features_; ++place) {
    const T* input = saved + (places_[k].input + context_ + place) * rows;
    const RawColumns<T> values = raw_of<T>(k, place, saved, rows);
    T* here = z + step.coordinates[static_cast<std::size_t>(place)] * rows;
    const ArgumentGradient<T> arguments{here, raw + (place - step.first) * rows};
    const Elementwise& map = transform_at(step, place);
    std::visit([&](const auto& t) { inquest::backward(t, input, values, {here, log_det}, arguments); }, map);
    for (std::int64_t unused = parameters_of(map); unused < raw_parameters_; ++unused) {
      std::fill_n(arguments.raw + unused * values.stride, rows, T{0});
    }
  }
}

// Adds what comes through the conditioner's inputs to the derivatives `z` by coordinate.
template <class T>
void TransformChain::input_backward(std::size_t k, const T* saved, const T* input, std::int64_t rows, T* z) const {
  const TransformStep& step = steps_[k];
  for (std::int64_t place = 0; place < step.read; ++place) {
    const std::int64_t coordinate = step.coordinates[static_cast<std::size_t>(place)];
    const auto found = std::ranges::find(circular_, coordinate);
    T* here = z + coordinate * rows;
    if (found == circular_.end()) {
      add(here, input + (context_ + place) * rows, rows);
      continue;
    }
    const std::int64_t pair = context_ + features_ + 2 * (found - circular_.begin());
    const T* cosine = saved + (places_[k].input + pair) * rows;
    const T* gradient = input + pair * rows;
    for (std::int64_t i = 0; i < rows; ++i) {
      here[i] += gradient[rows + i] * cosine[i] - gradient[i] * cosine[rows + i];
    }
  }
}

template <class T>
void TransformChain::backward(std::int64_t count, const T* log_prob_gradient, const T* saved,
                              const Gradient<T>& result) const {
  const std::int64_t padded = padded_rows(count);
  T* log_det = result.scratch;  // one row
  T* z = log_det + padded;      // by coordinate
  T* context = z + features_ * padded;
  T* input = context + context_ * padded;
  T* raw = input + inputs() * padded;
  std::fill_n(std::copy_n(log_prob_gradient, count, log_det), padded - count, T{0});
  std::fill_n(context, context_ * padded, T{0});
  std::fill_n(z, features_ * padded, T{0});
  for (const std::int64_t j : real_) {
    const T* u = saved + (end_ + j) * padded;
    for (std::int64_t i = 0; i < padded; ++i) z[j * padded + i] = -u[i] * log_det[i];
  }
  for (std::size_t k = steps_.size(); k-- > 0;) {
    const TransformStep& step = steps_[k];
    if (!mixings_.empty()) {
      mixings_[k].backward(saved + places_[k].mixed * padded, real_, z, log_det, padded,
                           {result.flat, result.weights, raw});
    }
    transform_backward(k, saved, padded, log_det, z, raw);
    const bool inputs_needed = k > 0 || result.z != nullptr || result.context != nullptr;
    step.conditioner.backward(
        {saved + places_[k].input * padded, nullptr, padded}, saved + places_[k].hidden * padded, raw,
        {result.flat, result.weights, inputs_needed ? input : nullptr, raw + raw_rows(step) * padded});
    if (!inputs_needed) break;
    add(context, input, context_ * padded);
    input_backward(k, saved, input, padded, z);
  }
  if (result.z != nullptr) from_columns(z, padded, features_, result.z, count);
  if (result.context != nullptr) from_columns(context, padded, context_, result.context, count);
}

template <class T>
void TransformChain::inverse(const Rows<T>& rows, T* saved, T* z) const {
  const std::int64_t padded = padded_rows(rows.count);
  T* u = saved + end_ * padded;
  to_columns(rows.z, rows.count, consecutive(0, features_), u, padded);
  if (rows.folded.empty()) input_of(0, rows, saved);  // which later steps copy from
  for (std::size_t k = steps_.size(); k-- > 0;) {
    const TransformStep& step = steps_[k];
    const MlpColumns<T> input = input_of(k, rows, saved);
    if (!mixings_.empty()) mixings_[k].inverse(real_, u, padded);
    T* places = saved + start_of(k) * padded;
    const auto result_at = [&](std::int64_t place) {
      return u + step.coordinates[static_cast<std::size_t>(place)] * padded;
    };
    const auto read = [&](std::int64_t place) { encode_angle(step, place, saved + places_[k].input * padded, padded); };
    for (std::int64_t place = 0; place < step.first; ++place) {
      std::copy_n(result_at(place), padded, places + place * padded);
      read(place);
    }
    for (std::size_t group = 0; group < step.passes.size(); ++group) {
      step.conditioner.forward_group(group, input, saved + places_[k].hidden * padded, saved + places_[k].raw * padded);
      for (const std::int64_t place : step.passes[group]) {
        const RawColumns<T> raw = raw_of<T>(k, place, saved, padded);
        T* to = places + place * padded;
        std::visit([&](const auto& transform) { inquest::inverse(transform, result_at(place), raw, to); },
                   transform_at(step, place));
        read(place);
      }
    }
    for (std::int64_t place = 0; place < features_; ++place)
      std::copy_n(places + place * padded, padded, result_at(place));
  }
  from_columns(u, padded, features_, z, rows.count);
}

template std::vector<std::vector<float>> TransformChain::fold(const float*) const;
template std::vector<std::vector<double>> TransformChain::fold(const double*) const;
template void TransformChain::log_prob(const Rows<float>&, float*, float*) const;
template void TransformChain::log_prob(const Rows<double>&, double*, double*) const;
template void TransformChain::backward(std::int64_t, const float*, const float*, const Gradient<float>&) const;
template void TransformChain::backward(std::int64_t, const double*, const double*, const Gradient<double>&) const;
template void TransformChain::inverse(const Rows<float>&, float*, float*) const;
template void TransformChain::inverse(const Rows<double>&, double*, double*) const;

}  // namespace inquest
