#include "evidence/evidence_training.hpp"

#include <algorithm>
#include <numeric>

#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>

namespace inquest {
namespace {

using Rows = std::vector<std::size_t>;

// One standardizer for both models, from the pooled training rows of equal weight.
Standardizer fit_pooled(const JointData& a, const JointData& b) {
  Matrix pooled(a.split.train.size() + b.split.train.size(), a.x.cols());
  std::size_t next = 0;
  for (const JointData* data : {&a, &b}) {
    for (std::size_t row : data->split.train) std::ranges::copy(data->x.row(row), pooled.row(next++).begin());
  }
  Rows all(pooled.rows());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return Standardizer::fit(pooled, all);
}

// {x, label, weight}; weights have mean one and give both models the same total.
TensorRows labelled_rows(const Standardizer& standardizer, const EvidenceProblem& problem, Rows Split::*role) {
  const JointData& a = *problem.model_0.data;
  const JointData& b = *problem.model_1.data;
  const auto n_0 = static_cast<std::int64_t>((a.split.*role).size());
  const auto n_1 = static_cast<std::int64_t>((b.split.*role).size());
  const auto half = 0.5 * static_cast<double>(n_0 + n_1);
  const auto constant = [](std::int64_t n, double value) { return at::full({n}, value, at::kFloat); };
  return {at::cat({standardizer.apply(a.x, a.split.*role), standardizer.apply(b.x, b.split.*role)}),
          at::cat({constant(n_0, 0), constant(n_1, 1)}),
          at::cat({constant(n_0, half / static_cast<double>(n_0)), constant(n_1, half / static_cast<double>(n_1))})};
}

class EvidenceTraining final : public EstimatorTraining {
 public:
  EvidenceTraining(const std::string& name, const EvidenceProblem& problem, const EvidenceNetworkOptions& options,
                   Seed seed)
      : EstimatorTraining(name, options.training, seed),
        network_({problem.model_0.model, problem.model_1.model},
                 fit_pooled(*problem.model_0.data, *problem.model_1.data), options, problem.sign_symmetric, seed),
        train_(labelled_rows(network_.standardizer(), problem, &Split::train)),
        validation_(labelled_rows(network_.standardizer(), problem, &Split::validation)) {}

  std::size_t members() const override { return network_.members().size(); }

  void train_member(std::size_t index, const std::filesystem::path& checkpoints, Reporter& reporter) override {
    auto& member = *network_.members()[index];
    run({.name = concat(name(), ".", index),
         .parameters = &member.parameters,
         .loss =
             [&](const TensorRows& batch) {
               return evidence_loss(network_.output(member, batch[0]), batch[1], batch[2], network_.options().loss);
             },
         .train = train_,
         .validation = validation_,
         .checkpoint = {}},
        checkpoints, reporter);
  }

  void save(const std::filesystem::path& path) const override { network_.save(path, loss_curves()); }

 private:
  EvidenceNetwork network_;
  TensorRows train_;
  TensorRows validation_;
};

}  // namespace

std::unique_ptr<EstimatorTraining> make_evidence_training(const std::string& name, const EvidenceProblem& problem,
                                                          const EvidenceNetworkOptions& options, Seed seed) {
  return std::make_unique<EvidenceTraining>(name, problem, options, seed);
}

}  // namespace inquest
