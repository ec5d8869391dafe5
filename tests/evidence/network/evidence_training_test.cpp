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

}  // namespace

// Backwards is as likely as forwards of the data, but not of what sums them up.
TEST_CASE("evidence training: of a summary of the data, which has no symmetry of theirs, and comes back with it") {
  const JointData a = shifted_normals(0, {1}), b = shifted_normals(3, {2});
  const auto options = read_options<EvidenceNetworkOptions>(
      ConfigNode::parse("{hidden: [16], ensemble: 2, bootstrap: 0, tune: false, training: {steps: 60}, "
                        "data: {summary: {kind: spectrum, moments: true}}}",
                        "run.yaml"));
  const TemporaryDirectory folder;
  TrainingRecorder recorder;
  const auto training = make_evidence_training("network", {{{"a", &a}, {"b", &b}}, {.reverse = true}}, options, {8});
  train_members(*training, {}, recorder);
  training->save(folder / "e.h5");
  const EvidenceNetwork network = EvidenceNetwork::load(folder / "e.h5");
  CHECK(network.view().seen() == Shape{2 + 4});
  CHECK(network.log_bayes_factor(std::vector<double>{0, 0.5, -1, 0.2}).value < 0);
  CHECK(network.log_bayes_factor(std::vector<double>{3, 3.5, 2, 3.2}).value > 0);
}
