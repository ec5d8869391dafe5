// DataView: how an estimator sees data: the shape that it takes, and what each number goes through before networks.
//
// The shape is that of one row of data (SimulatorInfo::data_shape). Where rows hold several channels, maps at several
// frequencies, their number is its first length. Names, where the simulations had them, tell the numbers of a later
// observation. Maps and scales are those of core/data/standardizer.hpp, of each number or one for all of a channel.
// Where there is a summary (core/summaries), networks see its numbers in place of the data, with maps and scales of
// their own.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/config/fields.hpp"
#include "core/data/standardizer.hpp"
#include "core/model/data_layout.hpp"
#include "core/summaries/summaries.hpp"

namespace inquest {

struct DataViewOptions {
  std::string transform = "symmetric_log";
  std::string scales = "number";
  std::int64_t channels = 1;
  std::optional<SummaryOptions> summary = {};

  void fields(FieldVisitor& visit);
};

/// The same numbers with the channels first: [64, 64] is [1, 64, 64].
Shape channels_first(Shape shape, std::size_t channels);

class DataView {
 public:
  DataView() = default;

  /// `scales` are of all numbers of the layout, of those that a density keeps, or of the numbers of the summary. Throws
  /// Error(config) where the data have no such summary.
  DataView(DataLayout layout, Standardizer scales, std::size_t channels = 1,
           const std::optional<SummaryOptions>& summary = {});

  /// A vector, each number with its scale.
  DataView(Standardizer scales);

  /// Fits to rows of data of this layout [n, numbers], or to those of its numbers [n, kept] that `kept` names. Throws
  /// Error(config) unless the shape has these channels and this summary, and Error(data) as Standardizer::fit does.
  static DataView fit(DataLayout layout, const std::vector<SelectedRows>& parts, const DataViewOptions& options,
                      const std::vector<std::size_t>& kept = {});

  const DataLayout& layout() const { return layout_; }
  const Shape& shape() const { return layout_.shape; }
  std::size_t size() const { return layout_.size(); }
  const Standardizer& scales() const { return scales_; }
  std::size_t channels() const { return channels_; }

  /// The shape of what networks see: of the data, channels first, or of the numbers of their summary.
  Shape seen() const;

  /// Throws Error(data), with both shapes, unless a row of this shape may be seen; a vector of as many numbers stands
  /// for any shape.
  void require(const Shape& given) const;

  /// What networks see of rows x [n, size()], float32 [n, numbers of seen()]; throws Error(data) on rows of another
  /// length, and as Standardizer::apply and Summary::of do.
  Tensor apply(ConstMatrixView x) const;
  Tensor apply(ConstMatrixView x, const std::vector<std::size_t>& rows, const ScratchPolicy& policy = {}) const;

  /// For estimator files: {shape: [64, 64], channels: 1}, and names where there are some.
  ConfigNode to_config() const;

 private:
  DataLayout layout_;
  Standardizer scales_;
  std::size_t channels_ = 1;
  std::optional<SummaryOptions> summary_options_;
  std::shared_ptr<const Summary> summary_;  // or none
};

/// From what `to_config` wrote; throws Error(data) where the parts do not fit together.
DataView data_view_from(const ConfigNode& node, Standardizer scales);

}  // namespace inquest
