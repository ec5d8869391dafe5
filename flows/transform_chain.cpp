#include "flows/transform_chain.hpp"

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

TransformChain::TransformChain(std::int64_t features, std::int64_t context, const Elementwise& transform,
                               std::vector<TransformStep> steps)
    : features_(features), context_(context), transform_(transform), steps_(std::move(steps)) {
  for (const TransformStep& step : steps_) {
    INQUEST_EXPECT(step.passes.size() == step.conditioner.groups());
    const std::int64_t hidden = end_ + context + features;
    places_.push_back({end_, hidden, hidden + step.conditioner.saved()});
    end_ = places_.back().raw + raw_rows(step);
    scratch_ = std::max(scratch_, step.conditioner.scratch() + raw_rows(step));
  }
  scratch_ += 2 * (context + features) + 1;
  for (std::size_t k = 0; k < steps_.size(); ++k) {
    for (const std::int64_t coordinate : steps_[k].coordinates) next_.push_back(after(k, coordinate));
  }
}

// Where in `saved` the coordinate lies that step k has transformed.
std::int64_t TransformChain::after(std::size_t k, std::int64_t coordinate) const {
  if (k + 1 == steps_.size()) return end_ + coordinate;
  const auto& order = steps_[k + 1].coordinates;
  return places_[k + 1].input + context_ + (std::ranges::find(order, coordinate) - order.begin());
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
    steps_[k].conditioner.forward(input, saved + places_[k].hidden * padded, saved + places_[k].raw * padded);
    for (std::int64_t place = 0; place < features_; ++place) {
      const T* z = input.x + (context_ + place) * padded;
      T* u = saved + next_of(k, place) * padded;
      if (place < steps_[k].first) {
        std::copy_n(z, padded, u);
      } else {
        const RawColumns<T> raw = raw_of<T>(k, place, saved, padded);
        std::visit([&](const auto& transform) { forward(transform, z, raw, u, log_det); }, transform_);
      }
    }
  }
  const T log_norm = static_cast<T>(0.5 * static_cast<double>(features_) * std::log(2 * std::numbers::pi));
  for (std::int64_t i = 0; i < rows.count; ++i) {
    T squares = 0;
    for (std::int64_t j = 0; j < features_; ++j)
      squares += saved[(end_ + j) * padded + i] * saved[(end_ + j) * padded + i];
    out[i] = log_det[i] - squares / 2 - log_norm;
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
  T* raw = input + (context_ + features_) * padded;
  std::fill_n(std::copy_n(log_prob_gradient, count, log_det), padded - count, T{0});
  std::fill_n(context, context_ * padded, T{0});
  for (std::int64_t j = 0; j < features_; ++j) {
    const T* u = saved + (end_ + j) * padded;
    for (std::int64_t i = 0; i < padded; ++i) z[j * padded + i] = -u[i] * log_det[i];
  }
  for (std::size_t k = steps_.size(); k-- > 0;) {
    const TransformStep& step = steps_[k];
    const T* step_input = saved + places_[k].input * padded;
    for (std::int64_t place = step.first; place < features_; ++place) {
      T* here = z + step.coordinates[static_cast<std::size_t>(place)] * padded;
      const RawColumns<T> values = raw_of<T>(k, place, saved, padded);
      const ArgumentGradient<T> arguments{here, raw + (place - step.first) * padded};
      std::visit(
          [&](const auto& transform) {
            inquest::backward(transform, step_input + (context_ + place) * padded, values, {here, log_det}, arguments);
          },
          transform_);
    }
    const bool inputs_needed = k > 0 || result.z != nullptr || result.context != nullptr;
    step.conditioner.backward(
        {step_input, nullptr, padded}, saved + places_[k].hidden * padded, raw,
        {result.flat, result.weights, inputs_needed ? input : nullptr, raw + raw_rows(step) * padded});
    if (!inputs_needed) break;
    add(context, input, context_ * padded);
    for (std::int64_t place = 0; place < step.read; ++place) {
      add(z + step.coordinates[static_cast<std::size_t>(place)] * padded, input + (context_ + place) * padded, padded);
    }
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
    T* places = saved + (places_[k].input + context_) * padded;
    const auto result_at = [&](std::int64_t place) {
      return u + step.coordinates[static_cast<std::size_t>(place)] * padded;
    };
    for (std::int64_t place = 0; place < step.first; ++place)
      std::copy_n(result_at(place), padded, places + place * padded);
    for (std::size_t group = 0; group < step.passes.size(); ++group) {
      step.conditioner.forward_group(group, input, saved + places_[k].hidden * padded, saved + places_[k].raw * padded);
      for (const std::int64_t place : step.passes[group]) {
        const RawColumns<T> raw = raw_of<T>(k, place, saved, padded);
        T* to = places + place * padded;
        std::visit([&](const auto& transform) { inquest::inverse(transform, result_at(place), raw, to); }, transform_);
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
