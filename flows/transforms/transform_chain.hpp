// TransformChain: a flow's transforms on blocks of rows, as columns (core/nn/dense.hpp), forward, backward and inverse.
//
// One pass over all transforms keeps a block of rows in the cache and costs no operation of LibTorch.
//
// Coordinates are real or circular (flows/transforms/elementwise.hpp). At the base real ones are standard normal, and
// circular ones uniform; conditioners read an angle as its cosine and sine. A mixing after each transform is of the
// real ones.
//
// A forward pass leaves in `saved` all that a backward pass reads: one column of padded_rows(count) numbers below the
// other, from the top
//
//   places_[0].input   context             context            the same in each step
//                      coordinates         features           by their place in step 0, as they enter it
//                      cosines and sines   2 each circular    by coordinate, in pairs
//   places_[0].hidden  activations         conditioner.saved()
//   places_[0].raw     raw parameters      raw_parameters * (features - first)    by parameter, then by place
//   places_[0].mixed   real coordinates    real, or none without mixings          transformed, not yet mixed
//   places_[1].input   context             ...                the coordinates as step 0 leaves them
//   ...
//   end_               u                   features           by coordinate, at the base
//   end_ + features    log |det du/dz|     1
#pragma once

#include <cstdint>
#include <vector>

#include "core/nn/column_mlp.hpp"
#include "flows/transforms/elementwise.hpp"
#include "flows/transforms/lu_mixing.hpp"

namespace inquest {

/// One transform of a chain. Its conditioner reads the context and the first `read` of its coordinates and chooses the
/// maps of those from `first` on; group g of the conditioner (core/nn/column_mlp.hpp) those in `passes[g]`. Its inputs
/// are the context and the coordinates that are read, or, where some are circular, the context, all coordinates by
/// place and (cosine, sine) of each circular one; it reads no angle and nothing of places from `read` on.
struct TransformStep {
  ColumnMlp conditioner;
  std::vector<std::int64_t> coordinates;  // the flow's coordinate at each place of this transform
  std::int64_t read;
  std::int64_t first;
  std::vector<std::vector<std::int64_t>> passes;  // places
};

class TransformChain {
 public:
  static constexpr std::int64_t block_rows = 240;  // not a power of two: columns share the sets of the cache evenly

  /// The map of each coordinate, and the mixing after each step; none: {}.
  TransformChain(std::int64_t context, std::vector<Elementwise> transforms, std::vector<TransformStep> steps,
                 std::vector<LuMixing> mixings);

  std::int64_t features() const { return features_; }
  std::int64_t context() const { return context_; }
  std::int64_t saved() const { return end_ + features_ + 1; }  // features that a forward pass saves
  std::int64_t scratch() const { return scratch_; }            // features that a backward pass works in

  /// First biases of all conditioners with one context for all rows; {}: every row has its own.
  template <class T>
  std::vector<std::vector<T>> fold(const T* context) const;

  template <class T>
  struct Rows {
    const T* z;        // [count, features]
    const T* context;  // [count, context]; not read if folded
    const std::vector<std::vector<T>>& folded;
    std::int64_t count;  // at most block_rows
  };

  /// log q of a block; `saved` [saved()][padded_rows(count)].
  template <class T>
  void log_prob(const Rows<T>& rows, T* saved, T* out) const;

  template <class T>
  struct Gradient {
    const T* flat;  // the weights' buffer
    T* weights;     // as flat; added to
    T* z;           // [count, features], written; nullptr: not needed
    T* context;     // [count, context], written; nullptr: not needed
    T* scratch;     // [scratch()][padded_rows(count)]
  };

  /// The derivatives from those by log q [count], after log_prob with the same `saved`.
  template <class T>
  void backward(std::int64_t count, const T* log_prob_gradient, const T* saved, const Gradient<T>& result) const;

  /// z [count, features] from u in rows.z; `saved` as in log_prob.
  template <class T>
  void inverse(const Rows<T>& rows, T* saved, T* z) const;

 private:
  const Elementwise& transform_at(const TransformStep& step, std::int64_t place) const {
    return transforms_[static_cast<std::size_t>(step.coordinates[static_cast<std::size_t>(place)])];
  }
  std::int64_t inputs() const { return context_ + features_ + 2 * static_cast<std::int64_t>(circular_.size()); }
  std::int64_t transformed(const TransformStep& step) const { return features_ - step.first; }
  std::int64_t raw_rows(const TransformStep& step) const { return raw_parameters_ * transformed(step); }
  template <class T>
  RawColumns<T> raw_of(std::size_t k, std::int64_t place, const T* saved, std::int64_t rows) const;
  template <class T>
  MlpColumns<T> input_of(std::size_t k, const Rows<T>& rows, T* saved) const;
  template <class T>
  void encode_angle(const TransformStep& step, std::int64_t place, T* input, std::int64_t rows) const;
  template <class T>
  void transform_backward(std::size_t k, const T* saved, std::int64_t rows, const T* log_det, T* z, T* raw) const;
  template <class T>
  void input_backward(std::size_t k, const T* saved, const T* input, std::int64_t rows, T* z) const;
  std::int64_t start_of(std::size_t k) const { return k < steps_.size() ? places_[k].input + context_ : end_; }
  std::int64_t place_of(std::size_t k, std::int64_t coordinate) const;
  std::int64_t after(std::size_t k, std::int64_t coordinate) const;
  std::int64_t next_of(std::size_t k, std::int64_t place) const {
    return next_[k * static_cast<std::size_t>(features_) + static_cast<std::size_t>(place)];
  }

  std::int64_t features_;
  std::int64_t context_;
  std::vector<Elementwise> transforms_;
  std::vector<std::int64_t> real_;  // coordinates
  std::vector<std::int64_t> circular_;
  std::int64_t raw_parameters_ = 0;  // of each coordinate: the most that any needs
  std::vector<TransformStep> steps_;
  std::vector<LuMixing> mixings_;
  // Of each step, where in `saved` its inputs, what its conditioner saves, its raw outputs and what is mixed lie.
  struct Place {
    std::int64_t input, hidden, raw, mixed;
  };
  std::vector<Place> places_;
  std::vector<std::int64_t> next_;                   // where in `saved` the result of each place of each step goes
  std::vector<std::vector<std::int64_t>> mixed_to_;  // of each step, the place after it of each real coordinate
  std::int64_t end_ = 0;                             // where u lies, and log |det du/dz| after it
  std::int64_t scratch_ = 0;
};

}  // namespace inquest
