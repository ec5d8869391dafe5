// SharedLibrary: a shared library of the user's, loaded once however often it is asked for.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

namespace inquest {

class SharedLibrary {
 public:
  /// Loads it, or returns the one that is loaded already. Throws Error(missing_input) where there is no such file,
  /// Error(data) where it is none, is of another machine, or cannot be loaded.
  static std::shared_ptr<const SharedLibrary> open(const std::filesystem::path& path);

  explicit SharedLibrary(const std::filesystem::path& path);
  ~SharedLibrary();
  SharedLibrary(const SharedLibrary&) = delete;
  SharedLibrary& operator=(const SharedLibrary&) = delete;

  /// The function of this name; null where it exports none.
  void* function(const std::string& name) const;

  /// Changes with its content.
  const std::string& version() const { return version_; }

  /// To be held by calls that must not run side by side.
  std::mutex& turn() const { return turn_; }

 private:
  std::string version_;
  void* handle_ = nullptr;
  mutable std::mutex turn_;
};

/// Why the beginning of a file is that of no shared library for this machine; empty where it is one.
std::string obstacle_to_loading(std::string_view content);

}  // namespace inquest
