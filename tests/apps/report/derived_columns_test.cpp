#include "apps/report/derived_columns.hpp"

#include "tests/support/catch.hpp"

namespace inquest {
namespace {

TEST_CASE("derived parameters stand behind the parameters, with their covariances") {
  PosteriorResult posterior{.model = "m", .route = "npe", .method = "npe", .parameters = {"a", "b"}};
  posterior.summary.mean = {1, 2};
  posterior.summary.std = {1, 2};
  posterior.summary.covariance = Matrix(2, 2);
  posterior.summary.covariance.values() = {1, 0.5, 0.5, 4};
  posterior.summary.quantiles = {{0, 1}, {2, 3}};
  posterior.derived.names = {"a+b"};
  posterior.derived.summary.mean = {3};
  posterior.derived.summary.std = {2.4};
  posterior.derived.summary.covariance = Matrix(1, 1, 6);
  posterior.derived.summary.quantiles = {{1}, {5}};
  posterior.derived.with_parameters = Matrix(1, 2);
  posterior.derived.with_parameters.values() = {1.5, 4.5};
  const PosteriorResult wide = with_derived(posterior);
  CHECK(wide.parameters == std::vector<std::string>{"a", "b", "a+b"});
  CHECK(wide.summary.mean == std::vector<double>{1, 2, 3});
  CHECK(wide.summary.covariance.values() == std::vector<double>{1, 0.5, 1.5, 0.5, 4, 4.5, 1.5, 4.5, 6});
  CHECK(wide.summary.quantiles == std::vector<std::vector<double>>{{0, 1, 1}, {2, 3, 5}});
  posterior.derived = {};
  CHECK(with_derived(posterior).summary.mean.size() == 2);
}

TEST_CASE("the model of a report has its derived parameters behind the others") {
  ReportModel model;
  model.parameters = {{"a", "a", "", "normal(0, 1)"}};
  model.derived = {{"S8", "S_8", "", "2*a"}};
  const ReportModel wide = with_derived(model);
  REQUIRE(wide.parameters.size() == 2);
  CHECK(wide.parameters[1].prior == "2*a");
  CHECK(wide.derived.empty());
}

}  // namespace
}  // namespace inquest
