#include "core/information/class_fit.hpp"

#include <cmath>
#include <map>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/gather.hpp"
#include "core/base/statistics.hpp"

namespace inquest {
namespace {

struct Class {
  double number, share;
  ConditionalLogDensity density;
};

// ln f_k p_k(c) of rows c [n, dc].
std::vector<double> log_parts(const Class& one, ConstMatrixView c) {
  std::vector<double> parts(c.rows());
  if (c.cols() > 0) one.density(c, Matrix(c.rows(), 0), parts);
  for (double& part : parts) part += std::log(one.share);
  return parts;
}

void log_probability(const std::vector<Class>& classes, ConstMatrixView y, ConstMatrixView c, std::span<double> out) {
  std::vector<std::vector<double>> parts;
  for (const Class& one : classes) parts.push_back(log_parts(one, c));
  std::vector<double> of_row(classes.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = -HUGE_VAL;
    for (std::size_t k = 0; k < classes.size(); ++k) {
      of_row[k] = parts[k][i];
      if (classes[k].number == y(i, 0)) out[i] = of_row[k];
    }
    out[i] -= log_sum_exp(of_row);
  }
}

}  // namespace

ConditionalFit class_fit(const ConditionalFit& way) {
  const auto fit = [way](ConstMatrixView y, ConstMatrixView c, Seed seed) -> ConditionalLogDensity {
    std::map<double, std::vector<std::size_t>> rows;
    for (std::size_t i = 0; i < y.rows(); ++i) rows[y(i, 0)].push_back(i);
    std::vector<Class> classes;
    for (const auto& [number, of_class] : rows) {
      const double share = static_cast<double>(of_class.size()) / static_cast<double>(y.rows());
      classes.push_back({number, share, {}});
      if (c.cols() == 0) continue;
      const Matrix inside = rows_at(c, of_class);
      classes.back().density = way.fit(inside, Matrix(inside.rows(), 0), seed.child(classes.size()));
      if (!classes.back().density) return {};
    }
    return [classes](ConstMatrixView targets, ConstMatrixView given, std::span<double> out) {
      log_probability(classes, targets, given, out);
    };
  };
  return {concat(way.name, " by class"), way.family, way.counts_own_rows, fit};
}

}  // namespace inquest
