#include "core/data/data_view.hpp"

#include <algorithm>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/data/masked_table.hpp"

namespace inquest {
namespace {

Compression compression_of(const std::string& transform) {
  if (transform == "log1p") return Compression::log1p;
  if (transform == "asinh") return Compression::asinh;
  return transform == "none" ? Compression::none : Compression::where_it_helps;
}

// Which numbers have one scale, by a number of it for each that is kept, all of them where `kept` is empty; empty where
// each has its own.
std::vector<std::size_t> scale_groups(const Shape& shape, const DataViewOptions& options,
                                      const std::vector<std::size_t>& kept) {
  if (options.scales == "number") return {};
  const std::size_t length = numbers_of(shape) / static_cast<std::size_t>(options.channels);
  std::vector<std::size_t> result(kept.empty() ? numbers_of(shape) : kept.size());
  for (std::size_t j = 0; j < result.size(); ++j) {
    const std::size_t number = kept.empty() ? j : kept[j];
    result[j] = options.scales == "channel" ? number / length : number % (shape.size() < 2 ? 1 : shape.back());
  }
  return result;
}

bool has_channels(const Shape& shape, std::size_t channels) {
  return channels == 1 || (!shape.empty() && shape.front() == channels);
}

std::vector<std::size_t> first_rows(std::size_t count) {
  std::vector<std::size_t> rows(count);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

// [rows, numbers of the summary]
Matrix summarised(const Summary& summary, ConstMatrixView x, const std::vector<std::size_t>& rows) {
  Matrix result(rows.size(), summary.size());
  parallel_for(rows.size(), [&](std::size_t i) {
    try {
      summary.of(x.row(rows[i]), result.row(i));
    } catch (const Error& error) {
      throw Error(error.kind(), concat("row ", rows[i], ": ", error.what()));
    }
  });
  return result;
}

// Of the numbers of the summary, over the rows of all parts.
Standardizer fit_summarised(const Summary& summary, const std::vector<SelectedRows>& parts, Compression compression) {
  std::vector<Matrix> values;
  std::vector<std::vector<std::size_t>> all;
  for (const SelectedRows& part : parts) {
    values.push_back(summarised(summary, part.values, part.rows));
    all.push_back(first_rows(part.rows.size()));
  }
  std::vector<SelectedRows> rows;
  for (std::size_t m = 0; m < values.size(); ++m) rows.push_back({values[m], all[m]});
  return Standardizer::fit(rows, compression);
}

// What a file says of the layout.
struct StatedLayout {
  std::vector<std::int64_t> shape;
  std::int64_t channels = 1;
  std::vector<std::string> names = {};
  std::optional<SummaryOptions> summary = {};

  // What is not there is not written: as files from before have it.
  void fields(FieldVisitor& visit) {
    visit.field("shape", shape, "of one row of data", {.min = 1});
    visit.required("shape");
    visit.field("channels", channels, "the first length of the shape, or 1", {.min = 1});
    visit.field("names", names, "of the numbers of one row, where a table named them");
    summary_field(visit, summary, "numbers that networks see in place of the data");
  }
};

// Whether there is a scale for each number of the summary, or of the data, some of which a density may leave out.
bool fit_together(const StatedLayout& stated, const Shape& shape, std::size_t channels, std::size_t scales) {
  if (!has_channels(shape, channels)) return false;
  if (!stated.summary) return scales <= numbers_of(shape);
  return scales == make_summary(*stated.summary, channels_first(shape, channels))->size();
}

}  // namespace

void DataViewOptions::fields(FieldVisitor& visit) {
  visit.choice("transform", transform,
               "of each number, before it is shifted and scaled: none, log1p = ln(1 + x), asinh, or symmetric_log, an "
               "asinh fitted to each scale where that brings the data much nearer to a normal distribution",
               {"symmetric_log", "none", "log1p", "asinh"});
  visit.choice(
      "scales", scales,
      "location and scale of each number, one for all numbers of a channel, the default under embedding: cnn, or one "
      "for all numbers of a column, which are in one place of the last dimension, the default under embedding: set; "
      "masked is column of tables whose last column says which rows are there",
      {"number", "channel", "column", "masked"});
  visit.field("channels", channels, "first length of the shape of the data, where it counts channels; else 1",
              {.min = 1});
  summary_field(visit, summary, "numbers that networks see in place of the data, for npe, moments and network");
}

Shape channels_first(Shape shape, std::size_t channels) {
  if (channels == 1) shape.insert(shape.begin(), 1);
  return shape;
}

DataView::DataView(DataLayout layout, Standardizer scales, std::size_t channels,
                   const std::optional<SummaryOptions>& summary)
    : layout_(std::move(layout)), scales_(std::move(scales)), channels_(channels), summary_options_(summary) {
  INQUEST_EXPECT(has_channels(shape(), channels_));
  if (summary) summary_ = make_summary(*summary, channels_first(shape(), channels_));
  INQUEST_EXPECT(summary_ ? scales_.size() == summary_->size() : scales_.size() <= size());
}

DataView::DataView(Standardizer scales) : DataView({scales.size()}, scales) {}

DataView DataView::fit(DataLayout layout, const std::vector<SelectedRows>& parts, const DataViewOptions& options,
                       const std::vector<std::size_t>& kept) {
  const auto channels = static_cast<std::size_t>(options.channels);
  INQUEST_VALIDATE(has_channels(layout.shape, channels), config, "channels = ", channels, " of data of shape ",
                   to_text(layout.shape),
                   " (the first length must be their number); write channels: 1 where there are none");
  const Compression compression = compression_of(options.transform);
  if (options.summary) {
    const auto summary = make_summary(*options.summary, inquest::channels_first(layout.shape, channels));
    return {layout, fit_summarised(*summary, parts, compression), channels, options.summary};
  }
  if (options.scales == "masked") return {layout, fit_masked(parts, layout.shape, compression), channels};
  const std::vector<std::size_t> groups = scale_groups(layout.shape, options, kept);
  return {std::move(layout), Standardizer::fit(parts, compression, groups), channels};
}

void DataView::require(const Shape& given) const {
  const bool vector = given.size() == 1 || shape().size() == 1;
  INQUEST_VALIDATE(given == shape() || (vector && numbers_of(given) == size()), data, "data of shape ", to_text(given),
                   " (the estimator was trained on data of shape ", to_text(shape()), ")");
}

Shape DataView::seen() const {
  return summary_ ? Shape{summary_->size()} : inquest::channels_first(shape(), channels_);
}

Tensor DataView::apply(ConstMatrixView x) const { return apply(x, first_rows(x.rows())); }

Tensor DataView::apply(ConstMatrixView x, const std::vector<std::size_t>& rows, const ScratchPolicy& policy) const {
  require({x.cols()});
  if (!summary_) return scales_.apply(x, rows, policy);
  const Matrix values = summarised(*summary_, x, rows);
  return scales_.apply(values, first_rows(values.rows()), policy);
}

ConfigNode DataView::to_config() const {
  const StatedLayout all{
      {shape().begin(), shape().end()}, static_cast<std::int64_t>(channels_), layout_.names, summary_options_};
  const ConfigNode written = write_options(all);
  std::vector<std::pair<std::string, ConfigNode>> stated;
  for (const auto& [key, value] : written.entries()) {
    const bool absent = (key == "names" && layout_.names.empty()) || (key == "summary" && !summary_);
    if (!absent) stated.emplace_back(key, value);
  }
  return ConfigNode::mapping(std::move(stated));
}

DataView data_view_from(const ConfigNode& node, Standardizer scales) {
  const auto stated = read_options<StatedLayout>(node);
  const Shape shape(stated.shape.begin(), stated.shape.end());
  const auto channels = static_cast<std::size_t>(stated.channels);
  INQUEST_VALIDATE(fit_together(stated, shape, channels, scales.size()), data, node.source(), ": data of shape ",
                   to_text(shape), " with ", scales.size(), " scales and ", channels,
                   " channels (they do not fit together); train the estimator again");
  INQUEST_VALIDATE(stated.names.empty() || stated.names.size() == numbers_of(shape), data, node.source(), ": ",
                   stated.names.size(), " names of data of shape ", to_text(shape),
                   " (they do not fit together); train the estimator again");
  return {{shape, stated.names}, std::move(scales), channels, stated.summary};
}

}  // namespace inquest
