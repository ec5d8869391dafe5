#include "core/files/descriptor.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include "core/base/error.hpp"

namespace inquest {

bool Descriptor::close() {
  const int number = std::exchange(number_, -1);
  return number < 0 || ::close(number) == 0;
}

Descriptor open_descriptor(const std::filesystem::path& path, int flags) {
  Descriptor file(::open(path.c_str(), flags | O_CLOEXEC, 0600));
  INQUEST_VALIDATE(file.number() >= 0, io, path.string(), " cannot be opened (", std::strerror(errno), ")");
  return file;
}

}  // namespace inquest
