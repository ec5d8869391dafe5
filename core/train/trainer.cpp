#include "core/train/trainer.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include <ATen/Context.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/index_select.h>

#include "core/data/scratch.hpp"
#include "core/train/adam.hpp"
#include "core/train/checkpoint.hpp"
#include "core/train/row_order.hpp"
#include "core/train/schedule.hpp"

namespace inquest {
namespace {

constexpr double skipped_tolerance = 0.01;  // share of steps without a finite gradient above which training stops
constexpr std::int64_t least_steps_per_epoch = 32;
constexpr std::int64_t validation_batch = 8192;
constexpr auto checkpoint_interval = std::chrono::seconds(2);

TensorRows select(const TensorRows& rows, const Tensor& index, const std::string& device) {
  TensorRows batch;
  for (const Tensor& column : rows) batch.push_back(at::index_select(column, 0, index).to(at::Device(device)));
  return batch;
}

std::int64_t row_count(const TensorRows& rows) { return rows.front().size(0); }

Tensor training_rows(const TrainingTask& task) {
  return task.train_index.defined() ? task.train_index : at::arange(row_count(task.train), at::kLong);
}

class Training {
 public:
  Training(const TrainingTask& task, const TrainerOptions& options, Seed seed, Reporter& reporter)
      : task_(task), options_(options), seed_(seed), reporter_(reporter), train_index_(training_rows(task)) {
    state_.adam = make_adam_state(task.parameters->flat());
    state_.result.best_validation_loss = std::numeric_limits<double>::infinity();
    if (!task.in_file) return;
    for (const Tensor& column : task.train) expect_prefetch(column);
  }

  TrainingResult run() {
    resume();
    while (!state_.finished) {
      stop_if_asked();
      epoch();
      state_.finished = last_epoch() >= epochs() || last_epoch() - state_.result.best_epoch >= options_.patience;
      const auto now = std::chrono::steady_clock::now();
      if (state_.finished || now - saved_ >= checkpoint_interval) save();
    }
    task_.parameters->assign(state_.best_flat);
    return state_.result;
  }

 private:
  std::int64_t last_epoch() const { return static_cast<std::int64_t>(state_.result.epochs.size()); }
  std::int64_t rows() const { return train_index_.size(0); }
  std::int64_t batch_size() const {
    return std::clamp(rows() / least_steps_per_epoch, std::int64_t{1}, options_.batch_size);
  }
  std::int64_t steps_per_epoch() const { return rows() / batch_size(); }
  std::int64_t epochs() const {
    const std::int64_t wanted = (options_.steps + steps_per_epoch() / 2) / steps_per_epoch();
    return std::clamp(wanted, options_.min_epochs, options_.max_epochs);
  }

  std::string fingerprint() const {
    return concat(task_.name, " seed ", seed_.value, " rows ", rows(), " parameters ", task_.parameters->count(), "\n",
                  write_options(options_).to_yaml());
  }

  void resume() {
    if (task_.checkpoint.empty()) return;
    auto saved = load_checkpoint(task_.checkpoint, fingerprint());
    if (!saved) return;
    state_ = std::move(*saved);
    const auto device = task_.parameters->flat().device();
    task_.parameters->assign(state_.flat);
    state_.best_flat = state_.best_flat.to(device);
    state_.adam.mean = state_.adam.mean.to(device);
    state_.adam.variance = state_.adam.variance.to(device);
  }

  void save() {
    if (task_.checkpoint.empty()) return;
    state_.flat = task_.parameters->flat().clone();
    save_checkpoint(task_.checkpoint, state_, fingerprint());
    saved_ = std::chrono::steady_clock::now();
  }

  void stop_if_asked() {
    if (!reporter_.stop_requested()) return;
    if (last_epoch() > 0) save();
    throw_if_stopped(reporter_);
  }

