#include "core/diagnostics/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <boost/math/special_functions/erf.hpp>

#include "core/base/statistics.hpp"
#include "core/diagnostics/rank_table.hpp"
#include "core/diagnostics/uniformity.hpp"
#include "core/parameters/coordinates.hpp"

namespace inquest {
namespace {

constexpr std::size_t most_of_pairs = 10;  // parameters; of more there are too many pairs to look at

/// Held-out parameters, draws and references, where the prior is N(0, 1) or flat on a circle.
class Places {
 public:
  Places(const ParameterSpace& space, const HeldOutDraws& held_out, ConstMatrixView references)
      : coordinates_(circles_and_normals(space)), draws_(held_out.draws) {
    for (auto [from, to] : {std::pair(ConstMatrixView(held_out.theta), &truth_),
                            std::pair(ConstMatrixView(held_out.theta_draws), &drawn_), std::pair(references, &near_)}) {
      *to = Matrix(from.rows(), from.cols());
      coordinates_.from_parameters(from, *to);
    }
  }

  /// f(row, truth or draw) of each row, truth first, [n, 1 + draws].
  template <class Function>
  Matrix values(const Function& f) const {
    Matrix result(truth_.rows(), 1 + draws_);
    for (std::size_t i = 0; i < truth_.rows(); ++i) {
      result(i, 0) = f(i, truth_.row(i));
      for (std::size_t k = 0; k < draws_; ++k) result(i, 1 + k) = f(i, drawn_.row(i * draws_ + k));
    }
    return result;
  }

  Matrix of_parameter(std::size_t column) const {
    return values([&](std::size_t, std::span<const double> z) { return z[column]; });
  }

  /// Products of two parameters, each less the mean of draws and truth.
  Matrix products(std::size_t a, std::size_t b) const {
    Matrix result(truth_.rows(), 1 + draws_);
    const Matrix of_a = centred(a);
    const Matrix of_b = centred(b);
    std::ranges::transform(of_a.values(), of_b.values(), result.values().begin(), std::multiplies());
    return result;
  }

  Matrix distances(const std::vector<std::size_t>& columns) const {
    return values([&](std::size_t i, std::span<const double> z) {
      double sum = 0;
      for (const std::size_t column : columns) {
        const double d = difference(column, z[column], near_(i, column));
        sum += d * d;
      }
      return sum;
    });
  }

 private:
  // The mean of angles is a direction.
  Matrix centred(std::size_t column) const {
    Matrix values = of_parameter(column);
    const bool angle = coordinates_.chart(column) == Chart::angle;
    for (std::size_t i = 0; i < values.rows(); ++i) {
      const auto row = values.row(i);
      const double mean = angle ? mean_direction(row) : mean_of(row);
      for (double& value : row) value = difference(column, value, mean);
    }
    return values;
  }

  double difference(std::size_t column, double a, double b) const {
    const bool angle = coordinates_.chart(column) == Chart::angle;
    return angle ? std::remainder(a - b, 2 * std::numbers::pi) : a - b;
  }

  Coordinates coordinates_;
  std::size_t draws_;
  Matrix truth_, drawn_, near_;
};

Matrix densities(const HeldOutDraws& held_out) {
  Matrix values(held_out.size(), 1 + held_out.draws);
  for (std::size_t i = 0; i < values.rows(); ++i) {
    values(i, 0) = held_out.log_prob[i];
    const auto of_draws = std::span(held_out.log_prob_draws).subspan(i * held_out.draws, held_out.draws);
    std::ranges::copy(of_draws, values.row(i).begin() + 1);
  }
  return values;
}

std::vector<std::size_t> all_columns(std::size_t d) {
  std::vector<std::size_t> columns(d);
  for (std::size_t j = 0; j < d; ++j) columns[j] = j;
  return columns;
}

void test_parameters(const ParameterSpace& space, const Places& places, RankTable& table, Calibration& result) {
  for (std::size_t j = 0; j < space.dimension(); ++j) {
    table.add(places.of_parameter(j));
    result.parameters.push_back(rank_test(space.free_names()[j], table.uniforms(j)));
    result.scales.push_back(rank_scale(table.uniforms(j)));
  }
  const bool one = space.dimension() == 1;
  result.parameters_p = one ? result.parameters.front().p_value : table.joint_p_value(0, table.functions());
}

void test_pairs(const ParameterSpace& space, const Places& places, RankTable& table, Calibration& result) {
  const std::size_t d = space.dimension();
  if (d < 2 || d > most_of_pairs) return;
  const std::vector<std::string> names = space.free_names();
  const std::size_t first = table.functions();
  for (std::size_t a = 0; a < d; ++a) {
    for (std::size_t b = a + 1; b < d; ++b) {
      table.add(places.products(a, b));
      result.pairs.push_back(rank_test(concat(names[a], " * ", names[b]), table.uniforms(table.functions() - 1)));
      if (d == 2) continue;  // the distance of all
      table.add(places.distances({a, b}));
      result.pairs.push_back(rank_test(concat(names[a], ", ", names[b]), table.uniforms(table.functions() - 1)));
    }
  }
  result.pairs_p = table.joint_p_value(first, table.functions());
}

}  // namespace

RankTest rank_test(std::string name, const std::vector<double>& uniforms) {
  return {std::move(name), uniforms, uniformity_p_value(uniforms), largest_deviation(uniforms)};
}

RankScale rank_scale(const std::vector<double>& uniforms) {
  std::vector<double> normal(uniforms.size());
  std::ranges::transform(uniforms, normal.begin(), [](double u) {
    return std::numbers::sqrt2 * boost::math::erf_inv(std::clamp(2 * u - 1, -1 + 1e-15, 1 - 1e-15));
  });
  return {mean_of(normal), standard_deviation(normal)};
}

Calibration calibrate(const ParameterSpace& space, const HeldOutDraws& held_out, ConstMatrixView references,
                      Seed seed) {
  INQUEST_EXPECT(references.rows() == held_out.size() && references.cols() == space.dimension());
  const Places places(space, held_out, references);
  RankTable table(held_out.size(), held_out.draws, seed);
  Calibration result{.rows = held_out.size(), .draws = held_out.draws, .left_out = held_out.left_out};
  test_parameters(space, places, table, result);
  table.add(places.distances(all_columns(space.dimension())));
  result.tarp = rank_test("tarp", table.uniforms(table.functions() - 1));
  test_pairs(space, places, table, result);
  if (held_out.log_prob.empty()) return result;
  table.add(densities(held_out));
  result.coverage = rank_test("log_prob", table.uniforms(table.functions() - 1));
  if (held_out.normalised && held_out.size() > 1) result.log_prob = mean_with_error(held_out.log_prob);
  return result;
}

std::vector<double> observed_coverage(const RankTest& coverage, const std::vector<double>& levels) {
  std::vector<double> shares;
  for (const double level : levels) {
    const auto inside = std::ranges::count_if(coverage.uniforms, [&](double u) { return 1 - u < level; });
    shares.push_back(static_cast<double>(inside) / static_cast<double>(coverage.uniforms.size()));
  }
  return shares;
}

}  // namespace inquest
