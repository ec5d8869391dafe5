// What a density over x trains on: the columns of data that vary, integers with noise, standardised.
//
// It is made block by block, so that of data in scratch no second copy is in memory.
#pragma once

#include <string>
#include <vector>

#include "core/data/data_view.hpp"
#include "core/data/dataset.hpp"
#include "flows/estimators/data_columns.hpp"

namespace inquest {

/// Columns as they are in the training and validation rows; throws as DataColumns::fit does.
DataColumns density_columns(const JointData& data);

/// The same for each of `models`, with their data; throws Error(data) where they differ.
DataColumns common_density_columns(const std::vector<std::string>& models, const std::vector<const JointData*>& data);

/// Test rows, which no density trains on, 2,000 at most; where there are none, those that only say when to stop.
Matrix held_out_rows(const JointData& data);

/// Fits scales of the columns to the training rows, integers with noise from `noise`.
DataView density_view(const DataColumns& columns, const JointData& data, const DataViewOptions& options, Seed noise);

/// Throws Error(data) unless the view is of the data of these columns and has a scale of each that the density keeps.
void require_scales_of(const DataColumns& columns, const DataView& view);

/// float32 [n, columns.size()], in scratch where x has it: the named rows, integers with noise from `noise`.
Tensor density_rows(const DataColumns& columns, const Standardizer& standardizer, const JointData& data,
                    const std::vector<std::size_t>& rows, Seed noise);

}  // namespace inquest
