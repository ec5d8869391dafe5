#include "flows/estimators/extrapolation_check.hpp"

#include <algorithm>

namespace inquest {
namespace {

std::string warning_of_all(const OutOfDistribution& p) {
  return concat("the observation is unlike the simulations of every model (", p.in_words(),
                "), so that all densities are extrapolated; check the data, and whether the models can produce them");
}

std::string warning_of_one(const std::string& model, std::size_t rows, const OutOfDistribution& p) {
  return concat("none of ", rows, " held-out simulations of ", model, " is as far from the others as the observation (",
                p.in_words(),
                "), so that its density is extrapolated: ln K says that another model is the better, but ",
                "not by how much; ask nested sampling, or simulate more");
}

}  // namespace

std::optional<AnswerCheck> check_extrapolation(const std::vector<std::string>& models,
                                               const std::vector<Matrix>& held_out, const DensityView& seen,
                                               std::span<const double> x) {
  const auto is_empty = [](const Matrix& rows) { return rows.rows() == 0; };
  if (held_out.empty() || std::ranges::any_of(held_out, is_empty)) return std::nullopt;
  const ConstMatrixView point{x.data(), 1, x.size()};
  AnswerCheck check{{}, {0, 0}};
  OutOfDistribution& all = check.out_of_distribution;
  for (std::size_t m = 0; m < models.size(); ++m) {
    const Matrix& rows = held_out[m];
    const OutOfDistribution p = out_of_distribution(seen(m, rows), seen(m, point).row(0));
    all = {std::max(all.mahalanobis_p, p.mahalanobis_p), std::max(all.neighbour_p, p.neighbour_p)};
    const double least = 1 / static_cast<double>(1 + rows.rows());
    if (p.unlikely() && p.smaller() <= least) check.warnings.push_back(warning_of_one(models[m], rows.rows(), p));
  }
  if (all.unlikely()) check.warnings = {warning_of_all(all)};
  return check;
}

}  // namespace inquest
