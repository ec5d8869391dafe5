#include "core/train/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <ATen/ops/mse_loss.h>
#include <ATen/ops/where.h>
#include <Eigen/QR>

#include "core/nn/mlp.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/tensors.hpp"
#include "tests/support/training_recorder.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// y = sin(x_0) + x_1 + noise, learnt by a small network.
class Regression {
 public:
  explicit Regression(Seed seed, std::int64_t rows = 320)
      : random_(seed), mlp_(2, 1, {{8}, "silu"}, 1, parameters_, "net", random_) {
    parameters_.flatten();
    task.name = "regression";
    task.parameters = &parameters_;
    task.loss = [this](const TensorRows& batch, Random&) { return at::mse_loss(mlp_.forward(batch[0]), batch[1]); };
    task.train = draw(rows);
    task.validation = draw(64);
  }

  TrainingResult train(const TrainerOptions& options, Reporter& reporter) {
    return inquest::train(task, options, {11}, reporter);
  }
  Tensor weights() const { return parameters_.flat(); }

  /// From now on the inputs of a batch are seen with noise.
  void add_noise() {
    task.loss = [this](const TensorRows& batch, Random& random) {
      const Tensor noise = random_tensor(batch[0].sizes().vec(), random, at::kFloat);
      return at::mse_loss(mlp_.forward(batch[0] + 0.3 * noise), batch[1]);
    };
  }

  TrainingTask task;

 private:
  TensorRows draw(std::int64_t rows) {
    const Tensor x = random_tensor({rows, 2}, random_);
    const Tensor y = x.select(1, 0).sin() + x.select(1, 1) + 0.1 * random_tensor({rows}, random_);
    return {x.to(at::kFloat), y.unsqueeze(1).to(at::kFloat)};
  }

  Random random_;
  Parameters parameters_;
  Mlp mlp_;
};

/// One weight w, drawn towards the numbers in `train` and judged by those in `validation`: loss (w - target)^2.
class OneWeight {
 public:
  OneWeight(const Tensor& train_targets, const Tensor& validation_targets) {
    Random random(Seed{1});
    weight_ = parameters_.add("w", {1}, 0, random);
    parameters_.flatten();
    task.name = "one";
    task.parameters = &parameters_;
    task.loss = [this](const TensorRows& batch, Random&) { return (weight_ - batch[0]).square().mean(); };
    task.train = {train_targets.to(at::kFloat)};
    task.validation = {validation_targets.to(at::kFloat)};
  }
  double weight() const { return weight_.item<double>(); }

  TrainingTask task;

 private:
  Parameters parameters_;
  Tensor weight_;
};

Tensor targets(std::int64_t rows, double value) { return at::full({rows}, value); }

bool same_epochs(const TrainingResult& a, const TrainingResult& b) {
  const auto same = [](const EpochRecord& x, const EpochRecord& y) {
    return x.epoch == y.epoch && x.train_loss == y.train_loss && x.validation_loss == y.validation_loss &&
           x.learning_rate == y.learning_rate;
  };
  return std::ranges::equal(a.epochs, b.epochs, same) && a.best_epoch == b.best_epoch &&
         a.best_validation_loss == b.best_validation_loss && a.clipped_steps == b.clipped_steps &&
         a.skipped_steps == b.skipped_steps;
}

SilentReporter silent;

}  // namespace

TEST_CASE("trainer: an index of rows with repeats stands for those rows") {
  TrainingRecorder recorder;
  const TrainerOptions options{.batch_size = 32, .steps = 40};
  Regression indexed(Seed{3});
  Regression copied(Seed{3});
  Tensor index = at::arange(320, at::kLong);
  index.narrow(0, 0, 100).fill_(7);
  indexed.task.train_index = index;
  for (Tensor& column : copied.task.train) column = column.index_select(0, index);
  indexed.train(options, recorder);
  copied.train(options, recorder);
  CHECK(tensors_close(indexed.weights(), copied.weights(), {0, 0}));
}

