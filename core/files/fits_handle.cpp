#include "core/files/fits_handle.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>
#include <vector>

#include "core/base/error.hpp"
#include "core/config/suggest.hpp"

namespace inquest::fits {
namespace {

constexpr LONGLONG block = 2880;  // a FITS file comes in these bytes

struct Part {
  std::string name;  // EXTNAME, or empty
  bool has_data = false;
};

std::string words_of(int status) {
  std::array<char, FLEN_STATUS> words{};
  fits_get_errstatus(status, words.data());
  fits_clear_errmsg();
  return words.data();
}

std::string read_text_key(fitsfile* file, const std::string& key) {
  std::array<char, FLEN_VALUE> value{};
  int status = 0;
  fits_read_key(file, TSTRING, key.c_str(), value.data(), nullptr, &status);
  fits_clear_errmsg();
  return status == 0 ? value.data() : "";
}

// Of the part that is current.
Part describe(fitsfile* file) {
  int kind = 0, columns = 0, status = 0;
  fits_get_hdu_type(file, &kind, &status);
  if (kind != IMAGE_HDU) fits_get_num_cols(file, &columns, &status);
  return {read_text_key(file, "EXTNAME"), kind == IMAGE_HDU ? !image_shape(file).empty() : columns > 0};
}

std::vector<Part> list_parts(fitsfile* file) {
  int count = 0, status = 0;
  fits_get_num_hdus(file, &count, &status);
  std::vector<Part> parts;
  for (int i = 1; i <= count && status == 0; ++i) {
    fits_movabs_hdu(file, i, nullptr, &status);
    if (status == 0) parts.push_back(describe(file));
  }
  fits_clear_errmsg();
  return parts;
}

// "0, 1 (SIMS)"
std::string list(const std::vector<Part>& parts, const std::vector<std::size_t>& numbers) {
  std::vector<std::string> words;
  for (const std::size_t i : numbers) {
    words.push_back(parts[i].name.empty() ? concat(i) : concat(i, " (", parts[i].name, ")"));
  }
  return join(words);
}

bool equal_letters(const std::string& a, const std::string& b) {
  const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, small, small);
}

std::optional<std::size_t> number_in(const std::string& name) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  return error == std::errc() && end == name.data() + name.size() ? std::optional(number) : std::nullopt;
}

std::string name_of(const Part& part, std::size_t number) { return part.name.empty() ? concat(number) : part.name; }

std::size_t only_part(const std::vector<Part>& parts, const std::string& path) {
  std::vector<std::size_t> full;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].has_data) full.push_back(i);
  }
  INQUEST_VALIDATE(!full.empty(), data, path, " holds no data (its headers announce no image and no table)");
  INQUEST_VALIDATE(full.size() == 1, data, path, " does not say which part is meant (it holds ", list(parts, full),
                   "); name one, as in ", path, ":/", full.front());
  return full.front();
}

std::size_t find_part(const std::vector<Part>& parts, const std::string& path, const std::string& name) {
  if (name.empty()) return only_part(parts, path);
  std::vector<std::size_t> all, found;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    all.push_back(i);
    names.push_back(parts[i].name);
    if (equal_letters(parts[i].name, name)) found.push_back(i);
  }
  const std::optional<std::size_t> number = number_in(name);
  if (number && *number < parts.size()) found = {*number};
  INQUEST_VALIDATE(!found.empty(), data, path, " has no part '", name, "' (it holds ", list(parts, all), ")",
                   did_you_mean(name, names));
  INQUEST_VALIDATE(found.size() == 1, data, path, " has several parts '", name, "' (", list(parts, found),
                   "); take the number of one, as in ", path, ":/", found.front());
  INQUEST_VALIDATE(parts[found.front()].has_data, data, path, ":/", name, " holds no data (the file holds ",
                   list(parts, all), "); name a part that does");
  return found.front();
}

// By its first two bytes, as cfitsio tells it, whatever its name is.
bool is_gzip(const std::string& path) {
  std::array<char, 2> start{};
  return std::ifstream(path, std::ios::binary).read(start.data(), start.size()) && start == std::array{'\x1f', '\x8b'};
}

// A part must not reach beyond the end of the file, nor beyond what gzip can have made as small.
void require_whole(const Unit& unit, const std::string& path) {
  constexpr LONGLONG most_inflation = 1100;  // deflate makes nothing more than 1032 times smaller
  LONGLONG head = 0, start = 0, end = 0;
  int status = 0;
  fits_get_hduaddrll(unit, &head, &start, &end, &status);
  unit.require(status, "cannot be read");
  const LONGLONG size = unit.file_bytes();
  const LONGLONG most = is_gzip(path) ? most_inflation * size : size;
  INQUEST_VALIDATE(end - most < block, data, unit.where(), " is cut short (the file has ", size,
                   " bytes, and the part ends at ", end, ")");
}

}  // namespace

std::mutex& Session::mutex() {
  static std::mutex one;
  return one;
}

void Unit::Close::operator()(fitsfile* file) const {
  int ignored = 0;
  fits_close_file(file, &ignored);
  fits_clear_errmsg();
}

Unit::Unit(const std::string& path, const std::string& name) : where_(path) {
  std::error_code ignored;
  INQUEST_VALIDATE(std::filesystem::is_regular_file(path, ignored), missing_input, path,
                   " does not exist (a FITS file is needed)");
  file_bytes_ = static_cast<LONGLONG>(std::filesystem::file_size(path, ignored));
  fitsfile* file = nullptr;
  int status = 0;
  // As a name and nothing else: cfitsio knows filters, programs and addresses of the network in names. An absolute path
  // keeps it from looking for home folders.
  fits_open_diskfile(&file, std::filesystem::absolute(path).c_str(), READONLY, &status);
  if (status != 0) raise(ErrorKind::data, concat(path, " is cut short or no FITS file (", words_of(status), ")"));
  file_.reset(file);
  const std::vector<Part> parts = list_parts(file);
  const std::size_t number = find_part(parts, path, name);
  if (!name.empty() || number > 0) where_ = concat(path, ":/", name.empty() ? name_of(parts[number], number) : name);
  fits_movabs_hdu(file, static_cast<int>(number) + 1, &kind_, &status);
  require(status, "cannot be opened");
  require_whole(*this, path);
}

void Unit::require(int status, const std::string& problem) const {
  if (status != 0) raise(ErrorKind::data, concat(where_, ": ", problem, " (", words_of(status), ")"));
}

std::string Unit::text_key(const std::string& key) const { return read_text_key(file_.get(), key); }

void Unit::require_data_sum() const {
  int data = 0, unit = 0, status = 0;
  fits_verify_chksum(file_.get(), &data, &unit, &status);
  require(status, "cannot be read");
  INQUEST_VALIDATE(data >= 0, data, where_, " is damaged (its data do not have the sum that DATASUM states)");
}

Shape image_shape(fitsfile* file) {
  int axes = 0, status = 0;
  fits_get_img_dim(file, &axes, &status);
  std::vector<LONGLONG> lengths(static_cast<std::size_t>(std::max(axes, 0)));
  if (!lengths.empty()) fits_get_img_sizell(file, axes, lengths.data(), &status);
  const bool empty = std::ranges::any_of(lengths, [](LONGLONG length) { return length <= 0; });
  if (status != 0 || empty) return {};
  return {lengths.rbegin(), lengths.rend()};
}

}  // namespace inquest::fits
