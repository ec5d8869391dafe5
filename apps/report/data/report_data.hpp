// ReportData: everything that a report of a run shows, as plain values; the report reads no file of the run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/matrix_view.hpp"
#include "core/diagnostics/blind_coverage.hpp"
#include "core/diagnostics/log_score.hpp"
#include "core/infer/evidence_estimate.hpp"
#include "core/infer/summary.hpp"

namespace inquest {

/// A free parameter of a model, as axes and tables label it.
struct ReportParameter {
  std::string name;
  std::string latex;  // without dollar signs; the name where none was given
  std::string unit;   // may be empty
  std::string prior;  // "uniform(50, 90)"
  double lower = 0;   // ends of the prior's support, may be infinite
  double upper = 0;
};

struct ReportModel {
  std::string name;
  std::string simulator;
  double probability = 0;  // prior probability of the model
  std::vector<ReportParameter> parameters;
  std::int64_t simulations = 0;  // rows that training used, with the validation rows
  std::int64_t test_rows = 0;
  std::int64_t failed = 0;  // rows whose simulation failed
};

/// ln Z as nested sampling gives it beside a posterior.
struct ReportNested {
  struct Run {
    double log_z = 0;
    double log_z_error = 0;
    double analytic_error = 0;
    double simulated_error = 0;
    std::optional<double> replica_error = {};
    double replica_p_value = 1;
    double information = 0;
    double information_error = 0;
    double dimensionality = 0;
    double dimensionality_error = 0;
  };
  struct Walks {
    double memory = 0;
    double doubled = 0;
    double p_value = 1;
  };
  std::string method;  // "nested sampling, refined"
  double log_z = 0;
  double log_z_error = 0;
  std::int64_t calls = 0;           // of the likelihood
  std::optional<Run> run = {};      // none where the exploration was tempered
  std::optional<Walks> walks = {};  // where the run drew by slices
};

/// p(theta | x, M) by one route.
struct ReportPosterior {
  std::string model;
  std::string route;
  std::string method;  // "npe", "moments"
  PosteriorSummary summary;
  Matrix draws;  // [n, d], thinned to a few thousand; empty where the route gives moments alone
  std::optional<ReportNested> nested = {};
};

/// log K by one route.
struct ReportEvidence {
  std::string route;
  std::string method;  // "network", "exact"
  EvidenceEstimate estimate;
  std::optional<BlindCoverage> blind_coverage = {};
  std::optional<LogScore> log_score = {};
};

/// How the training of one network went.
struct ReportCurve {
  std::string estimator;  // "lambda.npe"
  std::string label;      // of the network in it, "0" or "mean.1"
  Matrix epochs;          // [epochs, 4]: epoch, training loss, validation loss, learning rate
};

struct ReportData {
  std::string name;
  std::string version;   // of inquest
  std::string resolved;  // the run file with every default filled in, YAML
  std::uint64_t seed = 0;
  std::vector<double> observation;
  std::vector<ReportModel> models;
  std::vector<ReportPosterior> posteriors;
  std::vector<ReportEvidence> evidence;
  std::vector<ReportCurve> curves;
  std::vector<std::pair<std::string, double>> wall_seconds;  // stage, in the order of the run
  std::vector<std::string> warnings;
};

}  // namespace inquest