TEST_CASE("trainer fits a linear regression to its closed form") {
  constexpr std::int64_t rows = 512;
  Random random(Seed{21});
  const Tensor x = random_tensor({rows, 3}, random);
  const Tensor y = x.select(1, 0) - 2 * x.select(1, 1) + 0.5 * random_tensor({rows}, random);
  Parameters parameters;
  const Mlp line(3, 1, {{}, "relu"}, 1, parameters, "line", random);
  parameters.flatten();
  TrainingTask task;
  task.name = "line";
  task.parameters = &parameters;
  task.loss = [&](const TensorRows& batch, Random&) { return at::mse_loss(line.forward(batch[0]), batch[1]); };
  task.train = task.validation = {x.to(at::kFloat), y.unsqueeze(1).to(at::kFloat)};
  train(task, {.steps = 4000, .learning_rate = 0.02, .patience = 1000}, {2}, silent);

  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  Eigen::MatrixXd design(rows, 4);
  design << Eigen::Map<const RowMajor>(x.data_ptr<double>(), rows, 3), Eigen::VectorXd::Ones(rows);
  const Eigen::Map<const Eigen::VectorXd> target(y.contiguous().data_ptr<double>(), rows);
  const Eigen::VectorXd closed_form = design.colPivHouseholderQr().solve(target);
  // A tenth of the standard error 0.5 / sqrt(512) of the regression itself.
  const Tensor found = parameters.flat().to(at::kDouble);
  for (int i = 0; i < 4; ++i) CHECK(std::abs(found[i].item<double>() - closed_form[i]) < 0.0022);
}

TEST_CASE("trainer stops early and keeps the weights of the best epoch") {
  OneWeight one(targets(320, 3), targets(8, 1));  // on its way from 0 to 3 the weight passes 1
  const TrainingResult result = train(one.task, {.steps = 2000, .learning_rate = 0.005, .patience = 4}, {3}, silent);
  CHECK(result.best_epoch > 1);
  CHECK(static_cast<std::int64_t>(result.epochs.size()) == result.best_epoch + 4);
  CHECK(one.weight() == Approx(1).margin(32 * 0.005));  // an epoch is 32 steps of at most the learning rate
  CHECK(mean_loss(one.task, one.task.validation, 100, {}) == result.best_validation_loss);
  for (const EpochRecord& record : result.epochs) CHECK(record.validation_loss >= result.best_validation_loss);
}

TEST_CASE("trainer takes whole epochs of whole batches") {
  OneWeight one(targets(1000, 1), targets(10, 1));
  // 1000 / 32 = 31 rows a step, 32 steps an epoch, 100 / 32 = 3 epochs.
  CHECK(train(one.task, {.steps = 100}, {3}, silent).epochs.size() == 3);
  OneWeight few(targets(5, 1), targets(1, 1));  // one row a step
  CHECK(train(few.task, {.steps = 1}, {3}, silent).epochs.size() == 2);
}

TEST_CASE("trainer: the same seed gives the same weights, another one others") {
  const auto weights_with = [](std::uint64_t seed) {
    Regression regression({5});
    train(regression.task, {.steps = 160}, {seed}, silent);
    return regression.weights().clone();
  };
  const Tensor first = weights_with(1);
  CHECK(tensors_close(weights_with(1), first));
  CHECK(!tensors_close(weights_with(2), first));
}

