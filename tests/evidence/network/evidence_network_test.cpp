#include "evidence/network/evidence_network.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/LU>

#include "core/base/random.hpp"
#include "core/estimator/estimator_file.hpp"
#include "evidence/network/evidence_training.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/stated_shape.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/training_recorder.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

EvidenceNetworkOptions small_options() {
  EvidenceNetworkOptions options;
  options.network = {{16, 16}, "silu"};
  options.ensemble = 3;
  options.bootstrap = 3;
  options.tune = false;
  options.training.steps = 3000;
  return options;
}

EvidenceNetwork untrained(const DataSymmetry& symmetry) {
  const Standardizer standardizer(std::vector<double>{symmetry.sign ? 0.0 : 1.0, 0}, {2, 0.5});
  EvidenceNetwork network({"a", "b"}, standardizer, small_options(), symmetry, {6});
  for (std::size_t i = 0; i < network.members(); ++i) network.member(i).parameters.flat().mul_(3);
  return network;
}

/// x ~ N(mean, 1), a tenth of it to validate with; sorted where rows are to stand in an order that tells of x.
JointData shifted_normals(double mean, std::size_t rows, Seed seed, bool sorted = false) {
  JointData data{Matrix(rows, 1), Matrix(rows, 1), {}};
  Random random(seed);
  random.normal(data.x.view().values());
  for (double& x : data.x.view().values()) x += mean;
  if (sorted) std::ranges::sort(data.x.view().values());
  for (std::size_t row = 0; row < rows; ++row) {
    (row % 10 == 0 ? data.split.validation : data.split.train).push_back(row);
  }
  return data;
}

EvidenceNetwork train(const JointData& model_0, const JointData& model_1, const DataSymmetry& symmetry = {},
                      const EvidenceNetworkOptions& options = small_options()) {
  const TemporaryDirectory folder;
  TrainingRecorder recorder;
  const auto training =
      make_evidence_training("evidence.network", {{{"m0", &model_0}, {"m1", &model_1}}, symmetry}, options, {8});
  train_members(*training, {}, recorder);
  training->save(folder / "e.h5");
  return EvidenceNetwork::load(folder / "e.h5");
}

double log_k(const EvidenceNetwork& network, double x) { return network.log_bayes_factor(std::vector{x}).value; }

// For x | M_m ~ N(m, 1) with n rows in all, half of each, the exponential loss fitted over straight lines ln K = a + b
// x has a covariance H^-1 S H^-1 / n of (a, b) that is a Gaussian integral: the variance of ln K at x is 4 e^(1/4) (1 +
// 5/4 (x - 1/2)^2) / n.
double error_of_line(double x, double n) {
  return std::sqrt(4 * std::exp(0.25) * (1 + 1.25 * (x - 0.5) * (x - 0.5)) / n);
}

}  // namespace

TEST_CASE("evidence network: the value is the mean of the ensemble, the error the scatter of the bootstrap") {
  const LogBayesFactor factor = untrained({}).log_bayes_factor(std::vector{0.3, -0.7});
  REQUIRE(factor.members.size() == 6);
  const auto scatter = [&](std::size_t first) {
    const double* member = factor.members.data() + first;
    const double mean = (member[0] + member[1] + member[2]) / 3;
    double squares = 0;
    for (int i = 0; i < 3; ++i) squares += (member[i] - mean) * (member[i] - mean);
    return std::pair{mean, std::sqrt(squares / 2)};
  };
  CHECK(factor.value == Approx(scatter(0).first));
  CHECK(factor.scatter == Approx(scatter(0).second));
  CHECK(factor.error == Approx(scatter(3).second));
  CHECK(factor.error > 0);
}

TEST_CASE("evidence network: without a bootstrap the error is the scatter of the ensemble") {
  EvidenceNetworkOptions options = small_options();
  options.bootstrap = 0;
  const EvidenceNetwork network({"a", "b"}, Standardizer({0}, {1}), options, {}, {6});
  const LogBayesFactor factor = network.log_bayes_factor(std::vector{0.3});
  CHECK(factor.members.size() == 3);
  CHECK(factor.error == factor.scatter);
  options.bootstrap = 1;
  CHECK_THAT(error_from([&] {
               EvidenceNetwork({"a", "b"}, Standardizer({0}, {1}), options, {}, {6});
             }).what(),
             Contains("bootstrap = 1 (one network has no scatter)"));
}

