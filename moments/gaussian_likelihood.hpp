// GaussianLikelihood: an assumed likelihood N(x; mu(theta), C) of which simulations tell the mean and the covariance.
//
// The mean is a regression on the polynomials of PolynomialBasis. Its own error, the leverage h(theta) of the
// regression, widens the covariance to (1 + h) C. C has the noise of its simulations, for which there are corrections:
//
//   t        multivariate t, the likelihood marginalised over the true covariance (Sellentin & Heavens 2016)
//   hartlap  the precision without its bias (Hartlap, Simon & Schneider 2007)
//   none     as if C were exact
//
// Many data can be compressed to one number for each parameter, the score at one place with constants left out,
// (d mu / d theta)^T C^-1 x (Heavens, Jimenez & Lahav 2000; Alsing & Wandelt 2018). Nothing is lost of data that are
// Gaussian and linear in theta; of others some is, but what is assumed of the summaries, a Gaussian with a mean and a
// covariance of their own, is nearer to the truth. Whether it holds nothing here knows: that is what is assumed.
//
// The noise of the simulations moves whatever follows from the fit, such as ln Z. Fits without each of twenty groups of
// them, of the same degree, correction and compression, tell by how much (the delete-a-group jackknife).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/model/likelihood.hpp"
#include "moments/polynomial_basis.hpp"

namespace inquest {

/// What a fit says of itself.
struct GaussianFit {
  std::size_t degree = 0;
  std::size_t simulations = 0;      // of the mean
  double covariance_freedom = 0;    // degrees of freedom of the covariance
  double chi_square_per_datum = 0;  // of held-out simulations; 1 where mean and covariance are right over the prior
  double chi_square_scatter = 0;    // its variance, over that of normal data with one covariance, 2 data_size

  /// What speaks against the mean, or against one covariance for all parameters; empty: nothing.
  std::string warning() const;
};

class GaussianLikelihood final : public Likelihood, public DifferentiableLikelihood, public LikelihoodMembers {
 public:
  static constexpr const char* file_kind = "gaussian_likelihood";

  struct Parts {
    Matrix coefficients;  // [terms, p], of the mean
    Matrix inverse_gram;  // [terms, terms], (Phi^T Phi)^-1: the leverage is phi^T of it phi
    Matrix covariance;    // [p, p]
    GaussianFit fit;
    std::string correction;
    Matrix compression = {};  // [data_size, p], of the data to summaries; empty: p is data_size
  };

  /// `members` are the fits without each group of the simulations. Throws Error(data) where a covariance is singular or
  /// has no more simulations than data.
  GaussianLikelihood(PolynomialBasis basis, Parts parts, std::vector<Parts> members);

  /// Reads a saved one; throws Error(missing_input / data), also on a file from before there were members.
  static GaussianLikelihood load(const std::filesystem::path& path);
  void save(const std::filesystem::path& path) const;

  const ParameterSpace& space() const { return basis_.space(); }

  /// As Likelihood has it; -infinity outside the prior.
  void log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const override;

  /// As DifferentiableLikelihood has it; 0 outside the prior.
  void log_likelihood_gradient(ConstMatrixView theta, std::span<const double> x, std::span<double> out,
                               MatrixView gradient) const override;

  /// As LikelihoodMembers has it: the error is that of the jackknife, the noise of the simulations alone.
  std::size_t members() const override { return members_.size(); }
  Matrix member_log_likelihoods(ConstMatrixView theta, std::span<const double> x) const override;
  double error_of(std::span<const double> values) const override;

  /// mu at free parameters theta [n, d]: [n, p].
  Matrix mean(ConstMatrixView theta) const;

  /// (t - mu)^T C^-1 (t - mu) / (1 + h) of rows of theta [n, d] and data or summaries t [n, p].
  std::vector<double> chi_square(ConstMatrixView theta, ConstMatrixView t) const;

  const GaussianFit& fit() const { return parts_.fit; }
  void set_fit(const GaussianFit& fit) { parts_.fit = fit; }
  std::size_t data_size() const;
  std::size_t summaries() const { return parts_.covariance.rows(); }

 private:
  struct Residuals;
  double log_density(double chi_square, double widening) const;
  double slope(double chi_square) const;
  std::vector<double> widenings(ConstMatrixView terms) const;
  Matrix predict(ConstMatrixView terms) const;
  Matrix summarised(std::span<const double> x, std::size_t rows) const;
  Residuals residuals(ConstMatrixView theta, ConstMatrixView t) const;
  void set_gradient(ConstMatrixView theta, std::size_t j, const Residuals& found, MatrixView gradient) const;

  PolynomialBasis basis_;
  Parts parts_;
  Matrix whitener_;                          // [p, p], inverse of the lower Cholesky factor of the covariance
  double log_norm_ = 0;                      // of the density at chi_square = 0, without widening
  std::vector<GaussianLikelihood> members_;  // which have none themselves
};

}  // namespace inquest
