#include "evidence/evidence_training.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <mutex>
#include <numeric>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>

#include "core/train/bootstrap.hpp"
#include "evidence/tuning.hpp"

namespace inquest {
namespace {

using Rows = std::vector<std::size_t>;

constexpr std::size_t validation_folds = 10;
constexpr std::size_t most_held_out = 2000;  // of each model
constexpr std::int64_t rows_at_a_time = 65536;
constexpr std::size_t slice_rows = 64;
constexpr std::size_t most_images = 1000000;  // of all rows

// One standardizer for all models, from the pooled training rows; under a symmetry images are standardised alike.
Standardizer fit_pooled(const EvidenceProblem& problem) {
  std::vector<SelectedRows> parts;
  for (const auto& [name, data] : problem.models) parts.push_back({data->x, data->split.train});
  const SymmetryGroup group(problem.symmetry, parts.front().values.cols());
  if (group.size() == 1) return Standardizer::fit(parts, Compression::where_it_helps);
  return group.symmetrised(Standardizer::fit(parts));
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
  TensorRows rows;                       // {x, label, weight}, fold after fold, and their images after them
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
void fill_images(LabelledRows& to, const SymmetryGroup& group, std::int64_t images) {
  const std::int64_t rows = to.fold_start.back();
  for (std::int64_t copy = 1; copy < images; ++copy) {
    for (const Tensor& column : {to.rows[1], to.rows[2]}) {
      column.narrow(0, copy * rows, rows).copy_(column.narrow(0, 0, rows));
    }
    for (std::int64_t start = 0; start < rows; start += rows_at_a_time) {
      const std::int64_t n = std::min(rows_at_a_time, rows - start);
      to.rows[0].narrow(0, copy * rows + start, n).copy_(group.images(to.rows[0].narrow(0, start, n), copy, images));
    }
  }
}

// Each row with all of its images where these are few; but an epoch must not be longer than a training.
std::int64_t images_of(const EvidenceProblem& problem) {
  std::size_t rows = 0;
  for (const auto& [name, data] : problem.models) rows += data->split.train.size() + data->split.validation.size();
  const SymmetryGroup group(problem.symmetry, problem.models.front().data->x.cols());
  const std::size_t most = std::min(group.size(), SymmetryGroup::few);
  return static_cast<std::int64_t>(most < 2 ? 1 : std::clamp<std::size_t>(most_images / rows, 2, most));
}

// The weights have mean one and give all models the same total.
LabelledRows labelled_rows(const Standardizer& standardizer, const EvidenceProblem& problem, std::int64_t images) {
  std::vector<Rows> all;
  std::size_t total = 0;
  for (const auto& [name, data] : problem.models)
    total += all.emplace_back(training_and_validation(data->split)).size();
  const auto rows = static_cast<std::int64_t>(total);
  const std::int64_t room = images * rows;
  const ScratchPolicy& policy = problem.models.front().data->x.policy();
  LabelledRows result{{scratch_tensor(room, static_cast<std::int64_t>(standardizer.size()), policy),
                       at::empty({room}, at::kFloat), at::empty({room}, at::kFloat)},
                      {0}};
  Filling filling{result};
  const double share = static_cast<double>(total) / static_cast<double>(all.size());
  for (std::size_t fold = 0; fold < validation_folds; ++fold) {
    std::vector<Rows> of_fold;
    for (const Rows& rows : all) of_fold.push_back(rows_of_fold(rows, fold));
    for_slices(of_fold, [&](std::size_t m, const Rows& rows) {
      filling.add(standardizer.apply(problem.models[m].data->x, rows), m, share / static_cast<double>(all[m].size()));
    });
    result.fold_start.push_back(filling.next);
  }
  fill_images(result, {problem.symmetry, standardizer.size()}, images);
  for (const auto& [name, data] : problem.models) data->x.release_pages();
  return result;
}

std::vector<std::string> names_of(const EvidenceProblem& problem) {
  std::vector<std::string> names;
  for (const auto& [name, data] : problem.models) names.push_back(name);
  return names;
}

// Settings under trial, with the network of each.
struct Candidate {
  EvidenceNetwork network;
  std::atomic<std::size_t> pilots_left;
  double loss = 0;  // once its pilots have trained
};

// Pilots of every weight decay train first, then those of a narrow first layer with the best of the decays, and then
// the rest of the ensemble and the bootstrap with the settings that were best.
class EvidenceTraining final : public EstimatorTraining {
 public:
  EvidenceTraining(const std::string& name, const EvidenceProblem& problem, const EvidenceNetworkOptions& options,
                   Seed seed)
      : EstimatorTraining(name, options.training, seed),
        standardizer_(fit_pooled(problem)),
        problem_(problem),
        images_(images_of(problem)),
        pilots_(pilots(options)) {
    for (const EvidenceNetworkOptions& settings : with_other_decays(options)) add_candidate(settings);
    const std::size_t first = candidates_.size() * pilots_;
    const std::size_t narrow = with_narrow_first_layer(options, standardizer_.size()) ? pilots_ : 0;
    rounds_ = {first, narrow, static_cast<std::size_t>(options.ensemble + options.bootstrap) - pilots_};
  }

  std::size_t members() const override { return std::accumulate(rounds_.begin(), rounds_.end(), std::size_t{0}); }
  std::vector<std::size_t> rounds() const override { return rounds_; }

  void save(const std::filesystem::path& path) const override {
    std::map<std::string, Matrix> arrays = loss_curves();
    if (tunes()) arrays["tuning"] = trials();
    best().network.save(path, arrays);
  }

 private:
  bool tunes() const { return candidates_.size() > 1; }

  void prepare() override { data_ = labelled_rows(standardizer_, problem_, images_); }

  void add_candidate(const EvidenceNetworkOptions& settings) {
    EvidenceNetwork network(names_of(problem_), standardizer_, settings, problem_.symmetry, seed());
    network.set_held_out(held_out_rows(problem_));
    candidates_.push_back(std::make_unique<Candidate>(std::move(network), pilots_));
  }

  const Candidate& best() const {
    return **std::ranges::min_element(candidates_, {}, [](const auto& candidate) { return candidate->loss; });
  }

  // A row for each of the settings: width of the first layer, weight decay, loss.
  Matrix trials() const {
    Matrix trials(candidates_.size(), 3);
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      const EvidenceNetworkOptions& settings = candidates_[i]->network.options();
      const double row[] = {static_cast<double>(settings.network.layers().front()), settings.training.weight_decay,
                            candidates_[i]->loss};
      std::ranges::copy(row, trials.row(i).begin());
    }
    return trials;
  }

  void tell_choice(Reporter& reporter) const {
    if (!tunes()) return;
    std::string text = concat(name(), ": loss of held-out simulations by first layer and weight_decay:");
    const Matrix rows = trials();
    for (std::size_t i = 0; i < rows.rows(); ++i) {
      text += concat(i == 0 ? " " : ", ", rows(i, 0), " and ", rows(i, 1), ": ", rows(i, 2));
    }
    const EvidenceNetworkOptions& settings = best().network.options();
    reporter.info(
        concat(text, "; going on with ", settings.network.layers().front(), " and ", settings.training.weight_decay));
  }

  void train_prepared(std::size_t index, const std::filesystem::path& checkpoints, Reporter& reporter) override {
    if (index < rounds_[0]) return train_pilot(*candidates_[index / pilots_], index, checkpoints, reporter);
    const std::size_t late = index - rounds_[0];
    if (late < rounds_[1]) {
      std::call_once(narrowed_,
                     [&] { add_candidate(*with_narrow_first_layer(best().network.options(), standardizer_.size())); });
      return train_pilot(*candidates_.back(), index, checkpoints, reporter);
    }
    std::call_once(chosen_, [&] { tell_choice(reporter); });
    train_network(best().network, pilots_ + late - rounds_[1], index, checkpoints, reporter);
  }

  void train_pilot(Candidate& candidate, std::size_t index, const std::filesystem::path& checkpoints,
                   Reporter& reporter) {
    train_network(candidate.network, index % pilots_, index, checkpoints, reporter);
    if (--candidate.pilots_left == 0 && tunes()) candidate.loss = judge(candidate.network);
  }

  // On the rows that all pilots held out.
  double judge(const EvidenceNetwork& network) const {
    const at::NoGradGuard no_graph;
    const std::int64_t rows = data_.fold_start[pilots_];
    std::vector<Tensor> log_evidence;
    for (std::size_t pilot = 0; pilot < pilots_; ++pilot) {
      std::vector<Tensor> parts;
      for (std::int64_t start = 0; start < rows; start += rows_at_a_time) {
        const Tensor x = data_.rows[0].narrow(0, start, std::min(rows_at_a_time, rows - start));
        parts.push_back(network.log_evidence(pilot, x.to(at::Device(network.options().training.device))).to(at::kCPU));
      }
      log_evidence.push_back(at::cat(parts));
    }
    return loss_of_mean(log_evidence, data_.rows[1].narrow(0, 0, rows), data_.rows[2].narrow(0, 0, rows),
                        network.options().ensemble);
  }

  // The folds that a network validates with, first and last + 1: pilots that are compared hold out the same.
  std::pair<std::size_t, std::size_t> held_out_folds(std::size_t member) const {
    if (tunes() && member < pilots_) return {0, pilots_};
    return {member % validation_folds, member % validation_folds + 1};
  }

  // Networks after the ensemble train on a bootstrap.
  void train_network(const EvidenceNetwork& network, std::size_t member_index, std::size_t index,
                     const std::filesystem::path& checkpoints, Reporter& reporter) {
    auto& member = *network.members()[member_index];
    const EvidenceNetworkOptions& options = network.options();
    const auto [first, last] = held_out_folds(member_index);
    const std::int64_t start = data_.fold_start[first];
    const std::int64_t end = data_.fold_start[last];
    const Tensor others = at::cat({at::arange(start, at::kLong), at::arange(end, data_.fold_start.back(), at::kLong)});
    const Tensor held_out = with_images(at::arange(start, end, at::kLong));
    TensorRows validation;
    for (const Tensor& column : data_.rows) validation.push_back(at::index_select(column, 0, held_out));
    const bool resample = static_cast<std::int64_t>(member_index) >= options.ensemble;
    const Tensor rows = resample ? bootstrap(others, seed().child("bootstrap").child(member_index)) : others;
    run({.name = concat(name(), ".", index),
         .parameters = &member.parameters,
         .loss =
             [&](const TensorRows& batch) {
               return evidence_loss(member.network.forward(batch[0]), batch[1], batch[2], options.loss);
             },
         .train = data_.rows,
         .validation = validation,
         .train_index = with_images(rows),
         .in_file = problem_.models.front().data->x.policy().in_file(data_.rows[0].nbytes())},
        options.training, checkpoints, reporter);
  }

  // Images follow the rows in the same order; a row and its images are drawn together.
  Tensor with_images(const Tensor& index) const {
    std::vector<Tensor> copies;
    for (std::int64_t copy = 0; copy < images_; ++copy) copies.push_back(index + copy * data_.fold_start.back());
    return at::cat(copies);
  }

  Standardizer standardizer_;
  EvidenceProblem problem_;
  std::int64_t images_;  // of each row, itself among them
  std::size_t pilots_;
  std::vector<std::size_t> rounds_;
  std::vector<std::unique_ptr<Candidate>> candidates_;
  std::once_flag narrowed_, chosen_;
  LabelledRows data_;
};

}  // namespace

std::unique_ptr<EstimatorTraining> make_evidence_training(const std::string& name, const EvidenceProblem& problem,
                                                          const EvidenceNetworkOptions& options, Seed seed) {
  return std::make_unique<EvidenceTraining>(name, problem, options, seed);
}

}  // namespace inquest
