// Errors: one exception type, whose kind decides the exit status of the command (sysexits.h).
//
// Every message reads *problem (why it is one) suggestion* and names the file, line and value it is about.
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>

namespace inquest {

enum class ErrorKind {
  usage = 64,          // the command line
  data = 65,           // content of an input file
  missing_input = 66,  // a file that is not there
  internal = 70,       // a defect of inquest, or of a library below it
  io = 74,             // reading or writing failed
  config = 78,         // the run file
  interrupted = 130,   // stopped by the user; resumable
};

class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}

  ErrorKind kind() const noexcept { return kind_; }
  int exit_status() const noexcept { return static_cast<int>(kind_); }

 private:
  ErrorKind kind_;
};

/// Throws `Error(kind, message)`.
[[noreturn]] void raise(ErrorKind kind, const std::string& message);

/// Throws an internal error that names the failed condition and where it stands.
[[noreturn]] void raise_expectation(const char* condition, const char* file, int line);

/// Concatenates what `<<` can print, numbers with enough digits to be recognised.
template <class... Parts>
std::string concat(const Parts&... parts) {
  std::ostringstream out;
  out.precision(10);
  (out << ... << parts);
  return out.str();
}

}  // namespace inquest

/// Checks what a user can get wrong; always on. Usage: INQUEST_VALIDATE(n > 0, data, "rows = ", n, " (...) ...").
#define INQUEST_VALIDATE(condition, kind, ...)                                                      \
  do {                                                                                              \
    if (!(condition)) ::inquest::raise(::inquest::ErrorKind::kind, ::inquest::concat(__VA_ARGS__)); \
  } while (false)

/// Checks a contract between functions of inquest; off where NDEBUG is defined.
#ifdef NDEBUG
#define INQUEST_EXPECT(condition) static_cast<void>(0)
#else
#define INQUEST_EXPECT(condition)                                                   \
  do {                                                                              \
    if (!(condition)) ::inquest::raise_expectation(#condition, __FILE__, __LINE__); \
  } while (false)
#endif
