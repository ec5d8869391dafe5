// Labelled simulations: the rows of all models, dealt into folds, that evidence networks train on.
//
// All models go through one standardizer, every fold holds every model in its share, and every epoch shuffles the rows
// of all together: neither row order nor scaling can tell the label.
#pragma once

#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/data/data_view.hpp"
#include "core/data/dataset.hpp"
#include "core/model/data_symmetry.hpp"
#include "core/train/trainer.hpp"
#include "evidence/network/evidence_network.hpp"

namespace inquest {

/// Simulations of one model under its name.
struct LabelledData {
  std::string model;
  const JointData* data;
};

struct LabelledModels {
  std::vector<LabelledData> models;
  DataSymmetry symmetry = {};  // of all models
};

constexpr std::size_t validation_folds = 10;

struct LabelledRows {
  TensorRows rows;                       // {x, label, weight}, fold after fold, and their images after them
  std::vector<std::int64_t> fold_start;  // with the end of the last
  std::int64_t images = 1;               // of each row, itself among them
  Tensor simulation = {};                // [n], the number of that which a row is of: with weights several are of one

  /// Those of `index` [n] with their images [n * images]: a row and its images are drawn together.
  Tensor with_images(const Tensor& index) const;
};

/// One view for all models, from the pooled training rows; under a symmetry images are seen alike. Throws Error(config)
/// on a map that the symmetry does not commute with.
DataView fit_pooled(const LabelledModels& problem, const DataViewOptions& options = {});

/// The training and validation rows of all models, standardised; weights have mean one and give all models the same
/// total.
LabelledRows labelled_rows(const DataView& view, const LabelledModels& problem);

/// Test rows, which no network trains on; where there are none, those that the first network only validates with.
Matrix held_out_rows(const LabelledModels& problem);

}  // namespace inquest
