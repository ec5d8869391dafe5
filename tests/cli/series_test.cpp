// The signal under a noisy series: a learned posterior and moments beside Wiener's filter.

#include <cmath>

#include <Eigen/LU>

#include "core/base/eigen_matrix.hpp"
#include "core/config/config_node.hpp"
#include "simulators/stationary_series.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

const std::filesystem::path examples = std::filesystem::path(INQUEST_SOURCE_DIR) / "docs" / "examples";

struct Answer {
  double mean[2], sd, correlation;
};

// Of z16 and z17: C (C + 1)^-1 x and C - C (C + 1)^-1 C, for the covariance C of all 32 points.
Answer wiener_filter() {
  const auto covariance = as_eigen(stationary_covariance({.points = 32, .ratio = 100, .noise = 1})).eval();
  const ConfigNode run = ConfigNode::parse(read_text(examples / "series.yaml"), "series.yaml");
  Eigen::VectorXd x(32);
  for (Eigen::Index i = 0; i < 32; ++i) x[i] = run.find("observation")->items()[static_cast<std::size_t>(i)].number();
  const Eigen::MatrixXd gain = covariance * (covariance + Eigen::MatrixXd::Identity(32, 32)).inverse();
  const Eigen::VectorXd mean = gain * x;
  const Eigen::MatrixXd left = covariance - gain * covariance;
  return {{mean[15], mean[16]}, std::sqrt(left(15, 15)), left(15, 16) / left(15, 15)};
}

}  // namespace

// Measured were means within 0.2 sd and widths within 6%: twice that is allowed.
TEST_CASE("the series example: networks find what Wiener's filter finds", "[slow]") {
  const TemporaryDirectory folder;
  std::filesystem::copy(examples / "series.yaml", folder / "run.yaml");
  const ProcessResult run = run_inquest(INQUEST_BINARY_DIR, folder.path(), {"run", "run.yaml", "--output", "out"},
                                        {.time_limit = std::chrono::seconds(1200)});
  INFO(run.err);
  REQUIRE(run.status == 0);
  const auto [mean, sd, correlation] = wiener_filter();
  const auto results = nlohmann::json::parse(read_text(folder / "out" / "results.json"));
  for (const auto& [route, posterior] : results["posterior"]["signal"].items()) {
    CAPTURE(route);
    for (const std::size_t j : {0U, 1U}) {
      CHECK(std::abs(posterior["mean"][j].get<double>() - mean[j]) < 0.4 * sd);
      CHECK(std::abs(posterior["std"][j].get<double>() / sd - 1) < 0.12);
    }
    CHECK(std::abs(posterior["covariance"][0][1].get<double>() / (sd * sd) - correlation) < 0.12);
  }
}

}  // namespace inquest::testing
