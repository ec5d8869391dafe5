#include "apps/run/evidence_array.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/number_format.hpp"
#include "core/files/atomic_file.hpp"
#include "core/files/h5.hpp"
#include "core/files/npy.hpp"

namespace inquest {
namespace {

bool is_hdf5(const std::filesystem::path& path) { return path.extension() == ".h5" || path.extension() == ".hdf5"; }

/// Calls `use(i, j)` for each pair of m models.
template <class Use>
void for_pairs(std::size_t m, const Use& use) {
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = i + 1; j < m; ++j) use(i, j);
  }
}

std::size_t count_models(const std::vector<ComparedObservation>& compared) {
  INQUEST_EXPECT(!compared.empty());
  return compared.front().estimate.models.size();
}

void write_as_npy(const std::filesystem::path& path, const std::vector<ComparedObservation>& compared) {
  const std::size_t m = count_models(compared);
  std::vector<double> values;
  for (const auto& [estimate, in_doubt] : compared) {
    for_pairs(m, [&, &found = estimate, doubt = in_doubt](std::size_t i, std::size_t j) {
      const bool bound = found.is_lower_bound(i, j);
      values.insert(values.end(), {found.log_k(i, j), found.log_k_error(i, j), bound ? 1.0 : 0.0, doubt ? 1.0 : 0.0});
    });
  }
  write_npy(path, {compared.size(), m * (m - 1) / 2, 4}, std::span<const double>(values));
}

void write_as_h5(const std::filesystem::path& path, const std::vector<ComparedObservation>& compared) {
  const std::size_t m = count_models(compared);
  std::vector<double> log_k, error, bound, in_doubt;
  for (const ComparedObservation& one : compared) {
    const EvidenceEstimate& found = one.estimate;
    std::ranges::copy(found.log_k.values(), std::back_inserter(log_k));
    std::ranges::copy(found.log_k_error.values(), std::back_inserter(error));
    for (std::size_t i = 0; i < m; ++i) {
      for (std::size_t j = 0; j < m; ++j) bound.push_back(found.is_lower_bound(i, j) ? 1 : 0);
    }
    in_doubt.push_back(one.in_doubt ? 1 : 0);
  }
  const std::vector<std::size_t> shape{compared.size(), m, m};
  H5File file = H5File::create(path);
  file.write<double>("log_k", shape, log_k);
  file.write<double>("log_k_error", shape, error);
  file.write<double>("lower_bound", shape, bound);
  file.write<double>("in_doubt", {compared.size()}, in_doubt);
  file.write_text("models", compared.front().estimate.models);
  file.close();
}

}  // namespace

std::string evidence_as_csv(const std::vector<ComparedObservation>& compared) {
  std::string text = "observation,model,other,ln_k,ln_k_error,lower_bound,in_doubt\n";
  for (std::size_t row = 0; row < compared.size(); ++row) {
    const auto& [estimate, in_doubt] = compared[row];
    for_pairs(count_models(compared), [&, &found = estimate, doubt = in_doubt](std::size_t i, std::size_t j) {
      text += concat(row, ",", found.models[i], ",", found.models[j], ",");
      append_shortest(text, found.log_k(i, j));
      text += ",";
      append_shortest(text, found.log_k_error(i, j));
      text += concat(",", found.is_lower_bound(i, j) ? "true" : "false", ",", doubt ? "true" : "false", "\n");
    });
  }
  return text;
}

void check_evidence_file(const std::filesystem::path& path) {
  INQUEST_VALIDATE(is_hdf5(path) || path.extension() == ".npy" || path.extension() == ".csv", usage, path.string(),
                   " (ln K at many observations is written as .csv, .npy or .h5); choose one of these extensions");
}

void write_evidence(const std::filesystem::path& path, const std::vector<ComparedObservation>& compared) {
  check_evidence_file(path);
  if (is_hdf5(path)) return write_as_h5(path, compared);
  if (path.extension() == ".npy") return write_as_npy(path, compared);
  write_file(path, evidence_as_csv(compared));
}

}  // namespace inquest
