#include "evidence/evidence_training.hpp"

#include <algorithm>
#include <limits>

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>

#include "core/train/bootstrap.hpp"

namespace inquest {
namespace {

using Rows = std::vector<std::size_t>;

constexpr std::size_t validation_folds = 10;
constexpr std::size_t most_held_out = 2000;  // of each model

// One standardizer for all models, from the pooled training rows; a symmetry x -> -x keeps its centre at zero.
Standardizer fit_pooled(const EvidenceProblem& problem) {
  std::vector<SelectedRows> parts;
  for (const auto& [name, data] : problem.models) parts.push_back({data->x, data->split.train});
  if (!problem.sign_symmetric) return Standardizer::fit(parts, Compression::where_it_helps);
  const Standardizer fitted = Standardizer::fit(parts);
  return {std::vector<double>(fitted.size(), 0), fitted.scale()};
}

Rows training_and_validation(const Split& split) {
  Rows rows(split.train.size() + split.validation.size());
  std::ranges::merge(split.train, split.validation, rows.begin());
  return rows;
}

// One row in `validation_folds`. Rows are independent draws, so any rule that does not look at them is fair.
Rows rows_of_fold(const Rows& all, std::size_t fold) {
  Rows rows;
  for (std::size_t i = fold; i < all.size(); i += validation_folds) rows.push_back(all[i]);
  return rows;
}

// Test rows, which no network trains on; where there are none, those that the first network only validates with.
Rows held_out_rows(const Split& split) {
  Rows rows = split.test.empty() ? rows_of_fold(training_and_validation(split), 0) : split.test;
  rows.resize(std::min(rows.size(), most_held_out));
  return rows;
}

HeldOutRows held_out_rows(const EvidenceProblem& problem) {
  std::vector<Rows> rows;
  std::size_t total = 0, fewest = std::numeric_limits<std::size_t>::max();
  for (const auto& [name, data] : problem.models) {
    rows.push_back(held_out_rows(data->split));
    total += rows.back().size();
    fewest = std::min(fewest, data->split.train.size() + data->split.validation.size());
  }
  HeldOutRows result{Matrix(total, problem.models.front().data->x.cols()), fewest};
  std::size_t next = 0;
  for (std::size_t m = 0; m < rows.size(); ++m) {
    const LargeMatrix& x = problem.models[m].data->x;
    for (const std::size_t row : rows[m]) std::ranges::copy(x.row(row), result.x.row(next++).begin());
  }
  return result;
}

struct LabelledRows {
  TensorRows rows;                       // {x, label, weight}, fold after fold, and their mirror images after them
  std::vector<std::int64_t> fold_start;  // with the end of the last
};

// Where the next rows go.
struct Filling {
  LabelledRows& to;
  std::int64_t next = 0;

  void add(const Tensor& x, std::size_t label, double weight) {
    const std::int64_t n = x.size(0);
    to.rows[0].narrow(0, next, n).copy_(x);
    to.rows[1].narrow(0, next, n).fill_(static_cast<double>(label));
    to.rows[2].narrow(0, next, n).fill_(weight);
    next += n;
  }
};

// The weights have mean one and give all models the same total.
LabelledRows labelled_rows(const Standardizer& standardizer, const EvidenceProblem& problem) {
  std::vector<Rows> all;
  std::size_t total = 0;
  for (const auto& [name, data] : problem.models)
    total += all.emplace_back(training_and_validation(data->split)).size();
  const auto rows = static_cast<std::int64_t>(total);
  const std::int64_t room = problem.sign_symmetric ? 2 * rows : rows;
  const ScratchPolicy& policy = problem.models.front().data->x.policy();
  LabelledRows result{{scratch_tensor(room, static_cast<std::int64_t>(standardizer.size()), policy),
                       at::empty({room}, at::kFloat), at::empty({room}, at::kFloat)},
                      {0}};
  Filling filling{result};
  const double share = static_cast<double>(total) / static_cast<double>(all.size());
  for (std::size_t fold = 0; fold < validation_folds; ++fold) {
    for (std::size_t m = 0; m < all.size(); ++m) {
      filling.add(standardizer.apply(problem.models[m].data->x, rows_of_fold(all[m], fold)), m,
                  share / static_cast<double>(all[m].size()));
    }
    result.fold_start.push_back(filling.next);
  }
  if (problem.sign_symmetric) {
    for (const Tensor& column : result.rows) column.narrow(0, rows, rows).copy_(column.narrow(0, 0, rows));
    result.rows[0].narrow(0, rows, rows).neg_();
  }
  for (const auto& [name, data] : problem.models) data->x.release_pages();
  return result;
}

std::vector<std::string> names_of(const EvidenceProblem& problem) {
  std::vector<std::string> names;
  for (const auto& [name, data] : problem.models) names.push_back(name);
  return names;
}

class EvidenceTraining final : public EstimatorTraining {
 public:
  EvidenceTraining(const std::string& name, const EvidenceProblem& problem, const EvidenceNetworkOptions& options,
                   Seed seed)
      : EstimatorTraining(name, options.training, seed),
        network_(names_of(problem), fit_pooled(problem), options, problem.sign_symmetric, seed),
        problem_(problem) {
    network_.set_held_out(held_out_rows(problem));
  }

  std::size_t members() const override { return network_.members().size(); }

  void save(const std::filesystem::path& path) const override { network_.save(path, loss_curves()); }

 private:
  void prepare() override { data_ = labelled_rows(network_.standardizer(), problem_); }

  // Each member validates with another fold; those after the ensemble train on a bootstrap.
  void train_prepared(std::size_t index, const std::filesystem::path& checkpoints, Reporter& reporter) override {
    auto& member = *network_.members()[index];
    const std::size_t fold = index % validation_folds;
    const std::int64_t start = data_.fold_start[fold];
    const std::int64_t end = data_.fold_start[fold + 1];
    const Tensor others = at::cat({at::arange(start, at::kLong), at::arange(end, data_.fold_start.back(), at::kLong)});
    const Tensor held_out = with_mirror_images(at::arange(start, end, at::kLong));
    TensorRows validation;
    for (const Tensor& column : data_.rows) validation.push_back(at::index_select(column, 0, held_out));
    const bool resample = static_cast<std::int64_t>(index) >= network_.options().ensemble;
    run({.name = concat(name(), ".", index),
         .parameters = &member.parameters,
         .loss =
             [&](const TensorRows& batch) {
               return evidence_loss(member.network.forward(batch[0]), batch[1], batch[2], network_.options().loss);
             },
         .train = data_.rows,
         .validation = validation,
         .train_index =
             with_mirror_images(resample ? bootstrap(others, seed().child("bootstrap").child(index)) : others),
         .in_file = problem_.models.front().data->x.policy().in_file(data_.rows[0].nbytes())},
        checkpoints, reporter);
  }

  // Mirror images follow the rows in the same order; a row and its image are drawn together.
  Tensor with_mirror_images(const Tensor& index) const {
    return problem_.sign_symmetric ? at::cat({index, index + data_.fold_start.back()}) : index;
  }

  EvidenceNetwork network_;
  EvidenceProblem problem_;
  LabelledRows data_;
};

}  // namespace

std::unique_ptr<EstimatorTraining> make_evidence_training(const std::string& name, const EvidenceProblem& problem,
                                                          const EvidenceNetworkOptions& options, Seed seed) {
  return std::make_unique<EvidenceTraining>(name, problem, options, seed);
}

}  // namespace inquest
