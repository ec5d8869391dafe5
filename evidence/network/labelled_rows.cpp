#include "evidence/network/labelled_rows.hpp"

#include <algorithm>

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>

#include "core/data/held_out.hpp"
#include "evidence/network/symmetry_group.hpp"

namespace inquest {
namespace {

using Rows = std::vector<std::size_t>;

constexpr std::int64_t rows_at_a_time = 65536;
constexpr std::size_t slice_rows = 64;
constexpr std::size_t most_images = 1000000;  // of all rows

Rows training_and_validation(const Split& split) {
  Rows rows(split.train.size() + split.validation.size());
  std::ranges::merge(split.train, split.validation, rows.begin());
  return rows;
}

// One simulation in `validation_folds`, with all of its rows and their copies, which are neighbours. Simulations are
// independent, so any rule that does not look at them is fair.
Rows rows_of_fold(const JointData& data, const Rows& all, std::size_t fold) {
  Rows rows;
  std::size_t simulation = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i > 0 && data.simulation_of(all[i]) != data.simulation_of(all[i - 1])) ++simulation;
    if (simulation % validation_folds == fold) rows.push_back(all[i]);
  }
  return rows;
}

// Test rows, which no network trains on; where there are none, those that the first network only validates with.
Rows held_out_of(const JointData& data) {
  return held_out(data.split, rows_of_fold(data, training_and_validation(data.split), 0));
}

// Where the next rows go.
struct Filling {
  LabelledRows& to;
  std::int64_t next = 0;

  void add(const Tensor& x, const Rows& numbers, std::size_t label, double weight) {
    const std::int64_t n = x.size(0);
    std::ranges::copy(numbers, to.simulation.data_ptr<std::int64_t>() + next);
    to.rows[0].narrow(0, next, n).copy_(x);
    to.rows[1].narrow(0, next, n).fill_(static_cast<double>(label));
    to.rows[2].narrow(0, next, n).fill_(weight);
    next += n;
  }
};

// Calls use(m, rows) for slices of the rows of each model in turn: a file is visited by blocks of neighbours
// (core/train/row_order.hpp), each of which should hold every model in its share.
template <class Use>
void for_slices(const std::vector<Rows>& of_models, const Use& use) {
  std::size_t slices = 1;
  for (const Rows& rows : of_models) slices = std::max(slices, rows.size() / slice_rows);
  for (std::size_t i = 0; i < slices; ++i) {
    for (std::size_t m = 0; m < of_models.size(); ++m) {
      const auto start = of_models[m].begin();
      const auto at = [&](std::size_t k) {
        return start + static_cast<std::ptrdiff_t>(k * of_models[m].size() / slices);
      };
      if (at(i) != at(i + 1)) use(m, Rows(at(i), at(i + 1)));
    }
  }
}

// Copies of all rows follow them, each row under another element of the group in each copy.
void fill_images(LabelledRows& to, const SymmetryGroup& group) {
  const std::int64_t rows = to.fold_start.back();
  for (std::int64_t copy = 1; copy < to.images; ++copy) {
    for (const Tensor& column : {to.rows[1], to.rows[2]}) {
      column.narrow(0, copy * rows, rows).copy_(column.narrow(0, 0, rows));
    }
    for (std::int64_t start = 0; start < rows; start += rows_at_a_time) {
      const std::int64_t n = std::min(rows_at_a_time, rows - start);
      to.rows[0].narrow(0, copy * rows + start, n).copy_(group.images(to.rows[0].narrow(0, start, n), copy, to.images));
    }
  }
}

// Each row with all of its images where these are few; but an epoch must not be longer than a training.
std::int64_t images_of(const LabelledModels& problem) {
  std::size_t rows = 0;
  for (const auto& [name, data] : problem.models) rows += data->split.train.size() + data->split.validation.size();
  const SymmetryGroup group(problem.symmetry, problem.models.front().data->x.cols());
  const std::size_t most = std::min(group.size(), SymmetryGroup::few);
  return static_cast<std::int64_t>(most < 2 ? 1 : std::clamp<std::size_t>(most_images / rows, 2, most));
}

}  // namespace

