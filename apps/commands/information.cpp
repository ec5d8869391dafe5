// information: mutual information of groups of columns, or of each pair of columns.

#include <algorithm>
#include <iostream>

#include "apps/commands/arguments.hpp"
#include "apps/commands/column_groups.hpp"
#include "apps/commands/information_table.hpp"
#include "apps/commands/terminal_reporter.hpp"
#include "core/base/parallel.hpp"
#include "core/base/quiet_reporter.hpp"
#include "core/config/suggest.hpp"
#include "core/files/atomic_file.hpp"
#include "core/information/columns.hpp"
#include "core/information/ksg.hpp"
#include "core/information/mutual_information.hpp"
#include "flows/families/conditional_flow_fit.hpp"

namespace inquest {
namespace {

struct Question {
  std::vector<std::size_t> of, other;  // columns of the groups
};

std::vector<Question> questions(const ColumnGroups& groups, bool pairs) {
  std::vector<Question> all(pairs ? 0 : 1);
  for (std::size_t i = 0; i < groups.of.names.size(); ++i) {
    if (!pairs) all[0].of.push_back(i);
    for (std::size_t j = 0; pairs && j < groups.other.names.size(); ++j) all.push_back({{i}, {j}});
  }
  for (std::size_t j = 0; !pairs && j < groups.other.names.size(); ++j) all[0].other.push_back(j);
  return all;
}

std::string names_at(const ColumnGroup& group, const std::vector<std::size_t>& places) {
  std::vector<std::string> names;
  for (const std::size_t place : places) names.push_back(group.names[place]);
  return join(names);
}

// Of a pair of columns mixtures are as good as a flow, and quicker.
std::vector<ConditionalFit> ways_of(const InformationColumns& columns, const std::string& method, Reporter& reporter) {
  const bool pair = columns.x.cols() + columns.y.cols() + columns.given.cols() == 2;
  std::vector<ConditionalFit> ways = closed_form_fits();
  if (method == "mixture" || (method == "best" && pair)) return ways;
  const ConditionalFit flow = conditional_flow_fit({.flow = {.family = MafOptions{}}, .training = {}}, reporter);
  if (method == "flow") return {flow};
  ways.push_back(flow);
  return ways;
}

constexpr std::size_t most_classes = 30;
constexpr std::size_t rows_of_class = 30;  // on average, at least

// Whether the group is one column of few values, which are then taken for classes.
bool is_class(const ColumnGroup& group, const std::vector<std::size_t>& places) {
  const std::size_t values = places.size() == 1 ? different_values(group.values, places[0]) : most_classes + 1;
  return values <= most_classes && values * rows_of_class <= group.values.rows();
}

MutualInformation by_densities(const InformationColumns& columns, const std::string& method, bool classes, Seed seed,
                               Reporter& reporter) {
  const std::vector<ConditionalFit> ways = ways_of(columns, method, reporter);
  return classes ? class_information(columns, ways, {}, seed) : mutual_information(columns, ways, {}, seed);
}

// What the scores of the columns are asked, with classes as they stand on the side y.
MutualInformation ask(const ColumnGroups& groups, const ColumnGroups& scores, const Question& question,
                      const std::string& method, Seed seed, Reporter& reporter) {
  throw_if_stopped(reporter);
  const bool of_is_class = is_class(groups.of, question.of), other_is_class = is_class(groups.other, question.other);
  INQUEST_VALIDATE(!of_is_class || !other_is_class, data, "columns ", names_at(groups.of, question.of), " and ",
                   names_at(groups.other, question.other),
                   " both have few values (densities need a continuous column on one side)");
  const bool classes = of_is_class || other_is_class;
  INQUEST_VALIDATE(!classes || method != "ksg", data, "column ",
                   names_at(of_is_class ? groups.of : groups.other, of_is_class ? question.of : question.other),
                   " has few values (nearest neighbours need continuous columns); choose --method best");
  const ColumnGroup& of = of_is_class ? groups.of : scores.of;
  const ColumnGroup& other = other_is_class ? groups.other : scores.other;
  const Matrix x = columns_at(of.values, question.of), y = columns_at(other.values, question.other);
  const Matrix& given = scores.given.values;
  if (method == "ksg") return {ksg_information(x, y, given), "ksg", "ksg"};
  const InformationColumns columns{of_is_class ? y : x, of_is_class ? x : y, given};
  const MutualInformation found = by_densities(columns, method, classes, seed, reporter);
  return method == "best" && !classes ? checked_by_neighbours(found, columns) : found;
}

// Densities of columns that repeat their values are those of no continuous column.
void warn_of_repeats(const ColumnGroup& group, Reporter& reporter) {
  for (std::size_t j = 0; j < group.names.size(); ++j) {
    const std::size_t values = different_values(group.values, j);
    if (is_class(group, {j}) || 2 * values > group.values.rows()) continue;
    reporter.warning(concat("column ", group.names[j], " has ", values, " different values in ", group.values.rows(),
                            " rows (taken for a continuous column; the information may be too large)"));
  }
}

ColumnGroup scored(const ColumnGroup& group) { return {group.names, normal_scores(group.values)}; }

std::vector<InformationAnswer> answers_of(const ColumnGroups& groups, const InformationArguments& arguments,
                                          Reporter& reporter) {
  const ColumnGroups scores{scored(groups.of), scored(groups.other), scored(groups.given)};
  const std::vector<Question> all = questions(groups, arguments.pairs);
  std::vector<InformationAnswer> answers(all.size());
  QuietReporter quiet(reporter);
  parallel_for(all.size(), [&](std::size_t k) {
    answers[k] = {names_at(groups.of, all[k].of), names_at(groups.other, all[k].other), join(groups.given.names),
                  ask(groups, scores, all[k], arguments.method, arguments.seed.child(k), quiet)};
  });
  return answers;
}

}  // namespace

void information_command(const Words& words) {
  const auto arguments = parse_information_arguments(words);
  if (!arguments) return;
  TerminalReporter reporter(standard_reporter_options(true));
  const ColumnGroups groups = read_column_groups(*arguments);
  for (const ColumnGroup* group : {&groups.of, &groups.other, &groups.given}) warn_of_repeats(*group, reporter);
  const std::vector<InformationAnswer> answers = answers_of(groups, *arguments, reporter);
  if (arguments->figure) write_file(*arguments->figure, information_figure(groups, answers));
  if (!arguments->output) {
    std::cout << information_table(answers) << std::flush;
    return;
  }
  write_file(*arguments->output,
             arguments->output->extension() == ".json" ? information_json(answers) : information_csv(answers));
}

}  // namespace inquest