  void epoch() {
    const std::int64_t number = last_epoch() + 1;
    const BlockOrder order = order_of(number);
    const Seed loss_seed = seed_.child("loss").child(static_cast<std::uint64_t>(number));
    std::size_t next_block = 0;
    double loss_sum = 0;
    for (std::int64_t i = 0; i < steps_per_epoch(); ++i) {
      next_block = prefetch(order, next_block, (i + 1) * batch_size());
      Random random(loss_seed.child(static_cast<std::uint64_t>(i)));
      loss_sum +=
          step(select(task_.train, order.rows.narrow(0, i * batch_size(), batch_size()), options_.device), random);
    }
    EpochRecord record{number, loss_sum / static_cast<double>(steps_per_epoch()),
                       mean_loss(task_, task_.validation, validation_batch, seed_.child("validation")), rate()};
    keep_best(record);
    report(record);
  }

  BlockOrder order_of(std::int64_t number) const {
    const Seed seed = seed_.child("epoch").child(static_cast<std::uint64_t>(number));
    if (task_.in_file) return shuffled_in_blocks(train_index_, seed);
    return {shuffled(train_index_, seed), {}};
  }

  // Asks for the blocks that are visited within a window after the first `used` rows; the next one to ask for.
  std::size_t prefetch(const BlockOrder& order, std::size_t next, std::int64_t used) const {
    const auto wanted = static_cast<std::size_t>(used / BlockOrder::block_rows + 2 * BlockOrder::window);
    for (; next < std::min(wanted, order.blocks.size()); ++next) {
      const RowBlock& block = order.blocks[next];
      for (const Tensor& column : task_.train) prefetch_rows(column, block.first_row, block.rows);
    }
    return next;
  }

  double rate() const {
    return options_.learning_rate *
           one_cycle(state_.adam.steps + state_.result.skipped_steps, epochs() * steps_per_epoch(), options_.warm_up);
  }

  // Adam keeps a weight below 1 / decay: more than 1 would press the network flat, however clear the data.
  double weight_decay() const { return std::min(1.0, options_.weight_decay / static_cast<double>(rows())); }

  double step(const TensorRows& batch, Random& random) {
    const Tensor gradient = task_.parameters->flat_gradient();
    gradient.zero_();
    const Tensor loss = task_.loss(batch, random);
    loss.backward();
    const double norm = gradient.norm().item<double>();
    if (!std::isfinite(norm)) {
      skip_step(norm);
      return loss.item<double>();
    }
    if (norm > options_.clip_norm) {
      gradient.mul_(options_.clip_norm / norm);
      ++state_.result.clipped_steps;
    }
    at::NoGradGuard no_graph;
    adam_step(state_.adam, task_.parameters->flat().detach(), gradient, rate(), weight_decay());
    return loss.item<double>();
  }

  void skip_step(double norm) {
    ++state_.result.skipped_steps;
    const auto allowed = skipped_tolerance * static_cast<double>(epochs() * steps_per_epoch());
    INQUEST_VALIDATE(static_cast<double>(state_.result.skipped_steps) <= std::max(allowed, 1.0), data, "training ",
                     task_.name, ": gradient norm = ", norm, " in ", state_.result.skipped_steps,
                     " steps (no step can be taken from there); look for extreme values in the simulations, or lower "
                     "learning_rate = ",
                     options_.learning_rate);
  }

  void keep_best(const EpochRecord& record) {
    INQUEST_VALIDATE(std::isfinite(record.validation_loss) || state_.best_flat.defined(), data, "training ", task_.name,
                     ": validation loss = ", record.validation_loss,
                     " after the first epoch (it must be finite); "
                     "look for extreme values in the simulations");
    state_.result.epochs.push_back(record);
    if (std::isfinite(record.validation_loss) && record.validation_loss < state_.result.best_validation_loss) {
      state_.result.best_validation_loss = record.validation_loss;
      state_.result.best_epoch = record.epoch;
      state_.best_flat = task_.parameters->flat().detach().clone();
    }
  }

