// FITS files: images and tables, as telescopes, astropy and TOPCAT write them, by cfitsio (decisions/026-fits.md).
//
//   images       of any BITPIX, with BSCALE and BZERO applied; the shape is [NAXISn, ..., NAXIS1], as astropy has it
//   tables       binary or ASCII, with TSCAL and TZERO applied; columns of numbers or truth values, and of arrays of
//                one length (TFORM "12E"), whose numbers are named flux_1, flux_2, ... flux_12
//   compressed   images by fpack (.fits.fz), whole files by gzip (.fits.gz)
//
// A part of a file is its number (0 is the primary one) or its EXTNAME. Reference: the FITS standard 4.0,
// https://fits.gsfc.nasa.gov/fits_standard.html
#pragma once

#include <string>
#include <vector>

#include "core/base/shape.hpp"

namespace inquest {

struct FitsArray {
  Shape shape;  // of an image; of a table [rows, numbers], and [rows, ...] of one column that holds arrays (TDIM)
  std::vector<double> values;
  std::vector<std::string> columns;  // names of the numbers of a row; none of an image, nor of one column of arrays
};

/// Reads the part of this name, or the only one that holds data. Of a table only these columns are read, in their
/// order; a column may be one number of an array, flux_3. Throws Error(missing_input), or Error(data) on a part or
/// column that is not there or holds no numbers, with row and column on a value that is not there (BLANK, TNULL), on an
/// integer beyond 2^53, and on data that are cut short or do not have the sum in their header. NaN is read as NaN.
FitsArray read_fits(const std::string& file, const std::string& part = "",
                    const std::vector<std::string>& columns = {});

/// The names of the numbers in a row of a table, whatever is in them; none of an image. Throws as above.
std::vector<std::string> fits_column_names(const std::string& file, const std::string& part = "");

/// Whether the part is a table. Throws as above.
bool is_fits_table(const std::string& file, const std::string& part = "");

}  // namespace inquest
