#include "simulators/external/rows_per_theta.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "core/base/error.hpp"

namespace inquest {
namespace {

bool same_theta(const Matrix& theta, std::size_t a, std::size_t b) {
  return std::ranges::equal(theta.row(a), theta.row(b));
}

/// How many rows that follow each other have the same parameters, as most of them do; 1: parameters seldom recur.
std::size_t usual_run(const Matrix& theta) {
  std::size_t runs = theta.rows() == 0 ? 0 : 1;
  for (std::size_t i = 1; i < theta.rows(); ++i) runs += same_theta(theta, i - 1, i) ? 0 : 1;
  return 2 * runs > theta.rows() ? 1 : theta.rows() / runs;
}

/// Whether most rows share their parameters with another one. Numbers of single precision may recur by chance.
bool recurs(const Matrix& theta) {
  std::vector<std::size_t> order(theta.rows());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return std::ranges::lexicographical_compare(theta.row(a), theta.row(b));
  });
  std::size_t distinct = order.empty() ? 0 : 1;
  for (std::size_t i = 1; i < order.size(); ++i) distinct += same_theta(theta, order[i - 1], order[i]) ? 0 : 1;
  return 2 * distinct <= theta.rows();
}

void refuse_recurring(const LocatedTheta& theta) {
  if (theta.values.cols() == 0 || theta.values.rows() < 4 || !recurs(theta.values)) return;
  const std::size_t run = usual_run(theta.values);
  raise(ErrorKind::data, concat(theta.location,
                                ": the same parameters recur (data of one simulation must not be trained and tested "
                                "with both); ",
                                run > 1 ? concat("say rows_per_theta: ", run)
                                        : "let the rows of a simulation follow each "
                                          "other and say rows_per_theta, how many they are",
                                ", or rows_per_theta: 1 where all are independent"));
}

// A row of theta for each of x.
void repeat(Matrix& theta, std::size_t times) {
  Matrix all(theta.rows() * times, theta.cols());
  for (std::size_t i = 0; i < all.rows(); ++i) std::ranges::copy(theta.row(i / times), all.row(i).begin());
  theta = std::move(all);
}

}  // namespace

std::size_t match_theta(LocatedTheta theta, const LocatedRows& x, std::size_t asked) {
  const std::size_t per_theta = std::max<std::size_t>(1, asked), given = theta.values.rows();
  if (given * per_theta == x.count) {
    repeat(theta.values, per_theta);
    if (asked == 0) refuse_recurring(theta);
    return per_theta;
  }
  const std::string hint =
      asked == 0 && given > 0 && x.count % given == 0
          ? concat("say rows_per_theta: ", x.count / given, " if so many follow each other of each")
          : "row i of both must be the same simulation";
  INQUEST_VALIDATE(given == x.count, data, x.location, ": has ", x.count, " rows (", theta.location, " has ", given,
                   asked > 1 ? concat(", and rows_per_theta is ", asked) : "", "); ", hint);
  for (std::size_t i = 1; i < given; ++i) {
    INQUEST_VALIDATE(i % per_theta == 0 || same_theta(theta.values, i - 1, i), data, theta.location, ": rows ", i - 1,
                     " and ", i, " (from 0) differ (rows_per_theta = ", per_theta, " says that they are of one ",
                     "simulation); let the rows of a simulation follow each other");
  }
  return per_theta;
}

}  // namespace inquest
