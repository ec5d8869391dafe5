// ReportData: everything that a report of a run shows, as plain values; the report reads no file of the run.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "apps/run/results.hpp"
#include "core/base/matrix_view.hpp"

namespace inquest {

/// A free parameter of a model, as axes and tables label it.
struct ReportParameter {
  std::string name;
  std::string latex;  // without dollar signs; the name where none was given
  std::string unit;   // may be empty
  std::string prior;  // "uniform(50, 90)"; of a derived one its formula
  double lower = 0;   // ends of the prior's support, may be infinite
  double upper = 0;
  std::function<double(double)> log_prior = {};  // of this parameter alone; or none
  std::optional<double> truth = {};              // where the user knows it
  bool derived = false;                          // from others, without a prior of its own
};

struct ReportModel {
  std::string name;
  std::string simulator;   // empty where there is none
  double probability = 0;  // prior probability of the model
  std::vector<ReportParameter> parameters;
  std::int64_t simulations = 0;  // rows that training used, with the validation rows
  std::int64_t test_rows = 0;
  std::int64_t failed = 0;                    // rows whose simulation failed
  std::string rounds = {};                    // that they were made in, in words
  std::vector<ReportParameter> derived = {};  // functions of the parameters
};

/// How the training of one network went.
struct ReportCurve {
  std::string estimator;  // "lambda.npe"
  std::string label;      // of the network in it, "0" or "mean.1"
  Matrix epochs;          // [epochs, 4]: epoch, training loss, validation loss, learning rate
};

struct ReportData {
  std::string version;   // of inquest
  std::string resolved;  // the run file with every default filled in, YAML
  std::vector<double> observation;
  std::vector<ReportModel> models;
  Results results;  // draws [n, d + k] thinned to a few thousand, with derived parameters behind the others
  std::vector<ReportCurve> curves;
};

}  // namespace inquest
