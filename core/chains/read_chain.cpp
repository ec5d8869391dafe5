#include "core/chains/read_chain.hpp"

#include <filesystem>

#include "core/chains/anesthetic_chain.hpp"
#include "core/chains/arviz_chain.hpp"
#include "core/chains/getdist_chain.hpp"
#include "core/files/npz.hpp"
#include "core/files/table.hpp"

namespace inquest {
namespace {

ChainColumns columns_of(const Table& table, const std::string& where) {
  INQUEST_VALIDATE(!table.columns.empty() && table.shape.size() == 2, data, where, " does not name its columns ",
                   "(weight, log_posterior and the parameters are told by their names); write a .csv with a first ",
                   "line of names, or an .npz");
  ChainColumns columns{table.columns, Matrix(table.shape[0], table.shape[1]), {table.shape[0]}};
  columns.values.values() = table.values;
  return columns;
}

ChainColumns read_arrays(const std::string& file) {
  ChainColumns columns;
  std::vector<NpyArray> arrays;
  for (const std::string& name : npz_names(file)) {
    arrays.push_back(read_npz(file, name));
    const auto& shape = arrays.back().shape;
    INQUEST_VALIDATE(shape.size() == 1 || shape.size() == 2, data, file, ": array '", name, "' has ", shape.size(),
                     " dimensions (a column has one, several have two)");
    INQUEST_VALIDATE(shape[0] == arrays.front().shape[0], data, file, ": array '", name, "' has ", shape[0],
                     " rows (the one before it has ", arrays.front().shape[0], ")");
    if (shape.size() == 1) columns.names.push_back(name);
    for (std::size_t k = 0; shape.size() == 2 && k < shape[1]; ++k) columns.names.push_back(concat(name, "_", k + 1));
  }
  const std::size_t n = arrays.empty() ? 0 : arrays.front().shape[0];
  columns.values = Matrix(n, columns.names.size());
  columns.lengths = {n};
  std::size_t first = 0;
  for (const NpyArray& array : arrays) {
    const std::size_t width = array.shape.size() == 1 ? 1 : array.shape[1];
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < width; ++k) columns.values(i, first + k) = array.values[i * width + k];
    }
    first += width;
  }
  return columns;
}

ChainDraws read_by_kind(const std::string& location, const std::filesystem::path& root, ReadChainOptions& options) {
  const std::string extension = std::filesystem::path(location).extension().string();
  if (!root.empty()) return read_getdist_chain(root, options);
  if (extension == ".nc") return read_arviz_chain(location, options);
  if (extension == ".npz") return draws_of_columns(read_arrays(location), options, location);
  if (extension == ".csv" && is_anesthetic_chain(location)) return read_anesthetic_chain(location, options);
  return draws_of_columns(columns_of(read_table(location), location), options, location);
}

}  // namespace

ChainDraws read_chain(const std::string& location, ReadChainOptions options) {
  const std::filesystem::path root = getdist_root(location);
  ChainDraws draws = read_by_kind(location, root, options);
  leave_out(draws, options.without);
  read_ranges(root.empty() ? std::filesystem::path(location).replace_extension() : root, draws);
  if (options.ignore) ignore_rows(draws, *options.ignore);
  check_draws(draws, location);
  return draws;
}

}  // namespace inquest