TEST_CASE("evidence network: log K of three models adds up, member by member") {
  const EvidenceNetwork network({"a", "b", "c"}, Standardizer({1, 0}, {2, 0.5}), small_options(), {}, {7});
  const std::vector<double> x = {0.3, -0.7};
  const auto ba = network.log_bayes_factor(x), ca = network.log_bayes_factor(x, 2, 0);
  const auto cb = network.log_bayes_factor(x, 2, 1), bc = network.log_bayes_factor(x, 1, 2);
  REQUIRE(cb.members.size() == 6);
  for (std::size_t k = 0; k < 6; ++k) CHECK(cb.members[k] == Approx(ca.members[k] - ba.members[k]).margin(1e-12));
  CHECK(cb.value == Approx(ca.value - ba.value).margin(1e-12));
  CHECK(bc.value == -cb.value);
  CHECK(bc.error == Approx(cb.error));
}

TEST_CASE("evidence network: many rows are answered as one by one") {
  const DataSymmetry symmetry = {.sign = GENERATE(false, true)};
  const EvidenceNetwork network = untrained(symmetry);
  Matrix x(9000, 2);  // more than one batch
  Random random(Seed{2});
  random.normal(x.view().values());
  const std::vector<LogBayesFactor> all = network.log_bayes_factors(x);
  for (const std::size_t row : {0U, 1U, 8191U, 8192U, 8999U}) {
    CHECK(all[row].value == Approx(network.log_bayes_factor(x.row(row)).value).margin(1e-5));
  }
}

TEST_CASE("evidence network: a sign symmetry of the models is one of the answer, exactly") {
  const EvidenceNetwork network = untrained({.sign = true});
  Random random(Seed{3});
  for (int repeat = 0; repeat < 20; ++repeat) {
    const std::vector<double> x = {3 * random.normal(), random.normal()};
    CHECK(network.log_bayes_factor(x).value == network.log_bayes_factor(std::vector{-x[0], -x[1]}).value);
  }
}

TEST_CASE("evidence network: comes back from its file with the same answers, bit by bit") {
  const TemporaryDirectory folder;
  const DataSymmetry symmetry = {.sign = GENERATE(false, true), .reverse = GENERATE(false, true)};
  const EvidenceNetwork saved = untrained(symmetry);
  saved.save(folder / "e.h5", {});
  const EvidenceNetwork loaded = EvidenceNetwork::load(folder / "e.h5");
  const std::vector<double> x = {0.2, 0.4};
  CHECK(loaded.models() == std::vector<std::string>{"a", "b"});
  CHECK(loaded.log_bayes_factor(x).members == saved.log_bayes_factor(x).members);
}

TEST_CASE("evidence network: a file that says nothing of symmetries is refused") {
  const TemporaryDirectory folder;
  untrained({}).save(folder / "e.h5", {});
  EstimatorRecord record = load_estimator_record(folder / "e.h5");
  record.spec =
      ConfigNode::mapping({{"models", *record.spec.find("models")}, {"options", *record.spec.find("options")}});
  save_estimator(folder / "old.h5", record, {});
  CHECK_THROWS_WITH(EvidenceNetwork::load(folder / "old.h5"),
                    Contains("the spec has no 'symmetry'; train the estimator again"));
}

// Without its last layer, a network that has hidden ones says the same as the last layer makes of what it lets through.
TEST_CASE("evidence network: the last hidden layer is what the last layer reads") {
  EvidenceNetworkOptions options = small_options();
  options.network.residual = GENERATE(false, true);
  if (GENERATE(false, true)) options.embedding = EmbeddingOptions{MlpEmbeddingOptions{{{8}, "silu"}, 3}};
  const EvidenceNetwork network({"a", "b"}, Standardizer({1, 0}, {2, 0.5}), options, {}, {7});
  const std::vector<double> x = {0.3, -0.7};
  const Matrix hidden = network.last_hidden({x.data(), 1, 2});
  REQUIRE(hidden.cols() == 16);
  const Mlp& mlp = network.member(0).network.mlp();
  double output = mlp.biases().back().data_ptr<float>()[0];
  for (std::size_t j = 0; j < 16; ++j) output += mlp.weights().back().data_ptr<float>()[j] * hidden(0, j);
  CHECK(network.log_bayes_factor(x).members.front() == Approx(output).epsilon(1e-5));
}

