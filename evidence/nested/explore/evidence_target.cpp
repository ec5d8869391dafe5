#include "evidence/nested/explore/evidence_target.hpp"

#include <algorithm>
#include <cmath>

#include "core/parameters/tail.hpp"
#include "evidence/nested/explore/normal_cdf.hpp"

namespace inquest {

EvidenceTarget::EvidenceTarget(ParameterSpace space, BatchLogLikelihood log_likelihood)
    : space_(std::move(space)), mixed_(unit_where_flat(space_)), log_likelihood_(std::move(log_likelihood)) {
  INQUEST_VALIDATE(dimension() > 0, config, "evidence by sampling (no parameter is free) give one of them a prior");
  for (std::size_t j = 0; j < dimension(); ++j) {
    const auto& prior = space_.free_parameter(j).prior;
    if (!prior || (prior->family() != "uniform" && prior->family() != "normal")) {
      columns_.clear();
      return;
    }
    const auto& arguments = prior->arguments();
    const bool uniform = prior->family() == "uniform";
    columns_.push_back({uniform ? Map::uniform : Map::normal, arguments[0],
                        uniform ? arguments[1] - arguments[0] : arguments[1], prior->upper()});
  }
  all_uniform_ = std::ranges::all_of(columns_, [](const Column& c) { return c.map == Map::uniform; });
}

void EvidenceTarget::from_normal(ConstMatrixView z, MatrixView theta) const {
  if (columns_.empty()) return space_.from_unconstrained(z, theta);
  if (all_uniform_) {
    normal_cdf(z.values(), theta.values());
  } else {
    std::ranges::copy(z.values(), theta.data());
  }
  const std::size_t d = dimension();
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    double* row = theta.data() + i * d;
    for (std::size_t j = 0; j < d; ++j) {
      const Column& column = columns_[j];
      if (column.map == Map::uniform && !all_uniform_) normal_cdf({row + j, 1}, {row + j, 1});
      row[j] = std::min(column.offset + column.scale * row[j], column.upper);
    }
  }
}

void EvidenceTarget::at_normal(ConstMatrixView z, MatrixView theta, std::span<double> log_l) const {
  from_normal(z, theta);
  at_theta(theta, log_l);
}

void EvidenceTarget::at_unit(ConstMatrixView u, MatrixView theta, std::span<double> log_l) const {
  if (!all_uniform_) {
    space_.from_unit(u, theta);
    return at_theta(theta, log_l);
  }
  const std::size_t d = dimension();
  for (std::size_t k = 0; k < u.size(); ++k) {
    const Column& column = columns_[k % d];
    theta.data()[k] = std::min(column.offset + column.scale * u.data()[k], column.upper);
  }
  at_theta(theta, log_l);
}

void EvidenceTarget::at_mixed(ConstMatrixView x, MatrixView theta, std::span<double> log_l) const {
  if (all_uniform_) return at_unit(x, theta, log_l);
  mixed_.to_unconstrained(x, theta);
  space_.from_unconstrained(theta, theta);
  at_theta(theta, log_l);
}

void EvidenceTarget::draw_prior_mixed(Random& random, MatrixView x) const {
  for (std::size_t k = 0; k < x.size(); ++k)
    x.data()[k] = mixed_.chart(k % dimension()) == Chart::unit ? random.uniform() : random.normal();
}

void EvidenceTarget::at_theta(MatrixView theta, std::span<double> log_l) const {
  log_likelihood_(theta, log_l);
  for (std::size_t i = 0; i < log_l.size(); ++i) {
    if (log_l[i] < std::numeric_limits<double>::infinity()) continue;
    raise(ErrorKind::data, concat("log likelihood = ", log_l[i], " at ", space_.text_of(theta.row(i)),
                                  " (must be a number or -infinity)"));
  }
}

}  // namespace inquest
