#include "apps/commands/terminal_reporter.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <iomanip>
#include <iostream>

#include <sys/ioctl.h>
#include <unistd.h>

#include "apps/commands/interrupt.hpp"
#include "core/base/error.hpp"
#include "core/base/number_format.hpp"

namespace inquest {
namespace {

constexpr double seconds_between_frames = 0.1;

double seconds_between(std::chrono::steady_clock::time_point from, std::chrono::steady_clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

std::size_t terminal_width() {
  winsize size = {};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string rate_text(double rate) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(rate < 10 ? 1 : 0) << rate;
  return out.str();
}

std::string count_text(const Progress& progress) {
  if (progress.unit == "%") return concat(progress.done, "%");
  if (progress.total == 0) return concat(progress.done, " ", progress.unit);
  return concat(progress.done, "/", progress.total, " ", progress.unit);
}

}  // namespace

std::string line_text(const Progress& progress, const std::string& pace) {
  std::string text = progress.task + ": " + count_text(progress);
  for (const std::string& part : {pace, progress.detail}) {
    if (!part.empty()) text += ", " + part;
  }
  return text;
}

std::string bar_text(const Progress& progress, const std::string& pace, std::size_t width) {
  constexpr std::size_t bar_width = 20;
  const double share =
      progress.total > 0 ? static_cast<double>(progress.done) / static_cast<double>(progress.total) : 0;
  const auto full = static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * bar_width);
  const std::string bar = std::string(full, '=') + std::string(bar_width - full, ' ');
  return concat("[", bar, "] ", line_text(progress, pace)).substr(0, width > 1 ? width - 1 : 0);
}

ReporterOptions standard_reporter_options(bool quiet) {
  return {.out = &std::cout,
          .err = &std::cerr,
          .terminal = ::isatty(STDOUT_FILENO) == 1,
          .quiet = quiet,
          .stop_requested = interrupt_requested};
}

TerminalReporter::TerminalReporter(const ReporterOptions& options) : options_(options) {}

TerminalReporter::TerminalReporter(const ReporterOptions& options, const std::filesystem::path& log)
    : options_(options), log_(log, std::ios::app) {
  INQUEST_VALIDATE(log_.is_open(), io, log.string(), " cannot be written");
}

TerminalReporter::~TerminalReporter() { clear_bar(); }

void TerminalReporter::info(std::string_view message) {
  const std::lock_guard lock(mutex_);
  log(message);
  if (options_.quiet) return;
  clear_bar();
  *options_.out << message << std::endl;
}

void TerminalReporter::warning(std::string_view message) {
  const std::lock_guard lock(mutex_);
  const std::string line = concat("warning: ", message);
  log(line);
  clear_bar();
  *options_.err << "inquest: " << line << std::endl;
}

void TerminalReporter::progress(const Progress& progress) {
  const std::lock_guard lock(mutex_);
  if (options_.quiet) return;
  const auto now = Clock::now();
  const auto never = Clock::time_point{};
  const auto [place, is_new] = tasks_.try_emplace(progress.task, Task{now, progress.done, never});
  Task& task = place->second;
  if (is_new && !options_.terminal) task.last_shown = now;  // what takes less than a pause needs no line
  const double pause = options_.terminal ? seconds_between_frames : options_.seconds_between_lines;
  if (seconds_between(task.last_shown, now) < pause) return;
  task.last_shown = now;
  if (options_.terminal) {
    *options_.out << "\r\033[K" << bar_text(progress, pace(task, progress), terminal_width()) << std::flush;
    bar_shown_ = true;
  } else {
    *options_.out << line_text(progress, pace(task, progress)) << std::endl;
  }
}

bool TerminalReporter::stop_requested() const {
  return options_.stop_requested != nullptr && options_.stop_requested();
}

void TerminalReporter::clear_bar() {
  if (bar_shown_) *options_.out << "\r\033[K" << std::flush;
  bar_shown_ = false;
}

void TerminalReporter::log(std::string_view message) {
  if (!log_.is_open()) return;
  const std::time_t now = std::time(nullptr);
  std::tm local = {};
  log_ << std::put_time(::localtime_r(&now, &local), "%F %T  ") << message << std::endl;
}

std::string TerminalReporter::pace(const Task& task, const Progress& progress) const {
  const double elapsed = seconds_between(task.start, Clock::now());
  const auto done = static_cast<double>(progress.done - task.first_done);
  if (done <= 0 || elapsed <= 0) return "";
  const double rate = done / elapsed;
  const std::string pace = progress.unit == "%" ? "" : concat(rate_text(rate), " ", progress.unit, "/s");
  if (progress.total == 0) return pace;
  const double left = static_cast<double>(progress.total - progress.done) / rate;
  return concat(pace, pace.empty() ? "" : ", ", duration(std::round(std::max(0.0, left))), " left");
}

}  // namespace inquest
