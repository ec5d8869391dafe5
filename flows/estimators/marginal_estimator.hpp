// Evidence by density: q(x | M) fitted to the simulations of each model by maximum likelihood, with parameters drawn
// from the prior and left out, is p(x | M) at the optimum, and ln K between any two models a difference.
//
// The flows have no context. They are over the data that have a density (DataColumns), the same ones for all models,
// without which a ratio of densities has no meaning; standardised with the statistics of each model, and compressed
// where it helps. An ensemble is a mixture with equal weights, and the scatter of its members is the error.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/measured.hpp"
#include "core/estimator/estimator.hpp"
#include "core/train/trainer.hpp"
#include "flows/estimators/data_columns.hpp"
#include "flows/families/flow_ensemble.hpp"

namespace inquest {

struct MarginalEstimatorOptions {
  FlowOptions flow = {.family = SplineOptions{}};
  std::int64_t ensemble = 4;
  bool bootstrap = true;
  TrainerOptions training;
  DataViewOptions data = {};

  void fields(FieldVisitor& visit);
};

class MarginalEstimator final : public Estimator {
 public:
  /// Reads a saved estimator; throws Error(missing_input / data).
  static MarginalEstimator load(const std::filesystem::path& path, const std::string& device = "cpu");

  /// An untrained one; the scales of `views` are of what `columns` selects of each model's data. Hidden layers are as
  /// wide as there are of these, at least.
  MarginalEstimator(std::vector<std::string> models, DataColumns columns, std::vector<DataView> views,
                    const MarginalEstimatorOptions& options, Seed seed);

  /// ln q(x | M) of each row of x [n, data_size], [n, models]. The density of columns of integers stands for their
  /// probability. Throws Error(data) on data of another length, or unlike all simulations where these never vary.
  Matrix log_evidences(ConstMatrixView x) const;

  /// ln p(x | M) of one x under each model, with its error; throws as above.
  std::vector<Measured> log_evidence(std::span<const double> x) const;

  /// What the flows of a model see of the rows of x [n, data_size]; throws as above.
  Matrix standardised(std::size_t model, ConstMatrixView x) const;

  /// Rows of each model [n, data_size] that no flow has learnt from, kept in the file for `check_answer`; may be empty.
  const std::vector<Matrix>& held_out() const { return held_out_; }
  void set_held_out(std::vector<Matrix> rows) { held_out_ = std::move(rows); }

  static constexpr const char* file_kind = "marginal_flow";
  static MarginalEstimator from_record(const EstimatorRecord& record, const std::string& device);
  std::string kind() const override { return file_kind; }
  const DataView& view() const override { return views_.front(); }  // of one shape for all models
  std::size_t members() const override { return static_cast<std::size_t>(options_.ensemble); }  // of each model
  std::vector<Parameters*> networks() const override;

  const std::vector<std::string>& models() const { return models_; }
  const DataColumns& columns() const { return columns_; }
  const std::vector<DataView>& views() const { return views_; }
  const MarginalEstimatorOptions& options() const { return options_; }
  Flow& member(std::size_t model, std::size_t i) { return flows_.at(model).member(i); }

 private:
  EstimatorRecord record() const override;
  Matrix selected(ConstMatrixView x) const;

  std::vector<std::string> models_;
  DataColumns columns_;
  std::vector<DataView> views_;  // of each model, with scales of the columns of the density
  MarginalEstimatorOptions options_;
  std::vector<Matrix> held_out_;
  std::vector<FlowEnsemble> flows_;  // of each model, of the standardised data
};

}  // namespace inquest
