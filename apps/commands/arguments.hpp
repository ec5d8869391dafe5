// Words of the command line as values.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "apps/commands/commands.hpp"
#include "core/base/seed.hpp"
#include "core/chains/chain_columns.hpp"

namespace inquest {

/// What the commands that work on a run file take.
struct RunArguments {
  std::filesystem::path file;
  std::filesystem::path output;  // the run file's name in the current folder where none is given
  std::vector<std::string> settings;
  std::optional<int> threads;
  bool resume = false;
  bool force = false;
  bool quiet = false;
};

/// Nothing if the words asked for help, which was printed; throws Error(usage).
std::optional<RunArguments> parse_run_arguments(const std::string& command, const Words& words);

/// The same for `check` and `check-simulator`, which have no run directory.
std::optional<RunArguments> parse_check_arguments(const std::string& command, const Words& words);

/// What `sample` takes, and `evidence`.
struct SampleArguments {
  std::filesystem::path estimator;
  std::string observation;  // as the run file writes it: a file, or [1.0, 2.0]; of several a file [m, ...]
  bool several = false;     // observations, each with draws of its own
  std::size_t draws;        // of each
  std::optional<std::filesystem::path> output;  // standard output where none is given, of one observation
  Seed seed;
  bool force = false;
};

/// As above.
std::optional<SampleArguments> parse_sample_arguments(const Words& words);

/// What `evidence` takes of chains that other programs made.
struct ChainArguments {
  std::vector<std::string> chains;  // files or GetDist roots
  ReadChainOptions reading;
  std::optional<std::filesystem::path> output;
  Seed seed;
};

/// What `evidence` takes: an estimator with observations, as `sample` without draws, and of several a table on the
/// standard output as well; or chains, which have none.
std::optional<std::variant<SampleArguments, ChainArguments>> parse_evidence_arguments(const Words& words);

/// What `information` takes.
struct InformationArguments {
  std::vector<std::string> files;             // one table, or one for each group
  std::vector<std::string> of, other, given;  // names of columns; `of` and `other` empty: the others
  std::string method = "best";
  bool pairs = false;  // each column of one group with each of the other
  std::optional<std::filesystem::path> output, figure;
  Seed seed;
};

/// As above.
std::optional<InformationArguments> parse_information_arguments(const Words& words);

/// What `list` takes.
struct ListArguments {
  std::optional<std::string> name;  // of a list, or of one thing in them
  bool markdown = false;
};

/// As above.
std::optional<ListArguments> parse_list_arguments(const Words& words);

/// What `new` takes.
struct NewArguments {
  std::string name;
  std::string language;
};

/// As above.
std::optional<NewArguments> parse_new_arguments(const Words& words);

/// For commands whose only arguments are up to `most` words, at least `least`.
std::optional<Words> parse_plain_arguments(const std::string& command, const Words& words, std::size_t least,
                                           std::size_t most);

/// A word as a shell reads it back: in quotes where it has blanks or characters that mean something there.
std::string shell_word(const std::string& word);

/// Throws Error(usage) unless a file can be made there: its folder is there, and it is not, or may be replaced.
void check_new_file(const std::filesystem::path& path, bool force);

}  // namespace inquest
