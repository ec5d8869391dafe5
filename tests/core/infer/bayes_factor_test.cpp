#include "core/infer/bayes_factor.hpp"

#include <cmath>
#include <limits>

#include "tests/support/catch.hpp"
#include "tests/support/two_models.hpp"

namespace inquest {
namespace {

BayesFactor factor(double log_k, double error, bool bound = false) { return {"a", "b", log_k, error, bound}; }

TEST_CASE("bayes_factor: the favoured model comes first, whichever it is") {
  const auto factors = bayes_factors(testing::two_models({"open", "lambda"}, -2.5, 0.1));
  REQUIRE(factors.size() == 1);
  CHECK(factors[0].model == "open");
  CHECK(factors[0].other == "lambda");
  CHECK(factors[0].log_k == Approx(2.5));
}

TEST_CASE("bayes_factor: of many models the best is told against each, the closest first") {
  const auto estimate =
      from_log_evidence({"a", "b", "c"}, {-12, -10, -10.5}, {0.1, 0.1, 0.1}, {0.2, 0.4, 0.4}, "exact");
  const auto factors = bayes_factors(estimate);
  REQUIRE(factors.size() == 2);
  CHECK(factors[0].other == "c");
  CHECK(factors[0].log_k == Approx(0.5));
  CHECK(factors[1].other == "a");
  CHECK(factors[1].error == Approx(std::sqrt(0.02)));
  CHECK(bayes_factor(estimate, "a", "b")->log_k == Approx(-2));
  CHECK_FALSE(bayes_factor(estimate, "a", "d"));
}

TEST_CASE("bayes_factor: a bound is written as one, whichever its sign") {
  CHECK(factor(1.004, 0.031).relation_text() == "= 1.004 ± 0.031");
  CHECK(factor(3, 0.2, true).relation_text() == "> 3.0");
  CHECK(factor(-3, 0.2, true).value_text() == "< −3.0");
  EvidenceEstimate estimate = testing::two_models({"open", "lambda"}, 3, 0.1);
  CHECK_FALSE(bayes_factors(estimate).front().lower_bound);
  estimate.lower_bound = Matrix(2, 2, 1);
  CHECK(bayes_factors(estimate).front().lower_bound);
}

TEST_CASE("bayes_factor: one whose sign nothing tells has no value, and contradicts none") {
  EvidenceEstimate estimate = testing::two_models({"open", "lambda"}, 4.29, 0.4);
  estimate.extrapolated = Matrix(2, 2, 1);
  const BayesFactor found = bayes_factors(estimate).front();
  CHECK(found.extrapolated);
  CHECK(found.value_text() == "not told");
  CHECK(found.relation_text() == "is not told");
  CHECK(found.meaning().find("no statement") == 0);
  CHECK(deviation(found, factor(46.67, 0.01)) == 0);
  CHECK(factor(3.5, 0.2, true).meaning() == "at least strong evidence for a");
}

TEST_CASE("bayes_factor: values differ by so many standard deviations of their difference") {
  CHECK(deviation(factor(1, 0.3), factor(3, 0.4)) == Approx(4));
  CHECK(deviation(factor(3, 0.4), factor(1, 0.3)) == Approx(4));
  CHECK(deviation(factor(1, 0), factor(1, 0)) == 0);
  CHECK(std::isinf(deviation(factor(1, 0), factor(1.1, 0))));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_FALSE(deviation(factor(nan, 0.1), factor(1, 0.1)) > 3);
}

TEST_CASE("bayes_factor: errors from a few networks are uncertain themselves") {
  BayesFactor few = factor(1, 1);
  few.degrees = 3;
  // Tables of Student's t: P(t > 5.841) = 0.005 with 3 degrees of freedom, which a normal number exceeds at 2.5758.
  CHECK(deviation(few, factor(6.841, 0)) == Approx(2.5758).epsilon(1e-4));
  // Two such errors of equal size have 6: P(t > 3.707) = 0.005.
  BayesFactor other = few;
  other.log_k = 1 + 3.707 * std::sqrt(2.0);
  CHECK(deviation(few, other) == Approx(2.5758).epsilon(1e-3));
  few.degrees = 1e4;
  CHECK(deviation(few, factor(6.841, 0)) == Approx(5.841));
}

TEST_CASE("bayes_factor: a bound contradicts only what it leaves no room for") {
  const BayesFactor bound = factor(4, 0.3, true);
  CHECK(deviation(bound, factor(9, 0.4)) == 0);
  CHECK(deviation(factor(9, 0.4), bound) == 0);
  CHECK(deviation(bound, factor(2, 0.4)) == Approx(4));
  CHECK(deviation(factor(-1, 0.4), bound) == Approx(10));
  CHECK(deviation(bound, factor(6, 0.4, true)) == 0);
  CHECK(deviation(factor(-4, 0.3, true), factor(-9, 0.4)) == 0);
  CHECK(deviation(factor(-4, 0.3, true), factor(4, 0.4, true)) == Approx(16));
}

}  // namespace
}  // namespace inquest
