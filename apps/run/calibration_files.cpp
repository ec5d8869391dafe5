#include "apps/run/calibration_files.hpp"

#include <algorithm>

#include "core/base/number_format.hpp"
#include "core/diagnostics/uniformity.hpp"
#include "core/files/atomic_file.hpp"

namespace inquest {
namespace {

constexpr double shown_coverage = 0.95;
constexpr int steps = 100;

// Names of pairs have commas and blanks.
std::string quoted(const std::string& name) {
  return name.find_first_of(", ") == std::string::npos ? name : "\"" + name + "\"";
}

std::string ranks_text(const std::vector<const RankTest*>& tests) {
  std::string text;
  for (const RankTest* test : tests) text += (text.empty() ? "" : ",") + quoted(test->name);
  text += "\n";
  for (std::size_t i = 0; i < tests.front()->uniforms.size(); ++i) {
    for (const RankTest* test : tests) text += (test == tests.front() ? "" : ",") + fixed(test->uniforms[i], 6);
    text += "\n";
  }
  return text;
}

std::string curves_text(const std::vector<const RankTest*>& tests) {
  std::string text = "level,lower,upper";
  std::vector<std::vector<double>> sorted;
  for (const RankTest* test : tests) {
    text += "," + quoted(test->name);
    sorted.push_back(test->uniforms);
    std::ranges::sort(sorted.back());
  }
  const OrderBand band = simultaneous_band(sorted.front().size(), shown_coverage);
  for (int step = 0; step <= steps; ++step) {
    const double level = step / static_cast<double>(steps);
    text += concat("\n", fixed(level, 2), ",", fixed(share_up_to(band.upper, level), 6), ",",
                   fixed(share_up_to(band.lower, level), 6));
    for (const std::vector<double>& numbers : sorted) text += "," + fixed(share_up_to(numbers, level), 6);
  }
  return text + "\n";
}

}  // namespace

std::vector<const RankTest*> tests_of(const Calibration& calibration) {
  std::vector<const RankTest*> tests;
  for (const RankTest& test : calibration.parameters) tests.push_back(&test);
  tests.push_back(&calibration.tarp);
  if (calibration.coverage) tests.push_back(&*calibration.coverage);
  for (const RankTest& test : calibration.pairs) tests.push_back(&test);
  return tests;
}

void write_calibration(const std::filesystem::path& stem, const Calibration& calibration) {
  std::filesystem::create_directories(stem.parent_path());
  const std::vector<const RankTest*> tests = tests_of(calibration);
  write_file(stem.string() + "_ranks.csv", ranks_text(tests));
  write_file(stem.string() + "_curves.csv", curves_text(tests));
}

}  // namespace inquest
