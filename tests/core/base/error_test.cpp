#include "core/base/error.hpp"

#include "tests/support/catch.hpp"

using namespace inquest;

TEST_CASE("error kinds are the exit statuses of sysexits.h", "[base]") {
  CHECK(Error(ErrorKind::usage, "").exit_status() == 64);
  CHECK(Error(ErrorKind::data, "").exit_status() == 65);
  CHECK(Error(ErrorKind::missing_input, "").exit_status() == 66);
  CHECK(Error(ErrorKind::internal, "").exit_status() == 70);
  CHECK(Error(ErrorKind::io, "").exit_status() == 74);
  CHECK(Error(ErrorKind::config, "").exit_status() == 78);
  CHECK(Error(ErrorKind::interrupted, "").exit_status() == 130);
}

TEST_CASE("error carries its kind and its message", "[base]") {
  try {
    raise(ErrorKind::io, "disk full");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::io);
    CHECK(std::string(error.what()) == "disk full");
  }
}

TEST_CASE("error: INQUEST_VALIDATE words what went wrong, and only then", "[base]") {
  int evaluations = 0;
  const auto text = [&] { return ++evaluations; };
  CHECK_NOTHROW([&] { INQUEST_VALIDATE(true, data, "count ", text()); }());
  CHECK(evaluations == 0);
  CHECK_THROWS_WITH([&] { INQUEST_VALIDATE(evaluations > 0, data, "rows = ", 0.1, " (must be > ", 3, ")"); }(),
                    "rows = 0.1 (must be > 3)");
}

TEST_CASE("error: INQUEST_VALIDATE is one statement", "[base]") {
  bool reached_else = false;
  if (reached_else)
    INQUEST_VALIDATE(false, internal, "never");
  else
    reached_else = true;
  CHECK(reached_else);
}

TEST_CASE("error: a failed expectation names its place", "[base]") {
  CHECK_THROWS_WITH(raise_expectation("n > 0", "file.cpp", 12),
                    "file.cpp:12: n > 0 does not hold (a defect of inquest)");
}

TEST_CASE("concat prints numbers with ten digits", "[base]") {
  CHECK(concat("x", 1, ' ', 0.1, " ", 1234567.891) == "x1 0.1 1234567.891");
}
