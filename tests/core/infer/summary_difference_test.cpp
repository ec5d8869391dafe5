#include "core/infer/summary_difference.hpp"

#include "tests/support/catch.hpp"

namespace inquest {
namespace {

PosteriorSummary summary(std::vector<double> mean, std::vector<double> sd, double effective) {
  return {std::move(mean), std::move(sd), {}, {}, 10000, effective};
}

TEST_CASE("summary_difference: posteriors within their scatter agree") {
  CHECK_FALSE(worst_difference(summary({1, 2}, {1, 1}, 10000), summary({1.5, 2}, {1.25, 1}, 10000)));
  // Of 100 draws each the means scatter by 0.14 standard deviations: 0.5 + 3 * 0.14 are not passed.
  CHECK_FALSE(worst_difference(summary({0}, {1}, 100), summary({0.9}, {1}, 100)));
  CHECK(worst_difference(summary({0}, {1}, 100), summary({0.93}, {1}, 100)));
}

TEST_CASE("summary_difference: the parameter that differs most is named, with both numbers") {
  const auto found = worst_difference(summary({0, 0, 0}, {1, 1, 1}, 10000), summary({0.6, 0, 1}, {1, 1.5, 2}, 10000));
  REQUIRE(found);
  CHECK(found->parameter == 2);
  CHECK(found->sigma == Approx(1 / std::sqrt(2.5)));
  CHECK(found->width_ratio == Approx(2));
  CHECK(found->in_words("p") ==
        "the means of p differ by 0.63 standard deviations and these themselves by a factor of 2");
}

TEST_CASE("summary_difference: what is beyond its scatter is found behind a larger difference that is not") {
  // Of 400 draws each the limits are 0.71 standard deviations and a factor of 1.51.
  const auto found = worst_difference(summary({0, 0}, {1, 1}, 400), summary({0, 0.74}, {1.49, 1}, 400));
  REQUIRE(found);
  CHECK(found->parameter == 1);
  CHECK(found->in_mean);
  const auto constant = worst_difference(summary({0, 0}, {0, 1}, 400), summary({0, 3}, {0, 1}, 400));
  REQUIRE(constant);
  CHECK(constant->parameter == 1);
}

TEST_CASE("summary_difference: moments without draws scatter not") {
  CHECK(worst_difference(summary({0}, {1}, 0), summary({0.51}, {1}, 0)));
  CHECK_FALSE(worst_difference(summary({0}, {1}, 0), summary({0.49}, {1}, 0)));
}

TEST_CASE(
    "summary_difference: a value lies so many standard deviations above the mean, around a circle the shorter way") {
  PosteriorSummary answer = summary({10, 10}, {2, 2}, 400);
  CHECK(offset_of(answer, 0, 13) == Approx(1.5));
  answer.circles = {{}, {360, 1}};
  CHECK(offset_of(answer, 0, 356) == Approx(173));
  CHECK(offset_of(answer, 1, 356) == Approx(-7));
}

}  // namespace
}  // namespace inquest
