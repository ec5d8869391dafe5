// Intrinsic alignment in maps whose ln K is known: what an evidence network finds of it.
//
//   alignment network SEED [ROWS] [tested=N] [KEY=VALUE ...]
//
// ROWS of `shear_map` with and without alignment are there to train and validate with (20,000 by default), N more of
// each are tested. KEY=VALUE sets an option of the network. For the network and for the exact ln K on the same maps:
// the logarithmic loss of the labels, and the p-value of blind coverage; for the network the rms error of ln K where
// |ln K| < 5, and that over the reported error.
#include <algorithm>
#include <cmath>
#include <iostream>

#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/diagnostics/blind_coverage.hpp"
#include "evidence/network/evidence_training.hpp"
#include "tests/bench/trial.hpp"

namespace {

using namespace inquest;
using namespace inquest::bench;

constexpr double within = 5;  // nats of ln K

Model shear_model(bool aligned) {
  return make_model(
      aligned ? "aligned" : "none",
      concat("simulator: shear_map\noptions: {}\nparameters: {A: {prior: {uniform: [0.5, 1.5]}}, ",
             "B: {prior: {uniform: [1, 3]}}, a: ", aligned ? "{prior: {uniform: [-0.1, 0.1]}}" : "0", "}"));
}

struct Box {
  std::vector<double> low, high;

  double volume() const {
    double product = 1;
    for (std::size_t j = 0; j < low.size(); ++j) product *= high[j] - low[j];
    return product;
  }
};

// Midpoints of a grid over a box.
Matrix grid_of(const Box& box, std::size_t points) {
  const std::size_t d = box.low.size();
  Matrix theta(static_cast<std::size_t>(std::pow(points, d) + 0.5), d);
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    std::size_t rest = i;
    for (std::size_t j = 0; j < d; ++j, rest /= points) {
      const double share = (static_cast<double>(rest % points) + 0.5) / static_cast<double>(points);
      theta(i, j) = box.low[j] + (box.high[j] - box.low[j]) * share;
    }
  }
  return theta;
}

// ln p(x | M) under uniform priors, on a grid that zooms to where the posterior is.
double exact_log_evidence(const Model& model, std::span<const double> x) {
  const std::size_t d = model.space.dimension(), zooms = 4, points = d == 2 ? 21 : 13;
  Box prior, box;
  for (std::size_t j = 0; j < d; ++j) {
    prior.low.push_back(model.space.lower(j)), prior.high.push_back(model.space.upper(j));
  }
  box = prior;
  double log_evidence = 0;
  for (std::size_t zoom = 0; zoom < zooms; ++zoom) {
    const Matrix theta = grid_of(box, points);
    std::vector<double> log_p(theta.rows());
    Matrix all(theta.rows(), model.space.names().size());
    model.space.expand(theta, all);
    model.bundle.likelihood->log_likelihood(all, x, log_p);
    const double largest = *std::ranges::max_element(log_p);
    double total = 0;
    std::vector<double> sum(d), squares(d);
    for (std::size_t i = 0; i < theta.rows(); ++i) {
      const double weight = std::exp(log_p[i] - largest);
      total += weight;
      for (std::size_t j = 0; j < d; ++j) {
        sum[j] += weight * theta(i, j), squares[j] += weight * theta(i, j) * theta(i, j);
      }
    }
    log_evidence = largest + std::log(total / static_cast<double>(theta.rows()) * box.volume() / prior.volume());
    for (std::size_t j = 0; j < d; ++j) {
      const double mean = sum[j] / total, width = (box.high[j] - box.low[j]) / static_cast<double>(points);
      const double sd = std::sqrt(std::max(squares[j] / total - mean * mean, width * width / 12));
      box.low[j] = std::max(prior.low[j], mean - 5.5 * sd);
      box.high[j] = std::min(prior.high[j], mean + 5.5 * sd);
    }
  }
  return log_evidence;
}

EvidenceNetwork train_network(const Trial& trial, const std::vector<JointData>& data) {
  return trained<EvidenceNetwork>(make_evidence_training("alignment", {{{"none", &data[0]}, {"aligned", &data[1]}}, {}},
                                                         read_options<EvidenceNetworkOptions>(trial.options),
                                                         trial.seed));
}

void print_labels(const char* name, const std::vector<double>& log_k, const std::vector<std::size_t>& labels,
                  Seed seed) {
  Matrix log_evidence(log_k.size(), 2);
  double loss = 0;
  for (std::size_t i = 0; i < log_k.size(); ++i) {
    log_evidence(i, 1) = log_k[i];
    loss += std::log1p(std::exp(labels[i] == 1 ? -log_k[i] : log_k[i])) / static_cast<double>(log_k.size());
  }
  std::cout << name << ": loss " << loss << " coverage p " << blind_coverage(log_evidence, labels, seed).p_value
            << "   ";
}

void run(const Trial& trial) {
  const std::size_t rows = trial.rows == 0 ? 20000 : trial.rows, tested = std::stoul(trial.own.at("tested"));
  const std::vector<Model> models = {shear_model(false), shear_model(true)};
  std::vector<JointData> data;
  for (const Model& model : models) data.push_back(simulate(model, trial.seed, rows, tested));
  const EvidenceNetwork network = train_network(trial, data);

  Random random(trial.seed.child("labels"));
  std::vector<std::size_t> labels(tested);
  for (std::size_t& label : labels) label = random.uniform() < 0.5 ? 0 : 1;
  std::vector<double> exact(tested), found(tested), error(tested);
  parallel_for(tested, [&](std::size_t i) {
    const auto x = data[labels[i]].x.row(data[labels[i]].split.test[i]);
    exact[i] = exact_log_evidence(models[1], x) - exact_log_evidence(models[0], x);
    const LogBayesFactor answer = network.log_bayes_factor(x, 1, 0);
    found[i] = answer.value, error[i] = answer.error;
  });
  Comparison near;
  for (std::size_t i = 0; i < tested; ++i) {
    if (std::abs(exact[i]) < within) near.add(found[i], error[i], exact[i]);
  }
  print_labels("network", found, labels, trial.seed);
  print_labels("exact", exact, labels, trial.seed);
  std::cout << "|ln K| < 5: " << near.rows << " maps, rms error " << near.rms() << " over reported "
            << near.over_reported();
}

}  // namespace

int main(int argc, char** argv) { return run_trial(argc, argv, {{"tested", "1000"}}, 4, run); }
