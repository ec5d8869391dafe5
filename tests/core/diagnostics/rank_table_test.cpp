#include "core/diagnostics/rank_table.hpp"

#include <cmath>

#include "core/diagnostics/uniformity.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

Matrix noise(std::size_t rows, std::size_t draws, Seed seed) {
  Matrix values(rows, 1 + draws);
  Random(seed).normal(values.values());
  return values;
}

}  // namespace

TEST_CASE("rank table: the place of the truth among draws, and ties by lot") {
  RankTable table(3, 4, {1});
  Matrix values(3, 5);
  values.values() = {5, 1, 2, 3, 4, 0, 1, 2, 3, 4, 7, 7, 7, 7, 7};
  table.add(values);
  CHECK(table.uniforms(0)[0] > 0.8);
  CHECK(table.uniforms(0)[1] < 0.2);
  RankTable ties(4000, 4, {2});
  ties.add(Matrix(4000, 5, 3.0));
  CHECK(uniformity_p_value(ties.uniforms(0)) > 1e-3);
}

TEST_CASE("rank table: uniform numbers of exchangeable rows are uniform for few draws as for many") {
  for (const std::size_t draws : {1, 3, 200}) {
    RankTable table(2000, draws, {3});
    table.add(noise(2000, draws, {4 + draws}));
    CHECK(uniformity_p_value(table.uniforms(0)) > 1e-3);
  }
}

TEST_CASE("rank table: the p-value of functions that are the same is that of one") {
  RankTable table(300, 50, {5});
  const Matrix values = noise(300, 50, {6});
  table.add(values);
  const double one = uniformity_p_value(table.uniforms(0));
  // A redraw is as unlikely with probability `one`: 4 standard deviations of 999 of them.
  CHECK(std::abs(table.joint_p_value(0, 1) - one) < 4 * std::sqrt(one * (1 - one) / 999) + 0.001);
  for (int copy = 0; copy < 9; ++copy) table.add(values);
  // Ten copies differ by the lots that make places continuous alone, which move numbers by 1/51.
  CHECK(table.joint_p_value(0, 10) < 4 * one + 0.01);
}

TEST_CASE("rank table: joint p-values of functions that depend on each other are uniform") {
  std::vector<double> p;
  constexpr std::size_t repeats = 200;
  for (std::size_t repeat = 0; repeat < repeats; ++repeat) {
    RankTable table(60, 20, {repeat});
    const Matrix first = noise(60, 20, {1000 + repeat});
    Matrix second = noise(60, 20, {2000 + repeat});
    for (std::size_t i = 0; i < second.values().size(); ++i) second.values()[i] += 2 * first.values()[i];
    table.add(first);
    table.add(second);
    p.push_back(table.joint_p_value(0, 2, 199));
  }
  // Multiples of 1/200, so that the distance of 200 of them is larger by at most 1/200; 1.95 / sqrt(n): once in 1,000.
  CHECK(largest_deviation(p) < 1.95 / std::sqrt(repeats) + 0.005);
}
