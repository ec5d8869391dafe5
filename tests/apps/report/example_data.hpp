// A made-up run with all that a report can show: two models, three routes, one parameter against the end of its prior.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "apps/report/data/report_data.hpp"
#include "core/base/random.hpp"
#include "tests/support/two_models.hpp"

namespace inquest::testing {

/// Mean, standard deviation, covariance and quantiles of draws without weights.
inline PosteriorSummary plain_summary(const Matrix& draws) {
  const std::size_t n = draws.rows();
  const std::size_t d = draws.cols();
  PosteriorSummary summary{std::vector<double>(d), std::vector<double>(d), Matrix(d, d), {}, n, double(n)};
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t k = 0; k < n; ++k) summary.mean[i] += draws(k, i) / double(n);
  }
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      for (std::size_t k = 0; k < n; ++k) {
        summary.covariance(i, j) += (draws(k, i) - summary.mean[i]) * (draws(k, j) - summary.mean[j]) / double(n);
      }
    }
    summary.std[i] = std::sqrt(summary.covariance(i, i));
  }
  for (const double p : summary_quantiles) {
    std::vector<double> row;
    for (std::size_t i = 0; i < d; ++i) {
      std::vector<double> column;
      for (std::size_t k = 0; k < n; ++k) column.push_back(draws(k, i));
      std::sort(column.begin(), column.end());
      row.push_back(column[static_cast<std::size_t>(p * double(n - 1))]);
    }
    summary.quantiles.push_back(row);
  }
  return summary;
}

/// Correlated H0 and Om and, with three columns, a neutrino mass that piles up at zero.
inline Matrix example_draws(std::size_t count, std::size_t columns, double shift, Random& random) {
  Matrix draws(count, columns);
  for (std::size_t n = 0; n < count; ++n) {
    const double a = random.normal();
    const double b = random.normal();
    const double mass = -0.12 * std::log(random.uniform());
    draws(n, 0) = 68.2 + 2.8 * a + shift;
    draws(n, 1) = std::abs(0.32 - 0.045 * (0.82 * a + 0.57 * b) + (columns > 2 ? 0.1 * mass : 0));
    if (columns > 2) draws(n, 2) = mass;
    if (columns > 3) draws(n, 3) = 2.1e-9 + 3e-11 * random.normal() + 1e-10 * mass;
  }
  return draws;
}

inline PosteriorResult example_posterior(const std::string& model, const std::string& route, const std::string& method,
                                         const Matrix& draws) {
  const std::vector<std::string> names = {"H0", "Om", "mnu", "As"};
  PosteriorResult result{model, route, method, {names.begin(), names.begin() + std::min<long>(4, long(draws.cols()))}};
  result.summary = plain_summary(draws);
  result.draws.theta = draws;
  return result;
}

inline PosteriorResult moments_only(PosteriorResult posterior) {
  posterior.draws = {};
  posterior.summary.quantiles.clear();
  posterior.summary.draws = 0;
  posterior.summary.effective_draws = 0;
  return posterior;
}

inline ReportCurve example_curve(const std::string& estimator, const std::string& label, double best, Random& random) {
  ReportCurve curve{estimator, label, Matrix(60, 4)};
  for (std::size_t n = 0; n < 60; ++n) {
    const double epoch = double(n);
    curve.epochs(n, 0) = epoch;
    curve.epochs(n, 1) = best - 0.06 + 1.5 * std::exp(-epoch / 7) - 0.0012 * epoch + 0.01 * random.normal();
    curve.epochs(n, 2) = best + 1.45 * std::exp(-epoch / 7) + 0.00002 * epoch * epoch + 0.015 * random.normal();
    curve.epochs(n, 3) = 1e-3;
  }
  return curve;
}

inline Findings example_findings() {
  Findings run, nested, findings;
  run.add("error_simulated_volumes", 0.13, "error of ln Z from simulated volumes");
  run.add("information", Measured{6.1, 0.2}, "divergence of the posterior from the prior, nats");
  nested.add("log_z", Measured{-33.2, 0.11}, "ln Z");
  nested.add("likelihood_evaluations", std::int64_t{123456}, "calls of the likelihood");
  nested.add_group("run", run);
  findings.add_group("nested", nested);
  return findings;
}

