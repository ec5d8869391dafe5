// Which columns of a table of draws are what: one rule for every kind of file.
//
//   weight           weight, weights; where there is none all rows count alike
//   log posterior    log_posterior, log_prob, log_prob_unnormalised, lp, or its negative minuslogpost,
//                    minus_log_posterior
//   chain            chain or walker: which one a row is of, where the file does not hold chain after chain
//   no parameters    chi2, minuslogprior, log_prior, log_likelihood, logL, draw and the like, and what begins with
//                    chi2__ or minuslogprior__
//   parameters       all others
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/chains/chain_draws.hpp"

namespace inquest {

/// What a reader of chains may be told.
struct ReadChainOptions {
  std::string log_posterior = "";         // its column, where it has another name
  std::optional<double> ignore = {};      // the first rows of each chain: that share of them below 1, else so many
  std::vector<std::string> without = {};  // those of these parameters that follow from others
};

/// Columns of numbers with their names.
struct ChainColumns {
  std::vector<std::string> names;  // [k]
  Matrix values;                   // [n, k]
  std::vector<std::size_t> lengths;
};

/// Draws without ranges. Throws Error(data) where a column is missing or there twice, and on draws of nested sampling,
/// which columns of live points or births tell; `where` is the file.
ChainDraws draws_of_columns(const ChainColumns& columns, const ReadChainOptions& options, const std::string& where);

/// Throws Error(data) for draws of nested sampling.
[[noreturn]] void refuse_nested(const std::string& where, const std::string& sign);

}  // namespace inquest