TEST_CASE("trainer: stopped anywhere and resumed, ends bit by bit as without a stop") {
  const TrainerOptions options{.steps = 320, .learning_rate = 0.05, .weight_decay = 1, .clip_norm = 0.5, .patience = 6};
  Regression whole({7});
  const TrainingResult expected = whole.train(options, silent);
  REQUIRE(expected.epochs.size() > 4);
  REQUIRE(expected.clipped_steps > 0);

  const int stop_after = GENERATE_COPY(1, 2, static_cast<int>(expected.epochs.size()) - 1);
  const TemporaryDirectory folder;
  Regression stopped({7});
  stopped.task.checkpoint = folder / "checkpoint.h5";
  TrainingRecorder recorder(stop_after);
  CHECK(error_from([&] { stopped.train(options, recorder); }).kind() == ErrorKind::interrupted);
  CHECK(recorder.epochs() == stop_after);

  Regression resumed({7});
  resumed.task.checkpoint = stopped.task.checkpoint;
  TrainingRecorder rest;
  CHECK(same_epochs(resumed.train(options, rest), expected));
  CHECK(rest.epochs() == static_cast<int>(expected.epochs.size()) - stop_after);
  CHECK(tensors_close(resumed.weights(), whole.weights()));
}

TEST_CASE("trainer: a loss that draws noise, stopped anywhere and resumed, ends bit by bit as without a stop") {
  const TrainerOptions options{.steps = 320, .learning_rate = 0.05};
  Regression without({7});
  without.train(options, silent);
  Regression whole({7});
  whole.add_noise();
  const TrainingResult expected = whole.train(options, silent);
  REQUIRE(!tensors_close(whole.weights(), without.weights()));

  const int stop_after = GENERATE_COPY(1, static_cast<int>(expected.epochs.size()) / 2);
  const TemporaryDirectory folder;
  Regression stopped({7});
  stopped.add_noise();
  stopped.task.checkpoint = folder / "checkpoint.h5";
  TrainingRecorder recorder(stop_after);
  CHECK(error_from([&] { stopped.train(options, recorder); }).kind() == ErrorKind::interrupted);

  Regression resumed({7});
  resumed.add_noise();
  resumed.task.checkpoint = stopped.task.checkpoint;
  TrainingRecorder rest;
  CHECK(same_epochs(resumed.train(options, rest), expected));
  CHECK(rest.epochs() == static_cast<int>(expected.epochs.size()) - stop_after);
  CHECK(tensors_close(resumed.weights(), whole.weights()));
}

TEST_CASE("trainer: each step has noise of its own, and validation the same in every epoch") {
  std::set<double> in_steps, in_validation;
  std::size_t steps = 0, validations = 0;
  OneWeight one(targets(320, 1), targets(8192 + 1, 1));  // validation is of two batches
  const TrainingLoss loss = one.task.loss;
  one.task.loss = [&](const TensorRows& batch, Random& random) {
    const bool step = at::GradMode::is_enabled();
    ++(step ? steps : validations);
    (step ? in_steps : in_validation).insert(random.uniform());
    return loss(batch, random);
  };
  const TrainingResult result = train(one.task, {.steps = 160}, {3}, silent);
  REQUIRE(result.epochs.size() == 5);
  CHECK(steps == 5 * 32);
  CHECK(in_steps.size() == steps);
  CHECK(validations == 5 * 2);
  CHECK(in_validation.size() == 2);
  CHECK(std::ranges::none_of(in_validation, [&](double draw) { return in_steps.contains(draw); }));
}

TEST_CASE("trainer: a finished training is not done again") {
  const TemporaryDirectory folder;
  Regression first({7});
  first.task.checkpoint = folder / "checkpoint.h5";
  const TrainingResult expected = first.train({.steps = 64}, silent);
  Regression again({7});
  again.task.checkpoint = first.task.checkpoint;
  TrainingRecorder recorder;
  CHECK(same_epochs(again.train({.steps = 64}, recorder), expected));
  CHECK(recorder.epochs() == 0);
  CHECK(tensors_close(again.weights(), first.weights()));
}

TEST_CASE("trainer: stopped before the first epoch it leaves no checkpoint") {
  const TemporaryDirectory folder;
  Regression regression({7});
  regression.task.checkpoint = folder / "checkpoint.h5";
  TrainingRecorder recorder(0);
  CHECK(error_from([&] { regression.train({.steps = 64}, recorder); }).kind() == ErrorKind::interrupted);
  CHECK(!std::filesystem::exists(regression.task.checkpoint));
}

