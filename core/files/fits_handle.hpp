// What the fits*.cpp files share; no other file includes it, so that fitsio.h stays out of headers.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include <fitsio.h>

#include "core/base/shape.hpp"

namespace inquest::fits {

/// While it lives, this thread alone uses cfitsio, which shares open files among threads.
class Session {
 public:
  Session() : lock_(mutex()) {}

 private:
  static std::mutex& mutex();

  std::lock_guard<std::mutex> lock_;
};

/// One part of a FITS file (a header and data unit), open for reading.
class Unit {
 public:
  /// Opens the part that `name` means: a number (0 is the primary one), or the EXTNAME of an extension in small or
  /// capital letters; without a name the only one that holds data. Throws Error(missing_input), or Error(data) with the
  /// parts that there are.
  Unit(const std::string& path, const std::string& name);

  operator fitsfile*() const { return file_.get(); }

  /// "sims.fits:/SIMS", as a user names it.
  const std::string& where() const { return where_; }

  /// Size of the file as it lies on the disk.
  LONGLONG file_bytes() const { return file_bytes_; }

  bool is_table() const { return kind_ != IMAGE_HDU; }
  bool is_text_table() const { return kind_ == ASCII_TBL; }

  /// Throws Error(data) unless a call of the library went well: "<where>: <problem> (<what the library says>)".
  void require(int status, const std::string& problem) const;

  /// The value of a keyword, or "" where the header has none.
  std::string text_key(const std::string& key) const;

  /// Throws Error(data) where the data do not have the sum that the header states (DATASUM).
  void require_data_sum() const;

 private:
  struct Close {
    void operator()(fitsfile* file) const;
  };

  std::unique_ptr<fitsfile, Close> file_;
  std::string where_;
  int kind_ = IMAGE_HDU;
  LONGLONG file_bytes_ = 0;
};

/// Lengths of an image in the order of C: NAXISn first, NAXIS1 last; none where it holds no data.
Shape image_shape(fitsfile* file);

}  // namespace inquest::fits
