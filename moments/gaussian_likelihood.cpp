#include "moments/gaussian_likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <Eigen/Cholesky>

#include "core/base/eigen_matrix.hpp"
#include "core/base/error.hpp"
#include "core/base/number_format.hpp"
#include "core/base/statistics.hpp"
#include "core/estimator/estimator_file.hpp"
#include "core/parameters/inside_rows.hpp"

namespace inquest {
namespace {

constexpr double far_from_normal = 1.5;  // scatter of chi-square, over that of normal data
constexpr double far_from_mean = 1.1;    // chi-square over its expectation

// The inverse of the lower Cholesky factor.
Matrix whitener_of(const Matrix& covariance) {
  for (std::size_t i = 0; i < covariance.rows(); ++i) {
    INQUEST_VALIDATE(covariance(i, i) > 0, data, "number ", i,
                     " of the simulated data never varies (it has no Gaussian density) leave it out of the data");
  }
  const auto n = static_cast<Eigen::Index>(covariance.rows());
  const Eigen::LLT<EigenMatrix> factor(as_eigen(covariance));
  const EigenMatrix lower = factor.matrixL();
  const double rounding = static_cast<double>(n) * std::numeric_limits<double>::epsilon();
  const bool definite = factor.info() == Eigen::Success &&
                        (lower.diagonal().array().square() > rounding * as_eigen(covariance).diagonal().array()).all();
  INQUEST_VALIDATE(definite, data, "the covariance of the simulated data is singular (some of them follow from the ",
                   "others) leave these out of the data");
  EigenMatrix inverse = EigenMatrix::Identity(n, n);
  factor.matrixL().solveInPlace(inverse);
  return to_matrix(inverse);
}

// Of the precision, with `freedom` degrees of freedom of the covariance of p data (Hartlap et al. 2007, eq. 17).
double hartlap_factor(double freedom, double p) { return (freedom - p - 1) / freedom; }

std::string member_prefix(std::size_t member) { return concat("member_", member, "_"); }

std::map<std::string, Matrix> arrays_of(const GaussianLikelihood::Parts& parts) {
  const GaussianFit& fit = parts.fit;
  Matrix numbers(1, 5);
  numbers.values() = {static_cast<double>(fit.degree), static_cast<double>(fit.simulations), fit.covariance_freedom,
                      fit.chi_square_per_datum, fit.chi_square_scatter};
  return {{"coefficients", parts.coefficients},
          {"inverse_gram", parts.inverse_gram},
          {"covariance", parts.covariance},
          {"fit", numbers}};
}

GaussianLikelihood::Parts parts_from(const EstimatorRecord& record, const std::string& prefix) {
  const auto array = [&](const char* name) { return required_array(record, prefix + name); };
  const std::vector<double> numbers = array("fit").values();
  INQUEST_VALIDATE(numbers.size() == 5, data, record.path.string(), ": the array ", prefix, "fit has ", numbers.size(),
                   " numbers (must be 5)");
  const GaussianFit fit{static_cast<std::size_t>(numbers[0]), static_cast<std::size_t>(numbers[1]), numbers[2],
                        numbers[3], numbers[4]};
  const auto compression = record.arrays.find("compression");
  return {array("coefficients"),
          array("inverse_gram"),
          array("covariance"),
          fit,
          required_entry(record, "correction").text(),
          compression == record.arrays.end() ? Matrix() : compression->second};
}

}  // namespace

std::string GaussianFit::warning() const {
  if (chi_square_per_datum > far_from_mean) {
    return concat("held-out simulations lie farther from its mean than its covariance says (chi-square ",
                  plain(significant(chi_square_per_datum, 3)), " a datum): the polynomials of degree ", degree,
                  " do not follow the simulator, or its noise varies over the prior");
  }
  if (chi_square_scatter > far_from_normal) {
    return concat("chi-square of held-out simulations scatters ", plain(significant(chi_square_scatter, 3)),
                  " times as much as that of normal data with one covariance");
  }
  return "";
}

GaussianLikelihood::GaussianLikelihood(PolynomialBasis basis, Parts parts, std::vector<Parts> members)
    : basis_(std::move(basis)), parts_(std::move(parts)) {
  for (Parts& member : members) members_.push_back({basis_, std::move(member), {}});
  const auto p = static_cast<double>(summaries());
  const double freedom = parts_.fit.covariance_freedom;
  INQUEST_VALIDATE(freedom > p + 1, data, "a covariance of ", summaries(), " data from ", freedom,
                   " degrees of freedom (it is singular, or nearly so) simulate more, or use compress: score");
  whitener_ = whitener_of(parts_.covariance);
  for (std::size_t i = 0; i < summaries(); ++i) log_norm_ += std::log(whitener_(i, i));
  if (parts_.correction == "t") {
    log_norm_ += std::lgamma((freedom + 1) / 2) - std::lgamma((freedom + 1 - p) / 2) -
                 p / 2 * std::log(std::numbers::pi * freedom);
  } else {
    log_norm_ -= p / 2 * std::log(2 * std::numbers::pi);
    if (parts_.correction == "hartlap") log_norm_ += p / 2 * std::log(hartlap_factor(freedom, p));
  }
}

std::size_t GaussianLikelihood::data_size() const {
  return parts_.compression.rows() > 0 ? parts_.compression.rows() : summaries();
}

Matrix GaussianLikelihood::predict(ConstMatrixView terms) const {
  return to_matrix(as_eigen(terms) * as_eigen(parts_.coefficients));
}

// 1 + h of each row.
std::vector<double> GaussianLikelihood::widenings(ConstMatrixView terms) const {
  const EigenMatrix products = as_eigen(terms) * as_eigen(parts_.inverse_gram);
  std::vector<double> result(terms.rows());
  for (std::size_t i = 0; i < result.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    result[i] = 1 + products.row(row).dot(as_eigen(terms).row(row));
  }
  return result;
}

double GaussianLikelihood::log_density(double chi_square, double widening) const {
  const auto p = static_cast<double>(summaries());
  const double freedom = parts_.fit.covariance_freedom;
  const double norm = log_norm_ - p / 2 * std::log(widening);
  if (parts_.correction == "t") return norm - (freedom + 1) / 2 * std::log1p(chi_square / freedom);
  const double factor = parts_.correction == "hartlap" ? hartlap_factor(freedom, p) : 1;
  return norm - factor * chi_square / 2;
}

Matrix GaussianLikelihood::mean(ConstMatrixView theta) const { return predict(basis_.evaluate(theta)); }

// d log_density / d chi_square.
double GaussianLikelihood::slope(double chi_square) const {
  const double freedom = parts_.fit.covariance_freedom;
  if (parts_.correction == "t") return -(freedom + 1) / 2 / (freedom + chi_square);
  const auto p = static_cast<double>(summaries());
  return parts_.correction == "hartlap" ? -hartlap_factor(freedom, p) / 2 : -0.5;
}

// What is left of rows of data by the mean.
struct GaussianLikelihood::Residuals {
  Matrix terms;                    // [n, terms]
  std::vector<double> widening;    // [n]
  EigenMatrix whitened;            // [n, p]
  std::vector<double> chi_square;  // [n]
};

GaussianLikelihood::Residuals GaussianLikelihood::residuals(ConstMatrixView theta, ConstMatrixView t) const {
  Residuals result{basis_.evaluate(theta), {}, {}, std::vector<double>(theta.rows())};
  result.widening = widenings(result.terms);
  const EigenMatrix difference = as_eigen(t) - as_eigen(predict(result.terms));
  result.whitened = difference * as_eigen(whitener_).transpose();
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    result.chi_square[i] = result.whitened.row(static_cast<Eigen::Index>(i)).squaredNorm() / result.widening[i];
  }
  return result;
}

