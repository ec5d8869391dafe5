#include "flows/families/conditional_flow_fit.hpp"

#include <Eigen/Cholesky>

#include "core/base/eigen_matrix.hpp"
#include "core/base/tensor_matrix.hpp"
#include "flows/families/flow_ensemble.hpp"
#include "flows/families/flow_training.hpp"

namespace inquest {
namespace {

constexpr std::size_t fewest_rows = 100;
constexpr std::size_t held_out = 5;  // one row of so many

class Regression {
 public:
  Regression(ConstMatrixView y, ConstMatrixView c) {
    const EigenMatrix design = with_ones(c);
    slope_ = (design.transpose() * design).ldlt().solve(design.transpose() * as_eigen(y));
    const EigenMatrix rest = as_eigen(y) - design * slope_;
    factor_.compute(rest.transpose() * rest / static_cast<double>(y.rows()));
  }

  bool is_regular() const { return factor_.info() == Eigen::Success && slope_.allFinite(); }

  Matrix residuals(ConstMatrixView y, ConstMatrixView c) const {
    const Eigen::MatrixXd rest = (as_eigen(y) - with_ones(c) * slope_).transpose();
    return to_matrix(EigenMatrix(factor_.matrixL().solve(rest).transpose()));
  }

  double log_det() const { return factor_.matrixLLT().diagonal().array().log().sum(); }

 private:
  static EigenMatrix with_ones(ConstMatrixView c) {
    EigenMatrix design(static_cast<Eigen::Index>(c.rows()), static_cast<Eigen::Index>(c.cols()) + 1);
    design.leftCols(design.cols() - 1) = as_eigen(c);
    design.rightCols(1).setOnes();
    return design;
  }

  EigenMatrix slope_;
  Eigen::LLT<Eigen::MatrixXd> factor_;  // of the covariance of the residuals
};

TensorRows rows_of(const Matrix& e, ConstMatrixView c, std::size_t first, std::size_t count) {
  return {float_tensor(e.view().rows(first, count)), float_tensor(c.rows(first, count))};
}

}  // namespace

ConditionalFit conditional_flow_fit(const FittedFlowOptions& options, Reporter& reporter) {
  const auto fit = [options, &reporter](ConstMatrixView y, ConstMatrixView c, Seed seed) -> ConditionalLogDensity {
    const std::size_t n = y.rows(), last = n / held_out;
    const Regression regression(y, c);
    if (n < fewest_rows || !regression.is_regular()) return {};
    const FlowShape shape{.features = static_cast<std::int64_t>(y.cols()),
                          .context = static_cast<std::int64_t>(c.cols())};
    const auto flows = std::make_shared<FlowEnsemble>(widened({options.flow}, y.cols()), shape, options.training.device,
                                                      seed.child("start"));
    const Matrix e = regression.residuals(y, c);
    train(flow_training("density", flows->member(0), rows_of(e, c, 0, n - last), rows_of(e, c, n - last, last), false),
          options.training, seed.child("train"), reporter);
    return [flows, regression](ConstMatrixView targets, ConstMatrixView given, std::span<double> out) {
      flows->log_prob(regression.residuals(targets, given), float_tensor(given), out);
      for (double& value : out) value -= regression.log_det();
    };
  };
  return {"flow", "flow", false, fit};
}

}  // namespace inquest