TEST_CASE("evidence network: keeps rows that no network trained on") {
  JointData a = shifted_normals(0, 100, {1});
  const JointData b = shifted_normals(1, 60, {2});
  a.split.test = {a.split.train.end() - 5, a.split.train.end()};
  a.split.train.resize(a.split.train.size() - 5);
  EvidenceNetworkOptions options = small_options();
  options.training.steps = 10;
  const EvidenceNetwork network = train(a, b, {}, options);
  CHECK(network.checked_against().held_out.rows() == 5 + 6);
  CHECK(network.checked_against().held_out(4, 0) == a.x(99, 0));
}

TEST_CASE("evidence network: with an embedding it comes back from its file with the same answers") {
  const TemporaryDirectory folder;
  EvidenceNetworkOptions options = small_options();
  options.embedding = EmbeddingOptions{MlpEmbeddingOptions{{{8}, "silu"}, 3}};
  if (GENERATE(false, true)) options.embedding = EmbeddingOptions{CnnEmbeddingOptions{{3}, 3, 1}};
  const EvidenceNetwork network({"a", "b"}, Standardizer({1, 0}, {2, 0.5}), options, {.reverse = true}, {7});
  network.save(folder / "e.h5");
  const std::vector<double> x = {0.3, -0.7};
  CHECK(EvidenceNetwork::load(folder / "e.h5").log_bayes_factor(x).members == network.log_bayes_factor(x).members);
}

TEST_CASE("evidence network: its file states the shape of the data, and it refuses another") {
  const DataView view({2, 1}, Standardizer({0, 0}, {1, 2}));
  check_stated_shape(EvidenceNetwork({"a", "b"}, view, small_options(), {}, {1}));
}

TEST_CASE("evidence network: two models or more, and data of the length it knows") {
  const Error models = error_from([] { EvidenceNetwork({"a"}, Standardizer({0}, {1}), small_options(), {}, {1}); });
  CHECK(models.kind() == ErrorKind::config);
  CHECK_THAT(models.what(), Contains("1 models (an evidence network compares two or more)"));
  const Error length = error_from([] { untrained({}).log_bayes_factor(std::vector{1.0}); });
  CHECK(length.kind() == ErrorKind::data);
  CHECK_THAT(length.what(), Contains("data of shape [1] (the estimator was trained on data of shape [2])"));
}

// The tenth largest of n normals is Phi^-1(1 - 10 / n) but for the number beyond, 10 +- 3.2: 2.5 to 25 at four and five
// of these move it by 0.4 at most with 20,000 and 0.55 with 500. Networks err by some tenths so far out.
TEST_CASE("evidence network: its reach is that of ten simulations of each model", "[statistical]") {
  const EvidenceNetwork network = train(shifted_normals(0, 20000, {1}), shifted_normals(1, 500, {2}));
  const Matrix& reach = network.checked_against().reach;
  CHECK(reach(1, 0) == Approx(3.29 - 0.5).margin(0.7));
  CHECK(reach(0, 1) == Approx(2.05 - 0.5).margin(0.7));
}

// ln K = x - 1/2. The network may err five times as much as the straight line would, which knows more.
TEST_CASE("evidence network recovers ln K of two shifted normals", "[statistical]") {
  const EvidenceNetwork network = train(shifted_normals(0, 20000, {1}), shifted_normals(1, 20000, {2}));
  for (const double x : {-1.5, -0.5, 0.5, 1.5, 2.5}) {
    CAPTURE(x);
    CHECK(std::abs(log_k(network, x) - (x - 0.5)) < 5 * error_of_line(x, 40000));
  }
}

// Four times as many rows of one model do not move ln K by ln 4 = 1.39. The variance has a term for each model; that of
// the smaller one counts for as many rows as it has.
TEST_CASE("evidence network does not take the numbers of simulations for the models' probability", "[statistical]") {
  const EvidenceNetwork network = train(shifted_normals(0, 20000, {3}), shifted_normals(1, 5000, {4}));
  for (const double x : {-0.5, 0.5, 1.5}) {
    CAPTURE(x);
    CHECK(std::abs(log_k(network, x) - (x - 0.5)) < 5 * error_of_line(x, 10000));
  }
}

