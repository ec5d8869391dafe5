#include "core/data/data_obstacles.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/config/suggest.hpp"
#include "core/model/noiseless.hpp"

namespace inquest {
namespace {

constexpr std::size_t first_rows = 64;  // that show nearly always that a number varies
constexpr std::size_t most_named = 5;

double in_single(double value) { return static_cast<double>(static_cast<float>(value)); }

// Values of one row, and which of them no row so far had otherwise.
struct Constants {
  std::vector<double> value;
  std::vector<std::size_t> columns;

  void look_at(const Simulations& rows) {
    for (std::size_t i = 0; i < rows.status.size(); ++i) {
      if (rows.status[i] != SimulationStatus::ok) continue;
      const auto x = rows.x.row(i);
      if (value.empty()) {
        value.assign(x.begin(), x.end());
        for (std::size_t j = 0; j < x.size(); ++j) columns.push_back(j);
      }
      std::erase_if(columns, [&](std::size_t j) { return x[j] != value[j]; });
    }
  }

  // Until a number is known to vary.
  bool open() const { return value.empty() || !columns.empty(); }
};

Constants constants_of(const Model& model, const SimulationStore& store, std::size_t rows) {
  Constants found;
  std::size_t count = first_rows;
  for (std::size_t first = 0; first < rows && found.open(); first += count, count = SimulationStore::shard_rows) {
    count = std::min(count, rows - first);
    found.look_at(store.read(model.name, first, count));
  }
  return found;
}

std::string listed(const std::vector<std::size_t>& columns) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < std::min(most_named, columns.size()); ++i) words.push_back(concat(columns[i]));
  return join(words) + (columns.size() > most_named ? ", ..." : "");
}

}  // namespace

bool equal_in_single(double a, double b) { return a == b || in_single(a) == b || in_single(b) == a; }

void require_possible(const Model& model, const SimulationStore& store, std::size_t rows, std::span<const double> x) {
  const Constants found = constants_of(model, store, rows);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t j = i % model.data_size();
    if (std::ranges::find(found.columns, j) == found.columns.end() || equal_in_single(x[i], found.value[j])) continue;
    raise(ErrorKind::data, concat("model ", model.name, ": data column ", j, " = ", x[i], " in the observation (it is ",
                                  found.value[j], " in all simulations, so that no parameters explain it); ",
                                  "correct one of the two, or leave the number out of both"));
  }
}

void require_noise(const Model& model, const SimulationStore& store, std::size_t rows) {
  const std::size_t most = std::min(rows, 4 * (model.bundle.archive ? regressed_rows : noiseless_rows));
  require_noise(model, store.read(model.name, 0, most));
}

void require_noise(const Model& model, const Simulations& rows) {
  if (model.simulator().info().deterministic) return;
  const auto found = noiseless_numbers(model, rows);
  INQUEST_VALIDATE(found.empty(), data, "model ", model.name, ": ", found.size() == 1 ? "number " : "numbers ",
                   listed(found), " of the data (counted from 0) ", found.size() == 1 ? "follows" : "follow",
                   " from the parameters without noise, so that neither has a density; simulate their noise too, ",
                   "leave them out of the data, or fix the parameters that they tell");
}

}  // namespace inquest
