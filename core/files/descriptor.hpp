// Descriptor: a file descriptor of the system, closed with it.
#pragma once

#include <filesystem>
#include <utility>

namespace inquest {

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  /// Negative where there is none.
  int number() const { return number_; }

  /// Returns whether the file system took everything; some say so only here.
  bool close();

 private:
  int number_;
};

/// The file, opened by open(2) and not passed on to children; throws Error(io).
Descriptor open_descriptor(const std::filesystem::path& path, int flags);

}  // namespace inquest
