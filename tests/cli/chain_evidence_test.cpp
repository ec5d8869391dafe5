// inquest evidence CHAIN: ln Z of chains of other programs, and the refusal of those that do not support one.

#include <cmath>
#include <fstream>

#include "core/base/random.hpp"
#include "core/files/atomic_file.hpp"
#include "core/files/table.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

ProcessResult evidence(const TemporaryDirectory& folder, std::vector<std::string> words) {
  words.insert(words.begin(), "evidence");
  return run_inquest(INQUEST_BINARY_DIR, folder.path(), words);
}

bool says(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

// A GetDist chain of N(0, 1) in a half line, a >= 0, and two others, with ln Z = `log_z` and a derived parameter.
void write_getdist(const TemporaryDirectory& folder, const std::string& root, double log_z) {
  Random random(Seed{1});
  std::ofstream text(folder / (root + ".txt"));
  text.precision(17);
  for (int i = 0; i < 3000; ++i) {
    const double a = std::abs(random.normal()), b = random.normal(), c = random.normal();
    const double log_p = -0.5 * (a * a + b * b + c * c) - 1.5 * std::log(2 * M_PI) + std::log(2);
    text << "1 " << -log_p - log_z << ' ' << a << ' ' << b << ' ' << c << ' ' << a + b << '\n';
  }
  write_file(folder / (root + ".paramnames"), "a\ta\nb\tb\nc\tc\nsum*\ta+b\n");
  write_file(folder / (root + ".ranges"), "a 0 N\n");
}

}  // namespace

TEST_CASE("ln Z of chains of GetDist, and ln K of two", "[cli]") {
  const TemporaryDirectory folder;
  write_getdist(folder, "one", -7);
  write_getdist(folder, "other", -9);
  const ProcessResult two = evidence(folder, {"one", "other.txt"});
  INFO(two.err);
  REQUIRE(two.status == 0);
  CHECK(says(two.err, "one: sum left out (no parameters)"));
  CHECK(says(two.out, "one over other"));
  CHECK(says(two.out, "positive evidence for one"));

  const ProcessResult one = evidence(folder, {"one", "--output", "z.csv"});
  REQUIRE(one.status == 0);
  CHECK(one.out.empty());
  const std::vector<double> row = read_table((folder / "z.csv").string(), {"ln_z", "ln_z_error", "rows"}).values;
  CHECK(std::abs(row[0] + 7) < 4 * row[1]);
  CHECK(row[1] < 0.02);
  CHECK(row[2] == 3000);
  CHECK(evidence(folder, {"one", "--output", "z.csv"}).status == 64);  // is there already
  CHECK(evidence(folder, {"one", "--output", "z.csv", "--force", "--seed", "2"}).status == 0);
}

TEST_CASE("chains that do not support a ln Z end with the reason", "[cli]") {
  const TemporaryDirectory folder;
  write_getdist(folder, "one", 0);
  const auto refusal = [&](const std::vector<std::string>& words) {
    const ProcessResult result = evidence(folder, words);
    CHECK(result.status == 65);
    CHECK(result.out.empty());
    return result.err;
  };
  CHECK(says(refusal({"one", "--without", "c"}), "one does not support a ln Z"));  // c is in the log posterior
  CHECK(says(refusal({"one", "--ignore-rows", "2900"}), "100 rows at 100 places are worth"));
  write_file(folder / "one.properties.ini", "sampler = nested\n");
  CHECK(says(refusal({"one"}), "of nested sampling"));
  write_file(folder / "table.csv", "a,b\n1,2\n");
  CHECK(says(refusal({"table.csv"}), "no column of the log posterior"));
}

TEST_CASE("a wrong word beside chains is an error of usage", "[cli]") {
  const TemporaryDirectory folder;
  write_getdist(folder, "one", 0);
  CHECK(says(evidence(folder, {"one", "--without", "nothing"}).err, "no chain has a column of this name"));
  CHECK(evidence(folder, {"one", "--without", "nothing"}).status == 64);
  CHECK(evidence(folder, {"one", "--ignore-rows", "-1"}).status == 64);
  CHECK(evidence(folder, {"one", "--output", "z.h5"}).status == 64);
  CHECK(says(evidence(folder, {"network.h5"}).err, "--observation or --observations is missing"));
  CHECK(evidence(folder, {"absent.csv"}).status == 66);
}

}  // namespace inquest::testing