std::vector<double> GaussianLikelihood::chi_square(ConstMatrixView theta, ConstMatrixView t) const {
  return residuals(theta, t).chi_square;
}

// What the density sees of x, the same in each row.
Matrix GaussianLikelihood::summarised(std::span<const double> x, std::size_t rows) const {
  INQUEST_VALIDATE(x.size() == data_size(), data, "observation of length ", x.size(),
                   " (the assumed likelihood is of data of length ", data_size(), ")");
  const ConstMatrixView row{x.data(), 1, x.size()};
  const Matrix t = parts_.compression.rows() > 0 ? to_matrix(as_eigen(row) * as_eigen(parts_.compression))
                                                 : to_matrix(as_eigen(row));
  return to_matrix(as_eigen(t).replicate(static_cast<Eigen::Index>(rows), 1));
}

void GaussianLikelihood::log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const {
  std::ranges::fill(out, -std::numeric_limits<double>::infinity());
  const InsideRows inside = inside_rows(basis_.space(), theta);
  const ConstMatrixView free = inside.theta;
  const Residuals found = residuals(free, summarised(x, free.rows()));
  for (std::size_t i = 0; i < free.rows(); ++i) {
    out[inside.rows[i]] = log_density(found.chi_square[i], found.widening[i]);
  }
}

