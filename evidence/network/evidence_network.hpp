// Evidence networks (Jeffrey & Wandelt 2024, arXiv 2305.11241): a classifier of models whose optimum is log K.
//
// A network has an output for each model but the first, which gives ln p(x | M_i) / p(x | M_0)
// (evidence/network/loss.hpp). An ensemble trained on the same simulations averages ln K. What the choice of
// simulations does to all of them alike its scatter cannot show: further networks, each trained on a bootstrap of the
// simulations, scatter by the error.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/estimator/estimator.hpp"
#include "core/nn/embedded_mlp.hpp"
#include "core/train/augmentation.hpp"
#include "core/train/trainer.hpp"
#include "evidence/network/loss.hpp"
#include "evidence/network/symmetry_group.hpp"

namespace inquest {

struct EvidenceNetworkOptions {
  EvidenceLossOptions loss;
  MlpOptions network = {{64, 64, 64}, "silu"};
  std::optional<EmbeddingOptions> embedding = {};
  std::int64_t ensemble = 4;
  std::int64_t bootstrap = 4;
  bool tune = true;
  TrainerOptions training = {.steps = 2500, .min_epochs = 10, .learning_rate = 3e-3, .weight_decay = 6e3};
  DataViewOptions data = {};
  AugmentOptions augment = {};

  void fields(FieldVisitor& visit);

  /// Throws Error(config) on a bootstrap of one network.
  void validate() const;
};

/// ln K of one data vector with its error.
struct LogBayesFactor {
  double value = 0;
  double error = 0;                  // one standard deviation: of the bootstrap, or of the ensemble where there is none
  double scatter = 0;                // standard deviation of the ensemble
  std::vector<double> members = {};  // of the ensemble, then of the bootstrap
};

/// What answers are checked against; empty where the file is older than it.
struct CheckedAgainst {
  Matrix held_out;  // [n, data_size], simulations of all models, as `held_out_rows` picks them
  Matrix reach;     // [m, m], of all simulations (evidence/network/reach.hpp)
};

class EvidenceNetwork final : public Estimator {
 public:
  /// Reads a saved network; throws Error(missing_input / data).
  static EvidenceNetwork load(const std::filesystem::path& path, const std::string& device = "cpu");

  /// An untrained one for the models named {M0, M1, ...}.
  EvidenceNetwork(std::vector<std::string> models, DataView view, const EvidenceNetworkOptions& options,
                  const DataSymmetry& symmetry, Seed seed);

  /// ln p(x | M_i) / p(x | M_0) of rows of x [n, data_size]: [n, m] of each network.
  std::vector<Matrix> log_evidence(ConstMatrixView x) const;

  /// The same of one network for standardised data [n, data_size].
  Tensor log_evidence(std::size_t member, const Tensor& standardised) const;

  /// The mean of the ensemble: [n, m].
  Matrix mean_log_evidence(ConstMatrixView x) const;

  /// ln p(x | M_i) / p(x | M_j), with i and j counted as in models().
  LogBayesFactor log_bayes_factor(std::span<const double> x, std::size_t i = 1, std::size_t j = 0) const;

  /// The same for each row of x [n, data_size].
  std::vector<LogBayesFactor> log_bayes_factors(ConstMatrixView x, std::size_t i = 1, std::size_t j = 0) const;

  /// The standardised data [n, data_size] that the networks see, and the values [n, width] of the last hidden layer of
  /// the first one.
  Matrix standardised(ConstMatrixView x) const;
  Matrix last_hidden(ConstMatrixView x) const;

  const std::vector<std::string>& models() const { return models_; }

  /// Kept in the file, for `check_answer`.
  const CheckedAgainst& checked_against() const { return checked_against_; }
  void set_checked_against(CheckedAgainst kept) { checked_against_ = std::move(kept); }

  static constexpr const char* file_kind = "evidence";
  static EvidenceNetwork from_record(const EstimatorRecord& record, const std::string& device);
  std::string kind() const override { return file_kind; }
  const DataView& view() const override { return view_; }
  std::size_t members() const override { return members_.size(); }  // of the ensemble and of the bootstrap
  std::vector<Parameters*> networks() const override;

  struct Member {
    Member(const Shape& data, std::int64_t outputs, const EvidenceNetworkOptions& options, Random& random);
    Parameters parameters;
    EmbeddedMlp network;
  };
  Member& member(std::size_t i) const { return *members_.at(i); }

  const EvidenceNetworkOptions& options() const { return options_; }

 private:
  EstimatorRecord record() const override;
  LogBayesFactor combine(std::vector<double> members) const;

  std::vector<std::string> models_;
  DataView view_;
  EvidenceNetworkOptions options_;
  SymmetryGroup group_;
  CheckedAgainst checked_against_;
  std::vector<std::unique_ptr<Member>> members_;
};

}  // namespace inquest
