#include "core/sampling/chain_sampler.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "core/base/error.hpp"

namespace inquest {
namespace {

std::string text_of(std::span<const double> row) {
  std::string text = "(";
  for (std::size_t i = 0; i < row.size(); ++i) text += concat(i == 0 ? "" : ", ", row[i]);
  return text + ")";
}

}  // namespace

void check_log_density(ConstMatrixView z, std::span<const double> density) {
  for (std::size_t i = 0; i < density.size(); ++i) {
    INQUEST_VALIDATE(!std::isnan(density[i]) && density[i] < std::numeric_limits<double>::infinity(), data,
                     "the log density at z = ", text_of(z.row(i)), " is ", density[i],
                     " (must be finite, or -inf where the density vanishes); check the likelihood there");
  }
}

void check_starts(ConstMatrixView z, std::span<const double> density) {
  for (std::size_t i = 0; i < density.size(); ++i) {
    INQUEST_VALIDATE(std::isfinite(density[i]), data, "a chain starts at z = ", text_of(z.row(i)),
                     " (where the density vanishes); start within its support");
  }
}

}  // namespace inquest
