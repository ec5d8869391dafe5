// expansion_history: the expansion rate of the Universe at given redshifts, with independent normal errors.
//
//   x_i ~ Normal(H(z_i), sigma_i)
//   H(z)^2 = H0^2 [Om (1+z)^3 + Ok (1+z)^2 + OL (1+z)^(3(1+w))],   Om + Ok + OL = 1
//
// The Friedmann equation with matter, curvature and dark energy of constant equation of state, radiation neglected
// (Peebles 1993, chapter 13). Parameters: H0, Om; Ok where curvature is free beside dark energy (without it Ok = 1 -
// Om); w where dark_energy is w. Where H^2 < 0 there is no such universe: the simulation fails, the likelihood is zero.
#pragma once

#include <string>

#include "core/config/fields.hpp"
#include "core/model/model.hpp"
#include "simulators/request.hpp"

namespace inquest {

struct ExpansionHistoryOptions {
  std::string data;
  std::string z_column = "z";
  std::string sigma_column = "sigma_H";
  std::string dark_energy = "lambda";
  std::string curvature = "flat";

  void fields(FieldVisitor& visit) {
    visit.field("data", data, "table with redshifts and standard errors, .csv, .ecsv or .fits");
    visit.required("data");
    visit.field("z_column", z_column, "its column of redshifts");
    visit.field("sigma_column", sigma_column, "its column of standard errors of H");
    visit.choice("dark_energy", dark_energy, "lambda: w = -1; w: constant, a parameter; none", {"lambda", "w", "none"});
    visit.choice("curvature", curvature, "flat: Ok = 0; free", {"flat", "free"});
  }
};

struct Expansion {
  double H0 = 0;  // any unit; H(z) has the same
  double Om = 0;
  double Ok = 0;
  double OL = 0;
  double w = -1;
};

/// H(z); NaN where its square is negative.
double hubble_rate(const Expansion& expansion, double z);

/// Throws Error(config) on options that leave no universe, and Error(missing_input / data) on the file.
SimulatorBundle make_expansion_history(const ExpansionHistoryOptions& options, const SimulatorRequest& request);

}  // namespace inquest
