#include "evidence/network/evidence_training.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/stack.h>

#include "core/base/parallel.hpp"
#include "core/train/bootstrap.hpp"
#include "evidence/network/reach.hpp"
#include "evidence/network/tuning.hpp"

namespace inquest {
namespace {

constexpr std::int64_t rows_at_a_time = 65536;

std::vector<std::string> names_of(const LabelledModels& problem) {
  std::vector<std::string> names;
  for (const auto& [name, data] : problem.models) names.push_back(name);
  return names;
}

// Settings under trial, with their pilots.
struct Candidate {
  EvidenceNetwork network;
  std::atomic<std::size_t> pilots_left;
  Tensor losses = {};  // of held-out rows, once its pilots have trained
};

// Pilots of every weight decay train first, then those of a narrow first layer with the best of the decays, and then
// the ensemble and the bootstrap with the settings that were best.
class EvidenceTraining final : public EstimatorTraining {
 public:
  EvidenceTraining(const std::string& name, const LabelledModels& problem, const EvidenceNetworkOptions& options,
                   Seed seed)
      : EstimatorTraining(name, options.training, seed),
        view_(fit_pooled(problem, options.data)),
        problem_(problem),
        options_(options) {
    options_.validate();
    for (const EvidenceNetworkOptions& settings : with_other_decays(options)) add_candidate(settings);
    decays_ = candidates_.size();
    const std::size_t narrow = with_narrow_first_layer(options, inputs()) ? pilots : 0;
    rounds_ = {decays_ * pilots, narrow, static_cast<std::size_t>(options.ensemble + options.bootstrap)};
  }

  std::size_t members() const override { return std::accumulate(rounds_.begin(), rounds_.end(), std::size_t{0}); }
  std::vector<std::size_t> rounds() const override { return rounds_; }

  void save(const std::filesystem::path& path) const override {
    std::map<std::string, Matrix> arrays = loss_curves();
    if (tunes()) arrays["tuning"] = trials();
    network_->set_checked_against({held_out_rows(problem_), reach()});
    network_->save(path, arrays);
  }

 private:
  // Numbers that the first layer reads.
  std::size_t inputs() const { return static_cast<std::size_t>(embedding_outputs(options_.embedding, view_.seen())); }

  bool tunes() const { return !candidates_.empty(); }

  void prepare() override { data_ = labelled_rows(view_, problem_); }

  EvidenceNetwork network_of(const EvidenceNetworkOptions& settings) const {
    return {names_of(problem_), view_, settings, problem_.symmetry, seed()};
  }

  void add_candidate(const EvidenceNetworkOptions& settings) {
    candidates_.push_back(std::make_unique<Candidate>(network_of(settings), pilots));
  }

  // Simplest first: a narrow first layer before all, a larger decay before a smaller one.
  const EvidenceNetworkOptions& best() const {
    std::vector<const Candidate*> tried;
    for (const auto& candidate : candidates_) tried.push_back(candidate.get());
    if (tried.size() > decays_) std::ranges::rotate(tried, tried.end() - 1);
    std::vector<Tensor> losses;
    for (const Candidate* candidate : tried) losses.push_back(candidate->losses);
    return tried[simplest_of_best(losses)]->network.options();
  }

  // A row for each of the settings: width of the first layer, weight decay, loss.
  Matrix trials() const {
    Matrix trials(candidates_.size(), 3);
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      const EvidenceNetworkOptions& settings = candidates_[i]->network.options();
      const double row[] = {static_cast<double>(settings.network.layers().front()), settings.training.weight_decay,
                            candidates_[i]->losses.mean().item<double>()};
      std::ranges::copy(row, trials.row(i).begin());
    }
    return trials;
  }

  void choose(Reporter& reporter) {
    if (tunes()) {
      options_.network = best().network;
      options_.training.weight_decay = best().training.weight_decay;
      tell_choice(reporter);
    }
    network_ = std::make_unique<EvidenceNetwork>(network_of(options_));
  }

  void tell_choice(Reporter& reporter) const {
    std::string text = concat(name(), ": loss of held-out simulations by first layer and weight_decay:");
    const Matrix rows = trials();
    for (std::size_t i = 0; i < rows.rows(); ++i) {
      text += concat(i == 0 ? " " : ", ", rows(i, 0), " and ", rows(i, 1), ": ", rows(i, 2));
    }
    reporter.info(
        concat(text, "; going on with ", options_.network.layers().front(), " and ", options_.training.weight_decay));
  }

  void train_prepared(std::size_t index, const std::filesystem::path& checkpoints, Reporter& reporter) override {
    if (index < rounds_[0]) return train_pilot(*candidates_[index / pilots], index, checkpoints, reporter);
    const std::size_t late = index - rounds_[0];
    if (late < rounds_[1]) {
      std::call_once(narrowed_, [&] { add_candidate(*with_narrow_first_layer(best(), inputs())); });
      return train_pilot(*candidates_.back(), index, checkpoints, reporter);
    }
    std::call_once(chosen_, [&] { choose(reporter); });
    const std::size_t member = late - rounds_[1], fold = member % validation_folds;
    train_network(*network_, member, {fold, fold + 1}, {index, checkpoints, reporter});
  }

