#include "core/base/reporter.hpp"

#include "core/base/error.hpp"

namespace inquest {

void throw_if_stopped(const Reporter& reporter) {
  if (reporter.stop_requested()) raise(ErrorKind::interrupted, "stopped as asked; --resume goes on from here");
}

}  // namespace inquest
