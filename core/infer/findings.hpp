// Findings: what a route tells besides its answer, each number declared once with its name, error and meaning.
//
// results.json, the terminal and the report read them; none of the three knows what a route may tell.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/measured.hpp"

namespace inquest {

struct Finding {
  using Value = std::variant<std::monostate, double, std::int64_t, std::string, std::vector<double>>;

  std::vector<std::string> path;     // keys in results.json, {"nested", "run", "information"}
  Value value;                       // std::monostate: null, where this run cannot know it
  std::optional<double> error = {};  // one standard deviation, under the key "<name>_error"
  std::string doc = {};              // one line: what it is, and its unit
  bool on_terminal = false;          // told when the route has answered

  /// "nested.run.information"
  std::string key() const;

  /// Value and error as a page shows them; `plain` has it for terminals.
  std::string text() const;
};

class Findings {
 public:
  /// Adds one and returns it, for instance to have it told on the terminal.
  Finding& add(std::string name, Finding::Value value, std::string doc);
  Finding& add(std::string name, const Measured& value, std::string doc);

  /// Adds all of `inner` under the key `group`.
  void add_group(const std::string& group, const Findings& inner);

  const std::vector<Finding>& all() const { return all_; }
  bool empty() const { return all_.empty(); }

  /// Those for the terminal in a line with their keys, "gain 0.35 +- 0.12, picked nle"; empty where there are none.
  std::string line() const;

 private:
  std::vector<Finding> all_;
};

}  // namespace inquest
