#include "evidence/network/tuning.hpp"

#include <algorithm>

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros_like.h>

#include "core/base/random.hpp"
#include "core/estimator/estimator_file.hpp"
#include "evidence/network/evidence_training.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/training_recorder.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

EvidenceNetworkOptions small_options() {
  EvidenceNetworkOptions options;
  options.network = {{16, 16}, "silu"};
  options.ensemble = 3;
  options.bootstrap = 2;
  options.training.steps = 100;
  return options;
}

Tensor normal_tensor(std::int64_t rows, Random& random) {
  std::vector<double> values(static_cast<std::size_t>(rows));
  random.normal(values);
  return at::tensor(values, at::kFloat);
}

/// x ~ N(mean, 1) in ten columns, the others N(0, 1).
JointData normals(double mean, Seed seed) {
  JointData data{Matrix(600, 1), Matrix(600, 10), {}};
  Random random(seed);
  random.normal(data.x.view().values());
  for (std::size_t row = 0; row < 600; ++row) {
    data.x.row(row)[0] += mean;
    (row % 10 == 0 ? data.split.validation : data.split.train).push_back(row);
  }
  return data;
}

struct Trained {
  EstimatorRecord record;
  EvidenceNetwork network;
  std::vector<std::size_t> rounds;
};

Trained train(const EvidenceNetworkOptions& options, bool side_by_side = true) {
  const JointData data[] = {normals(0, {1}), normals(1, {2})};
  const TemporaryDirectory folder;
  TrainingRecorder recorder;
  const auto training = make_evidence_training("network", {{{"a", &data[0]}, {"b", &data[1]}}}, options, {8});
  if (side_by_side) {
    train_members(*training, {}, recorder);
  } else {
    for (std::size_t i = 0; i < training->members(); ++i) training->train_member(i, {}, recorder);
  }
  training->save(folder / "e.h5");
  return {load_estimator_record(folder / "e.h5"), EvidenceNetwork::load(folder / "e.h5"), training->rounds()};
}

}  // namespace

TEST_CASE("tuning: decays around the given one are tried, then a narrow first layer where that is narrower") {
  EvidenceNetworkOptions options = small_options();
  options.training.weight_decay = 50;
  std::vector<double> decays;
  for (const auto& settings : with_other_decays(options)) decays.push_back(settings.training.weight_decay);
  CHECK(decays == std::vector<double>{5000, 500, 50, 5});
  CHECK(with_narrow_first_layer(options, 9)->network.hidden == std::vector<std::int64_t>{8, 16});
  CHECK_FALSE(with_narrow_first_layer(options, 8));
  options.network.residual = true;
  CHECK_FALSE(with_narrow_first_layer(options, 9));
  options.network = {{8, 16}, "silu"};
  CHECK_FALSE(with_narrow_first_layer(options, 9));
  options.network = {{16}, "silu"};
  CHECK_FALSE(with_narrow_first_layer(options, 9));
}

TEST_CASE("tuning: settings that are not to be tuned are taken as given") {
  EvidenceNetworkOptions options = small_options();
  options.tune = false;
  CHECK(with_other_decays(options).empty());
  CHECK_FALSE(with_narrow_first_layer(options, 9));
  CHECK(train(options).rounds == std::vector<std::size_t>{0, 0, 5});
}

TEST_CASE("tuning: the network that was chosen is kept, whole") {
  const Trained trained = train(small_options());
  CHECK(trained.rounds == std::vector<std::size_t>{8, 2, 5});
  const Matrix& trials = trained.record.arrays.at("tuning");  // first layer, decay, loss
  REQUIRE(trials.rows() == 5);
  const auto& chosen = trained.network.options();
  std::size_t row = 0;
  while (row < 5 && (trials(row, 0) != static_cast<double>(chosen.network.hidden.front()) ||
                     trials(row, 1) != chosen.training.weight_decay)) {
    ++row;
  }
  REQUIRE(row < 5);
  double least = trials(0, 2);
  for (std::size_t i = 1; i < 5; ++i) least = std::min(least, trials(i, 2));
  CHECK(trials(row, 2) < least + 0.02);  // 240 rows held out: a standard error is at most 0.3 / sqrt(240)
  CHECK(trials(4, 0) == 8);
  CHECK(trained.network.members() == 5);
  CHECK(trained.record.arrays.contains("loss.14"));
}

TEST_CASE("tuning: networks trained side by side are those trained one by one") {
  const Trained one = train(small_options(), false), other = train(small_options());
  const std::vector<double> x(10, 0.3);
  CHECK(one.network.log_bayes_factor(x).members == other.network.log_bayes_factor(x).members);
}

// Networks that differ from ln K = x by independent noise: the loss of the mean of four is foretold from two.
TEST_CASE("tuning: two networks tell what the mean of more would lose") {
  constexpr std::int64_t rows = 20000;
  Random random({3});
  const Tensor label = at::arange(rows, at::kFloat).remainder(2), weight = at::ones({rows}, at::kFloat);
  const Tensor log_k = label - 0.5 + normal_tensor(rows, random);  // of N(1/2, 1) over N(-1/2, 1)
  std::vector<Tensor> networks;
  for (int k = 0; k < 4; ++k) {
    const Tensor noisy = log_k + 0.4 * normal_tensor(rows, random);
    networks.push_back(at::stack({at::zeros_like(noisy), noisy}, 1));
  }
  const std::vector<Tensor> two(networks.begin(), networks.begin() + 2);
  const auto loss_of_mean = [&](const std::vector<Tensor>& of, std::int64_t ensemble) {
    return losses_of_mean(of, label, weight, ensemble).mean().item<double>();
  };
  const double of_one = loss_of_mean(two, 1), of_two = loss_of_mean(two, 2);
  const double foretold = loss_of_mean(two, 4), true_loss = loss_of_mean(networks, 4);
  const Tensor mean = 0.5 * (two[0] + two[1]);
  CHECK(of_two == Approx(loss_of_mean({mean, mean}, 2)));
  CHECK(of_one > of_two);
  // Noise of variance v costs v E[p (1 - p)] / 2 = 0.0155 in one network, a quarter in the mean of four. What is
  // foretold and what is true scatter by 0.001: slopes of 0.45 times noise of 0.4 over the root of the rows, from four.
  CHECK(of_one - true_loss == Approx(0.75 * 0.0155).margin(0.003));
  CHECK(foretold == Approx(true_loss).margin(0.004));
}

// Losses of settings that differ by noise of 1 a row over 100 rows, a standard error of 0.1.
TEST_CASE("tuning: the simplest settings within two standard errors of the best are taken") {
  const Tensor noise = 2 * at::arange(100, at::kDouble).remainder(2) - 1;  // mean 0, deviation 1
  const Tensor best = at::ones({100}, at::kDouble);
  CHECK(simplest_of_best({best}) == 0);
  CHECK(simplest_of_best({best + noise + 0.19, best}) == 0);
  CHECK(simplest_of_best({best + noise + 0.21, best}) == 1);
  CHECK(simplest_of_best({best + noise + 0.21, best + noise + 0.19, best, best + 0.01}) == 1);
  CHECK(simplest_of_best({best + 1e-6, best}) == 1);  // without noise any difference tells
}