DataView fit_pooled(const LabelledModels& problem, const DataViewOptions& options) {
  std::vector<SelectedRows> parts;
  for (const auto& [name, data] : problem.models) parts.push_back({data->x, data->split.train});
  const DataLayout layout = problem.models.front().data->layout();
  const SymmetryGroup group(problem.symmetry, parts.front().values.cols());
  if (group.size() == 1) return DataView::fit(layout, parts, options);
  INQUEST_VALIDATE(options.scales != "masked", config,
                   "data.scales = masked of data with a symmetry (its images would ",
                   "change the mask); leave the symmetry out");
  INQUEST_VALIDATE(!problem.symmetry.sign || options.transform != "log1p", config, "data.transform = log1p of data ",
                   "whose sign may change (symmetry: {sign: true}); take asinh");
  DataViewOptions alike = options;
  if (options.transform == "symmetric_log") alike.transform = "none";  // a fit may differ from place to place
  const DataView view = DataView::fit(layout, parts, alike);
  return {layout, group.symmetrised(view.scales()), view.channels()};
}

Matrix held_out_rows(const LabelledModels& problem) {
  std::vector<Rows> rows;
  std::size_t total = 0;
  for (const auto& [name, data] : problem.models) total += rows.emplace_back(held_out_of(*data)).size();
  Matrix result(total, problem.models.front().data->x.cols());
  std::size_t next = 0;
  for (std::size_t m = 0; m < rows.size(); ++m) {
    const LargeMatrix& x = problem.models[m].data->x;
    for (const std::size_t row : rows[m]) std::ranges::copy(x.row(row), result.row(next++).begin());
  }
  return result;
}

Tensor LabelledRows::with_images(const Tensor& index) const {
  std::vector<Tensor> copies;
  for (std::int64_t copy = 0; copy < images; ++copy) copies.push_back(index + copy * fold_start.back());
  return at::cat(copies);
}

LabelledRows labelled_rows(const DataView& view, const LabelledModels& problem) {
  std::vector<Rows> all;
  std::vector<std::size_t> first = {0};  // number of a simulation of each model
  std::size_t total = 0;
  for (const auto& [name, data] : problem.models) {
    total += all.emplace_back(training_and_validation(data->split)).size();
    first.push_back(first.back() + data->x.rows());
  }
  const auto rows = static_cast<std::int64_t>(total);
  const std::int64_t images = images_of(problem), room = images * rows;
  const std::size_t numbers = numbers_of(view.seen());
  const ScratchPolicy& policy = problem.models.front().data->x.policy();
  LabelledRows result{{scratch_tensor(room, static_cast<std::int64_t>(numbers), policy), at::empty({room}, at::kFloat),
                       at::empty({room}, at::kFloat)},
                      {0},
                      images,
                      at::empty({rows}, at::kLong)};
  Filling filling{result};
  const double share = static_cast<double>(total) / static_cast<double>(all.size());
  for (std::size_t fold = 0; fold < validation_folds; ++fold) {
    std::vector<Rows> of_fold;
    for (std::size_t m = 0; m < all.size(); ++m) {
      of_fold.push_back(rows_of_fold(*problem.models[m].data, all[m], fold));
    }
    for_slices(of_fold, [&](std::size_t m, const Rows& rows) {
      Rows simulations = rows;
      for (std::size_t& row : simulations) row = first[m] + problem.models[m].data->simulation_of(row);
      filling.add(view.apply(problem.models[m].data->x, rows), simulations, m,
                  share / static_cast<double>(all[m].size()));
    });
    result.fold_start.push_back(filling.next);
  }
  fill_images(result, {problem.symmetry, numbers});
  for (const auto& [name, data] : problem.models) data->x.release_pages();
  return result;
}

}  // namespace inquest
