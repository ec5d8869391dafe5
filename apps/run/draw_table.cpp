#include "apps/run/draw_table.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/number_format.hpp"
#include "core/files/atomic_file.hpp"
#include "core/files/npy.hpp"

namespace inquest {
namespace {

std::string table_text(const std::vector<std::string>& names, const Draws& draws, const std::string& log_prob,
                       char separator) {
  std::string text;
  for (const std::string& name : names) text += name + separator;
  text += log_prob + "\n";
  for (std::size_t i = 0; i < draws.theta.rows(); ++i) {
    for (const double value : draws.theta.row(i)) {
      append_shortest(text, value);
      text += separator;
    }
    append_shortest(text, draws.log_prob[i]);
    text += '\n';
  }
  return text;
}

void write_as_npy(const std::filesystem::path& path, const Draws& draws) {
  Matrix table(draws.theta.rows(), draws.theta.cols() + 1);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    std::ranges::copy(draws.theta.row(i), table.row(i).begin());
    table(i, draws.theta.cols()) = draws.log_prob[i];
  }
  write_npy(path, {table.rows(), table.cols()}, std::span<const double>(table.values()));
}

}  // namespace

std::string draws_as_csv(const std::vector<std::string>& names, const Draws& draws, const std::string& log_prob) {
  return table_text(names, draws, log_prob, ',');
}

void check_draws_file(const std::filesystem::path& path) {
  const std::string extension = path.extension().string();
  INQUEST_VALIDATE(extension == ".csv" || extension == ".txt" || extension == ".npy", usage, path.string(),
                   " (draws are written as .csv, .txt or .npy); choose one of these extensions");
}

void write_draws(const std::filesystem::path& path, const std::vector<std::string>& names, const Draws& draws,
                 const std::string& log_prob) {
  check_draws_file(path);
  if (path.extension() == ".npy") return write_as_npy(path, draws);
  write_file(path, path.extension() == ".csv" ? draws_as_csv(names, draws, log_prob)
                                              : "# " + table_text(names, draws, log_prob, ' '));
}

}  // namespace inquest
