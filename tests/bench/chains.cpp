// ln Z of chains, where it is known.
//
//   chains PROBLEM SEEDS DRAWS [KEY=VALUE ...]
//
// PROBLEM is gauss2, gauss10, gauss20, another of evidence_problems.hpp that posterior_draws.hpp can draw from, lambda
// or open (both of docs/examples/hubble.yaml). Chains have DRAWS rows of independent draws; or, with walk=N,
// DRAWS * N steps of a Metropolis walk, with the times spent at each place as weights. seed=S is the first seed; mass=M
// is the share of the density that is kept; ranges=0 hides the ends of the priors; threads=N; folder=DIR also writes
// each chain as a .csv, with its ln Z in truth.csv. Prints ln Z against the truth, pulls and seconds by the clock.
#include <chrono>
#include <cmath>
#include <fstream>
#include <iostream>
#include <map>

#include "core/base/number_format.hpp"
#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "evidence/chains/chain_evidence.hpp"
#include "flows/families/fitted_flow.hpp"
#include "simulators/expansion_history.hpp"
#include "tests/bench/exact_expansion.hpp"
#include "tests/support/posterior_draws.hpp"

namespace {

using namespace inquest;
using namespace inquest::testing;

struct Problem {
  EvidenceProblem problem;
  double log_largest;
};

// Of the example's data under its model `lambda` or `open`.
Problem hubble(const std::string& model) {
  const bench::HubbleData data = bench::read_hubble_data();
  const auto log_l = [data, lambda = model == "lambda"](double h0, double om) {
    double sum = 0;
    for (std::size_t i = 0; i < data.z.size(); ++i) {
      const Expansion expansion{h0, om, lambda ? 0 : 1 - om, lambda ? 1 - om : 0};
      const double off = (data.value[i] - hubble_rate(expansion, data.z[i])) / data.sigma[i];
      sum -= 0.5 * off * off + std::log(data.sigma[i]) + 0.5 * std::log(2 * M_PI);
    }
    return sum;
  };
  Parameter h0, om;
  h0.name = "H0", h0.prior = Prior::uniform(50, 90);
  om.name = "Om", om.prior = Prior::uniform(0, 1);
  const BatchLogLikelihood by_row = [log_l](ConstMatrixView theta, std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = log_l(theta(i, 0), theta(i, 1));
  };
  double largest = -INFINITY;
  for (int i = 0; i <= 400; ++i) {
    for (int k = 0; k <= 400; ++k) largest = std::max(largest, log_l(50 + 0.1 * i, k / 400.0));
  }
  const double log_z = bench::exact_log_evidence(model, data, data.value);
  return {{model, ParameterSpace({h0, om}), by_row, log_z, NAN}, largest + 0.01};
}

Problem problem_of(const std::string& name) {
  if (name == "lambda" || name == "open") return hubble(name);
  const bool gauss = name == "gauss2" || name == "gauss20";
  return {gauss ? correlated_gauss(std::stoul(name.substr(5))) : evidence_problem(name), log_largest_likelihood(name)};
}

// Steps with the posterior's covariance times 2.38^2 / d, from a draw of it (Roberts, Gelman & Gilks 1997).
ChainDraws walk(const Problem& of, std::size_t steps, Seed seed) {
  const Matrix draws = posterior_draws(of.problem, 1000, of.log_largest, seed.child("scale"));
  const std::size_t d = draws.cols();
  const double scale = 2.38 / std::sqrt(2 * static_cast<double>(d));  // of a difference of two draws
  Random random(seed.child("walk"));
  std::vector<double> here(draws.row(0).begin(), draws.row(0).end()), values;
  const auto log_p = [&](const std::vector<double>& theta) {
    return of.problem.space.contains(theta) ? chain_at(of.problem,
                                                       [&] {
                                                         Matrix one(1, d);
                                                         one.values() = theta;
                                                         return one;
                                                       }())
                                                  .log_posterior[0]
                                            : -INFINITY;
  };
  double log_here = log_p(here);
  std::vector<double> times{1};
  for (std::size_t s = 1; s < steps; ++s) {
    const auto a = draws.row(random.below(1000)), b = draws.row(random.below(1000));
    std::vector<double> there = here;
    for (std::size_t j = 0; j < d; ++j) there[j] += scale * (a[j] - b[j]);
    const double log_there = log_p(there);
    if (std::log(random.uniform()) >= log_there - log_here) {
      times.back() += 1;
      continue;
    }
    values.insert(values.end(), here.begin(), here.end());
    times.push_back(1);
    here = there;
    log_here = log_there;
  }
  values.insert(values.end(), here.begin(), here.end());
  Matrix theta(times.size(), d);
  theta.values() = std::move(values);
  ChainDraws chain = chain_at(of.problem, std::move(theta));
  chain.weights = times;
  return chain;
}

void write_csv(const std::string& path, const ChainDraws& chain) {
  std::string text;
  for (const std::string& name : chain.names) text += name + ",";
  text += "weight,log_posterior\n";
  for (std::size_t i = 0; i < chain.theta.rows(); ++i) {
    for (const double value : chain.theta.row(i)) append_shortest(text, value), text += ',';
    append_shortest(text, chain.weights[i]);
    text += ',';
    append_shortest(text, chain.log_posterior[i]);
    text += '\n';
  }
  std::ofstream(path) << text;
}

struct Tally {
  double runs = 0, refused = 0, shift = 0, squares = 0, error = 0, pulls = 0, second = 0, halves = 0, ways = 0,
         effective = 0, seconds = 0;
};

void add(Tally& tally, const ChainEvidence& found, double log_z) {
  tally.refused += found.refusals.empty() ? 0 : 1;
  for (const std::string& refusal : found.refusals) std::cerr << "refused: " << refusal << '\n';
  for (const std::string& warning : found.warnings) std::cerr << "warning: " << warning << '\n';
  const auto square = [](double value) { return value * value; };
  const double d = found.log_z.value - log_z;
  std::cerr << d << " +- " << found.log_z.error << "; second " << found.second.value - log_z << " +- "
            << found.second.error << "; k " << found.pareto_k << "; p " << found.departure_p << '\n';
  tally.runs += 1;
  tally.shift += d;
  tally.squares += d * d;
  tally.error += found.log_z.error;
  tally.pulls += square(d / found.log_z.error);
  tally.second += square((found.second.value - log_z) / found.second.error);
  tally.halves += square((found.halves[0].value - found.halves[1].value) /
                         std::hypot(found.halves[0].error, found.halves[1].error));
  tally.ways += square(found.difference.value / found.difference.error);
  tally.effective += found.effective_draws;
}

void print(const std::string& name, const Tally& t) {
  const double sd = std::sqrt((t.squares - t.shift * t.shift / t.runs) / (t.runs - 1));
  std::cout << name << ": runs " << t.runs << ", refused " << t.refused << ", effective draws " << t.effective / t.runs
            << ", ln Z - truth " << t.shift / t.runs << " +- " << sd / std::sqrt(t.runs) << ", rms "
            << std::sqrt(t.squares / t.runs) << ", reported " << t.error / t.runs << ", rms pull "
            << std::sqrt(t.pulls / t.runs) << " (second way " << std::sqrt(t.second / t.runs) << ", halves "
            << std::sqrt(t.halves / t.runs) << ", ways " << std::sqrt(t.ways / t.runs) << "), s " << t.seconds / t.runs
            << std::endl;
}

ChainDraws chain_of(const Problem& of, std::size_t draws, std::size_t steps, Seed seed) {
  return steps > 0 ? walk(of, steps * draws, seed) : posterior_chain(of.problem, draws, of.log_largest, seed);
}

ChainEvidence weigh(const ChainDraws& chain, double mass, Seed seed) {
  SilentReporter silent;
  const auto fit = [&](ConstMatrixView z, std::span<const double> weights, std::size_t held_out, std::size_t half) {
    return fit_flow(z, weights, held_out, {}, seed.child("flow").child(half), silent);
  };
  ChainEvidenceOptions options;
  options.density.mass = mass;
  return chain_evidence(chain, fit, options, seed);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    INQUEST_VALIDATE(argc >= 4, usage, "chains PROBLEM SEEDS DRAWS [KEY=VALUE ...]");
    std::map<std::string, std::string> options{{"walk", "0"},    {"seed", "1"},  {"ranges", "1"},
                                               {"threads", "2"}, {"folder", ""}, {"mass", "0.9"}};
    for (int i = 4; i < argc; ++i) {
      const std::string word = argv[i];
      const std::string key = word.substr(0, word.find('='));
      INQUEST_VALIDATE(options.contains(key) && key.size() < word.size(), usage, "'", word, "' (is not KEY=VALUE)");
      options[key] = word.substr(key.size() + 1);
    }
    set_threads(std::stoi(options["threads"]));
    keep_libraries_to_one_thread();
    const Problem of = problem_of(argv[1]);
    Tally tally;
    for (std::uint64_t s = 0; s < std::stoull(argv[2]); ++s) {
      const Seed seed{std::stoull(options["seed"]) + s};
      ChainDraws chain = chain_of(of, std::stoul(argv[3]), std::stoul(options["walk"]), seed.child("draws"));
      if (options["ranges"] == "0") chain.ranges.assign(chain.names.size(), {-INFINITY, INFINITY});
      if (!options["folder"].empty()) {
        const std::string file = concat(argv[1], "_", seed.value, ".csv");
        write_csv(options["folder"] + "/" + file, chain);
        std::ofstream(options["folder"] + "/truth.csv", std::ios::app) << concat(file, ",", of.problem.log_z, "\n");
      }
      const auto start = std::chrono::steady_clock::now();
      const ChainEvidence found = weigh(chain, std::stod(options["mass"]), seed);
      tally.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      add(tally, found, of.problem.log_z);
    }
    print(argv[1], tally);
    return 0;
  } catch (const Error& error) {
    std::cerr << error.what() << '\n';
    return error.exit_status();
  }
}