  void report(const EpochRecord& record) {
    reporter_.metric({"train " + task_.name,
                      {{"epoch", static_cast<double>(record.epoch)},
                       {"train_loss", record.train_loss},
                       {"validation_loss", record.validation_loss},
                       {"learning_rate", record.learning_rate}}});
    reporter_.progress(
        {"train " + task_.name, record.epoch, epochs(), "epochs", concat("validation loss ", record.validation_loss)});
  }

  const TrainingTask& task_;
  const TrainerOptions& options_;
  Seed seed_;
  Reporter& reporter_;
  Tensor train_index_;
  Checkpoint state_;
  std::chrono::steady_clock::time_point saved_ = std::chrono::steady_clock::now();
};

}  // namespace

void TrainerOptions::fields(FieldVisitor& visit) {
  visit.field("batch_size", batch_size, "rows per gradient step, at most a 32nd of the training rows", {.min = 1});
  visit.field("steps", steps, "gradient steps in all, in whole epochs; the learning rate falls to zero over them",
              {.min = 1});
  visit.field("min_epochs", min_epochs, "times that each row is seen at least, where the steps would have it seen less",
              {.min = 2});
  visit.field("max_epochs", max_epochs, "times that each row is seen at most, where the steps would have it seen more",
              {.min = 2});
  visit.field("learning_rate", learning_rate, "of Adam at its peak", {.min = 0, .min_open = true});
  visit.field("warm_up", warm_up, "share of the steps in which the learning rate rises", {.min = 0, .max = 0.9});
  visit.field(
      "weight_decay", weight_decay,
      "divided by the number of training rows, and at most 1, the decay of the weights per unit of learning rate "
      "(AdamW): it counts less the more rows there are",
      {.min = 0});
  visit.field("clip_norm", clip_norm, "largest norm of a gradient; longer ones are scaled down and counted",
              {.min = 0, .min_open = true});
  visit.field("patience", patience, "epochs without a better validation loss before training ends", {.min = 1});
  visit.field("device", device, "cpu, cuda or cuda:N");
}

void TrainerOptions::validate() const {
  INQUEST_VALIDATE(min_epochs <= max_epochs, config, "min_epochs = ", min_epochs,
                   " (more than max_epochs = ", max_epochs, "); raise one or lower the other");
}

TrainingResult train(const TrainingTask& task, const TrainerOptions& options, Seed seed, Reporter& reporter) {
  options.validate();
  INQUEST_VALIDATE(row_count(task.train) > 0 && row_count(task.validation) > 0, config, "training ", task.name,
                   ": no rows to train on or to validate with; ask for more simulations");
  return Training(task, options, seed, reporter).run();
}

double mean_loss(const TrainingTask& task, const TensorRows& rows, std::int64_t batch_size, Seed noise) {
  at::NoGradGuard no_graph;
  const auto device = task.parameters->flat().device();
  double sum = 0;
  for (std::int64_t start = 0; start < row_count(rows); start += batch_size) {
    const std::int64_t count = std::min(batch_size, row_count(rows) - start);
    TensorRows batch;
    for (const Tensor& column : rows) batch.push_back(column.narrow(0, start, count).to(device));
    Random random(noise.child(static_cast<std::uint64_t>(start / batch_size)));
    sum += task.loss(batch, random).item<double>() * static_cast<double>(count);
  }
  return sum / static_cast<double>(row_count(rows));
}

void validate_device(const std::string& device) {
  const std::string number = device.starts_with("cuda:") ? device.substr(5) : "";
  const bool cuda = device == "cuda" || (!number.empty() && number.find_first_not_of("0123456789") == number.npos);
  INQUEST_VALIDATE(cuda || device == "cpu", config, "device = '", device, "' (must be cpu, cuda or cuda:N)");
  INQUEST_VALIDATE(!cuda || at::hasCUDA(), config, "device = '", device,
                   "' (this build of LibTorch finds no CUDA device); use device: cpu");
}

}  // namespace inquest
