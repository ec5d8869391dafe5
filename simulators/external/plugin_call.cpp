#include "simulators/external/plugin_call.hpp"

#include <algorithm>
#include <array>
#include <exception>

#include "core/base/error.hpp"
#include "simulators/external/plugin_abi.h"

namespace inquest {
namespace {

thread_local const char* at_work = nullptr;

struct AtWork {
  explicit AtWork(const std::string& name) { at_work = name.c_str(); }
  ~AtWork() { at_work = nullptr; }
  AtWork(const AtWork&) = delete;
  AtWork& operator=(const AtWork&) = delete;
};

// In one line, so that it fits into a message.
std::string one_line(const char* message) {
  std::string text = message;
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

}  // namespace

const char* plugin_at_work() { return at_work; }

PluginOutcome call_plugin(const std::string& name, std::mutex* turn,
                          const std::function<int(char* message)>& function) {
  std::array<char, INQUEST_MESSAGE_SIZE> message = {};
  int status = 1;
  try {
    const auto held = turn == nullptr ? std::unique_lock<std::mutex>() : std::unique_lock(*turn);
    const AtWork now(name);
    status = function(message.data());
  } catch (const std::exception& error) {
    return {concat("threw an exception (a plugin must catch its own, and return 1): ", error.what()), ""};
  } catch (...) {
    return {"threw an exception (a plugin must catch its own, and return 1)", ""};
  }
  if (status == 0 && message.front() == '\0') return {};
  message.back() = '\0';
  std::string text = one_line(message.data());
  if (status == 0) return {"", std::move(text)};
  return {text.empty() ? concat("returned ", status, " and gave no reason") : concat("failed: ", text), ""};
}

}  // namespace inquest
