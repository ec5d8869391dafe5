#include "moments/gaussian_likelihood_training.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Cholesky>

#include "core/base/eigen_matrix.hpp"
#include "core/base/error.hpp"
#include "core/base/gather.hpp"
#include "moments/least_squares.hpp"

namespace inquest {
namespace {

constexpr std::size_t most_rows = 100000;  // of a fit; a polynomial knows no more from a million
constexpr std::size_t most_terms = 300;
constexpr std::size_t rows_per_term = 10;
constexpr std::size_t highest_degree = 12;
constexpr std::size_t most_groups = 20;  // an error from twenty is known to 16%
constexpr double well_known = 5;         // degrees of freedom of a covariance for each of its data

/// The mean by least squares.
struct Regression {
  PolynomialBasis basis;
  LeastSquares found;
};

Regression regress(const PolynomialBasis& basis, const PairedRows& rows) {
  return {basis, least_squares(basis.evaluate(rows.theta), rows.x)};
}

// That of held-out rows as independent normal data with the variances that the mean leaves, up to a constant.
double loss(const Regression& regression, const PairedRows& held_out) {
  const Matrix left = residuals_of(regression.found, regression.basis.evaluate(held_out.theta), held_out.x);
  return as_eigen(left).colwise().squaredNorm().array().log().sum();
}

// The degree of least loss, up to the first that two higher ones do not better.
Regression choose_regression(const ParameterSpace& space, const PairedRows& train, const PairedRows& held_out) {
  const std::size_t room = std::min(most_terms, train.theta.rows() / rows_per_term);
  Regression best = regress(PolynomialBasis(space, 0), train);
  double least = loss(best, held_out);
  for (std::size_t degree = 1; degree <= std::min(highest_degree, best.basis.degree() + 2); ++degree) {
    if (PolynomialBasis::count(space.dimension(), degree) > room) break;
    Regression next = regress(PolynomialBasis(space, degree), train);
    const double found = loss(next, held_out);
    if (found >= least) continue;
    least = found;
    best = std::move(next);
  }
  return best;
}

Regression regression_of(const ParameterSpace& space, const PairedRows& train, const PairedRows& held_out,
                         const GaussianLikelihoodOptions& options) {
  if (options.degree == 0) return choose_regression(space, train, held_out);
  return regress(PolynomialBasis(space, static_cast<std::size_t>(options.degree)), train);
}

// The medians of the priors.
std::vector<double> middle_of(const ParameterSpace& space) {
  const Matrix zero(1, space.dimension());
  std::vector<double> place(space.dimension());
  space.from_unconstrained(zero, {place.data(), 1, place.size()});
  return place;
}

// About their mean.
Matrix constant_terms(const Matrix& repeated) { return Matrix(repeated.rows(), 1, 1.0); }

// Of the repeated simulations, or where there are none of what the mean leaves of others.
Scatter covariance_of(const Regression& regression, const PairedRows& train, const std::optional<Matrix>& repeated) {
  if (!repeated) return scatter_of(regression.found, regression.basis.evaluate(train.theta), train.x);
  const Matrix terms = constant_terms(*repeated);
  return scatter_of(least_squares(terms, *repeated), terms, *repeated);
}

// Without each group of rows, and of repeated simulations where there are some; none where these are too few for any
// covariance.
std::vector<PartialFit> partial_fits(const Regression& regression, const PairedRows& train,
                                     const std::optional<Matrix>& repeated) {
  const std::size_t fewest = std::min(train.x.rows(), repeated ? repeated->rows() : train.x.rows());
  const std::size_t groups = std::min(most_groups, fewest);
  if (groups < 2) return {};
  auto fits = without_groups(regression.found, regression.basis.evaluate(train.theta), train.x, groups);
  if (!repeated) return fits;
  const Matrix terms = constant_terms(*repeated);
  const auto of_repeated = without_groups(least_squares(terms, *repeated), terms, *repeated, groups);
  for (std::size_t g = 0; g < groups; ++g) fits[g].scatter = of_repeated[g].scatter;
  return fits;
}

// C^-1 d mu / d theta [data_size, d] at `place`, by the coordinates of the basis. A covariance that few simulations
// tell gives its variances alone: the summaries are then less than the best, and no less true.
Matrix score_of(const Regression& regression, const Scatter& scatter, const std::vector<double>& place) {
  const ConstMatrixView theta{place.data(), 1, place.size()};
  EigenMatrix derivatives(static_cast<Eigen::Index>(scatter.covariance.rows()),
                          static_cast<Eigen::Index>(place.size()));
  for (std::size_t j = 0; j < place.size(); ++j) {
    derivatives.col(static_cast<Eigen::Index>(j)) =
        (as_eigen(regression.basis.derivative(theta, j)) * as_eigen(regression.found.coefficients)).transpose();
  }
  const Eigen::LLT<EigenMatrix> factor(as_eigen(scatter.covariance));
  const bool known = scatter.freedom > well_known * static_cast<double>(scatter.covariance.rows());
  if (known && factor.info() == Eigen::Success) return to_matrix(factor.solve(derivatives));
  const auto weight = [](double variance) { return variance > 0 ? 1 / variance : 0; };
  return to_matrix(as_eigen(scatter.covariance).diagonal().unaryExpr(weight).asDiagonal() * derivatives);
}

// Fits, then measures on the held-out rows.
GaussianLikelihood assemble(const Regression& regression, const PairedRows& train,
                            const std::optional<Matrix>& repeated, const PairedRows& held_out,
                            const std::string& correction, const Matrix& compression) {
  const auto parts = [&](const LeastSquares& mean, const Scatter& scatter) {
    const GaussianFit fit{regression.basis.degree(), train.x.rows(), scatter.freedom, 0, 0};
    return GaussianLikelihood::Parts{mean.coefficients, mean.inverse_gram, scatter.covariance, fit,
                                     correction,        compression};
  };
  std::vector<GaussianLikelihood::Parts> members;
  for (const PartialFit& fit : partial_fits(regression, train, repeated)) {
    members.push_back(parts(fit.regression, fit.scatter));
  }
  GaussianLikelihood likelihood(regression.basis, parts(regression.found, covariance_of(regression, train, repeated)),
                                std::move(members));
  GaussianFit fit = likelihood.fit();
  const std::vector<double> chi = likelihood.chi_square(held_out.theta, held_out.x);
  const auto n = static_cast<double>(chi.size()), p = static_cast<double>(train.x.cols());
  double sum = 0, squares = 0;
  for (const double value : chi) {
    sum += value;
    squares += value * value;
  }
  const double mean = sum / n;
  fit.chi_square_per_datum = mean / p;
  fit.chi_square_scatter =
      (squares / n - mean * mean) / (2 * p) / (fit.chi_square_per_datum * fit.chi_square_per_datum);
  likelihood.set_fit(fit);
  return likelihood;
}

// Rows [first, first + count).
Matrix part(ConstMatrixView rows, std::size_t first, std::size_t count) {
  Matrix result(count, rows.cols());
  std::ranges::copy(rows.rows(first, count).values(), result.values().begin());
  return result;
}

// The first or the second half.
std::optional<Matrix> half(const std::optional<Matrix>& rows, bool second) {
  if (!rows) return std::nullopt;
  const std::size_t middle = rows->rows() / 2;
  return part(*rows, second ? middle : 0, second ? rows->rows() - middle : middle);
}

PairedRows half(const PairedRows& rows, bool second) {
  return {*half(std::optional(rows.theta), second), *half(std::optional(rows.x), second)};
}

// One half of the simulations says how to weigh the data, the other what the summaries are like: on their own half the
// weights follow the noise, which would seem smaller than it is.
GaussianLikelihood fit_compressed(const ParameterSpace& space, const PairedRows& train, const PairedRows& held_out,
                                  const std::optional<Matrix>& repeated, const GaussianLikelihoodOptions& options) {
  const PairedRows first = half(train, false), second = half(train, true);
  const Regression of_data = regression_of(space, first, held_out, options);
  const Matrix score = score_of(of_data, covariance_of(of_data, first, half(repeated, false)),
                                fiducial_place(options, space).value_or(middle_of(space)));
  const auto summaries = [&](ConstMatrixView x) { return to_matrix(as_eigen(x) * as_eigen(score)); };
  const PairedRows rows{second.theta, summaries(second.x)}, other{held_out.theta, summaries(held_out.x)};
  std::optional<Matrix> at_place = half(repeated, true);
  if (at_place) at_place = summaries(*at_place);
  const Regression regression = regression_of(space, rows, other, options);
  return assemble(regression, rows, at_place, other, options.correction, score);
}

PairedRows paired(const JointData& data, std::vector<std::size_t> rows) {
  rows.resize(std::min(rows.size(), most_rows));
  return {rows_at(data.theta, rows), rows_at(data.x.view(), rows)};
}

// Simulations at one place that succeed.
Matrix repeat(const Model& model, const std::vector<double>& place, std::size_t count, Seed seed) {
  Matrix theta(count, place.size()), all(count, model.space.parameters().size());
  for (std::size_t i = 0; i < count; ++i) std::ranges::copy(place, theta.row(i).begin());
  model.space.expand(theta, all);
  std::vector<Seed> seeds;
  for (std::size_t i = 0; i < count; ++i) seeds.push_back(seed.child(i));
  Matrix x(count, model.data_size());
  std::vector<SimulationStatus> status(count, SimulationStatus::ok);
  model.simulator().simulate(all, seeds, x, status);
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    const auto row = x.row(i);
    const bool finite = std::ranges::all_of(row, [](double value) { return std::isfinite(value); });
    if (status[i] == SimulationStatus::ok && finite) values.insert(values.end(), row.begin(), row.end());
  }
  Matrix good(values.size() / x.cols(), x.cols());
  good.values() = std::move(values);
  return good;
}

class GaussianLikelihoodTraining final : public EstimatorTraining {
 public:
  GaussianLikelihoodTraining(const std::string& name, const Model& model, const JointData& data,
                             GaussianLikelihoodOptions options, Seed seed)
      : EstimatorTraining(name, {}, seed), model_(model), data_(data), options_(std::move(options)) {}

