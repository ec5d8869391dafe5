#include "evidence/chains/chain_evidence.hpp"

#include "tests/evidence/chains/normal_problem.hpp"
#include "tests/support/catch.hpp"

namespace inquest::testing {
namespace {

using Catch::Matchers::Contains;

ChainEvidence weigh(const ChainDraws& chain, Seed seed) {
  const auto fit = [](ConstMatrixView z, std::span<const double>, std::size_t, std::size_t) {
    return normal_density(z.cols(), 1);
  };
  return chain_evidence(chain, fit, {}, seed);
}

// Steps of an autoregression: (1 + r) / (1 - r) are worth one draw of its means.
ChainDraws autoregression(std::size_t n, std::size_t d, double r, Seed seed) {
  Random random(seed);
  Matrix theta(n, d);
  std::vector<double> here(d);
  random.normal(here);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      theta(i, j) = here[j];
      here[j] = r * here[j] + std::sqrt(1 - r * r) * random.normal();
    }
  }
  return normal_chain(std::move(theta));
}

std::string refusals(const ChainEvidence& found) {
  std::string all;
  for (const std::string& one : found.refusals) all += one + "\n";
  return all;
}

struct Pulls {
  double mean = 0, rms = 0;
  std::size_t refused = 0;
};

template <class Make>
Pulls pulls(std::uint64_t runs, const Make& make) {
  Pulls result;
  const auto n = static_cast<double>(runs);
  for (std::uint64_t seed = 0; seed < runs; ++seed) {
    const ChainEvidence found = weigh(make(Seed{100}.child(seed)), Seed{seed});
    const double pull = (found.log_z.value - normal_log_z) / found.log_z.error;
    result.mean += pull / n;
    result.rms += pull * pull / n;
    result.refused += found.refusals.empty() ? 0 : 1;
  }
  result.rms = std::sqrt(result.rms);
  return result;
}

// What is claimed of chains of some hundred effective draws: errors are at most a tenth too small (both halves err
// alike where their densities do). Of 100 runs the rms pull then lies within 1 - 3 / sqrt(200) and 1.1 (1 + 3 /
// sqrt(200)), and the mean within 3 * 1.1 / sqrt(100) of 0. Of four tests a run, two refuse a true answer at 3 standard
// errors (0.27%) and one in a thousand cases: more than 3 of 100 have p < 0.3%.
void check_pulls(const Pulls& found) {
  CHECK(std::abs(found.mean) < 0.33);
  CHECK(found.rms > 0.79);
  CHECK(found.rms < 1.33);
  CHECK(found.refused <= 3);
}

}  // namespace

TEST_CASE("errors of ln Z hold for independent draws, autocorrelated ones and weighted ones", "[statistical]") {
  check_pulls(pulls(100, [](Seed seed) { return normal_chain(normal_density(3, 1).sample(1000, seed)); }));
  check_pulls(pulls(100, [](Seed seed) { return autoregression(6000, 2, 0.8, seed); }));
  check_pulls(pulls(100, [](Seed seed) {  // draws of twice the width, weighted to the posterior
    ChainDraws chain = normal_chain(normal_density(1, 2).sample(2500, seed));
    std::vector<double> log_q(2500);
    normal_density(1, 2).log_density(chain.theta, log_q);
    for (std::size_t i = 0; i < 2500; ++i) {
      chain.weights[i] = std::exp(chain.log_posterior[i] - normal_log_z - log_q[i]);
    }
    return chain;
  }));
}

TEST_CASE("what was drawn several times counts as often, and once as an independent draw") {
  ChainDraws chain = normal_chain(normal_density(2, 1).sample(1000, Seed{7}));
  const ChainEvidence once = weigh(chain, Seed{1});
  ChainDraws twice = chain;
  twice.weights.assign(1000, 2.0);
  CHECK(weigh(twice, Seed{1}).log_z.error == Approx(once.log_z.error));
  twice = normal_chain([&] {
    Matrix theta(2000, 2);
    for (std::size_t i = 0; i < 2000; ++i) std::ranges::copy(chain.theta.row(i / 2), theta.row(i).begin());
    return theta;
  }());
  const ChainEvidence repeated = weigh(twice, Seed{1});
  CHECK(repeated.places == 1000);
  CHECK(repeated.rows == 2000);
  CHECK(repeated.log_z.value == Approx(once.log_z.value));
  CHECK(repeated.log_z.error == Approx(once.log_z.error));
}

TEST_CASE("a flat posterior between ends that no file tells, also where they are no box") {
  Random random(Seed{8});
  ChainDraws disk{{"a", "b"}, {}, Matrix(4000, 2), std::vector<double>(4000, 1.0), {}, {4000}, {}};
  disk.ranges.assign(2, {-INFINITY, INFINITY});
  disk.log_posterior.assign(4000, normal_log_z - std::log(M_PI));
  for (std::size_t i = 0; i < 4000; ++i) {
    const double r = std::sqrt(random.uniform()), angle = 2 * M_PI * random.uniform();
    disk.theta(i, 0) = r * std::cos(angle), disk.theta(i, 1) = r * std::sin(angle);
  }
  const ChainEvidence found = weigh(disk, Seed{1});
  CHECK(found.refusals.empty());
  CHECK(found.log_z.error < 0.02);
  CHECK(std::abs(found.log_z.value - normal_log_z) < 4 * found.log_z.error);
}

TEST_CASE("chains that do not support a ln Z are refused, each with its reason") {
  CHECK_THAT(refusals(weigh(autoregression(3000, 1, 0.99, Seed{1}), Seed{1})), Contains("independent draws (200 are"));

  ChainDraws few = normal_chain(normal_density(2, 1).sample(100, Seed{2}));
  ChainDraws many = normal_chain([&] {
    Matrix theta(4000, 2);
    for (std::size_t i = 0; i < 4000; ++i) std::ranges::copy(few.theta.row(i % 100), theta.row(i).begin());
    return theta;
  }());
  CHECK_THAT(refusals(weigh(many, Seed{1})), Contains("4000 rows at 100 places are worth"));

  ChainDraws hot = normal_chain(normal_density(2, 1.5).sample(4000, Seed{3}));
  CHECK_THAT(refusals(weigh(hot, Seed{1})), Contains("do not follow the log posterior"));

  ChainDraws without_prior = normal_chain(normal_density(2, 1).sample(4000, Seed{4}));
  for (std::size_t i = 0; i < 4000; ++i) without_prior.log_posterior[i] += 0.3 * without_prior.theta(i, 0);
  CHECK_THAT(refusals(weigh(without_prior, Seed{1})), Contains("do not follow the log posterior"));

  ChainDraws drifting = normal_chain(normal_density(1, 1).sample(4000, Seed{5}));
  for (std::size_t i = 0; i < 1000; ++i) drifting.theta(i, 0) += 4;
  normal_density(1, 1).log_density(drifting.theta, drifting.log_posterior);
  CHECK_THAT(refusals(weigh(drifting, Seed{1})), Contains("independent draws (200 are"));

  ChainDraws other_half = normal_chain(normal_density(2, 1).sample(4000, Seed{6}));
  for (std::size_t i = 0; i < 2000; ++i) other_half.log_posterior[i] += 0.1;
  CHECK_THAT(refusals(weigh(other_half, Seed{1})), Contains("the halves of the chain disagree"));
}

}  // namespace inquest::testing
