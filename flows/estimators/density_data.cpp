#include "flows/estimators/density_data.hpp"

#include <algorithm>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/gather.hpp"
#include "core/data/held_out.hpp"

namespace inquest {
namespace {

constexpr std::size_t block_rows = 4096;

// use(first, x [m, columns.size()]): the named rows from `first` on.
template <class Use>
void for_blocks(const DataColumns& columns, const JointData& data, std::span<const std::size_t> rows, Seed noise,
                const Use& use) {
  for (std::size_t first = 0; first < rows.size(); first += block_rows) {
    Matrix x = columns.select(data.x, rows.subspan(first, std::min(block_rows, rows.size() - first)));
    columns.dequantise(x, noise, first);
    use(first, x);
    data.x.release_pages();
  }
}

}  // namespace

DataColumns density_columns(const JointData& data) {
  std::vector<std::size_t> rows = data.split.train;
  rows.insert(rows.end(), data.split.validation.begin(), data.split.validation.end());
  return DataColumns::fit(data.x, rows);
}

DataColumns common_density_columns(const std::vector<std::string>& models, const std::vector<const JointData*>& data) {
  DataColumns columns = density_columns(*data.front());
  const Matrix first = columns.to_array();
  for (std::size_t m = 1; m < data.size(); ++m) {
    const Matrix other = density_columns(*data[m]).to_array();
    for (std::size_t j = 0; j < first.rows(); ++j) {
      INQUEST_VALIDATE(std::ranges::equal(first.row(j), other.row(j)), data, "data column ", j,
                       " is constant, a copy of another, or of integers under one of the models ", models.front(),
                       " and ", models[m],
                       " alone (their densities have no ratio); compare them by an evidence network");
    }
  }
  return columns;
}

Matrix held_out_rows(const JointData& data) {
  return rows_at(data.x.view(), held_out(data.split, data.split.validation));
}

DataView density_view(const DataColumns& columns, const JointData& data, const DataViewOptions& options, Seed noise) {
  INQUEST_VALIDATE(!options.summary, config, "data.summary (a density is of the data themselves); leave it out");
  INQUEST_VALIDATE(options.scales != "masked", config, "data.scales = masked (a density of the data takes a mask for ",
                   "one of them); take npe, moments or network");
  const auto& rows = data.split.train;
  LargeMatrix x(rows.size(), columns.size(), data.x.policy());
  for_blocks(columns, data, rows, noise, [&](std::size_t first, const Matrix& block) {
    std::ranges::copy(block.values(), x.view().rows(first, block.rows()).values().begin());
  });
  std::vector<std::size_t> all(rows.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return DataView::fit(data.layout(), {{x, all}}, options, columns.kept());
}

void require_scales_of(const DataColumns& columns, const DataView& view) {
  INQUEST_VALIDATE(view.size() == columns.data_size() && view.scales().size() == columns.size(), data, "data of shape ",
                   to_text(view.shape()), " with ", view.scales().size(), " scales (the density is over ",
                   columns.size(), " of ", columns.data_size(), " numbers)");
}

Tensor density_rows(const DataColumns& columns, const Standardizer& standardizer, const JointData& data,
                    const std::vector<std::size_t>& rows, Seed noise) {
  const Tensor result = scratch_tensor(static_cast<std::int64_t>(rows.size()),
                                       static_cast<std::int64_t>(columns.size()), data.x.policy());
  for_blocks(columns, data, rows, noise, [&](std::size_t first, const Matrix& block) {
    const Tensor standardised = standardizer.apply(block);
    std::copy_n(standardised.data_ptr<float>(), standardised.numel(),
                result.data_ptr<float>() + first * columns.size());
  });
  return result;
}

}  // namespace inquest