// Three normals of means 0, 1 and 2, whose rows are 2 : 1 : 1: ln K of neighbours = x - 1/2 and x - 3/2. The bounds are
// those of straight lines fitted to the two alone, with as many rows as the smaller has; they hold where the third
// model is not the likeliest, to whom cross-entropy gives the weight of rows beyond.
TEST_CASE("evidence network recovers ln K of three shifted normals", "[statistical]") {
  const JointData a = shifted_normals(0, 20000, {1}), b = shifted_normals(1, 10000, {2}),
                  c = shifted_normals(2, 10000, {3});
  const TemporaryDirectory folder;
  TrainingRecorder recorder;
  EvidenceNetworkOptions options = small_options();
  options.loss.loss = GENERATE("logistic", "cross-entropy");
  CAPTURE(options.loss.loss);
  const auto training = make_evidence_training("evidence.network", {{{"a", &a}, {"b", &b}, {"c", &c}}}, options, {8});
  train_members(*training, {}, recorder);
  training->save(folder / "e.h5");
  const EvidenceNetwork network = EvidenceNetwork::load(folder / "e.h5");
  for (const double offset : {-1.0, 0.0, 1.0}) {
    CAPTURE(offset);
    const double bound = 5 * error_of_line(0.5 + offset, 20000);
    CHECK(std::abs(network.log_bayes_factor(std::vector{0.5 + offset}, 1, 0).value - offset) < bound);
    CHECK(std::abs(network.log_bayes_factor(std::vector{1.5 + offset}, 2, 1).value - offset) < bound);
  }
}

// Equal models, with rows that stand in order of x: ln K = 0. The variance of a line at x is 4 (1 + x^2) / n.
TEST_CASE("evidence network cannot tell equal models by the order of their rows", "[statistical]") {
  const EvidenceNetwork network = train(shifted_normals(0, 10000, {5}, true), shifted_normals(0, 10000, {6}, true));
  for (const double x : {-2.0, -1.0, 0.0, 1.0, 2.0}) {
    CAPTURE(x);
    CHECK(std::abs(log_k(network, x)) < 5 * std::sqrt(4 * (1 + x * x) / 20000));
  }
}

// x ~ N(0, 1) or N(0, 2^2): ln K = 3/8 x^2 - ln 2, of which mirror images are one. A fit over a + b x^2 has, by the
// integrals of above, errors of at most 0.017 within |x| <= 1, of 0.028 at 2 and 0.075 at 3; the network may err five
// times as much.
TEST_CASE("evidence network uses the sign symmetry of its models", "[statistical]") {
  const JointData narrow = shifted_normals(0, 20000, {7});
  JointData wide = shifted_normals(0, 20000, {8});
  for (double& x : wide.x.view().values()) x *= 2;
  EvidenceNetworkOptions options = small_options();
  options.network = EvidenceNetworkOptions().network;
  const EvidenceNetwork network = train(narrow, wide, {.sign = true}, options);
  const std::vector<std::pair<double, double>> error_at = {
      {0, 0.017}, {0.5, 0.017}, {1, 0.017}, {2, 0.028}, {3, 0.075}};
  for (const auto& [x, error] : error_at) {
    CAPTURE(x);
    CHECK(std::abs(log_k(network, x) - (0.375 * x * x - std::log(2))) < 5 * error);
    CHECK(log_k(network, x) == log_k(network, -x));
  }
}

namespace {

/// x_i = a n_i + b n_(i + 1) around a ring of four, unit variances and a correlation a b of neighbours.
JointData ring(double correlation, std::size_t rows, Seed seed) {
  JointData data{Matrix(rows, 1), Matrix(rows, 4), {}};
  Random random(seed);
  const double plus = std::sqrt(1 + 2 * correlation) / 2, minus = std::sqrt(1 - 2 * correlation) / 2;
  for (std::size_t row = 0; row < rows; ++row) {
    double n[4];
    random.normal(n);
    for (std::size_t i = 0; i < 4; ++i) {
      data.x.row(row)[i] = (plus + minus) * n[i] + (plus - minus) * n[(i + 1) % 4];
    }
    (row % 10 == 0 ? data.split.validation : data.split.train).push_back(row);
  }
  return data;
}

/// ln of the density of such a ring over that of four independent normals.
double exact_log_k_of_ring(double correlation, std::span<const double> x) {
  Eigen::Matrix4d covariance = Eigen::Matrix4d::Identity();
  for (Eigen::Index i = 0; i < 4; ++i) {
    covariance(i, (i + 1) % 4) = correlation;
    covariance((i + 1) % 4, i) = correlation;
  }
  const Eigen::Map<const Eigen::Vector4d> value(x.data());
  return -0.5 * (value.dot(covariance.inverse() * value) - value.squaredNorm() + std::log(covariance.determinant()));
}

// The root of the mean of p (1 - p) (ln K - exact)^2 over rows of both models.
double error_on_rings(const EvidenceNetwork& network) {
  double squares = 0;
  for (const double correlation : {0.0, 0.4}) {
    const JointData test = ring(correlation, 1000, {30});
    const auto found = network.log_bayes_factors(test.x);
    for (std::size_t i = 0; i < 1000; ++i) {
      const double exact = exact_log_k_of_ring(0.4, test.x.row(i)), p = 1 / (1 + std::exp(-exact));
      squares += p * (1 - p) * std::pow(found[i].value - exact, 2) / 2000;
    }
  }
  return std::sqrt(squares);
}

}  // namespace

