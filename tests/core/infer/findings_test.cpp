#include "core/infer/findings.hpp"

#include <limits>

#include "core/infer/mcmc_findings.hpp"
#include "tests/support/catch.hpp"

namespace inquest {
namespace {

TEST_CASE("findings: a number has a key, a text with its error, and a meaning") {
  Findings inner;
  inner.add("information", Measured{6.123, 0.21}, "nats");
  Findings findings;
  findings.add_group("nested", inner);
  REQUIRE(findings.all().size() == 1);
  const Finding& found = findings.all().front();
  CHECK(found.key() == "nested.information");
  CHECK(found.text() == "6.12 ± 0.21");
  CHECK(found.error == 0.21);
  CHECK(found.doc == "nats");
}

TEST_CASE("findings: every kind of value has a text") {
  Findings findings;
  CHECK(findings.add("a", std::string("npe"), "").text() == "npe");
  CHECK(findings.add("a", std::int64_t{12345}, "").text() == "12\u2009345");
  CHECK(findings.add("a", 0.123456, "").text() == "0.1235");
  CHECK(findings.add("a", std::vector<double>{1.5, -2}, "").text() == "1.5, −2");
  CHECK(findings.add("a", Finding::Value(), "").text() == "\u2013");
}

TEST_CASE("findings: the terminal has those that are for it, in ASCII and with their keys") {
  Findings findings;
  CHECK(findings.line().empty());
  findings.add("steps", std::int64_t{100}, "");
  CHECK(findings.line().empty());
  findings.add("picked", std::string("nle"), "").on_terminal = true;
  findings.add("gain", Measured{-0.352, 0.12}, "").on_terminal = true;
  CHECK(findings.line() == "picked nle, gain -0.35 +- 0.12");
}

TEST_CASE("findings: chains tell of their convergence") {
  McmcReport report;
  report.convergence.r_hat = 1.003;
  report.chains = 40;
  const Findings findings = findings_of(report);
  REQUIRE(findings.all().size() == 6);
  CHECK(findings.all()[0].key() == "r_hat");
  CHECK(findings.all()[0].value == Finding::Value(1.003));
  CHECK(findings.all()[3].value == Finding::Value(std::int64_t{40}));
}

}  // namespace
}  // namespace inquest
