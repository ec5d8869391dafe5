// compare-runs: the answers and settings of two runs side by side.

#include <cmath>
#include <filesystem>
#include <iostream>
#include <limits>

#include <nlohmann/json.hpp>

#include "apps/commands/arguments.hpp"
#include "apps/commands/summary_table.hpp"
#include "apps/run/resolved.hpp"
#include "apps/run/run_directory.hpp"
#include "core/base/number_format.hpp"
#include "core/files/atomic_file.hpp"

namespace inquest {
namespace {

using Json = nlohmann::ordered_json;
using Rows = std::vector<std::vector<std::string>>;

constexpr const char* absent = "-";

/// What is read of a run directory.
struct OneRun {
  ConfigNode settings;
  Json results;
};

OneRun read_run(const std::string& word) {
  const RunDirectory directory{std::filesystem::path(word)};
  INQUEST_VALIDATE(std::filesystem::exists(directory.path()), missing_input, word, " does not exist");
  INQUEST_VALIDATE(directory.is_run(), data, word, " is not a run directory (it has no resolved.yaml)");
  INQUEST_VALIDATE(std::filesystem::exists(directory.results()), data, word,
                   " has no results.json (the run has not ended); go on with it by: inquest run FILE --resume");
  const Json results = Json::parse(read_file(directory.results()), nullptr, false);
  INQUEST_VALIDATE(results.is_object(), data, directory.results().string(), " is damaged (it is no JSON)");
  return {ConfigNode::parse_file(directory.resolved()), results};
}

const Json& part_of(const Json& results, const char* key) {
  static const Json none = Json::object();
  return results.contains(key) ? results.at(key) : none;
}

std::string text_of(double value, double error) { return plain(with_error(value, error)); }

// null stands for what is no number.
double number_of(const Json& value) {
  return value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

/// Mean and standard deviation of a parameter by a route; none where the run has no such answer.
struct Moments {
  double mean = 0;
  double sd = 0;
};

std::optional<Moments> moments_in(const Json& results, const std::string& model, const std::string& route,
                                  const std::string& parameter) {
  const auto place = Json::json_pointer("/posterior") / model / route;
  if (!results.contains(place)) return std::nullopt;
  const Json& answer = results[place];
  const auto names = answer.at("parameters").get<std::vector<std::string>>();
  const auto found = std::ranges::find(names, parameter);
  if (found == names.end()) return std::nullopt;
  const auto i = static_cast<std::size_t>(found - names.begin());
  return Moments{number_of(answer.at("mean")[i]), number_of(answer.at("std")[i])};
}

std::string text_of(const std::optional<Moments>& moments) {
  return moments ? text_of(moments->mean, moments->sd) : absent;
}

void add_answers(const Json& from, const Json& first, const Json& second, Rows& rows) {
  for (const auto& [model, routes] : part_of(from, "posterior").items()) {
    for (const auto& [route, answer] : routes.items()) {
      for (const std::string parameter : answer.at("parameters")) {
        const auto a = moments_in(first, model, route, parameter);
        const auto b = moments_in(second, model, route, parameter);
        if (&from == &second && a) continue;  // told from the first
        std::string shift = absent, width = absent;
        if (a && b && a->sd > 0) {
          shift = plain(fixed((b->mean - a->mean) / a->sd, 2));
          width = plain(fixed(b->sd / a->sd, 2));
        }
        rows.push_back({model, route, parameter, text_of(a), text_of(b), shift, width});
      }
    }
  }
}

/// ln K of one model over another, or a bound on it.
struct LogK {
  double value = 0;
  double error = 0;
  bool lower_bound = false;   // of |ln K|
  bool extrapolated = false;  // nothing tells it
};

std::string text_of(const std::optional<LogK>& log_k) {
  if (!log_k) return absent;
  if (log_k->extrapolated) return "not told";
  if (log_k->lower_bound) return concat(log_k->value > 0 ? "> " : "< ", plain(fixed(log_k->value, 1)));
  return text_of(log_k->value, log_k->error);
}

std::optional<LogK> log_k_in(const Json& results, const std::string& route, const std::string& model,
                             const std::string& other) {
  const auto place = Json::json_pointer("/evidence") / route;
  if (!results.contains(place)) return std::nullopt;
  const Json& answer = results[place];
  const auto names = answer.at("models").get<std::vector<std::string>>();
  const auto i = std::ranges::find(names, model) - names.begin();
  const auto j = std::ranges::find(names, other) - names.begin();
  const auto size = static_cast<std::ptrdiff_t>(names.size());
  if (i == size || j == size) return std::nullopt;
  const auto entry = [&](const char* key) {
    return answer.at(key)[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
  };
  const bool extrapolated = answer.contains("extrapolated") && entry("extrapolated") == true;
  return LogK{number_of(entry("log_k")), number_of(entry("log_k_error")), entry("lower_bound") == true, extrapolated};
}

void add_evidence(const Json& from, const Json& first, const Json& second, Rows& rows) {
  for (const auto& [route, answer] : part_of(from, "evidence").items()) {
    const auto names = answer.at("models").get<std::vector<std::string>>();
    for (std::size_t j = 1; j < names.size(); ++j) {
      const auto a = log_k_in(first, route, names[0], names[j]);
      const auto b = log_k_in(second, route, names[0], names[j]);
      if (&from == &second && a) continue;
      std::string pull = absent;
      const auto is_estimate = [](const auto& log_k) { return log_k && !log_k->lower_bound && !log_k->extrapolated; };
      const bool estimates = is_estimate(a) && is_estimate(b);
      if (estimates && std::hypot(a->error, b->error) > 0) {
        pull = plain(fixed((b->value - a->value) / std::hypot(a->error, b->error), 1));
      }
      rows.push_back({route, names[0] + " over " + names[j], text_of(a), text_of(b), pull});
    }
  }
}

std::string settings_text(const OneRun& first, const OneRun& second, const std::string& name) {
  std::string text;
  for (const std::string& difference : differences(second.settings, first.settings)) text += "  " + difference + "\n";
  return text.empty() ? "Settings are the same.\n" : concat("Settings of ", name, "\n", text);
}

std::string verdict_text(const std::string& name, const Json& results) {
  return concat(name, ": ", results.value("/verdict/words"_json_pointer, std::string()), "\n");
}

}  // namespace

void compare_runs_command(const Words& words) {
  const auto arguments = parse_plain_arguments("compare-runs", words, 2, 2);
  if (!arguments) return;
  const std::string& a = arguments->front();
  const std::string& b = arguments->back();
  const OneRun first = read_run(a);
  const OneRun second = read_run(b);
  Rows posterior{{"model", "route", "parameter", a, b, "shift [sd]", "width ratio"}};
  Rows evidence{{"route", "ln K", a, b, "difference [errors]"}};
  for (const Json* from : {&first.results, &second.results}) {
    add_answers(*from, first.results, second.results, posterior);
    add_evidence(*from, first.results, second.results, evidence);
  }
  std::cout << settings_text(first, second, b);
  if (posterior.size() > 1) std::cout << "\nPosterior\n" << aligned(posterior, "  ");
  if (evidence.size() > 1) std::cout << "\nEvidence\n" << aligned(evidence, "  ");
  std::cout << "\nVerdicts\n  " << verdict_text(a, first.results) << "  " << verdict_text(b, second.results);
}

}  // namespace inquest
