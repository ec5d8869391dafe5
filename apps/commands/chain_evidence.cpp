#include "apps/commands/chain_evidence.hpp"

#include <algorithm>
#include <iostream>

#include "apps/commands/summary_table.hpp"
#include "apps/commands/terminal_reporter.hpp"
#include "core/base/number_format.hpp"
#include "core/chains/read_chain.hpp"
#include "core/config/suggest.hpp"
#include "core/files/atomic_file.hpp"
#include "core/files/csv_word.hpp"
#include "evidence/chains/chain_evidence.hpp"
#include "flows/families/fitted_flow.hpp"

namespace inquest {
namespace {

struct Chain {
  std::string file, name;
  ChainDraws draws;
  ChainEvidence evidence;
};

std::vector<Chain> read_chains(const ChainArguments& arguments) {
  std::vector<Chain> chains;
  std::vector<std::string> left_out;
  for (const std::string& file : arguments.chains) {
    const std::filesystem::path path(file);
    const bool has_ending = path.extension().string().find_first_of("0123456789") == std::string::npos;
    chains.push_back(
        {file, (has_ending ? path.stem() : path.filename()).string(), read_chain(file, arguments.reading), {}});
    const std::vector<std::string>& names = chains.back().draws.left_out;
    left_out.insert(left_out.end(), names.begin(), names.end());
    if (!names.empty()) std::cerr << file << ": " << join(names) << " left out (no parameters)\n";
  }
  for (const std::string& name : arguments.reading.without) {
    INQUEST_VALIDATE(std::ranges::count(left_out, name) > 0, usage, "inquest evidence: --without ", name,
                     " (no chain has a column of this name)");
  }
  std::vector<std::string> names;
  for (const Chain& chain : chains) names.push_back(chain.name);
  for (Chain& chain : chains) {
    if (std::ranges::count(names, chain.name) > 1) chain.name = chain.file;
  }
  return chains;
}

ChainEvidence weigh(const Chain& chain, Seed seed, Reporter& reporter) {
  const auto fit = [&](ConstMatrixView z, std::span<const double> weights, std::size_t held_out, std::size_t half) {
    return fit_flow(z, weights, held_out, {}, seed.child("flow").child(half), reporter);
  };
  return chain_evidence(chain.draws, fit, {}, seed);
}

void require_answer(const Chain& chain) {
  const std::vector<std::string>& refusals = chain.evidence.refusals;
  if (refusals.empty()) return;
  std::string reasons = refusals.front();
  for (std::size_t i = 1; i < refusals.size(); ++i) reasons += ". Also, " + refusals[i];
  raise(ErrorKind::data, concat(chain.file, " does not support a ln Z: ", reasons));
}

std::string table_of(const std::vector<Chain>& chains) {
  std::vector<std::vector<std::string>> rows{{"chain", "ln Z", "by a mixture", "effective draws"}};
  for (const Chain& chain : chains) {
    const ChainEvidence& found = chain.evidence;
    rows.push_back({chain.name, plain(with_error(found.log_z.value, found.log_z.error)),
                    plain(with_error(found.second.value, found.second.error)),
                    concat(std::lround(found.effective_draws))});
  }
  return aligned(rows, "");
}

std::string csv_of(const std::vector<Chain>& chains) {
  std::string text = "chain,ln_z,ln_z_error,mixture_ln_z,mixture_ln_z_error,pareto_k,rows,effective_draws\n";
  for (const Chain& chain : chains) {
    const ChainEvidence& found = chain.evidence;
    text += csv_word(chain.name);
    for (const double value : {found.log_z.value, found.log_z.error, found.second.value, found.second.error,
                               found.pareto_k, static_cast<double>(found.rows), found.effective_draws}) {
      text += ',';
      append_shortest(text, value);
    }
    text += '\n';
  }
  return text;
}

std::string log_k_of(const std::vector<Chain>& chains) {
  std::vector<std::string> names;
  std::vector<double> log_z, error;
  for (const Chain& chain : chains) {
    names.push_back(chain.name);
    log_z.push_back(chain.evidence.log_z.value);
    error.push_back(chain.evidence.log_z.error);
  }
  const std::vector<double> equal(chains.size(), 1 / static_cast<double>(chains.size()));
  return log_k_table(from_log_evidence(names, log_z, error, equal, "scatter"));
}

}  // namespace

void weigh_chains(const ChainArguments& arguments) {
  TerminalReporter reporter(standard_reporter_options(true));
  std::vector<Chain> chains = read_chains(arguments);
  for (Chain& chain : chains) {
    chain.evidence = weigh(chain, arguments.seed.child(chain.name), reporter);
    require_answer(chain);
    for (const std::string& warning : chain.evidence.warnings) reporter.warning(concat(chain.file, ": ", warning));
  }
  if (arguments.output) return write_file(*arguments.output, csv_of(chains));
  std::cout << table_of(chains);
  if (chains.size() > 1) std::cout << '\n' << log_k_of(chains);
  std::cout << std::flush;
}

}  // namespace inquest
