#include "evidence/evidence_training.hpp"

#include <algorithm>

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

// One standardizer for both models, from the pooled training rows; a symmetry x -> -x keeps its centre at zero.
Standardizer fit_pooled(const EvidenceProblem& problem) {
  const JointData& a = *problem.model_0.data;
  const JointData& b = *problem.model_1.data;
  const std::vector<SelectedRows> both{{a.x, a.split.train}, {b.x, b.split.train}};
  if (!problem.sign_symmetric) return Standardizer::fit(both, Compression::where_it_helps);
  const Standardizer fitted = Standardizer::fit(both);
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
  const JointData* data[] = {problem.model_0.data, problem.model_1.data};
  HeldOutRows result;
  for (const JointData* part : data) {
    const std::size_t rows = part->split.train.size() + part->split.validation.size();
    result.training_rows = part == data[0] ? rows : std::min(result.training_rows, rows);
  }
  const Rows rows[] = {held_out_rows(data[0]->split), held_out_rows(data[1]->split)};
  result.x = Matrix(rows[0].size() + rows[1].size(), data[0]->x.cols());
  std::size_t next = 0;
  for (std::size_t label = 0; label < 2; ++label) {
    for (const std::size_t row : rows[label]) std::ranges::copy(data[label]->x.row(row), result.x.row(next++).begin());
  }
  return result;
}

struct LabelledRows {
  TensorRows rows;                       // {x, label, weight}, fold after fold, and their mirror images after them
  std::vector<std::int64_t> fold_start;  // with the end of the last
};

// The weights have mean one and give both models the same total.
LabelledRows labelled_rows(const Standardizer& standardizer, const EvidenceProblem& problem) {
  const JointData* data[] = {problem.model_0.data, problem.model_1.data};
  const Rows all[] = {training_and_validation(data[0]->split), training_and_validation(data[1]->split)};
  const auto total = static_cast<std::int64_t>(all[0].size() + all[1].size());
  const std::int64_t room = problem.sign_symmetric ? 2 * total : total;
  LabelledRows result{{scratch_tensor(room, static_cast<std::int64_t>(standardizer.size()), data[0]->x.policy()),
                       at::empty({room}, at::kFloat), at::empty({room}, at::kFloat)},
                      {0}};
  std::int64_t next = 0;
  for (std::size_t fold = 0; fold < validation_folds; ++fold) {
    for (std::size_t label = 0; label < 2; ++label) {
      const Rows rows = rows_of_fold(all[label], fold);
      const auto n = static_cast<std::int64_t>(rows.size());
      result.rows[0].narrow(0, next, n).copy_(standardizer.apply(data[label]->x, rows));
      result.rows[1].narrow(0, next, n).fill_(static_cast<double>(label));
      result.rows[2]
          .narrow(0, next, n)
          .fill_(0.5 * static_cast<double>(total) / static_cast<double>(all[label].size()));
      next += n;
    }
    result.fold_start.push_back(next);
  }
  if (problem.sign_symmetric) {
    for (const Tensor& column : result.rows) column.narrow(0, total, total).copy_(column.narrow(0, 0, total));
    result.rows[0].narrow(0, total, total).neg_();
  }
  for (const JointData* part : data) part->x.release_pages();
  return result;
}

class EvidenceTraining final : public EstimatorTraining {
 public:
  EvidenceTraining(const std::string& name, const EvidenceProblem& problem, const EvidenceNetworkOptions& options,
                   Seed seed)
      : EstimatorTraining(name, options.training, seed),
        network_({problem.model_0.model, problem.model_1.model}, fit_pooled(problem), options, problem.sign_symmetric,
                 seed),
        problem_(problem) {
    network_.set_held_out(held_out_rows(problem));
  }

  std::size_t members() const override { return network_.members().size(); }

  void save(const std::filesystem::path& path) const override { network_.save(path, loss_curves()); }

 private:
  void prepare() override { data_ = labelled_rows(network_.standardizer(), problem_); }

  // Each member validates with another fold.
  void train_prepared(std::size_t index, const std::filesystem::path& checkpoints, Reporter& reporter) override {
    auto& member = *network_.members()[index];
    const std::size_t fold = index % validation_folds;
    const std::int64_t start = data_.fold_start[fold];
    const std::int64_t end = data_.fold_start[fold + 1];
    const Tensor others = at::cat({at::arange(start, at::kLong), at::arange(end, data_.fold_start.back(), at::kLong)});
    const Tensor held_out = with_mirror_images(at::arange(start, end, at::kLong));
    TensorRows validation;
    for (const Tensor& column : data_.rows) validation.push_back(at::index_select(column, 0, held_out));
    const bool resample = network_.options().bootstrap;
    run({.name = concat(name(), ".", index),
         .parameters = &member.parameters,
         .loss =
             [&](const TensorRows& batch) {
               const Tensor output = member.network.forward(batch[0]).select(1, 0);
               return evidence_loss(output, batch[1], batch[2], network_.options().loss);
             },
         .train = data_.rows,
         .validation = validation,
         .train_index =
             with_mirror_images(resample ? bootstrap(others, seed().child("bootstrap").child(index)) : others),
         .in_file = problem_.model_0.data->x.policy().in_file(data_.rows[0].nbytes())},
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
