#include "core/base/error.hpp"

namespace inquest {

void raise(ErrorKind kind, const std::string& message) { throw Error(kind, message); }

void raise_expectation(const char* condition, const char* file, int line) {
  raise(ErrorKind::internal, concat(file, ":", line, ": ", condition, " does not hold (a defect of inquest)"));
}

}  // namespace inquest
