#include "core/data/tied_numbers.hpp"

#include "tests/core/data/toy_model.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

using Numbers = std::vector<std::size_t>;

constexpr std::size_t rows = 400;

/// Toy rows whose third number is changed by `change(row)`.
template <class Change>
Model write_rows(SimulationStore& store, const Change& change) {
  Model model = toy_model("m");
  Simulations made = draw_joint(model, {1}, 0, rows);
  for (std::size_t i = 0; i < rows; ++i) change(i, made.x.row(i));
  store.write(model, 0, made, "test");
  return model;
}

// The numbers whose tie an observation breaks; none where it breaks none.
Numbers broken_by(const Model& model, const SimulationStore& store, std::size_t count, const std::vector<double>& x) {
  const auto found = broken_tie(model, store, count, {x.data(), 1, x.size()});
  return found ? found->numbers : Numbers{};
}

TEST_CASE("tied numbers: a copy that the observation departs from is told, and what agrees is not") {
  const TemporaryDirectory folder;
  SimulationStore store(folder.path());
  const Model model = write_rows(store, [](std::size_t, auto x) { x[2] = x[0]; });
  CHECK(broken_by(model, store, rows, std::vector<double>{0.3, 1, 0.5, 1}) == Numbers{0, 2});
  CHECK(broken_by(model, store, rows, std::vector<double>{0.3, 1, 0.3, 1}).empty());
  CHECK(broken_by(model, store, rows, std::vector<double>{0.3, 1, 0.3004, 1}).empty());  // as it is rounded
  CHECK(broken_by(model, store, rows, std::vector<double>{1e6, 1, 1e6, -1e6}).empty());  // far, and tied
  Matrix several(3, 4);
  several.values() = {0.3, 1, 0.3, 1, 0.3, 1, 0.5, 1, 0.3, 1, 0.3, 1};
  CHECK(broken_tie(model, store, rows, several)->observation == 1);
}

TEST_CASE("tied numbers: so is a sum in single precision, in a unit of its own") {
  const TemporaryDirectory folder;
  SimulationStore store(folder.path());
  const Model model = write_rows(
      store, [](std::size_t, auto x) { x[2] = static_cast<double>(static_cast<float>(1e3 * (x[0] + x[1]) + 7)); });
  CHECK(broken_by(model, store, rows, std::vector<double>{0.3, 0.4, 707, 1}).empty());
  CHECK(broken_by(model, store, rows, std::vector<double>{0.3, 0.4, 750, 1}) == Numbers{0, 1, 2});
}

TEST_CASE("tied numbers: what a single simulation breaks, or what hardly ever varies, is no tie") {
  const TemporaryDirectory folder, second, third;
  SimulationStore store(folder.path()), rare(second.path()), few(third.path());
  const std::vector<double> x{0.3, 1, 0.5, 1}, fired{0.3, 1, 0, 1};
  const Model model = write_rows(store, [](std::size_t i, auto y) { y[2] = i == 399 ? y[0] + 0.01 : y[0]; });
  CHECK(broken_by(model, store, rows, x).empty());
  const Model counts = write_rows(rare, [](std::size_t i, auto y) { y[2] = y[3] = i == 7 ? 1 : 0; });
  CHECK(broken_by(counts, rare, rows, fired).empty());
  const Model copies = write_rows(few, [](std::size_t, auto y) { y[2] = y[0]; });
  CHECK(broken_by(copies, few, 20, x).empty());  // of 20 simulations nothing is concluded
}

}  // namespace
}  // namespace inquest::testing
