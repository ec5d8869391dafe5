// Rows a second of a plugin against the built-in simulator of the same arithmetic, in turns; and of their likelihoods.
//
// Usage: bench_plugin [rounds]

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "tests/simulators/requests.hpp"

using namespace inquest;

namespace {

constexpr std::size_t block = 1000;  // rows that a run simulates at a time
constexpr std::size_t asked = 50;    // rows that samplers ask a likelihood for
constexpr int repeats = 100;

std::string design_of(std::size_t places, bool nested) {
  std::string text;
  for (std::size_t i = 0; i < places; ++i) {
    const double place = static_cast<double>(i) / 10;
    const std::string row = concat("1, ", place);
    text += concat(text.empty() ? "" : ", ", nested ? "[" + row + "]" : row);
  }
  return "design: [" + text + "]";
}

Model model_of(const std::string& simulator, const std::string& options) {
  return testing::make_model({simulator, options, "{a: {prior: {normal: [0, 1]}}, b: {prior: {normal: [0, 1]}}}"});
}

template <class Work>
double rate(std::size_t rows, const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < repeats; ++i) work();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return static_cast<double>(rows) * repeats / seconds;
}

double simulations(const Model& model, const Simulations& rows, Matrix& x) {
  std::vector<SimulationStatus> status(block);
  return rate(block, [&] { model.simulator().simulate(rows.theta, rows.seeds, x, status); });
}

double likelihoods(const Model& model, const Simulations& rows) {
  std::vector<double> out(asked);
  return rate(asked,
              [&] { model.bundle.likelihood->log_likelihood(rows.theta.view().rows(0, asked), rows.x.row(0), out); });
}

template <class Rate>
void compare(const char* what, std::size_t places, int rounds, const Model& built_in, const Model& plugin,
             const Rate& measure) {
  std::vector<double> ratios, one, other;
  for (int round = 0; round < rounds; ++round) {
    one.push_back(measure(built_in));
    other.push_back(measure(plugin));
    ratios.push_back(other.back() / one.back());
  }
  const auto median = [](std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
  };
  std::printf("| %s, %zu numbers | %.3g | %.3g | %.3f |\n", what, places, median(one), median(other), median(ratios));
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 51;
  std::printf("| rows a second | built-in | plugin | ratio |\n|---|---|---|---|\n");
  for (const std::size_t places : {std::size_t{4}, std::size_t{32}}) {
    const Model built_in = model_of("linear_gaussian", "{" + design_of(places, true) + "}");
    const Model plugin =
        model_of(concat("{plugin: ", INQUEST_LINEAR_PLUGIN, ", options: {", design_of(places, false), "}}"), "~");
    const Simulations rows = draw_joint(built_in, Seed{1}, 0, block);
    Matrix x(block, places);
    compare("simulate", places, rounds, built_in, plugin,
            [&](const Model& model) { return simulations(model, rows, x); });
    compare("log_likelihood", places, rounds, built_in, plugin,
            [&](const Model& model) { return likelihoods(model, rows); });
  }
}
