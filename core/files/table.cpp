#include "core/files/table.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "core/base/error.hpp"
#include "core/config/suggest.hpp"
#include "core/files/fits.hpp"
#include "core/files/h5.hpp"
#include "core/files/h5_table.hpp"
#include "core/files/npy.hpp"
#include "core/files/npz.hpp"
#include "core/files/text_table.hpp"

namespace inquest {
namespace {

std::string file_of(const std::string& location) { return location.substr(0, location.rfind(":/")); }

std::string in_small_letters(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

// Of the file, in small letters: ".csv" of X.CSV, ".h5" of file.h5:/dataset, ".fits" of file.fits.gz.
std::string extension_of(const std::string& location) {
  const std::filesystem::path file = in_small_letters(file_of(location));
  if (file.extension() != ".gz" && file.extension() != ".fz") return file.extension().string();
  const std::string inner = file.stem().extension().string();
  return inner == ".fits" || inner == ".fit" || inner == ".fts" ? ".fits" : file.extension().string();
}

bool is_one_of(std::string_view extension, std::initializer_list<std::string_view> known) {
  return std::ranges::find(known, extension) != known.end();
}

bool is_fits(const std::string& location) { return is_one_of(extension_of(location), {".fits", ".fit", ".fts"}); }

bool is_hdf5(const std::string& location) { return is_one_of(extension_of(location), {".h5", ".hdf5", ".hdf", ".nc"}); }

bool is_text(const std::string& location) {
  return is_one_of(extension_of(location), {".csv", ".txt", ".dat", ".tsv", ".ecsv"});
}

void refuse_columns(const std::string& location, const std::vector<std::string>& columns) {
  INQUEST_VALIDATE(columns.empty(), data, location, " has no named columns ('", columns.front(),
                   "' is asked for; only texts such as .csv, and tables in FITS and HDF5 files, have them)");
}

// What stands behind the colon, "x" of file.npz:/x.
std::string name_in(const std::string& location) {
  const std::size_t colon = location.rfind(":/");
  return colon == std::string::npos ? "" : location.substr(colon + 2);
}

Table read_archive(const std::string& location) {
  NpyArray array = read_npz(file_of(location), name_in(location));
  return {std::move(array.shape), std::move(array.values), {}};
}

// The dataset that a location names, the only one of its file without a name.
std::string dataset_in(const H5File& file, const std::string& location) {
  const std::string name = name_in(location);
  if (!name.empty()) return "/" + name;
  const std::vector<std::string> names = file.children("/");
  INQUEST_VALIDATE(names.size() == 1 && file.is_dataset(names.front()), data, location,
                   " does not say which array is meant (it holds ", join(names), "); name one, as in ", location,
                   ":/x");
  return names.front();
}

Table read_dataset(const std::string& location, const std::vector<std::string>& columns) {
  const H5File file = H5File::open(file_of(location));
  const std::string dataset = dataset_in(file, location);
  if (is_h5_table(file, dataset)) {
    H5Table table = read_h5_table(file, dataset, columns);
    return {std::move(table.shape), std::move(table.values), std::move(table.columns)};
  }
  refuse_columns(location, columns);
  H5Array<double> array = file.read<double>(dataset);
  return {std::move(array.shape), std::move(array.values), {}};
}

// The names of the columns of a table in an HDF5 file; nothing of an array.
std::optional<std::vector<std::string>> dataset_columns(const std::string& location) {
  const H5File file = H5File::open(file_of(location));
  const std::string dataset = dataset_in(file, location);
  if (!is_h5_table(file, dataset)) return std::nullopt;
  return h5_column_names(file, dataset);
}

[[noreturn]] void refuse_extension(const std::string& location, const std::string& extension) {
  const bool bracket = extension.starts_with(".fits[") || extension.starts_with(".fit[");
  raise(ErrorKind::data,
        concat(location, " has the extension '", extension,
               "' (known: .csv, .txt, .dat, .tsv, .ecsv, .npy, .npz, .h5, "
               ".hdf5, .hdf, .nc, .fits, .fit, .fts, .fits.gz, .fits.fz)",
               bracket ? "; a part of a FITS file is named by its number or EXTNAME, as in file.fits:/1" : ""));
}

}  // namespace

bool names_columns(const std::string& location) {
  if (is_fits(location)) return is_fits_table(file_of(location), name_in(location));
  return is_text(location) || (is_hdf5(location) && dataset_columns(location));
}

std::vector<std::string> column_names(const std::string& location) {
  if (is_fits(location)) return fits_column_names(file_of(location), name_in(location));
  if (is_hdf5(location)) return dataset_columns(location).value_or(std::vector<std::string>());
  return is_text(location) ? read_column_names(location) : std::vector<std::string>();
}

Table read_table(const std::string& location, const std::vector<std::string>& columns) {
  if (is_text(location)) {
    TextTable text = read_text_table(location, columns);
    return {{text.rows, text.columns}, std::move(text.values), std::move(text.names)};
  }
  if (is_fits(location)) {
    FitsArray array = read_fits(file_of(location), name_in(location), columns);
    return {std::move(array.shape), std::move(array.values), std::move(array.columns)};
  }
  if (is_hdf5(location)) return read_dataset(location, columns);
  const std::string extension = extension_of(location);
  if (!is_one_of(extension, {".npy", ".npz"})) refuse_extension(location, extension);
  refuse_columns(location, columns);
  if (extension == ".npz") return read_archive(location);
  NpyArray array = read_npy(location);
  return {std::move(array.shape), std::move(array.values), {}};
}

}  // namespace inquest
