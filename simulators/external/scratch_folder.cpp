#include "simulators/external/scratch_folder.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <mutex>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/error.hpp"
#include "core/files/descriptor.hpp"

namespace inquest {
namespace {

namespace fs = std::filesystem;

// Of this machine: a lock may be seen by none but the machine that has it.
const std::string& prefix() {
  static const std::string text = [] {
    std::array<char, 256> host{};
    ::gethostname(host.data(), host.size() - 1);
    return concat("inquest-work-", host.data(), "-");
  }();
  return text;
}

// As std::filesystem::temp_directory_path has it, which does not tell where it looked.
fs::path temporary_folder() {
  for (const char* name : {"TMPDIR", "TMP", "TEMP", "TEMPDIR"}) {
    const char* value = std::getenv(name);
    if (value == nullptr) continue;
    std::error_code ignored;
    INQUEST_VALIDATE(fs::is_directory(value, ignored), io, name, " = '", value,
                     "' (is no folder that exists, and files for other programs are written there); set ", name,
                     " to a folder that can be written, or unset it for /tmp");
    return value;
  }
  return "/tmp";
}

// Locked while the descriptor is open; none, and errno, where another has the lock or the file system knows no locks.
Descriptor lock_folder(const fs::path& path) {
  Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (folder.number() < 0) return folder;
  if (::flock(folder.number(), LOCK_EX | LOCK_NB) == 0) return folder;
  const int reason = errno;
  folder = Descriptor(-1);
  errno = reason;
  return folder;
}

}  // namespace

/// The folder of this process, locked while it is there.
class ProcessFolder {
 public:
  ProcessFolder() {
    const fs::path in = temporary_folder();
    // One that removes what is abandoned may find the new folder before it is locked.
    do {
      std::string pattern = (in / prefix()).string() + "XXXXXX";
      INQUEST_VALIDATE(::mkdtemp(pattern.data()) != nullptr, io, in.string(), ": no folder can be made in it (",
                       std::strerror(errno), "); set TMPDIR to a folder with room that can be written");
      path_ = pattern;
      lock_ = lock_folder(path_);
    } while ((lock_.number() < 0 && errno == EWOULDBLOCK) || !fs::exists(path_));  // without locks nobody removes it
  }

  ~ProcessFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  ProcessFolder(const ProcessFolder&) = delete;
  ProcessFolder& operator=(const ProcessFolder&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
  Descriptor lock_{-1};
};

namespace {

/// The one that is in use, or a new one.
std::shared_ptr<const ProcessFolder> process_folder() {
  static std::once_flag cleaned;
  static std::mutex mutex;
  static std::weak_ptr<const ProcessFolder> in_use;
  std::call_once(cleaned, [] { remove_abandoned_folders(temporary_folder()); });
  const std::lock_guard lock(mutex);
  std::shared_ptr<const ProcessFolder> folder = in_use.lock();
  if (folder == nullptr) in_use = folder = std::make_shared<const ProcessFolder>();
  return folder;
}

}  // namespace

void remove_abandoned_folders(const fs::path& folder) {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    if (!entry.path().filename().string().starts_with(prefix())) continue;
    struct stat status = {};
    if (::lstat(entry.path().c_str(), &status) != 0 || status.st_uid != ::geteuid()) continue;
    if (const Descriptor lock = lock_folder(entry.path()); lock.number() >= 0) fs::remove_all(entry.path(), ignored);
  }
}

ScratchFolder::ScratchFolder() : parent_(process_folder()) {
  std::string pattern = (parent_->path() / "XXXXXX").string();
  INQUEST_VALIDATE(::mkdtemp(pattern.data()) != nullptr, io, pattern, " cannot be made (", std::strerror(errno),
                   "); is the disk full?");
  path_ = pattern;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void ScratchFolder::write(const std::string& name, std::string_view content) const {
  std::ofstream file(path_ / name, std::ios::binary);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  file.close();
  INQUEST_VALIDATE(file.good(), io, (path_ / name).string(), " cannot be written; is the disk full?");
}

}  // namespace inquest
