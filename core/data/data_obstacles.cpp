#include "core/data/data_obstacles.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/config/suggest.hpp"
#include "core/data/tied_numbers.hpp"
#include "core/model/noiseless.hpp"

namespace inquest {
namespace {

constexpr std::size_t first_rows = 64;  // that show nearly always that a number varies
constexpr std::size_t most_named = 5;
constexpr double last_digits = 8;        // units of the last place in which sums of rounded numbers differ
constexpr std::size_t most_values = 16;  // that such sums have
constexpr double single_digit = std::numeric_limits<float>::epsilon();

double in_single(double value) { return static_cast<double>(static_cast<float>(value)); }

}  // namespace

bool equal_in_single(double a, double b) { return a == b || in_single(a) == b || in_single(b) == a; }

namespace {

// The range of a number, and its values, of which the first few are kept.
struct NumberRange {
  double least, largest;
  std::vector<double> values = {};

  void take_in(double value) {
    least = std::min(least, value);
    largest = std::max(largest, value);
    const bool known = std::ranges::find(values, value) != values.end();
    if (!known && values.size() <= most_values) values.push_back(value);
  }

  // Whether it varies by its last digits at most. Of a number that varies little, as a date does, there are many
  // values; rounding leaves a few.
  bool constant() const {
    const double size = std::max(std::abs(least), std::abs(largest));
    return values.size() <= most_values && largest - least <= last_digits * single_digit * size;
  }

  // Whether an observation may have it, which may be rounded to single precision where simulations are not.
  bool allows(double value) const {
    const double slack = largest - least;
    return (value >= least - slack && value <= largest + slack) || equal_in_single(value, least) ||
           equal_in_single(value, largest);
  }
};

// The ranges of numbers, and which of them are constant so far.
struct Constants {
  std::vector<NumberRange> range;
  std::vector<std::size_t> columns;

  void look_at(const Simulations& rows) {
    for (std::size_t i = 0; i < rows.status.size(); ++i) {
      if (rows.status[i] != SimulationStatus::ok) continue;
      const auto x = rows.x.row(i);
      if (range.empty()) {
        for (std::size_t j = 0; j < x.size(); ++j) {
          range.push_back({x[j], x[j]});
          columns.push_back(j);
        }
      }
      std::erase_if(columns, [&](std::size_t j) {
        range[j].take_in(x[j]);
        return !range[j].constant();
      });
    }
  }

  // Until a number is known to vary.
  bool open() const { return range.empty() || !columns.empty(); }
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

std::string shortened(std::vector<std::string> words) {
  const bool all = words.size() <= most_named;
  if (!all) words.resize(most_named);
  return join(words) + (all ? "" : ", ...");
}

std::string listed(const std::vector<std::size_t>& columns) {
  std::vector<std::string> words;
  for (const std::size_t column : columns) words.push_back(concat(column));
  return shortened(std::move(words));
}

void require_ties(const Model& model, const SimulationStore& store, std::size_t rows, ConstMatrixView x) {
  const auto found = broken_tie(model, store, rows, x);
  if (!found) return;
  std::vector<std::string> values;
  for (const std::size_t j : found->numbers) values.push_back(concat(x(found->observation, j)));
  raise(ErrorKind::data, concat("model ", model.name, ": data columns ", listed(found->numbers), " = ",
                                shortened(std::move(values)), " in the observation (in all simulations they are tied, ",
                                "as a copy or a sum is, and not so here, so that no parameters explain them); correct ",
                                "one of the two, or leave one of these numbers out of both"));
}

}  // namespace

void require_possible(const Model& model, const SimulationStore& store, std::size_t rows, std::span<const double> x) {
  const Constants found = constants_of(model, store, rows);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t j = i % model.data_size();
    if (std::ranges::find(found.columns, j) == found.columns.end() || found.range[j].allows(x[i])) continue;
    raise(ErrorKind::data, concat("model ", model.name, ": data column ", j, " = ", x[i], " in the observation (it is ",
                                  found.range[j].least, " in all simulations, so that no parameters explain it); ",
                                  "correct one of the two, or leave the number out of both"));
  }
  if (model.simulator().info().deterministic) return;  // the noise, which its likelihood knows, breaks every tie
  require_ties(model, store, rows, {x.data(), x.size() / model.data_size(), model.data_size()});
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
