#include "evidence/evidence_training.hpp"

#include <algorithm>
#include <numeric>

#include <ATen/ops/cat.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>
#include <ATen/ops/index_select.h>

namespace inquest {
namespace {

using Rows = std::vector<std::size_t>;

constexpr std::int64_t validation_folds = 10;

// One standardizer for both models, from the pooled training rows; a symmetry x -> -x keeps its centre at zero.
Standardizer fit_pooled(const EvidenceProblem& problem) {
  const JointData& a = *problem.model_0.data;
  const JointData& b = *problem.model_1.data;
  Matrix pooled(a.split.train.size() + b.split.train.size(), a.x.cols());
  std::size_t next = 0;
  for (const JointData* data : {&a, &b}) {
    for (std::size_t row : data->split.train) std::ranges::copy(data->x.row(row), pooled.row(next++).begin());
  }
  Rows all(pooled.rows());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const Standardizer fitted = Standardizer::fit(pooled, all);
  if (!problem.sign_symmetric) return fitted;
  return {std::vector<double>(fitted.size(), 0), fitted.scale()};
}

Rows training_and_validation(const JointData& data) {
  Rows rows = data.split.train;
  rows.insert(rows.end(), data.split.validation.begin(), data.split.validation.end());
  std::ranges::sort(rows);
  return rows;
}

// {x, label, weight}; weights have mean one and give both models the same total.
TensorRows labelled_rows(const Standardizer& standardizer, const EvidenceProblem& problem) {
  const Rows rows_0 = training_and_validation(*problem.model_0.data);
  const Rows rows_1 = training_and_validation(*problem.model_1.data);
  const auto n_0 = static_cast<std::int64_t>(rows_0.size());
  const auto n_1 = static_cast<std::int64_t>(rows_1.size());
  const auto half = 0.5 * static_cast<double>(n_0 + n_1);
  const auto constant = [](std::int64_t n, double value) { return at::full({n}, value, at::kFloat); };
  return {at::cat({standardizer.apply(problem.model_0.data->x, rows_0),
                   standardizer.apply(problem.model_1.data->x, rows_1)}),
          at::cat({constant(n_0, 0), constant(n_1, 1)}),
          at::cat({constant(n_0, half / static_cast<double>(n_0)), constant(n_1, half / static_cast<double>(n_1))})};
}

enum class Role { train, validate };

// One row in `folds` validates, another one for each member: the scatter of the ensemble then holds the choice of rows
// as well. Rows are independent draws, so any rule that does not look at them is fair.
TensorRows rows_of_fold(const TensorRows& rows, std::int64_t fold, std::int64_t folds, Role role) {
  std::vector<std::int64_t> index;
  for (std::int64_t i = 0; i < rows[0].size(0); ++i) {
    if ((i % folds == fold % folds) == (role == Role::validate)) index.push_back(i);
  }
  const Tensor chosen = at::from_blob(index.data(), {static_cast<std::int64_t>(index.size())}, at::kLong);
  TensorRows result;
  for (const Tensor& column : rows) result.push_back(at::index_select(column, 0, chosen));
  return result;
}

TensorRows with_mirror_images(const TensorRows& rows) {
  return {at::cat({rows[0], -rows[0]}), at::cat({rows[1], rows[1]}), at::cat({rows[2], rows[2]})};
}

class EvidenceTraining final : public EstimatorTraining {
 public:
  EvidenceTraining(const std::string& name, const EvidenceProblem& problem, const EvidenceNetworkOptions& options,
                   Seed seed)
      : EstimatorTraining(name, options.training, seed),
        network_({problem.model_0.model, problem.model_1.model}, fit_pooled(problem), options, problem.sign_symmetric,
                 seed),
        rows_(labelled_rows(network_.standardizer(), problem)),
        sign_symmetric_(problem.sign_symmetric) {}

  std::size_t members() const override { return network_.members().size(); }

  void train_member(std::size_t index, const std::filesystem::path& checkpoints, Reporter& reporter) override {
    auto& member = *network_.members()[index];
    const auto rows_for = [&](Role role) {
      TensorRows rows = rows_of_fold(rows_, static_cast<std::int64_t>(index), validation_folds, role);
      return sign_symmetric_ ? with_mirror_images(rows) : rows;
    };
    run({.name = concat(name(), ".", index),
         .parameters = &member.parameters,
         .loss =
             [&](const TensorRows& batch) {
               const Tensor output = member.network.forward(batch[0]).select(1, 0);
               return evidence_loss(output, batch[1], batch[2], network_.options().loss);
             },
         .train = rows_for(Role::train),
         .validation = rows_for(Role::validate),
         .checkpoint = {}},
        checkpoints, reporter);
  }

  void save(const std::filesystem::path& path) const override { network_.save(path, loss_curves()); }

 private:
  EvidenceNetwork network_;
  TensorRows rows_;
  bool sign_symmetric_;
};

}  // namespace

std::unique_ptr<EstimatorTraining> make_evidence_training(const std::string& name, const EvidenceProblem& problem,
                                                          const EvidenceNetworkOptions& options, Seed seed) {
  return std::make_unique<EvidenceTraining>(name, problem, options, seed);
}

}  // namespace inquest
