#include "core/infer/evidence_estimate.hpp"

#include <cmath>
#include <limits>

#include "tests/support/catch.hpp"
#include "tests/support/two_models.hpp"

using namespace inquest;
using Catch::Matchers::Contains;

TEST_CASE("model probabilities are those of Bayes' theorem") {
  const auto equal = model_probabilities({0, std::log(3.0)}, {0.5, 0.5});
  CHECK(equal[0] == Approx(0.25));
  CHECK(equal[1] == Approx(0.75));
  const auto three = model_probabilities({-1, -2, -3}, {0.2, 0.3, 0.5});
  const double total = 0.2 * std::exp(-1) + 0.3 * std::exp(-2) + 0.5 * std::exp(-3);
  CHECK(three[1] == Approx(0.3 * std::exp(-2) / total));
  CHECK(three[0] + three[1] + three[2] == Approx(1).epsilon(1e-15));
}

TEST_CASE("model probabilities hold where exp would not") {
  CHECK(model_probabilities({0, 2000}, {0.5, 0.5}) == std::vector<double>{0, 1});
  CHECK(model_probabilities({0, -2000}, {0.5, 0.5}) == std::vector<double>{1, 0});
  const auto far = model_probabilities({-1e5, -1e5 + 1}, {0.5, 0.5});
  CHECK(far[1] == Approx(1 / (1 + std::exp(-1.0))));
  // A prior that makes up for ln K.
  CHECK(model_probabilities({0, 200}, {1, std::exp(-200.0)})[0] == Approx(0.5));
  CHECK(model_probabilities({0, 5}, {1, 0}) == std::vector<double>{1, 0});
}

TEST_CASE("evidence estimate: log K is antisymmetric, with errors of both added in squares") {
  const auto estimate =
      from_log_evidence({"a", "b", "c"}, {-10, -12.5, 2000}, {0.3, 0.4, 0}, {0.5, 0.25, 0.25}, "exact");
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(estimate.log_k(i, i) == 0);
    CHECK(estimate.log_k_error(i, i) == 0);
    for (std::size_t j = 0; j < 3; ++j) {
      CHECK(estimate.log_k(i, j) == -estimate.log_k(j, i));
      CHECK(estimate.log_k_error(i, j) == estimate.log_k_error(j, i));
    }
  }
  CHECK(estimate.log_k(0, 1) == 2.5);
  CHECK(estimate.log_k_error(0, 1) == Approx(0.5));
  CHECK(estimate.probability == std::vector<double>{0, 0, 1});
  CHECK(estimate.log_z == std::vector<double>{-10, -12.5, 2000});
  CHECK(estimate.error_kind == "exact");
}

TEST_CASE("evidence estimate from log K of the second model over the first") {
  const auto estimate = testing::two_models({"a", "b"}, 1.5, 0.2);
  CHECK(estimate.log_k(1, 0) == 1.5);
  CHECK(estimate.log_k(0, 1) == -1.5);
  CHECK(estimate.log_k_error(0, 1) == Approx(0.2));
  CHECK(estimate.probability[1] == Approx(1 / (1 + std::exp(-1.5))));
  CHECK(!estimate.log_z);
  CHECK(!estimate.log_z_error);
}

TEST_CASE("words for log K change where Kass and Raftery's table does") {
  CHECK_THAT(in_words(0, "a", "b"), Contains("not worth more than a bare mention (leans to a)"));
  CHECK_THAT(in_words(0.999, "a", "b"), Contains("bare mention"));
  CHECK(in_words(1, "a", "b") == "positive evidence for a");
  CHECK(in_words(-2.999, "a", "b") == "positive evidence for b");
  CHECK(in_words(3, "a", "b") == "strong evidence for a");
  CHECK(in_words(-4.999, "a", "b") == "strong evidence for b");
  CHECK(in_words(5, "a", "b") == "very strong evidence for a");
  CHECK(in_words(-std::numeric_limits<double>::infinity(), "a", "b") == "very strong evidence for b");
  CHECK_THAT(in_words(std::numeric_limits<double>::quiet_NaN(), "a", "b"), Contains("not a number"));
}

TEST_CASE("evidence estimate: a shift of ln p(x | M) moves ln K and probabilities, and no error") {
  const auto before = from_log_evidence({"a", "b"}, {-10, -12}, {0.3, 0.4}, {0.5, 0.5}, "nested");
  const auto after = shifted(before, {0, -1}, {0.5, 0.5});
  CHECK(after.log_k(0, 1) == Approx(3));
  CHECK(after.log_k(1, 0) == Approx(-3));
  CHECK((*after.log_z)[1] == Approx(-13));
  CHECK(after.log_k_error(0, 1) == before.log_k_error(0, 1));
  CHECK(after.probability[0] == Approx(1 / (1 + std::exp(-3.0))));
}

TEST_CASE("evidence estimate: a shift of nothing changes nothing, and one across zero leaves no bound") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto impossible = from_log_evidence({"a", "b"}, {-infinity, -12}, {0, 0}, {0.5, 0.5}, "nested");
  CHECK(shifted(impossible, {0, 0}, {0.5, 0.5}).probability == std::vector<double>{0, 1});
  CHECK(shifted(impossible, {-1, 0}, {0.5, 0.5}).probability == std::vector<double>{0, 1});
  auto bound = from_log_evidence({"a", "b"}, {8, 0}, {0.3, 0.4}, {0.5, 0.5}, "bootstrap");
  bound.lower_bound = Matrix(2, 2);
  bound.lower_bound(0, 1) = bound.lower_bound(1, 0) = 1;
  CHECK(shifted(bound, {-5, 0}, {0.5, 0.5}).is_lower_bound(0, 1));
  const auto across = shifted(bound, {-10, 0}, {0.5, 0.5});
  CHECK(!across.is_lower_bound(0, 1));
  CHECK(across.log_k_error(0, 1) == infinity);
}
