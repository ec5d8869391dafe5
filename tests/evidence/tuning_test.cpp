#include "evidence/tuning.hpp"

#include <algorithm>

#include "core/base/random.hpp"
#include "core/infer/estimator_file.hpp"
#include "evidence/evidence_training.hpp"
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
  CHECK(decays == std::vector<double>{5, 50, 500, 5000});
  CHECK(with_narrow_first_layer(options, 9)->network.hidden == std::vector<std::int64_t>{8, 16});
  CHECK_FALSE(with_narrow_first_layer(options, 8));
  CHECK(pilots(options) == 2);
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
  CHECK(with_other_decays(options).size() == 1);
  CHECK_FALSE(with_narrow_first_layer(options, 9));
  CHECK(pilots(options) == 3);
  CHECK(train(options).rounds == std::vector<std::size_t>{3, 0, 2});
}

TEST_CASE("tuning: the network of least held-out loss is kept, whole") {
  const Trained trained = train(small_options());
  CHECK(trained.rounds == std::vector<std::size_t>{8, 2, 3});
  const Matrix& trials = trained.record.arrays.at("tuning");  // first layer, decay, loss
  REQUIRE(trials.rows() == 5);
  std::size_t best = 0;
  for (std::size_t i = 1; i < 5; ++i) {
    if (trials(i, 2) < trials(best, 2)) best = i;
  }
  CHECK(static_cast<double>(trained.network.options().network.hidden.front()) == trials(best, 0));
  CHECK(trained.network.options().training.weight_decay == trials(best, 1));
  CHECK(trials(4, 0) == 8);
  CHECK(trained.network.members().size() == 5);
  CHECK(trained.record.arrays.contains("loss.network.12"));
}

TEST_CASE("tuning: networks trained side by side are those trained one by one") {
  const Trained one = train(small_options(), false), other = train(small_options());
  const std::vector<double> x(10, 0.3);
  CHECK(one.network.log_bayes_factor(x).members == other.network.log_bayes_factor(x).members);
}

// The held-out loss of each of the settings is that of its pilots at their best.
TEST_CASE("tuning: settings are judged by rows that their networks did not train on") {
  const Trained trained = train(small_options());
  const Matrix& trials = trained.record.arrays.at("tuning");
  for (std::size_t i = 0; i < trials.rows(); ++i) {
    double sum = 0;
    for (std::size_t pilot = 0; pilot < 2; ++pilot) {
      const Matrix& curve = trained.record.arrays.at(concat("loss.network.", 2 * i + pilot));
      double best = curve(0, 2);
      for (std::size_t epoch = 1; epoch < curve.rows(); ++epoch) best = std::min(best, curve(epoch, 2));
      sum += best;
    }
    CHECK(trials(i, 2) == Approx(sum / 2));
  }
}
