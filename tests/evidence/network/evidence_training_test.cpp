#include "evidence/network/evidence_training.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/training_recorder.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

/// Four numbers N(mean, 1), a tenth of the rows to validate with.
JointData shifted_normals(double mean, Seed seed) {
  constexpr std::size_t rows = 300;
  JointData data{Matrix(rows, 1), Matrix(rows, 4), {}};
  Random(seed).normal(data.x.view().values());
  for (double& x : data.x.view().values()) x += mean;
  for (std::size_t row = 0; row < rows; ++row) {
    (row % 10 == 0 ? data.split.validation : data.split.train).push_back(row);
  }
  return data;
}

/// A peak in the first or in the second half of a series.
JointData peak_in_half(std::size_t half, Seed seed) {
  JointData data = shifted_normals(0, seed);
  Random random(seed.child("place"));
  for (std::size_t i = 0; i < data.x.rows(); ++i) data.x(i, 2 * half + (random.uniform() < 0.5 ? 0 : 1)) += 9;
  return data;
}

EvidenceNetwork trained(const JointData& a, const JointData& b, const std::string& options,
                        const DataSymmetry& symmetry = {}) {
  const std::string all =
      concat("{hidden: [16], ensemble: 2, bootstrap: 0, tune: false, training: {steps: 60}, ", options, "}");
  const TemporaryDirectory folder;
  TrainingRecorder recorder;
  const auto training =
      make_evidence_training("network", {{{"a", &a}, {"b", &b}}, symmetry},
                             read_options<EvidenceNetworkOptions>(ConfigNode::parse(all, "run.yaml")), {8});
  train_members(*training, {}, recorder);
  training->save(folder / "e.h5");
  return EvidenceNetwork::load(folder / "e.h5");
}

}  // namespace

// Backwards is as likely as forwards of the data, but not of what sums them up.
TEST_CASE("evidence training: of a summary of the data, which has no symmetry of theirs, and comes back with it") {
  const JointData a = shifted_normals(0, {1}), b = shifted_normals(3, {2});
  const EvidenceNetwork network = trained(a, b, "data: {summary: {kind: spectrum, moments: true}}", {.reverse = true});
  CHECK(network.view().seen() == Shape{2 + 4});
  CHECK(network.log_bayes_factor(std::vector<double>{0, 0.5, -1, 0.2}).value < 0);
  CHECK(network.log_bayes_factor(std::vector<double>{3, 3.5, 2, 3.2}).value > 0);
}

// Under shifts both models are one, ln K = 0; without them the half with the peak tells which it is. Of 540 rows the
// error of a ln K near 0 is about 4 / sqrt(540) = 0.2, and 0.7 is 4 of these.
TEST_CASE("evidence training: is of the images of the data, where these are asked for") {
  const JointData a = peak_in_half(0, {1}), b = peak_in_half(1, {2});
  const std::vector<double> of_b = {0, 0.5, 9, 0.2};
  CHECK(trained(a, b, "data: {scales: channel}").log_bayes_factor(of_b).value > 1);
  const std::string shifted = "data: {scales: channel}, augment: {shifts: true}";
  CHECK(std::abs(trained(a, b, shifted).log_bayes_factor(of_b).value) < 0.7);
}
