#include "apps/report/calibration_section.hpp"

#include "tests/apps/report/example_data.hpp"
#include "tests/support/catch.hpp"

namespace inquest {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("calibration_section: p-values and information of draws, residuals of moments, and what was not tested") {
  const ReportData data = testing::example_report_data();
  std::vector<CornerSeries> series;
  for (std::size_t r = 0; r < 3; ++r) series.push_back({&data.results.posterior[r], r});
  const std::string section = calibration_section(data.models[0], series);
  CHECK_THAT(section, Contains("<h3>Calibration</h3>") && Contains("1.200 ± 0.030") && Contains("<td>3.3</td>"));
  CHECK_THAT(section, Contains("3.100 ± 0.040") && Contains("1.030 ± 0.060"));
  CHECK_THAT(section, Contains("at the observation") && Contains("<td>0.23</td>"));
  CHECK_THAT(section,
             Contains("posterior SBC at the observation") && Contains("<td>0.47</td><td>\u22120.06</td><td>1.12</td>"));
  CHECK_THAT(section, Contains("assumed was not tested: each test simulation needs chains of its own."));
  CHECK(calibration_section(data.models[0], {}).empty());
}

}  // namespace
}  // namespace inquest
