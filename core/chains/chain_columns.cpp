#include "core/chains/chain_columns.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <optional>
#include <string_view>

#include "core/config/suggest.hpp"

namespace inquest {
namespace {

using Words = std::vector<std::string_view>;

const Words weight_names = {"weight", "weights"};
const Words posterior_names = {"log_posterior", "log_prob", "log_prob_unnormalised", "lp"};
const Words negative_names = {"minuslogpost", "minus_log_posterior"};
const Words other_names = {"chi2",  "minuslogprior", "log_prior", "log_likelihood", "loglike", "logL",
                           "chain", "walker",        "draw"};
const Words nested_names = {"nlive", "logL_birth", "loglike_birth"};

bool is_one_of(const Words& words, std::string_view name) { return std::ranges::find(words, name) != words.end(); }

bool is_no_parameter(std::string_view name) {
  return is_one_of(other_names, name) || name.starts_with("chi2__") || name.starts_with("minuslogprior__");
}

// The only column with one of these names; nothing where there is none.
std::optional<std::size_t> only_column(const std::vector<std::string>& names, const Words& wanted,
                                       const std::string& where) {
  std::optional<std::size_t> found;
  for (std::size_t k = 0; k < names.size(); ++k) {
    if (!is_one_of(wanted, names[k])) continue;
    INQUEST_VALIDATE(!found, data, where, " has the columns '", names[*found], "' and '", names[k],
                     "' (either could be meant); leave one out of the file");
    found = k;
  }
  return found;
}

struct PosteriorColumn {
  std::size_t column;
  double sign;
};

PosteriorColumn posterior_column(const std::vector<std::string>& names, const std::string& asked,
                                 const std::string& where) {
  if (!asked.empty()) {
    const auto found = std::ranges::find(names, asked);
    INQUEST_VALIDATE(found != names.end(), data, where, " has no column '", asked, "' ", suggest(asked, names));
    return {static_cast<std::size_t>(found - names.begin()), is_one_of(negative_names, asked) ? -1.0 : 1.0};
  }
  if (const auto found = only_column(names, posterior_names, where)) return {*found, 1};
  const auto negative = only_column(names, negative_names, where);
  INQUEST_VALIDATE(negative, data, where, " has no column of the log posterior (the columns are ", join(names),
                   "); call it log_posterior, or name it: the log of prior times likelihood, as a density over the ",
                   "parameters of the file");
  return {*negative, -1};
}

/// Rows chain by chain, where a column says which one they are of: emcee and others write walkers side by side.
struct ChainOrder {
  std::vector<std::size_t> rows, lengths;
};

ChainOrder order_of(const ChainColumns& columns) {
  ChainOrder order{std::vector<std::size_t>(columns.values.rows()), columns.lengths};
  std::iota(order.rows.begin(), order.rows.end(), std::size_t{0});
  const auto named =
      std::ranges::find_if(columns.names, [](const std::string& name) { return name == "chain" || name == "walker"; });
  if (named == columns.names.end() || columns.lengths.size() > 1) return order;
  const auto column = static_cast<std::size_t>(named - columns.names.begin());
  const auto chain = [&](std::size_t row) { return columns.values(row, column); };
  std::ranges::stable_sort(order.rows, {}, chain);
  order.lengths.clear();
  for (std::size_t i = 0; i < order.rows.size(); ++i) {
    if (i == 0 || chain(order.rows[i]) != chain(order.rows[i - 1])) order.lengths.push_back(0);
    ++order.lengths.back();
  }
  return order;
}

}  // namespace

void refuse_nested(const std::string& where, const std::string& sign) {
  raise(ErrorKind::data, concat(where, " is of nested sampling (", sign, "); its draws share errors of their volumes, ",
                                "and the sampler has told ln Z itself: take that"));
}

ChainDraws draws_of_columns(const ChainColumns& columns, const ReadChainOptions& options, const std::string& where) {
  const std::vector<std::string>& names = columns.names;
  for (const std::string& name : names) {
    if (is_one_of(nested_names, name)) refuse_nested(where, concat("it has a column '", name, "'"));
  }
  const auto weight = only_column(names, weight_names, where);
  const PosteriorColumn posterior = posterior_column(names, options.log_posterior, where);
  ChainDraws draws;
  std::vector<std::size_t> parameters;
  for (std::size_t k = 0; k < names.size(); ++k) {
    if (k == posterior.column || k == weight) continue;
    if (is_no_parameter(names[k])) {
      draws.left_out.push_back(names[k]);
    } else {
      parameters.push_back(k);
      draws.names.push_back(names[k]);
    }
  }
  const std::size_t n = columns.values.rows();
  const double infinity = std::numeric_limits<double>::infinity();
  draws.ranges.assign(parameters.size(), {-infinity, infinity});
  draws.theta = Matrix(n, parameters.size());
  draws.weights.assign(n, 1.0);
  const auto [rows, lengths] = order_of(columns);
  draws.lengths = lengths;
  for (std::size_t i = 0; i < n; ++i) {
    const auto row = columns.values.row(rows[i]);
    if (weight) draws.weights[i] = row[*weight];
    draws.log_posterior.push_back(posterior.sign * row[posterior.column]);
    for (std::size_t j = 0; j < parameters.size(); ++j) draws.theta(i, j) = row[parameters[j]];
  }
  return draws;
}

}  // namespace inquest