  std::size_t members() const override { return 1; }
  void save(const std::filesystem::path& path) const override { fitted_->save(path); }

 private:
  void prepare() override {}

  void train_prepared(std::size_t, const std::filesystem::path&, Reporter& reporter) override {
    std::optional<Matrix> repeated;
    if (const auto place = fiducial_place(options_, model_.space)) {
      repeated = repeat(model_, *place, static_cast<std::size_t>(options_.repeats), seed().child("repeat"));
    }
    fitted_ =
        fit_gaussian_likelihood(model_.space, paired(data_, independent_rows(data_, data_.split.train)),
                                paired(data_, independent_rows(data_, data_.split.validation)), repeated, options_);
    const GaussianFit& fit = fitted_->fit();
    reporter.info(concat(name(), ": mean by polynomials of degree ", fit.degree, " from ", fit.simulations,
                         " simulations, covariance of ", fitted_->summaries(), " data from ", fit.covariance_freedom,
                         " degrees of freedom; chi-square of held-out simulations ", fit.chi_square_per_datum,
                         " a datum, scattered ", fit.chi_square_scatter, " times as much as normal data's"));
  }

  const Model& model_;
  const JointData& data_;
  GaussianLikelihoodOptions options_;
  std::optional<GaussianLikelihood> fitted_;
};

}  // namespace

