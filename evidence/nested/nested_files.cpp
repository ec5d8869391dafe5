#include "evidence/nested/nested_files.hpp"

#include <algorithm>
#include <sstream>

#include "core/data/atomic_file.hpp"

namespace inquest {
namespace {

constexpr double whole_prior = -1e30;  // PolyChord's word for it

std::filesystem::path with_suffix(std::filesystem::path root, const std::string& suffix) { return root += suffix; }

}  // namespace

void write_dead_birth(const NestedRun& run, const ParameterSpace& space, const std::filesystem::path& root) {
  std::ostringstream points;
  points.precision(17);
  for (std::size_t i = 0; i < run.log_l.size(); ++i) {
    for (const double value : run.theta.row(i)) points << value << ' ';
    points << std::max(run.log_l[i], whole_prior) << ' ' << std::max(run.birth[i], whole_prior) << '\n';
  }
  std::ostringstream names;
  for (std::size_t j = 0; j < space.dimension(); ++j) {
    names << space.free_parameter(j).name << ' ' << space.free_parameter(j).latex << '\n';
  }
  write_file(with_suffix(root, "_dead-birth.txt"), points.str());
  write_file(with_suffix(root, ".paramnames"), names.str());
}

}  // namespace inquest
