#include "core/infer/mcmc_posterior.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/decorator.hpp"
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/infer/mcmc_findings.hpp"
#include "core/infer/posterior_density.hpp"
#include "core/parameters/tail.hpp"

namespace inquest {
namespace {

constexpr std::size_t block_rows = 2048;  // of starts that are evaluated side by side

// Calls use(first row, theta) for blocks of rows of z.
template <class Use>
void for_blocks(const ParameterSpace& space, ConstMatrixView z, const Use& use) {
  parallel_for((z.rows() + block_rows - 1) / block_rows, [&](std::size_t block) {
    const std::size_t first = block * block_rows;
    const ConstMatrixView rows = z.rows(first, std::min(block_rows, z.rows() - first));
    Matrix theta(rows.rows(), rows.cols());
    space.from_unconstrained(rows, theta);
    use(first, theta);
  });
}

void add_log_prior(ConstMatrixView z, std::span<double> out) {
  for (std::size_t i = 0; i < z.rows(); ++i) {
    for (const double value : z.row(i)) out[i] += log_normal_density(value);
  }
}

// Log likelihoods of draws, where their log densities are known.
std::vector<double> without_log_prior(ConstMatrixView z, std::vector<double> log_density) {
  for (std::size_t i = 0; i < z.rows(); ++i) {
    for (const double value : z.row(i)) log_density[i] -= log_normal_density(value);
  }
  return log_density;
}

}  // namespace

McmcDensity::McmcDensity(ParameterSpace space, std::shared_ptr<const Likelihood> likelihood, std::size_t data_size,
                         McmcOptions options, std::span<const double> x)
    : space_(std::move(space)),
      likelihood_(std::move(likelihood)),
      data_size_(data_size),
      options_(std::move(options)),
      x_(x.begin(), x.end()) {
  count_observations(data_size_, x_);
}

LogDensity McmcDensity::in_z() const {
  return [this](ConstMatrixView z, std::span<double> out) {
    LikelihoodRange ignored;
    in_z(ignored)(z, out);
  };
}

// The same, and what the likelihood was.
LogDensity McmcDensity::in_z(LikelihoodRange& range) const {
  return [this, &range](ConstMatrixView z, std::span<double> out) {
    for_blocks(space_, z, [&](std::size_t first, ConstMatrixView theta) {
      sum_log_likelihood(*likelihood_, space_, data_size_, theta, x_, out.subspan(first, theta.rows()));
    });
    range.add(out);
    add_log_prior(z, out);
  };
}

LogDensityGradient McmcDensity::gradient_in_z() const {
  const auto* likelihood = capability_of<DifferentiableLikelihood>(*likelihood_);
  if (likelihood == nullptr) return nullptr;
  return [this, likelihood](ConstMatrixView z, std::span<double> out, MatrixView gradient) {
    for_blocks(space_, z, [&](std::size_t first, ConstMatrixView theta) {
      const MatrixView part = gradient.rows(first, theta.rows());
      sum_log_likelihood_gradient(*likelihood, space_, data_size_, theta, x_, out.subspan(first, theta.rows()), part);
      space_.gradient_by_unconstrained(z.rows(first, theta.rows()), part);
    });
    add_log_prior(z, out);
    for (std::size_t i = 0; i < gradient.size(); ++i) gradient.data()[i] -= z.data()[i];
  };
}

McmcDensity::Answer McmcDensity::answer(std::size_t count, Seed seed, Reporter& reporter,
                                        ConstMatrixView starts) const {
  LikelihoodRange range;
  const auto log_density = [&range, density = in_z(range), least = static_cast<std::size_t>(options_.starts)](
                               ConstMatrixView z, std::span<double> out) {
    density(z, out);
    range.require_variation(least);
  };
  McmcTarget target{log_density, space_.dimension(), Matrix(starts.rows(), space_.dimension()), gradient_in_z()};
  if (starts.rows() > 0) space_.to_unconstrained(starts, target.starts);
  const McmcDraws found = run_mcmc(target, options_, count, seed, reporter);
  Answer result{{Matrix(count, space_.dimension()), found.log_density, {}}, found.report};
  result.doubt = range.doubt_of(without_log_prior(found.z, found.log_density));
  space_.from_unconstrained(found.z, result.draws.theta);
  std::vector<double> log_det(count);
  space_.log_abs_det(found.z, log_det);
  for (std::size_t i = 0; i < count; ++i) result.draws.log_prob[i] -= log_det[i];
  result.draws.effective_size = std::min(found.report.convergence.bulk_ess, static_cast<double>(count));
  return result;
}

Draws McmcDensity::sample(std::size_t count, Seed seed, Reporter& reporter) const {
  auto [draws, report, doubt] = answer(count, seed, reporter);
  for (const std::string& warning : {report.warning(), doubt}) {
    if (!warning.empty()) reporter.warning(warning);
  }
  return std::move(draws);
}

void McmcDensity::log_prob(ConstMatrixView theta, std::span<double> out) const {
  log_prior_times_likelihood(*likelihood_, space_, data_size_, theta, x_, out);
}

PosteriorAnswer McmcDensity::full_answer(std::size_t count, Seed seed, Reporter& reporter) const {
  auto [draws, report, doubt] = answer(count, seed, reporter);
  PosteriorAnswer result = answer_of(std::move(draws), space_);
  add_chains(report, result);
  if (!doubt.empty()) result.doubts.push_back(std::move(doubt));
  return result;
}

void add_chains(const McmcReport& report, PosteriorAnswer& answer) {
  answer.findings.add_group("mcmc", findings_of(report));
  answer.chains = report.chains;
  if (const std::string warning = report.warning(); !warning.empty()) answer.doubts.push_back(warning);
}

McmcPosterior::McmcPosterior(ParameterSpace space, std::shared_ptr<const Likelihood> likelihood, std::size_t data_size,
                             McmcOptions options)
    : space_(std::move(space)),
      likelihood_(std::move(likelihood)),
      data_size_(data_size),
      options_(std::move(options)) {
  INQUEST_EXPECT(likelihood_ != nullptr);
}

McmcDensity McmcPosterior::given(std::span<const double> x) const {
  return {space_, likelihood_, data_size_, options_, x};
}

std::unique_ptr<Density> McmcPosterior::at(std::span<const double> x) const {
  return std::make_unique<McmcDensity>(given(x));
}

}  // namespace inquest
