#include "core/files/atomic_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "core/base/error.hpp"
#include "core/files/descriptor.hpp"

namespace inquest {
namespace {

std::string advice_for(const std::filesystem::path& path, int error) {
  const std::string folder = path.has_parent_path() ? path.parent_path().string() : ".";
  switch (error) {
    case ENOENT:
      return concat("make the folder ", folder, " first, or choose another");
    case ENAMETOOLONG:
      return "choose a shorter name";
    case ENOTDIR:
      return concat("choose another folder than ", folder);
    case EACCES:
    case EPERM:
    case EROFS:
      return "choose a folder that you may write to";
    default:
      return "free some space, or choose another output folder";
  }
}

[[noreturn]] void fail(const std::filesystem::path& path, int error) {
  raise(ErrorKind::io,
        concat(path.string(), " cannot be written (", std::strerror(error), "); ", advice_for(path, error)));
}

class RemovedOnExit {
 public:
  explicit RemovedOnExit(std::filesystem::path path) : path_(std::move(path)) {}
  RemovedOnExit(const RemovedOnExit&) = delete;
  RemovedOnExit& operator=(const RemovedOnExit&) = delete;
  ~RemovedOnExit() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove(path_, ignored);
  }
  void keep() { path_.clear(); }

 private:
  std::filesystem::path path_;
};

void write_all(int file, std::span<const std::byte> content, const std::filesystem::path& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(file, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(path, errno);
    content = content.subspan(static_cast<std::size_t>(written));
  }
}

// A rename lasts only once its folder is on the disk; file systems without such a sync say EINVAL, which is no failure.
void sync_folder(const std::filesystem::path& folder) {
  const Descriptor file(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (file.number() >= 0) ::fsync(file.number());
}

}  // namespace

void write_file(const std::filesystem::path& path, std::span<const std::byte> content) {
  const std::filesystem::path beside = concat(path.string(), ".tmp-", ::getpid());
  Descriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (file.number() < 0) fail(path, errno);
  RemovedOnExit guard(beside);
  write_all(file.number(), content, path);
  if (::fsync(file.number()) != 0 && errno != EINVAL) fail(path, errno);
  if (!file.close()) fail(path, errno);
  if (::rename(beside.c_str(), path.c_str()) != 0) fail(path, errno);
  guard.keep();
  sync_folder(path.parent_path());
}

void write_file(const std::filesystem::path& path, std::string_view content) {
  write_file(path, std::as_bytes(std::span(content)));
}

std::string read_file(const std::filesystem::path& path) {
  std::error_code ignored;
  INQUEST_VALIDATE(std::filesystem::exists(path, ignored), missing_input, path.string(), " does not exist");
  INQUEST_VALIDATE(!std::filesystem::is_directory(path, ignored), missing_input, path.string(),
                   " is a folder (a file is needed)");
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  std::string content(in ? static_cast<std::size_t>(in.tellg()) : 0, '\0');
  in.seekg(0);
  in.read(content.data(), static_cast<std::streamsize>(content.size()));
  INQUEST_VALIDATE(in.good(), io, path.string(), " cannot be read (", std::strerror(errno), ")");
  return content;
}

}  // namespace inquest
