#include "evidence/nested/nested_files.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <sstream>

#include "core/files/atomic_file.hpp"

namespace inquest {
namespace {

// PolyChord's words. A point that dies where the likelihood vanishes must die above its birth, or anesthetic drops it,
// and the prior volume with it.
constexpr double whole_prior = -1e30;
constexpr double no_likelihood = -9.9e29;

double birth_of(double log_l) { return std::isinf(log_l) ? whole_prior : std::max(log_l, no_likelihood); }

std::filesystem::path with_suffix(std::filesystem::path root, const std::string& suffix) { return root += suffix; }

std::string points_from(const NestedRun& run, std::size_t first) {
  std::ostringstream points;
  points.precision(17);
  for (std::size_t i = first; i < run.log_l.size(); ++i) {
    for (const double value : run.theta.row(i)) points << value << ' ';
    points << std::max(run.log_l[i], no_likelihood) << ' ' << birth_of(run.birth[i]) << '\n';
  }
  return points.str();
}

// Where the points begin that were alive when the last one was born.
std::size_t first_live(const NestedRun& run) {
  if (run.birth.empty()) return 0;
  const double last_birth = *std::ranges::max_element(run.birth);
  return static_cast<std::size_t>(std::ranges::upper_bound(run.log_l, last_birth) - run.log_l.begin());
}

struct Moments {
  double mean = 0;
  double sd = 0;
};

Moments moments_of(const Draws& draws, std::size_t j) {
  const double total = std::accumulate(draws.weights.begin(), draws.weights.end(), 0.0);
  Moments m;
  for (std::size_t i = 0; i < draws.weights.size(); ++i) m.mean += draws.weights[i] / total * draws.theta(i, j);
  for (std::size_t i = 0; i < draws.weights.size(); ++i) {
    m.sd += draws.weights[i] / total * std::pow(draws.theta(i, j) - m.mean, 2);
  }
  m.sd = std::sqrt(m.sd);
  return m;
}

std::string evidence_lines(const LogEvidence& found) {
  const std::string value = concat(found.log_z, " +/- ", found.log_z_error, "\n");
  return concat("Evidence\n========\n", found.method, "\n",
                "ln Z is normally distributed, with mean and standard deviation below.\n\n",
                "Global evidence:\n----------------\n\n", "log(Z)       = ", value,
                "\n\nLocal evidences (one cluster: the whole):\n----------------\n\n", "log(Z_ 1)    = ", value,
                "\n\n");
}

}  // namespace

void write_births(const NestedRun& run, const ParameterSpace& space, const std::filesystem::path& root) {
  std::ostringstream names;
  for (std::size_t j = 0; j < space.dimension(); ++j) {
    names << space.free_parameter(j).name << ' ' << space.free_parameter(j).latex << '\n';
  }
  write_file(with_suffix(root, "_dead-birth.txt"), points_from(run, 0));
  write_file(with_suffix(root, "_phys_live-birth.txt"), points_from(run, first_live(run)));
  write_file(with_suffix(root, ".paramnames"), names.str());
}

void write_stats(const LogEvidence& found, const Draws& weighted, std::size_t equal,
                 const std::filesystem::path& root) {
  const std::size_t dead = found.run ? found.run->log_l.size() : 0;
  const std::size_t live = found.run ? dead - first_live(*found.run) : 0;
  std::string text = evidence_lines(found);
  text += concat("Run-time information:\n---------------------\n\n", " ncluster:   0 / 1\n",
                 " nposterior: ", weighted.theta.rows(), "\n nequals:    ", equal, "\n ndead:      ", dead,
                 "\n nlive:      ", live, "\n nlike:      ", found.calls, "\n\n\nDim No.       Mean        Sigma\n");
  for (std::size_t j = 0; j < weighted.theta.cols(); ++j) {
    const Moments m = moments_of(weighted, j);
    text += concat(j + 1, "  ", m.mean, " +/- ", m.sd, "\n");
  }
  write_file(with_suffix(root, ".stats"), text);
}

}  // namespace inquest
