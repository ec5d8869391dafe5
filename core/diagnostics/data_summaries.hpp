// DataSummaries: a few numbers of data that know of their parameters, where data that are alike must be told from
// others.
//
// Data of up to eight numbers stand for themselves. Of more numbers the linear regression of each parameter on all of
// them is taken (semi-automatic summary statistics, Fearnhead & Prangle 2012), where the prior is N(0, 1), of an angle
// the cosine and the sine.
#pragma once

#include <Eigen/Core>

#include "core/base/matrix_view.hpp"
#include "core/parameters/parameter_space.hpp"

namespace inquest {

/// Parameters theta [n, d] where the prior is N(0, 1), each angle as cosine and sine: [n, d + angles].
Matrix smooth_parameters(const ParameterSpace& space, ConstMatrixView theta);

class DataSummaries {
 public:
  /// Of the simulations theta [n, d] with data x [n, k] in columns of unit variance.
  DataSummaries(const ParameterSpace& space, ConstMatrixView theta, ConstMatrixView x);

  /// x [m, k] as [m, numbers].
  Matrix apply(ConstMatrixView x) const;

 private:
  Eigen::MatrixXd weights_;  // [k, numbers]
};

}  // namespace inquest