std::optional<std::vector<double>> fiducial_place(const GaussianLikelihoodOptions& options,
                                                  const ParameterSpace& space) {
  const ConfigNode& at = options.at;
  if (at.is_null()) return std::nullopt;
  const std::vector<std::string> names = space.free_names();
  if (!at.is_mapping()) at.fail("(must be a value for each free parameter: {" + names.front() + ": 1, ...})");
  std::vector<double> place(names.size());
  for (std::size_t j = 0; j < names.size(); ++j) {
    const ConfigNode* value = at.find(names[j]);
    if (value == nullptr) at.fail("(has no value for the free parameter " + names[j] + ") add one");
    place[j] = value->number();
    if (!std::isfinite(place[j]) || place[j] <= space.lower(j) || place[j] >= space.upper(j)) {
      value->fail("(must lie within the prior)");
    }
  }
  for (const auto& [name, value] : at.entries()) {
    if (std::ranges::find(names, name) == names.end())
      value.fail("(is no free parameter; these are " + join(names) + ")");
  }
  return place;
}

GaussianLikelihood fit_gaussian_likelihood(const ParameterSpace& space, const PairedRows& train,
                                           const PairedRows& held_out, const std::optional<Matrix>& repeated,
                                           const GaussianLikelihoodOptions& options) {
  if (options.compress != "none") return fit_compressed(space, train, held_out, repeated, options);
  const Regression regression = regression_of(space, train, held_out, options);
  return assemble(regression, train, repeated, held_out, options.correction, {});
}

std::unique_ptr<EstimatorTraining> make_gaussian_likelihood_training(const std::string& name, const Model& model,
                                                                     const JointData& data,
                                                                     const GaussianLikelihoodOptions& options,
                                                                     Seed seed) {
  return std::make_unique<GaussianLikelihoodTraining>(name, model, data, options, seed);
}

}  // namespace inquest
