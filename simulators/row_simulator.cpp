#include "simulators/row_simulator.hpp"

#include "simulators/parameter_columns.hpp"

namespace inquest {
namespace {

class RowSimulator final : public Simulator, public Likelihood {
 public:
  RowSimulator(RowFunctions task, const SimulatorRequest& request)
      : task_(std::move(task)),
        columns_(parameter_columns(request, task_.parameters)),
        info_{.name = task_.name, .version = "1", .parameters = request.parameters, .data_shape = task_.data_shape} {}

  const SimulatorInfo& info() const override { return info_; }

  void simulate(ConstMatrixView theta, std::span<const Seed> seeds, MatrixView x,
                std::span<SimulationStatus> status) const override {
    for (std::size_t row = 0; row < theta.rows(); ++row) {
      Random random(seeds[row]);
      status[row] = task_.draw(in_order(theta.row(row)), random, x.row(row));
    }
  }

  void log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const override {
    const auto log_density = task_.likelihood(x);
    for (std::size_t row = 0; row < theta.rows(); ++row) out[row] = log_density(in_order(theta.row(row)));
  }

 private:
  std::vector<double> in_order(std::span<const double> theta) const {
    std::vector<double> result;
    for (const std::size_t column : columns_) result.push_back(theta[column]);
    return result;
  }

  RowFunctions task_;
  std::vector<std::size_t> columns_;
  SimulatorInfo info_;
};

}  // namespace

std::vector<std::string> numbered_parameters(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 1; i <= count; ++i) names.push_back(concat("theta_", i));
  return names;
}

SimulatorBundle make_row_simulator(const RowFunctions& task, const SimulatorRequest& request) {
  const auto simulator = std::make_shared<const RowSimulator>(task, request);
  return {.simulator = simulator, .likelihood = simulator, .exact_evidence = nullptr, .archive = nullptr};
}

}  // namespace inquest
