// Loss curves: one small panel per estimator, training and validation loss of every network in it.
#pragma once

#include <span>
#include <string>

#include "apps/report/data/report_data.hpp"

namespace inquest {

/// A <figure> with its caption; nothing without curves. An estimator of different kinds of networks ("mean.0",
/// "covariance.0") has a panel for each kind.
std::string loss_plot(std::span<const ReportCurve> curves);

}  // namespace inquest