  void train_pilot(Candidate& candidate, std::size_t index, const std::filesystem::path& checkpoints,
                   Reporter& reporter) {
    train_network(candidate.network, index % pilots, {0, pilots}, {index, checkpoints, reporter});
    if (--candidate.pilots_left == 0) candidate.losses = judge(candidate.network);
  }

  // ln p(x | M_i) / p(x | M_0) [rows, m] of the first rows.
  Tensor answers(const EvidenceNetwork& network, std::size_t member, std::int64_t rows) const {
    const at::NoGradGuard no_graph;
    std::vector<Tensor> parts;
    for (std::int64_t start = 0; start < rows; start += rows_at_a_time) {
      const Tensor x = data_.rows[0].narrow(0, start, std::min(rows_at_a_time, rows - start));
      parts.push_back(network.log_evidence(member, x.to(at::Device(network.options().training.device))).to(at::kCPU));
    }
    return at::cat(parts);
  }

  // Of all simulations by the mean of the ensemble.
  Matrix reach() const {
    const std::int64_t rows = data_.fold_start.back();
    std::vector<Tensor> members(static_cast<std::size_t>(options_.ensemble));
    parallel_for(members.size(), [&](std::size_t k) { members[k] = answers(*network_, k, rows); });
    const Tensor once = first_rows(at::arange(rows, at::kLong), data_.simulation);
    return reach_of(at::stack(members).mean(0).index_select(0, once), data_.rows[1].index_select(0, once));
  }

  // On the rows that all pilots held out.
  Tensor judge(const EvidenceNetwork& network) const {
    const std::int64_t rows = data_.fold_start[pilots];
    std::vector<Tensor> log_evidence;
    for (std::size_t pilot = 0; pilot < pilots; ++pilot) log_evidence.push_back(answers(network, pilot, rows));
    return losses_of_mean(log_evidence, data_.rows[1].narrow(0, 0, rows), data_.rows[2].narrow(0, 0, rows),
                          options_.ensemble);
  }

  // What a training leaves, and where.
  struct Track {
    std::size_t index;
    const std::filesystem::path& checkpoints;
    Reporter& reporter;
  };

  // Networks after the ensemble train on a bootstrap; `held_out_folds` are those to validate with, first and last + 1.
  void train_network(const EvidenceNetwork& network, std::size_t member_index,
                     std::pair<std::size_t, std::size_t> held_out_folds, const Track& track) {
    auto& member = network.member(member_index);
    const EvidenceNetworkOptions& options = network.options();
    const auto [first, last] = held_out_folds;
    const std::int64_t start = data_.fold_start[first];
    const std::int64_t end = data_.fold_start[last];
    const Tensor others = at::cat({at::arange(start, at::kLong), at::arange(end, data_.fold_start.back(), at::kLong)});
    const Tensor held_out = data_.with_images(at::arange(start, end, at::kLong));
    TensorRows validation;
    for (const Tensor& column : data_.rows) validation.push_back(at::index_select(column, 0, held_out));
    const bool resample = static_cast<std::int64_t>(member_index) >= options.ensemble;
    const Tensor rows =
        resample ? bootstrap(others, data_.simulation, seed().child("bootstrap").child(member_index)) : others;
    run({.name = concat(name(), ".", track.index),
         .parameters = &member.parameters,
         .loss =
             [&](const TensorRows& batch, Random& random) {
               const Tensor x = augmented(batch[0], view_.seen(), options.augment, random);
               return evidence_loss(member.network.forward(x), batch[1], batch[2], options.loss);
             },
         .train = data_.rows,
         .validation = validation,
         .train_index = data_.with_images(rows),
         .in_file = problem_.models.front().data->x.policy().in_file(data_.rows[0].nbytes())},
        options.training, track.checkpoints, track.reporter);
  }

  DataView view_;
  LabelledModels problem_;
  EvidenceNetworkOptions options_;  // of the answer, once they are chosen
  std::unique_ptr<EvidenceNetwork> network_;
  std::size_t decays_ = 0;
  std::vector<std::size_t> rounds_;
  std::vector<std::unique_ptr<Candidate>> candidates_;
  std::once_flag narrowed_, chosen_;
  LabelledRows data_;
};

}  // namespace

std::unique_ptr<EstimatorTraining> make_evidence_training(const std::string& name, const LabelledModels& problem,
                                                          const EvidenceNetworkOptions& options, Seed seed) {
  LabelledModels seen = problem;
  if (options.data.summary) seen.symmetry = {};  // it is of the data, and not of what sums them up
  return std::make_unique<EvidenceTraining>(name, seen, options, seed);
}

}  // namespace inquest
