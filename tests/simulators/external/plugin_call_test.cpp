#include "simulators/external/plugin_call.hpp"

#include <cstdio>
#include <stdexcept>

#include "simulators/external/plugin_abi.h"
#include "tests/support/catch.hpp"

namespace inquest::testing {

TEST_CASE("plugin call: what it returns, says and throws") {
  const auto outcome = [](const std::function<int(char*)>& function) {
    const PluginOutcome result = call_plugin("mine", nullptr, function);
    return result.problem + "|" + result.message;
  };
  const auto says = [](char* message) { std::snprintf(message, INQUEST_MESSAGE_SIZE, "too\nlarge \n"); };
  CHECK(outcome([](char*) { return 0; }) == "|");
  CHECK(outcome([&](char* message) { return says(message), 0; }) == "|too large");
  CHECK(outcome([&](char* message) { return says(message), 1; }) == "failed: too large|");
  CHECK(outcome([](char*) { return -2; }) == "returned -2 and gave no reason|");
  const std::string threw = "threw an exception (a plugin must catch its own, and return 1)";
  CHECK(outcome([](char*) -> int { throw std::runtime_error("no table"); }) == threw + ": no table|");
  CHECK(outcome([](char*) -> int { throw 1; }) == threw + "|");
}

TEST_CASE("plugin call: its name is known and its turn held until it ends, in whatever way") {
  std::mutex turn;
  for (const bool throws : {false, true}) {
    call_plugin("mine", &turn, [&](char*) {
      CHECK(std::string(plugin_at_work()) == "mine");
      if (throws) throw std::runtime_error("no table");
      return 0;
    });
    CHECK(plugin_at_work() == nullptr);
    CHECK(turn.try_lock());
    turn.unlock();
  }
}

}  // namespace inquest::testing