Matrix GaussianLikelihood::member_log_likelihoods(ConstMatrixView theta, std::span<const double> x) const {
  Matrix result(members(), theta.rows());
  for (std::size_t k = 0; k < members(); ++k) members_[k].log_likelihood(theta, x, result.row(k));
  return result;
}

double GaussianLikelihood::error_of(std::span<const double> values) const { return jackknife_error(values); }

// Column j of the gradient, by the coordinate of parameter j.
void GaussianLikelihood::set_gradient(ConstMatrixView theta, std::size_t j, const Residuals& found,
                                      MatrixView gradient) const {
  const Matrix terms = basis_.derivative(theta, j);
  const EigenMatrix of_mean = as_eigen(predict(terms)) * as_eigen(whitener_).transpose();
  const EigenMatrix of_terms = as_eigen(terms) * as_eigen(parts_.inverse_gram);
  const auto p = static_cast<double>(summaries());
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const double widening = found.widening[i], chi = found.chi_square[i];
    const double of_widening = 2 * of_terms.row(row).dot(as_eigen(found.terms).row(row));
    const double of_chi = (-2 * found.whitened.row(row).dot(of_mean.row(row)) - chi * of_widening) / widening;
    gradient(i, j) = slope(chi) * of_chi - p / 2 * of_widening / widening;
  }
}

void GaussianLikelihood::log_likelihood_gradient(ConstMatrixView theta, std::span<const double> x,
                                                 std::span<double> out, MatrixView gradient) const {
  log_likelihood(theta, x, out);
  std::ranges::fill(gradient.values(), 0.0);
  const InsideRows inside = inside_rows(basis_.space(), theta);
  const auto columns = free_columns(basis_.space());
  const ConstMatrixView free = inside.theta;
  const Residuals found = residuals(free, summarised(x, free.rows()));
  Matrix by_free(free.rows(), free.cols());
  for (std::size_t j = 0; j < free.cols(); ++j) set_gradient(free, j, found, by_free);
  basis_.coordinates().gradient_by_parameters(free, by_free);
  for (std::size_t i = 0; i < free.rows(); ++i) {
    for (std::size_t j = 0; j < free.cols(); ++j) gradient(inside.rows[i], columns[j]) = by_free(i, j);
  }
}

void GaussianLikelihood::save(const std::filesystem::path& path) const {
  EstimatorRecord record{file_kind,
                         ConfigNode::mapping({{"parameters", basis_.space().to_config()},
                                              {"correction", ConfigNode::scalar(parts_.correction)}}),
                         arrays_of(parts_)};
  for (std::size_t k = 0; k < members(); ++k) {
    for (auto& [name, array] : arrays_of(members_[k].parts_)) record.arrays[member_prefix(k) + name] = array;
  }
  record.arrays["members"] = Matrix(1, 1, static_cast<double>(members()));
  if (parts_.compression.rows() > 0) record.arrays["compression"] = parts_.compression;
  save_estimator(path, record, {});
}

GaussianLikelihood GaussianLikelihood::load(const std::filesystem::path& path) {
  const EstimatorRecord record = load_estimator_record(path);
  require_kind(record, file_kind);
  const Parts parts = parts_from(record, "");
  std::vector<Parts> members;
  const auto count = static_cast<std::size_t>(required_array(record, "members")(0, 0));
  for (std::size_t k = 0; k < count; ++k) members.push_back(parts_from(record, member_prefix(k)));
  return {PolynomialBasis(ParameterSpace::parse(required_entry(record, "parameters")), parts.fit.degree), parts,
          std::move(members)};
}

}  // namespace inquest
