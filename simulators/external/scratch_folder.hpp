// ScratchFolder: where files stand that are handed to other programs.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace inquest {

class ProcessFolder;

/// A folder of its own for the files of one start, removed with it. It lies in one of this process in the temporary
/// folder of the system, which goes with the last of them, or, where the process was killed, at the next start. Throws
/// Error(io).
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

  /// Writes a file that need not outlast the machine: without a sync, which takes longer than many a likelihood.
  void write(const std::string& name, std::string_view content) const;

 private:
  std::shared_ptr<const ProcessFolder> parent_;
  std::filesystem::path path_;
};

/// Removes what killed processes of this user have left in `folder`: folders of processes that live are locked.
void remove_abandoned_folders(const std::filesystem::path& folder);

}  // namespace inquest