TEST_CASE("trainer does not go on from the checkpoint of another training") {
  const TemporaryDirectory folder;
  Regression first({7});
  first.task.checkpoint = folder / "checkpoint.h5";
  first.train({.steps = 64}, silent);

  Regression other({7});
  other.task.checkpoint = first.task.checkpoint;
  TrainerOptions options{.steps = 64};
  SECTION("of another name") { other.task.name = "other"; }
  SECTION("with other options") { options.learning_rate *= 2; }
  SECTION("on other rows") { other.task.train[0] = other.task.train[0].narrow(0, 0, 300); }
  const Error error = error_from([&] { other.train(options, silent); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Contains("checkpoint.h5 (a checkpoint of another training); delete it"));
}

TEST_CASE("trainer: a loss that is never finite is an error that says where to look") {
  OneWeight one(targets(320, not_a_number), targets(10, 1));
  const Error error = error_from([&] { train(one.task, {.steps = 640}, {3}, silent); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Contains("training one: gradient norm = nan in 7 steps") && Contains("extreme values"));
}

TEST_CASE("trainer: a validation loss that is not finite at first is an error") {
  const double value = GENERATE(as<double>(), not_a_number, std::numeric_limits<double>::infinity());
  OneWeight one(targets(320, 1), targets(10, value));
  const Error error = error_from([&] { train(one.task, {.steps = 640}, {3}, silent); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Contains("after the first epoch (it must be finite)"));
}

TEST_CASE("trainer skips and counts steps without a finite gradient") {
  // One bad row in 6400: one step in 200.
  OneWeight one(at::cat({targets(6399, 1), targets(1, not_a_number)}), targets(10, 1));
  const TrainingResult result = train(one.task, {.batch_size = 32, .steps = 400, .learning_rate = 0.02}, {3}, silent);
  CHECK(result.epochs.size() == 2);
  CHECK(result.skipped_steps == 2);
  CHECK(one.weight() == Approx(1).margin(0.01));
}

TEST_CASE("trainer scales long gradients down and counts them") {
  OneWeight one(targets(320, 1000), targets(10, 1000));
  const TrainingResult result = train(one.task, {.steps = 64, .learning_rate = 0.01}, {3}, silent);
  CHECK(result.clipped_steps == 64);
  // Adam's steps towards a constant gradient are the learning rate, whose mean is half of its peak.
  CHECK(one.weight() == Approx(64 * 0.005).epsilon(0.02));
}

TEST_CASE("trainer needs rows to train on and to validate with") {
  OneWeight none(targets(0, 1), targets(10, 1));
  CHECK(error_from([&] { train(none.task, {}, {3}, silent); }).kind() == ErrorKind::config);
  OneWeight unjudged(targets(10, 1), targets(0, 1));
  CHECK(error_from([&] { train(unjudged.task, {}, {3}, silent); }).kind() == ErrorKind::config);
}

TEST_CASE("mean loss does not depend on batches, the last of which is short") {
  Regression regression({7});
  const double whole = mean_loss(regression.task, regression.task.validation, 64, {});
  CHECK(mean_loss(regression.task, regression.task.validation, 7, {}) == Approx(whole).epsilon(1e-6));
}

TEST_CASE("devices: cpu, and cuda where there is one") {
  CHECK_NOTHROW(validate_device("cpu"));
  for (const std::string device : {"gpu", "cuda:", "cuda:x", "cuda0", "CPU", ""}) {
    INFO(device);
    CHECK(error_from([&] { validate_device(device); }).kind() == ErrorKind::config);
  }
  if (at::hasCUDA()) return;
  for (const std::string device : {"cuda", "cuda:1"}) {
    const Error error = error_from([&] { validate_device(device); });
    CHECK(error.kind() == ErrorKind::config);
    CHECK_THAT(error.what(), Contains("finds no CUDA device"));
  }
}
