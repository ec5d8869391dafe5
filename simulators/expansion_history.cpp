#include "simulators/expansion_history.hpp"

#include <cmath>
#include <limits>
#include <numbers>
#include <optional>
#include <span>
#include <vector>

#include "core/base/random.hpp"
#include "core/files/home_path.hpp"
#include "core/files/table.hpp"
#include "simulators/content_hash.hpp"
#include "simulators/parameter_columns.hpp"

namespace inquest {
namespace {

struct Measurements {
  std::vector<double> z;
  std::vector<double> sigma;
};

Measurements read_measurements(const ExpansionHistoryOptions& options, const SimulatorRequest& request) {
  const std::string location = (request.base / home_path(options.data)).string();
  const Table table = read_table(location, {options.z_column, options.sigma_column});
  INQUEST_VALIDATE(table.shape.size() == 2 && table.shape[1] == 2, data, location, ": columns '", options.z_column,
                   "' and '", options.sigma_column, "' hold arrays (a number is needed in each row)");
  const ConstMatrixView rows(table.values.data(), table.values.size() / 2, 2);
  INQUEST_VALIDATE(rows.rows() > 0, data, location, ": has no rows (each is one measurement)");
  Measurements result;
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const double z = rows(i, 0);
    const double sigma = rows(i, 1);
    INQUEST_VALIDATE(z > -1 && std::isfinite(z), data, location, ": ", options.z_column, " = ", z, " in row ", i + 1,
                     " (a redshift is above -1)");
    INQUEST_VALIDATE(sigma > 0 && std::isfinite(sigma), data, location, ": ", options.sigma_column, " = ", sigma,
                     " in row ", i + 1, " (a standard error is positive)");
    result.z.push_back(z);
    result.sigma.push_back(sigma);
  }
  return result;
}

class ExpansionHistory final : public Simulator, public Likelihood {
 public:
  ExpansionHistory(const ExpansionHistoryOptions& options, const SimulatorRequest& request)
      : dark_energy_(options.dark_energy != "none"), measurements_(read_measurements(options, request)) {
    std::vector<std::string> names{"H0", "Om"};
    const bool has_ok = dark_energy_ && options.curvature == "free";
    const bool has_w = options.dark_energy == "w";
    if (has_ok) names.push_back("Ok");
    if (has_w) names.push_back("w");
    columns_ = parameter_columns(request, names);
    if (has_w) w_ = columns_.back();
    if (has_ok) Ok_ = columns_[2];
    for (const double sigma : measurements_.sigma) log_norm_ -= 0.5 * std::log(2 * std::numbers::pi * sigma * sigma);
    info_ = {.name = "expansion_history",
             .version = concat("1.", ContentHash().add(measurements_.z).add(measurements_.sigma).text()),
             .parameters = request.parameters,
             .data_shape = {measurements_.z.size()}};
  }

  const SimulatorInfo& info() const override { return info_; }

  void simulate(ConstMatrixView theta, std::span<const Seed> seeds, MatrixView x,
                std::span<SimulationStatus> status) const override {
    for (std::size_t row = 0; row < theta.rows(); ++row) {
      const Expansion universe = expansion(theta.row(row));
      Random random(seeds[row]);
      status[row] = SimulationStatus::ok;
      for (std::size_t i = 0; i < measurements_.z.size(); ++i) {
        const double rate = hubble_rate(universe, measurements_.z[i]);
        if (std::isnan(rate)) status[row] = SimulationStatus::failed;
        x(row, i) = rate + measurements_.sigma[i] * random.normal();
      }
    }
  }

  void log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const override {
    for (std::size_t row = 0; row < theta.rows(); ++row) {
      const Expansion universe = expansion(theta.row(row));
      double chi_squared = 0;
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double residual = (x[i] - hubble_rate(universe, measurements_.z[i])) / measurements_.sigma[i];
        chi_squared += residual * residual;
      }
      out[row] = std::isnan(chi_squared) ? -std::numeric_limits<double>::infinity() : log_norm_ - 0.5 * chi_squared;
    }
  }

 private:
  Expansion expansion(std::span<const double> theta) const {
    Expansion result{.H0 = theta[columns_[0]], .Om = theta[columns_[1]]};
    if (Ok_) result.Ok = theta[*Ok_];
    if (w_) result.w = theta[*w_];
    // What matter and curvature leave is dark energy; without it, what matter leaves is curvature.
    (dark_energy_ ? result.OL : result.Ok) = 1 - result.Om - result.Ok;
    return result;
  }

  bool dark_energy_;
  Measurements measurements_;
  std::vector<std::size_t> columns_;
  std::optional<std::size_t> Ok_;
  std::optional<std::size_t> w_;
  double log_norm_ = 0;  // of the likelihood
  SimulatorInfo info_;
};

}  // namespace

double hubble_rate(const Expansion& expansion, double z) {
  const double a = 1 / (1 + z);
  const double dark_energy = expansion.w == -1 ? 1 : std::pow(a, -3 * (1 + expansion.w));
  return expansion.H0 * std::sqrt((expansion.Om / a + expansion.Ok) / (a * a) + expansion.OL * dark_energy);
}

SimulatorBundle make_expansion_history(const ExpansionHistoryOptions& options, const SimulatorRequest& request) {
  INQUEST_VALIDATE(
      options.dark_energy != "none" || options.curvature == "free", config, request.simulator.where(),
      ": dark_energy none with curvature flat (it leaves Om = 1 and nothing to infer); set curvature: free, "
      "which has Ok = 1 - Om");
  const auto simulator = std::make_shared<const ExpansionHistory>(options, request);
  return {.simulator = simulator, .likelihood = simulator, .exact_evidence = nullptr, .archive = nullptr};
}

}  // namespace inquest