/// Uniform ranks of every test, and normal residuals.
inline PosteriorCheck example_check(const std::vector<std::string>& parameters, Random& random) {
  const auto test = [&](const std::string& name) {
    RankTest found{name, std::vector<double>(500), 0.31, 0.04};
    for (double& u : found.uniforms) u = random.uniform();
    return found;
  };
  Calibration calibration{.rows = 500, .draws = 250};
  Information information;
  LocalCalibration local{200, 310, {}, {}};
  for (const std::string& name : parameters) {
    local.parameters.push_back({name, {}, 0.47, 0.05});
    local.scales.push_back({-0.06, 1.12});
    calibration.parameters.push_back(test(name));
    calibration.scales.push_back({0.03, 0.97});
    information.parameters.push_back({1.2, 0.03});
  }
  calibration.tarp = test("tarp");
  calibration.coverage = test("log_prob");
  calibration.pairs = {test("H0 * Om")};
  calibration.log_prob = Measured{-0.4, 0.03};
  information.joint = Measured{3.1, 0.04};
  return {
      .calibration = calibration,
      .information = information,
      .local_c2st = LocalC2st{.rows = 500, .draws = 1000, .statistic = 0.005, .null_statistic = 0.004, .p_value = 0.23},
      .local = local};
}

inline PosteriorCheck example_residuals(const std::vector<std::string>& parameters) {
  Residuals residuals{.rows = 500, .parameters = {}, .chi_square = {1.02, 0.04}, .joint_p = 0.6};
  for (const std::string& name : parameters) residuals.parameters.push_back({name, {0.01, 0.04}, {1.03, 0.06}, 0.4});
  return {.residuals = residuals};
}

inline ReportData example_report_data() {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Random random(Seed{2026});
  ReportData data;
  data.results.name = "hubble";
  data.version = "0.1.0";
  data.resolved = "inquest: 1\nname: hubble\n";
  data.results.seed = Seed{20260101};
  const ReportParameter hubble{
      "H0", "H_0", "km/s/Mpc", "uniform(50, 90)", 50, 90, [](double) { return -std::log(40.0); }};
  const ReportParameter matter{"Om", "\\Omega_{\\rm m}", "", "uniform(0, 1)", 0, 1};
  const ReportParameter mass{"mnu", "\\sum m_\\nu", "eV", "exponential(1)", 0, infinity};
  const ReportParameter amplitude{"As", "A_{\\rm s}", "", "normal(2e-9, 1e-9)", -infinity, infinity};
  data.models = {{"lambda", "expansion_history", 0.5, {hubble, matter}, 20000, 1000, 0},
                 {"massive", "expansion_history", 0.5, {hubble, matter, mass, amplitude}, 20000, 1000, 12}};
  for (const auto& model : data.models) {
    const std::size_t d = model.parameters.size();
    const Matrix npe = example_draws(3000, d, 0, random);
    data.results.posterior.push_back(example_posterior(model.name, "npe", "npe", npe));
    data.results.posterior.back().check = example_check(data.results.posterior.back().parameters, random);
    data.results.posterior.push_back(
        example_posterior(model.name, "assumed", "nested", example_draws(2000, d, 0.4, random)));
    data.results.posterior.back().findings = example_findings();
    data.results.posterior.back().check.left_out = "each test simulation needs chains of its own";
    data.results.posterior.push_back(moments_only(example_posterior(model.name, "moments", "moments", npe)));
    data.results.posterior.back().check = example_residuals(data.results.posterior.back().parameters);
  }
  const std::vector<std::string> names = {"lambda", "massive"};
  data.results.evidence = {
      {"network", "network", testing::two_models(names, -1.04, 0.06)},
      {"flows", "marginal_flow", from_log_evidence(names, {-33.21, -34.3}, {0.05, 0.07}, {0.5, 0.5}, "ensemble")},
      {"assumed", "exact", from_log_evidence(names, {-33.18, -34.18}, {0, 0}, {0.5, 0.5}, "exact")}};
  data.results.evidence[0].blind_coverage =
      BlindCoverage{{{1, 300, 0.12, 0.1, 0.02}, {1, 200, 0.47, 0.5, 0.035}, {1, 240, 0.86, 0.87, 0.02}}, 0.88, 0.417};
  for (const std::string member : {"0", "1", "2"}) {
    data.curves.push_back(example_curve("lambda.npe", member, 1.8, random));
    data.curves.push_back(example_curve("massive.npe", member, 2.4, random));
    data.curves.push_back(example_curve("lambda.moments", "mean." + member, 0.4, random));
    data.curves.push_back(example_curve("lambda.moments", "covariance." + member, 0.8, random));
    data.curves.push_back(example_curve("network", member, 0.6, random));
  }
  data.observation = {69, 69, 68.6, 83, 77, 95};
  data.results.wall_seconds = {{"simulate", 12.3}, {"train", 341.7}, {"infer", 4.218}, {"compare", 0.73}};
  data.results.warnings = {"lambda.npe: 0.4% of the draws fell outside of the prior and were drawn again"};
  return data;
}

}  // namespace inquest::testing