// A classifier of P parameters which knows the shape of ln K has by maximum likelihood on n rows a mean of p (1 - p)
// (error)^2 of P / n. ln K is quadratic: 15 numbers, of which shifts and reversal leave 5 (a constant, a sum, and
// products at each of three distances). A network has more to learn; five times the root are allowed, as above. Of a
// symmetry of more than 8 elements, with the sign, the answer is not a mean and knows its images from the rows alone.
TEST_CASE("evidence network uses cyclic shifts and reversal, and has them exactly", "[statistical]") {
  const JointData white = ring(0, 5000, {21}), correlated = ring(0.4, 5000, {22});
  const double with = error_on_rings(train(white, correlated, {.reverse = true, .shift = 1}));
  const double with_sign = error_on_rings(train(white, correlated, {.sign = true, .reverse = true, .shift = 1}));
  const double without = error_on_rings(train(white, correlated));
  CAPTURE(with, with_sign, without);
  CHECK(with < 5 * std::sqrt(5.0 / 10000));
  CHECK(with_sign < 5 * std::sqrt(5.0 / 10000));
  CHECK(with < without);
  CHECK(with_sign < without);
}

// Up to the rounding of a mean of eight.
TEST_CASE("evidence network: images under a small group have the same ln K") {
  EvidenceNetworkOptions options = small_options();
  options.training.steps = 50;
  const EvidenceNetwork network =
      train(ring(0, 300, {21}), ring(0.4, 300, {22}), {.reverse = true, .shift = 1}, options);
  const double x = network.log_bayes_factor(std::vector{0.3, -1.0, 0.7, 2.0}).value;
  REQUIRE(x != 0);
  for (const auto& image : {std::vector{-1.0, 0.7, 2.0, 0.3}, std::vector{0.7, 2.0, 0.3, -1.0},
                            std::vector{2.0, 0.7, -1.0, 0.3}, std::vector{-1.0, 0.3, 2.0, 0.7}}) {
    CHECK(network.log_bayes_factor(image).value == Approx(x).epsilon(1e-12));
  }
  CHECK(network.log_bayes_factor(std::vector{-1.0, 0.3, 0.7, 2.0}).value != Approx(x).epsilon(1e-6));
}

// Over 16 sets of simulations the scatter of ln K has a relative error of 1/sqrt(30) = 0.18. A reported variance of
// three networks has a relative error of 1, so that the root of the mean of 16 has one of 0.13: 0.22 for the ratio of
// the two, and a factor of 2 is more than three of it.
TEST_CASE("evidence network reports the error that a new set of simulations would show", "[statistical]") {
  constexpr int repeats = 16;
  EvidenceNetworkOptions options = small_options();
  options.training.steps = 300;
  double sum = 0;
  double squares = 0;
  double reported = 0;
  for (std::uint64_t repeat = 0; repeat < repeats; ++repeat) {
    const Seed seed = Seed{21}.child(repeat);
    const LogBayesFactor log_k =
        train(shifted_normals(0, 2000, seed.child("m0")), shifted_normals(1, 2000, seed.child("m1")), {}, options)
            .log_bayes_factor(std::vector{1.5});
    sum += log_k.value / repeats;
    squares += log_k.value * log_k.value;
    reported += log_k.error * log_k.error / repeats;
  }
  const double scatter = std::sqrt((squares - repeats * sum * sum) / (repeats - 1));
  CAPTURE(scatter, std::sqrt(reported));
  CHECK(std::abs(std::log(std::sqrt(reported) / scatter)) < std::log(2));
}
