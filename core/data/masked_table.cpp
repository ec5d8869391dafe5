#include "core/data/masked_table.hpp"

#include <algorithm>
#include <numeric>

#include "core/base/error.hpp"

namespace inquest {
namespace {

constexpr std::size_t most_rows = 1 << 22;  // of tables that scales are fitted to

// Rows of the tables that are there, without the mask [n, columns - 1]; of tables in even steps where there are many.
Matrix rows_there(const std::vector<SelectedRows>& parts, std::size_t columns) {
  std::size_t total = 0;
  for (const SelectedRows& part : parts) total += part.rows.size() * (part.values.cols() / columns);
  const std::size_t step = std::max<std::size_t>(1, total / most_rows);
  std::vector<double> kept;
  for (const SelectedRows& part : parts) {
    for (std::size_t i = 0; i < part.rows.size(); ++i) {
      const auto table = part.values.row(part.rows[i]);
      for (std::size_t first = 0; first < table.size(); first += columns) {
        const double mask = table[first + columns - 1];
        INQUEST_VALIDATE(mask == 0 || mask == 1, data, "simulation ", part.rows[i], ", row ", first / columns,
                         ": its mask is ", mask, " (must be 1 where there is a row, and 0 where there is none)");
        if (mask == 0 || i % step != 0) continue;
        kept.insert(kept.end(), table.begin() + static_cast<std::ptrdiff_t>(first),
                    table.begin() + static_cast<std::ptrdiff_t>(first + columns - 1));
      }
    }
  }
  INQUEST_VALIDATE(!kept.empty(), data, "no table has a row that is there (its mask is 0 everywhere)");
  Matrix rows(kept.size() / (columns - 1), columns - 1);
  rows.values() = std::move(kept);
  return rows;
}

}  // namespace

Standardizer fit_masked(const std::vector<SelectedRows>& parts, const Shape& shape, Compression compression) {
  INQUEST_VALIDATE(shape.size() == 2 && shape.back() >= 2, config, "scales: masked of data of shape ", to_text(shape),
                   " (they are of tables [rows, columns] whose last column is a mask)");
  const Matrix there = rows_there(parts, shape.back());
  std::vector<std::size_t> all(there.rows());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const Standardizer of_row = Standardizer::fit(there, all, compression);
  std::vector<double> location, scale;
  std::vector<InputTransform> transforms;
  for (std::size_t row = 0; row < shape.front(); ++row) {
    for (std::size_t j = 0; j < of_row.size(); ++j) {
      location.push_back(of_row.location()[j]), scale.push_back(of_row.scale()[j]);
      transforms.push_back(of_row.transforms().empty() ? InputTransform{} : of_row.transforms()[j]);
    }
    location.push_back(0), scale.push_back(1), transforms.emplace_back();
  }
  if (of_row.transforms().empty()) transforms.clear();
  return {std::move(location), std::move(scale), std::move(transforms)};
}

}  // namespace inquest
