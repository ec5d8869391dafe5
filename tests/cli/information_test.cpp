// inquest information: mutual information of columns, of groups and pairs, and what it refuses.

#include <cmath>
#include <fstream>

#include <nlohmann/json.hpp>

#include "core/files/atomic_file.hpp"
#include "core/files/table.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/information_rows.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

ProcessResult information(const TemporaryDirectory& folder, std::vector<std::string> words) {
  words.insert(words.begin(), "information");
  return run_inquest(INQUEST_BINARY_DIR, folder.path(), words);
}

bool says(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

// x and y with correlation 0.6, both with z added, noise that nothing tells of, and a class of two by the sign of x.
void write_table(const TemporaryDirectory& folder) {
  const Matrix rows = correlated_rows(1000, 0.6, 1, Seed{1}), noise = correlated_rows(1000, 0, 0, Seed{2});
  std::ofstream text(folder / "table.csv");
  text.precision(17);
  text << "x,y,z,noise_1,noise_2,class\n";
  for (std::size_t i = 0; i < 1000; ++i) {
    for (const double value : rows.row(i)) text << value << ',';
    text << noise(i, 0) << ',' << noise(i, 1) << ',' << (rows(i, 0) > 0 ? 1 : 0) << '\n';
  }
}

nlohmann::json answers(const TemporaryDirectory& folder, const std::string& name) {
  return nlohmann::json::parse(read_file(folder / name))["information"];
}

void check_within(const nlohmann::json& answer, double exact) {
  const double error = answer["error"];
  CHECK(std::abs(answer["information"].get<double>() - exact) < 4 * error);
  CHECK(error < 0.05);
}

}  // namespace

TEST_CASE("information of two groups, alone and given a third", "[cli]") {
  const TemporaryDirectory folder;
  write_table(folder);
  const ProcessResult shown = information(folder, {"table.csv", "--of", "x", "--and", "y", "--given", "z"});
  INFO(shown.err);
  REQUIRE(shown.status == 0);
  CHECK(says(shown.out, "given z\nof  and  information [nat]"));
  REQUIRE(information(folder, {"table.csv", "--of", "x", "--and", "y", "--given", "z", "-o", "a.json"}).status == 0);
  check_within(answers(folder, "a.json")[0], normal_information(0.6));
  // Of x and (y, noise_1): corr(x, y) = 1.6 / 2.
  REQUIRE(information(folder, {"table.csv", "--of", "x", "--and", "y,noise_1", "-o", "b.json"}).status == 0);
  check_within(answers(folder, "b.json")[0], normal_information(0.8));
  REQUIRE(information(folder, {"table.csv", "--of", "x", "--and", "y", "--method", "ksg", "-o", "c.json"}).status == 0);
  check_within(answers(folder, "c.json")[0], normal_information(0.8));
  // The sign of x follows from x, ln 2 of it.
  REQUIRE(information(folder, {"table.csv", "--of", "class", "--and", "z", "-o", "d.json"}).status == 0);
  CHECK(says(answers(folder, "d.json")[0]["density"], "by class"));
}

TEST_CASE("information of pairs of columns is a table and a figure", "[cli]") {
  const TemporaryDirectory folder;
  write_table(folder);
  const ProcessResult made = information(
      folder, {"table.csv", "--of", "x,z", "--and", "y,noise*", "--pairs", "-o", "pairs.csv", "--figure", "pairs.svg"});
  INFO(made.err);
  REQUIRE(made.status == 0);
  const Table table = read_table((folder / "pairs.csv").string(), {"information", "error"});
  REQUIRE(table.shape == std::vector<std::size_t>{6, 2});
  const std::vector<double> exact{normal_information(0.8), 0, 0, normal_information(std::sqrt(0.5)), 0, 0};
  for (std::size_t k = 0; k < 6; ++k) {
    CHECK(std::abs(table.values[2 * k] - exact[k]) < 4 * table.values[2 * k + 1]);
  }
  CHECK(read_file(folder / "pairs.svg").starts_with("<svg xmlns="));
}

TEST_CASE("information of two files takes the first against the second", "[cli]") {
  const TemporaryDirectory folder;
  const Matrix rows = correlated_rows(500, 0.6, 0, Seed{3});
  std::ofstream x(folder / "x.csv"), y(folder / "y.csv");
  for (std::size_t i = 0; i < 500; ++i) {
    x << rows(i, 0) << '\n';
    y << rows(i, 1) << '\n';
  }
  x.close();
  y.close();
  REQUIRE(information(folder, {"x.csv", "y.csv", "-o", "a.json"}).status == 0);
  check_within(answers(folder, "a.json")[0], normal_information(0.6));
}

TEST_CASE("information says what is wrong with a table or a word", "[cli]") {
  const TemporaryDirectory folder;
  write_table(folder);
  const auto fails = [&](std::vector<std::string> words, int status, const std::string& why) {
    words.insert(words.begin(), "table.csv");
    const ProcessResult result = information(folder, words);
    CHECK(result.status == status);
    CHECK(says(result.err, why));
    INFO(result.err);
  };
  fails({}, 64, "--of is missing");
  fails({"--of", "x", "--method", "knn"}, 64, "is not a method");
  fails({"--of", "x", "--and", "y", "--figure", "f.svg"}, 64, "--figure without --pairs");
  fails({"--of", "x", "--and", "y", "-o", "f.txt"}, 64, "choose this extension");
  fails({"--of", "w", "--and", "y"}, 65, "there is no column w");
  fails({"--of", "x,y", "--and", "y"}, 65, "column y is named twice");
  fails({"--of", "class", "--and", "y", "--method", "ksg"}, 65, "column class has few values");
  write_file(folder / "few.csv", "a,b\n1,2\n3,4\n");
  CHECK(says(information(folder, {"few.csv", "--of", "a"}).err, "2 rows (information needs at least 30)"));
}

}  // namespace inquest::testing
