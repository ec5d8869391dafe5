#include "core/files/table.hpp"

#include <algorithm>
#include <string_view>

#include "core/base/error.hpp"
#include "core/config/suggest.hpp"
#include "core/files/h5.hpp"
#include "core/files/npy.hpp"
#include "core/files/npz.hpp"
#include "core/files/text_table.hpp"

namespace inquest {
namespace {

std::string file_of(const std::string& location) { return location.substr(0, location.rfind(":/")); }

// Of the file, in small letters: ".csv" of X.CSV, ".h5" of file.h5:/dataset.
std::string extension_of(const std::string& location) {
  std::string extension = std::filesystem::path(file_of(location)).extension().string();
  for (char& c : extension) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return extension;
}

bool is_one_of(std::string_view extension, std::initializer_list<std::string_view> known) {
  return std::ranges::find(known, extension) != known.end();
}

void refuse_columns(const std::string& location, const std::vector<std::string>& columns) {
  INQUEST_VALIDATE(columns.empty(), data, location, " has no named columns ('", columns.front(),
                   "' is asked for; only .csv files have them)");
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

// "file.h5:/dataset", parted at the last colon; the only dataset of a file needs no name.
Table read_dataset(const std::string& location) {
  const std::size_t colon = location.rfind(":/");
  const H5File file = H5File::open(file_of(location));
  std::string dataset = colon == std::string::npos ? "" : location.substr(colon + 1);
  if (dataset.empty()) {
    const std::vector<std::string> names = file.children("/");
    INQUEST_VALIDATE(names.size() == 1 && file.is_dataset(names.front()), data, location,
                     " does not say which array is meant (it holds ", join(names), "); name one, as in ", location,
                     ":/x");
    dataset = names.front();
  }
  H5Array<double> array = file.read<double>(dataset);
  return {std::move(array.shape), std::move(array.values), {}};
}

}  // namespace

bool is_text_table(const std::string& location) {
  return is_one_of(extension_of(location), {".csv", ".txt", ".dat", ".tsv", ".ecsv"});
}

std::vector<std::string> column_names(const std::string& location) {
  return is_text_table(location) ? read_column_names(location) : std::vector<std::string>();
}

Table read_table(const std::string& location, const std::vector<std::string>& columns) {
  const std::string extension = extension_of(location);
  if (is_text_table(location)) {
    TextTable text = read_text_table(location, columns);
    return {{text.rows, text.columns}, std::move(text.values), std::move(text.names)};
  }
  INQUEST_VALIDATE(is_one_of(extension, {".npy", ".npz", ".h5", ".hdf5", ".hdf", ".nc"}), data, location,
                   " has the extension '", extension,
                   "' (known: .csv, .txt, .dat, .tsv, .ecsv, .npy, .npz, .h5, .hdf5, .hdf, .nc)");
  refuse_columns(location, columns);
  if (extension == ".npz") return read_archive(location);
  if (extension != ".npy") return read_dataset(location);
  NpyArray array = read_npy(location);
  return {std::move(array.shape), std::move(array.values), {}};
}

}  // namespace inquest
