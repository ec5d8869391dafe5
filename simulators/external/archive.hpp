// Simulations made elsewhere: `simulator: {data: {theta: theta.npy, x: x.npy}}`.
//
// theta [n, d] holds the free parameters in the order of the run file (.npy, file.h5:/dataset, an image file.fits) or
// in columns of their names (.csv, a table in a FITS or HDF5 file); x [n, ...] holds the data, row by row. One table
// with both serves: {x: all.csv, columns: [flux]}, whose columns of the names of parameters are theta. Names of columns
// go with the data, so that an observation, or another model's archive, is read by the same names. weights [n] say what
// rows count that were not drawn from the prior.
//
// Several rows of x may be of one simulation, as the 15 maps of each of CAMELS are: rows_per_theta of them follow each
// other, and theta has a row for each simulation, or for each row of x.
#pragma once

#include <string>
#include <vector>

#include "core/config/fields.hpp"
#include "core/model/model.hpp"
#include "simulators/request.hpp"

namespace inquest {

struct ArchiveOptions {
  struct Files {
    std::string theta;
    std::string x;
    std::vector<std::string> columns;
    std::vector<std::string> theta_columns;
    std::string weights;
    std::int64_t rows_per_theta = 0;  // 0: not said

    void fields(FieldVisitor& visit) {
      visit.field("theta", theta,
                  "parameters, [n, d]: .npy, file.h5:/dataset, or a table with a column per parameter, .csv or .fits; "
                  "the table of "
                  "x where none is given");
      visit.field("x", x, "data, [n, ...]: .npy, .csv, file.h5:/dataset, or file.fits:/part");
      visit.required("x");
      visit.field("columns", columns, "of a table x that are the data; all where none is named");
      visit.field("theta_columns", theta_columns,
                  "names of the columns of a theta that has none, all of them in order; parameters are then taken by "
                  "name, and a model may leave some out");
      visit.field("weights", weights,
                  "weights of the rows, [n]: the prior density over that of what theta was drawn from, up to a factor");
      visit.field("rows_per_theta", rows_per_theta,
                  "rows of x that follow each other and are of one simulation; they are never parted between training "
                  "and test. 0: 1, unless parameters recur, which then is an error",
                  {.min = 0});
    }
  };
  Files data;
  DataSymmetry symmetry;

  void fields(FieldVisitor& visit) {
    visit.group("data", data, "files with simulations made elsewhere");
    visit.group("symmetry", symmetry, "what leaves the data as likely as they are; evidence networks use it");
  }
};

/// The rows as a bundle's archive, with a simulator that has no others; throws Error(missing_input / data) on files
/// that are not there, do not fit each other or the parameters, or hold a number that is not finite, and Error(config)
/// on a symmetry that does not fit the data.
SimulatorBundle make_archive(const ArchiveOptions& options, const SimulatorRequest& request);

}  // namespace inquest
