#include "core/files/table_columns.hpp"

#include "core/base/error.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;
using Catch::Matchers::Contains;
using Names = std::vector<std::string>;
using Places = std::vector<std::size_t>;
using Numbers = std::vector<double>;

namespace {

const std::vector<TableColumn> columns{{"a", {}}, {"flux", {3}},  {"map", {2, 2}},
                                       {"", {}},  {"flux_2", {}}, {"b_x", {}}};

ColumnChoice choose(const Names& wanted) { return {columns, wanted, "t.fits"}; }

}  // namespace

TEST_CASE("columns of arrays: whole ones, and numbers of them, in the order asked for") {
  const ColumnChoice choice = choose({"flux_3", "a", "flux"});
  CHECK(choice.names() == Names{"flux_3", "a", "flux_1", "flux_2", "flux_3"});
  CHECK(choice.columns() == Places{0, 1});
  CHECK(choice.shape(7) == Shape{7, 5});
  Numbers rows(10);
  choice.place(0, Numbers{8, 9}.data(), 1, rows);
  choice.place(1, Numbers{1, 2, 3, -1, 4, 5, 6, -1}.data(), 4, rows);
  CHECK(rows == Numbers{3, 8, 1, 2, 3, 6, 9, 4, 5, 6});
}

TEST_CASE("columns of arrays: a column of that name goes before a number of an array") {
  CHECK(choose({"flux_2"}).columns() == Places{4});
  CHECK(choose({"map_4"}).columns() == Places{2});
  CHECK(choose({"b_x"}).columns() == Places{5});
  for (const char* name : {"flux_0", "flux_4", "flux_03", "flux_", "flux_1x", "a_1", "_1"}) {
    CHECK_THROWS_WITH(choose({name}), Contains(std::string("t.fits has no column '") + name + "'"));
  }
}

TEST_CASE("columns of arrays: one of several dimensions keeps its shape, and has no names") {
  CHECK(choose({"map"}).shape(5) == Shape{5, 2, 2});
  CHECK(choose({"map"}).names().empty());
  CHECK(choose({"map_1"}).shape(5) == Shape{5, 1});
  CHECK(choose({"map", "a"}).shape(5) == Shape{5, 5});
  CHECK(choose({"map", "map_1"}).shape(5) == Shape{5, 5});
  CHECK(ColumnChoice({{"map", {2, 2}}}, {}, "").shape(5) == Shape{5, 2, 2});
}

TEST_CASE("columns of arrays: by default those with a name, or all") {
  CHECK(choose({}).columns() == Places{0, 1, 2, 4, 5});
  const ColumnChoice nameless({{"", {}}, {"", {2}}}, {}, "");
  CHECK(nameless.shape(1) == Shape{1, 3});
  CHECK(nameless.names().empty());
  CHECK(number_names({{"a", {}}, {"", {2}}, {"m", {2}}}) == Names{"a", "", "", "m_1", "m_2"});
}
