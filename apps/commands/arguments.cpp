#include "apps/commands/arguments.hpp"

#include <algorithm>
#include <cctype>
#include <iostream>
#include <sstream>
#include <string_view>

#include <boost/program_options.hpp>

#include "apps/commands/command_line.hpp"
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/config/suggest.hpp"

namespace inquest {
namespace {

namespace po = boost::program_options;

po::options_description file_options() {
  po::options_description options("options");
  options.add_options()("help,h", "this text")                                                      //
      ("set", po::value<std::vector<std::string>>()->composing()->value_name("KEY=VALUE"),          //
       "a value on top of the run file, as in simulations.train=5000; may be given several times")  //
      ("threads", po::value<int>()->value_name("N"), "threads; all that the machine offers by default");
  return options;
}

po::options_description run_options() {
  po::options_description options = file_options();
  options.add_options()                                                                                           //
      ("output,o", po::value<std::string>()->value_name("DIR"), "run directory; the run file's name by default")  //
      ("resume", "go on with the run directory that is there")                                                    //
      ("force", "replace the run directory that is there")                                                        //
      ("quiet,q", "say nothing but warnings and errors");
  return options;
}

/// Of commands that ask a saved estimator.
po::options_description estimator_options(const char* several, const char* output, const char* seed) {
  po::options_description options("options");
  options.add_options()("help,h", "this text")                                                                      //
      ("observation", po::value<std::string>()->value_name("FILE"),                                                 //
       "as in a run file: .csv, .npy, .fits, file.h5:/dataset, \"{file: x.csv, columns: [H]}\" or \"[1.0, 2.0]\"")  //
      ("observations", po::value<std::string>()->value_name("FILE"), several)                                       //
      ("output,o", po::value<std::string>()->value_name("FILE"), output)                                            //
      ("seed", po::value<std::int64_t>()->default_value(1)->value_name("S"), seed)                                  //
      ("force", "replace the output that is there");
  return options;
}

po::options_description sample_options() {
  po::options_description options = estimator_options(
      "many at once, [m, ...]: each row is an observation with draws of its own",
      "a new .csv, .txt or .npy; where none is given, CSV on the standard output. Of --observations a new .h5 or .npy, "
      "draws [m, N, parameters]",
      "that the draws follow from");
  options.add_options()("draws", po::value<std::int64_t>()->default_value(10000)->value_name("N"), "draws of each");
  return options;
}

po::options_description evidence_options() {
  po::options_description options =
      estimator_options("many at once, [m, ...]: each row is an observation with a ln K of its own",
                        "a new .csv, .npy or .h5, of chains a new .csv; where none is given, a table on the standard "
                        "output",
                        "that draws follow from, of estimators that need some, and fits to chains");
  options.add_options()                                                                                       //
      ("ignore-rows", po::value<double>()->value_name("F"),                                                   //
       "of each chain, as burn-in: the first share F of its rows, or where F is 1 or more the first F rows")  //
      ("without", po::value<std::string>()->value_name("NAME,..."),                                           //
       "columns of a chain that follow from others, as derived parameters do")                                //
      ("log-posterior", po::value<std::string>()->value_name("NAME"), "column of a chain, where it has another name");
  return options;
}

po::options_description information_options() {
  po::options_description options("options");
  options.add_options()("help,h", "this text")                                                                        //
      ("of", po::value<std::string>()->value_name("NAME,..."),                                                        //
       "columns of one group: names, name* for all that begin so, numbers 1,2 or 3-10 where columns have no names")   //
      ("and", po::value<std::string>()->value_name("NAME,..."),                                                       //
       "columns of the other group; all others by default, or those of the second file")                              //
      ("given", po::value<std::string>()->value_name("NAME,..."), "columns that are known: conditional information")  //
      ("pairs", "each column of one group with each of the other, in place of both groups as a whole")                //
      ("method", po::value<std::string>()->default_value("best")->value_name("METHOD"),                               //
       "best: of normal, Student's t, mixtures and a flow what describes held-out rows best; mixture: the same "
       "without the flow; flow; ksg: nearest neighbours")                                                        //
      ("output,o", po::value<std::string>()->value_name("FILE"), "a new .csv or .json in place of the table")    //
      ("figure", po::value<std::string>()->value_name("FILE"), "a new .svg with a heat map of the pairs")        //
      ("seed", po::value<std::int64_t>()->default_value(1)->value_name("S"), "that fits and folds follow from")  //
      ("threads", po::value<int>()->value_name("N"), "threads; all that the machine offers by default")          //
      ("force", "replace the output that is there");
  return options;
}

[[noreturn]] void fail_unknown(const std::string& command, const std::string& option,
                               const po::options_description& options) {
  std::vector<std::string> known;
  for (const auto& one : options.options()) known.push_back("--" + one->long_name());
  raise(ErrorKind::usage, concat("inquest ", command, ": ", option, " is not an option ", suggest(option, known)));
}

void print_help(const std::string& command, const po::options_description& options) {
  const auto found = std::ranges::find(commands(), command, &Command::name);
  std::cout << "usage: inquest " << command << " " << found->arguments << "\n\n" << found->doc << "\n\n" << options;
}

struct Parsed {
  po::variables_map values;
  Words positional;
};

std::optional<Parsed> parse(const std::string& command, const Words& words, const po::options_description& options) {
  po::options_description all;
  all.add(options).add_options()("positional", po::value<Words>());
  po::positional_options_description positional;
  positional.add("positional", -1);
  using po::command_line_style::allow_guessing, po::command_line_style::unix_style;
  Parsed parsed;
  try {
    const auto style = static_cast<int>(unix_style) & ~static_cast<int>(allow_guessing);
    po::store(po::command_line_parser(words).options(all).positional(positional).style(style).run(), parsed.values);
  } catch (const po::unknown_option& error) {
    fail_unknown(command, error.get_option_name(), options);
  } catch (const po::error& error) {
    raise(ErrorKind::usage, concat("inquest ", command, ": ", error.what(), "; see inquest ", command, " --help"));
  }
  if (parsed.values.count("help") > 0) {
    print_help(command, options);
    return std::nullopt;
  }
  if (parsed.values.count("positional") > 0) parsed.positional = parsed.values["positional"].as<Words>();
  return parsed;
}

void check_count(const std::string& command, const Words& positional, std::size_t least, std::size_t most) {
  const auto usage = [&] {
    return concat("usage: inquest ", command, " ", std::ranges::find(commands(), command, &Command::name)->arguments);
  };
  INQUEST_VALIDATE(positional.size() >= least, usage, "inquest ", command, ": an argument is missing (", usage(), ")");
  INQUEST_VALIDATE(positional.size() <= most, usage, "inquest ", command, ": '", positional[most],
                   "' is one word too many (", usage(), ")");
}

RunArguments to_run_arguments(const std::string& command, const Parsed& parsed) {
  check_count(command, parsed.positional, 1, 1);
  const po::variables_map& values = parsed.values;
  RunArguments arguments{.file = parsed.positional[0], .output = {}, .settings = {}, .threads = {}};
  arguments.output = arguments.file.stem();
  if (values.count("output") > 0) arguments.output = values["output"].as<std::string>();
  if (values.count("set") > 0) arguments.settings = values["set"].as<Words>();
  if (values.count("threads") > 0) arguments.threads = values["threads"].as<int>();
  arguments.resume = values.count("resume") > 0;
  arguments.force = values.count("force") > 0;
  arguments.quiet = values.count("quiet") > 0;
  INQUEST_VALIDATE(!arguments.resume || !arguments.force, usage, "inquest ", command,
                   ": --resume and --force (one goes on, the other starts anew); choose one");
  if (arguments.threads) set_threads(*arguments.threads);
  return arguments;
}

}  // namespace

std::optional<RunArguments> parse_run_arguments(const std::string& command, const Words& words) {
  const auto parsed = parse(command, words, run_options());
  if (!parsed) return std::nullopt;
  return to_run_arguments(command, *parsed);
}

std::optional<RunArguments> parse_check_arguments(const std::string& command, const Words& words) {
  const auto parsed = parse(command, words, file_options());
  if (!parsed) return std::nullopt;
  return to_run_arguments(command, *parsed);
}

namespace {

Seed seed_of(const std::string& command, const po::variables_map& values) {
  const auto seed = values["seed"].as<std::int64_t>();
  INQUEST_VALIDATE(seed >= 0, usage, "inquest ", command, ": --seed ", seed, " (must be >= 0)");
  return {static_cast<std::uint64_t>(seed)};
}

SampleArguments to_estimator_arguments(const std::string& command, const Parsed& parsed) {
  check_count(command, parsed.positional, 1, 1);
  const po::variables_map& values = parsed.values;
  const bool one = values.count("observation") > 0, several = values.count("observations") > 0;
  INQUEST_VALIDATE(one || several, usage, "inquest ", command,
                   ": --observation or --observations is missing (the data that the estimator is asked about)");
  INQUEST_VALIDATE(!one || !several, usage, "inquest ", command,
                   ": --observation and --observations (one is a single data vector, the other a file of many); choose "
                   "one");
  SampleArguments arguments{.estimator = parsed.positional[0],
                            .observation = values[several ? "observations" : "observation"].as<std::string>(),
                            .several = several,
                            .draws = 0,
                            .output = {},
                            .seed = seed_of(command, values),
                            .force = values.count("force") > 0};
  if (values.count("output") > 0) arguments.output = values["output"].as<std::string>();
  return arguments;
}

}  // namespace

std::optional<SampleArguments> parse_sample_arguments(const Words& words) {
  const auto parsed = parse("sample", words, sample_options());
  if (!parsed) return std::nullopt;
  SampleArguments arguments = to_estimator_arguments("sample", *parsed);
  INQUEST_VALIDATE(!arguments.several || arguments.output, usage,
                   "inquest sample: --observations without --output (the draws are an array, no table); name a new .h5 "
                   "or .npy");
  const auto draws = parsed->values["draws"].as<std::int64_t>();
  INQUEST_VALIDATE(draws > 0, usage, "inquest sample: --draws ", draws, " (must be > 0)");
  arguments.draws = static_cast<std::size_t>(draws);
  return arguments;
}

namespace {

// Estimators are asked with an observation; chains are no HDF5 files but for those of ArviZ, or a table in one.
bool is_of_estimator(const Parsed& parsed) {
  const bool observed = parsed.values.count("observation") + parsed.values.count("observations") > 0;
  return observed || parsed.positional.empty() || parsed.positional[0].ends_with(".h5");
}

std::vector<std::string> names_in(const std::string& list) {
  std::vector<std::string> names;
  std::istringstream text(list);
  for (std::string name; std::getline(text, name, ',');) names.push_back(name);
  return names;
}

ChainArguments to_chain_arguments(const Parsed& parsed) {
  const po::variables_map& values = parsed.values;
  ChainArguments arguments{parsed.positional, {}, {}, seed_of("evidence", values)};
  if (values.count("log-posterior") > 0) arguments.reading.log_posterior = values["log-posterior"].as<std::string>();
  if (values.count("without") > 0) arguments.reading.without = names_in(values["without"].as<std::string>());
  if (values.count("ignore-rows") > 0) {
    const auto ignored = values["ignore-rows"].as<double>();
    INQUEST_VALIDATE(ignored >= 0, usage, "inquest evidence: --ignore-rows ", ignored, " (must be >= 0)");
    arguments.reading.ignore = ignored;
  }
  if (values.count("output") > 0) {
    arguments.output = values["output"].as<std::string>();
    INQUEST_VALIDATE(arguments.output->extension() == ".csv", usage, arguments.output->string(),
                     " (ln Z of chains is written as .csv); choose this extension");
    check_new_file(*arguments.output, values.count("force") > 0);
  }
  return arguments;
}

}  // namespace

std::optional<std::variant<SampleArguments, ChainArguments>> parse_evidence_arguments(const Words& words) {
  const auto parsed = parse("evidence", words, evidence_options());
  if (!parsed) return std::nullopt;
  if (is_of_estimator(*parsed)) {
    for (const char* option : {"ignore-rows", "without", "log-posterior"}) {
      INQUEST_VALIDATE(parsed->values.count(option) == 0, usage, "inquest evidence: --", option,
                       " (is for chains, and this asks an estimator); leave it out");
    }
    return to_estimator_arguments("evidence", *parsed);
  }
  return to_chain_arguments(*parsed);
}

std::optional<InformationArguments> parse_information_arguments(const Words& words) {
  const auto parsed = parse("information", words, information_options());
  if (!parsed) return std::nullopt;
  check_count("information", parsed->positional, 1, 2);
  const po::variables_map& values = parsed->values;
  const auto names = [&](const char* key) {
    return values.count(key) > 0 ? names_in(values[key].as<std::string>()) : std::vector<std::string>();
  };
  InformationArguments arguments{.files = parsed->positional,
                                 .of = names("of"),
                                 .other = names("and"),
                                 .given = names("given"),
                                 .method = values["method"].as<std::string>(),
                                 .pairs = values.count("pairs") > 0,
                                 .output = {},
                                 .figure = {},
                                 .seed = seed_of("information", values)};
  const std::vector<std::string> methods{"best", "mixture", "flow", "ksg"};
  INQUEST_VALIDATE(std::ranges::count(methods, arguments.method) > 0, usage, "inquest information: --method ",
                   arguments.method, " is not a method ", suggest(arguments.method, methods));
  INQUEST_VALIDATE(arguments.files.size() == 2 || !arguments.of.empty() || !arguments.other.empty(), usage,
                   "inquest information: --of is missing (the columns of one group; all others are the other)");
  const auto path = [&](const char* key, const std::vector<std::string>& endings) {
    if (values.count(key) == 0) return std::optional<std::filesystem::path>();
    const std::filesystem::path file = values[key].as<std::string>();
    INQUEST_VALIDATE(std::ranges::count(endings, file.extension().string()) > 0, usage, file.string(), " (--", key,
                     " is written as ", join(endings), "); choose this extension");
    check_new_file(file, values.count("force") > 0);
    return std::optional(file);
  };
  arguments.output = path("output", {".csv", ".json"});
  arguments.figure = path("figure", {".svg"});
  INQUEST_VALIDATE(
      !arguments.figure || arguments.pairs, usage,
      "inquest information: --figure without --pairs (both groups as a whole are one number); add --pairs");
  if (values.count("threads") > 0) set_threads(values["threads"].as<int>());
  return arguments;
}

std::optional<ListArguments> parse_list_arguments(const Words& words) {
  po::options_description options("options");
  options.add_options()("help,h", "this text")("markdown", "all lists with all options, as a page in Markdown");
  const auto parsed = parse("list", words, options);
  if (!parsed) return std::nullopt;
  check_count("list", parsed->positional, 0, 1);
  ListArguments arguments;
  arguments.markdown = parsed->values.count("markdown") > 0;
  if (!parsed->positional.empty()) arguments.name = parsed->positional.front();
  return arguments;
}

std::optional<NewArguments> parse_new_arguments(const Words& words) {
  po::options_description options("options");
  options.add_options()("help,h", "this text")  //
      ("language", po::value<std::string>()->default_value("python")->value_name("LANGUAGE"),
       "of the simulator: python, c, c++ or fortran");
  const auto parsed = parse("new", words, options);
  if (!parsed) return std::nullopt;
  check_count("new", parsed->positional, 1, 1);
  return NewArguments{parsed->positional.front(), parsed->values["language"].as<std::string>()};
}

std::optional<Words> parse_plain_arguments(const std::string& command, const Words& words, std::size_t least,
                                           std::size_t most) {
  po::options_description options("options");
  options.add_options()("help,h", "this text");
  const auto parsed = parse(command, words, options);
  if (!parsed) return std::nullopt;
  check_count(command, parsed->positional, least, most);
  return parsed->positional;
}

std::string shell_word(const std::string& word) {
  const auto is_plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("-_./=:,+@%").find(c) != std::string::npos;
  };
  if (!word.empty() && std::ranges::all_of(word, is_plain)) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

void check_new_file(const std::filesystem::path& path, bool force) {
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  INQUEST_VALIDATE(std::filesystem::is_directory(folder), usage, path.string(), " (there is no folder ",
                   folder.string(), "); make it first, or choose another");
  INQUEST_VALIDATE(force || !std::filesystem::exists(path), usage, path.string(),
                   " is there already; choose another name, or --force to replace it");
}

}  // namespace inquest
