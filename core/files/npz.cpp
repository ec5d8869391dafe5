#include "core/files/npz.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>
#include <vector>

#include <zlib.h>

#include "core/base/error.hpp"
#include "core/config/suggest.hpp"
#include "core/files/atomic_file.hpp"

namespace inquest {
namespace {

constexpr std::string_view end_mark = "PK\5\6", wide_end_mark = "PK\6\6", entry_mark = "PK\1\2", file_mark = "PK\3\4";
constexpr std::size_t end_size = 22, wide_end_size = 56, wide_locator_size = 20, entry_size = 46, file_head_size = 30;
constexpr std::uint16_t stored = 0, deflated = 8;
constexpr std::uint64_t most_inflation = 1100;  // deflate makes nothing more than 1032 times smaller
constexpr auto in_extension = std::numeric_limits<std::uint32_t>::max();

/// A member of the archive.
struct Entry {
  std::string name;
  std::uint16_t method = stored;
  std::uint32_t checksum = 0;
  std::uint64_t packed = 0, size = 0;  // bytes
  std::uint64_t head = 0;              // place of its own head
};

/// Numbers at places of the content, all of them checked.
class Bytes {
 public:
  Bytes(std::string_view content, const std::filesystem::path& path) : content_(content), path_(path) {}

  std::string_view part(std::uint64_t first, std::uint64_t count) const {
    INQUEST_VALIDATE(first <= content_.size() && count <= content_.size() - first, data, path_.string(),
                     " is damaged or cut short (its contents reach beyond its end)");
    return content_.substr(first, count);
  }

  template <class Number>
  Number number(std::uint64_t place) const {
    Number value = 0;
    std::memcpy(&value, part(place, sizeof value).data(), sizeof value);
    return value;
  }

  std::string_view content() const { return content_; }
  std::string path() const { return path_.string(); }

 private:
  std::string_view content_;
  const std::filesystem::path& path_;
};

// Sizes and place that do not fit into 32 bits stand in an extension.
void read_wide(const Bytes& bytes, std::uint64_t first, std::uint64_t end, Entry& entry) {
  while (first + 4 <= end) {
    const auto id = bytes.number<std::uint16_t>(first), length = bytes.number<std::uint16_t>(first + 2);
    std::uint64_t place = first + 4;
    for (std::uint64_t* value : {&entry.size, &entry.packed, &entry.head}) {
      if (id != 1 || *value != in_extension) continue;
      *value = bytes.number<std::uint64_t>(place);
      place += 8;
    }
    first += 4U + length;
  }
}

struct Directory {
  std::uint64_t count, place;
};

Directory find_directory(const Bytes& bytes) {
  const std::size_t end = bytes.content().rfind(end_mark);
  INQUEST_VALIDATE(end != std::string_view::npos && end + end_size <= bytes.content().size(), data, bytes.path(),
                   " is cut short or no .npz file (a ZIP archive of arrays, as np.savez writes it)");
  const Directory found{bytes.number<std::uint16_t>(end + 10), bytes.number<std::uint32_t>(end + 16)};
  if (found.place != in_extension || end < wide_locator_size + wide_end_size) return found;
  const auto wide = bytes.number<std::uint64_t>(end - wide_locator_size + 8);
  INQUEST_VALIDATE(bytes.part(wide, 4) == wide_end_mark, data, bytes.path(), " is damaged (its directory is lost)");
  return {bytes.number<std::uint64_t>(wide + 32), bytes.number<std::uint64_t>(wide + 48)};
}

std::vector<Entry> read_directory(const Bytes& bytes) {
  auto [count, place] = find_directory(bytes);
  std::vector<Entry> entries;
  for (; count > 0; --count) {
    INQUEST_VALIDATE(bytes.part(place, 4) == entry_mark, data, bytes.path(), " is damaged (its directory is broken)");
    const auto name = bytes.number<std::uint16_t>(place + 28), extension = bytes.number<std::uint16_t>(place + 30),
               comment = bytes.number<std::uint16_t>(place + 32);
    Entry entry{std::string(bytes.part(place + entry_size, name)), bytes.number<std::uint16_t>(place + 10),
                bytes.number<std::uint32_t>(place + 16),           bytes.number<std::uint32_t>(place + 20),
                bytes.number<std::uint32_t>(place + 24),           bytes.number<std::uint32_t>(place + 42)};
    const std::uint64_t rest = place + entry_size + name;
    read_wide(bytes, rest, rest + extension, entry);
    entries.push_back(std::move(entry));
    place = rest + extension + comment;
  }
  return entries;
}

std::string inflated(std::string_view packed, const Entry& entry, const Bytes& bytes) {
  INQUEST_VALIDATE(entry.size <= most_inflation * (packed.size() + 1), data, bytes.path(), ": ", entry.name,
                   " is damaged (its size is impossible)");
  std::string content(entry.size, '\0');
  z_stream stream{};
  INQUEST_VALIDATE(inflateInit2(&stream, -MAX_WBITS) == Z_OK, io, bytes.path(), " cannot be unpacked");
  int state = Z_OK;
  std::size_t taken = 0, given = 0;
  constexpr std::size_t most = std::numeric_limits<uInt>::max();
  while (state == Z_OK) {
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data() + taken));
    stream.avail_in = static_cast<uInt>(std::min(packed.size() - taken, most));
    stream.next_out = reinterpret_cast<Bytef*>(content.data() + given);
    stream.avail_out = static_cast<uInt>(std::min(content.size() - given, most));
    const uInt in = stream.avail_in, out = stream.avail_out;
    state = inflate(&stream, Z_NO_FLUSH);
    taken += in - stream.avail_in;
    given += out - stream.avail_out;
    if (in == stream.avail_in && out == stream.avail_out) break;
  }
  inflateEnd(&stream);
  INQUEST_VALIDATE(state == Z_STREAM_END && given == content.size(), data, bytes.path(), ": ", entry.name,
                   " is damaged (it cannot be unpacked)");
  return content;
}

std::string unpacked(const Bytes& bytes, const Entry& entry) {
  INQUEST_VALIDATE(bytes.part(entry.head, 4) == file_mark, data, bytes.path(), " is damaged (", entry.name,
                   " is lost)");
  const std::uint64_t start = entry.head + file_head_size + bytes.number<std::uint16_t>(entry.head + 26) +
                              bytes.number<std::uint16_t>(entry.head + 28);
  const std::string_view packed = bytes.part(start, entry.packed);
  INQUEST_VALIDATE(entry.method == stored || entry.method == deflated, data, bytes.path(), ": ", entry.name,
                   " is packed by method ", entry.method, " (neither stored nor deflated); write it with np.savez");
  std::string content = entry.method == stored ? std::string(packed) : inflated(packed, entry, bytes);
  const auto found = crc32_z(0, reinterpret_cast<const Bytef*>(content.data()), content.size());
  INQUEST_VALIDATE(found == entry.checksum, data, bytes.path(), ": ", entry.name, " is damaged (its checksum differs)");
  return content;
}

std::string name_of(const Entry& entry) {
  return entry.name.ends_with(".npy") ? entry.name.substr(0, entry.name.size() - 4) : entry.name;
}

std::vector<std::string> names_of(const std::vector<Entry>& entries) {
  std::vector<std::string> names;
  for (const Entry& entry : entries) names.push_back(name_of(entry));
  return names;
}

const Entry& find_entry(const std::vector<Entry>& entries, const std::string& name, const std::string& path) {
  const std::vector<std::string> names = names_of(entries);
  INQUEST_VALIDATE(!names.empty(), data, path, " holds no arrays");
  if (name.empty()) {
    INQUEST_VALIDATE(names.size() == 1, data, path, " does not say which array is meant (it holds ", join(names),
                     "); name one, as in ", path, ":/", names.front());
    return entries.front();
  }
  const auto found = std::ranges::find(names, name);
  INQUEST_VALIDATE(found != names.end(), data, path, " has no array '", name, "' ", suggest(name, names));
  return entries[static_cast<std::size_t>(found - names.begin())];
}

}  // namespace

NpyArray read_npz(const std::filesystem::path& path, const std::string& name) {
  const std::string content = read_file(path);
  const Bytes bytes(content, path);
  const std::vector<Entry> entries = read_directory(bytes);
  const Entry& entry = find_entry(entries, name, path.string());
  return parse_npy(unpacked(bytes, entry), path.string() + ":/" + name_of(entry));
}

std::vector<std::string> npz_names(const std::filesystem::path& path) {
  const std::string content = read_file(path);
  return names_of(read_directory(Bytes(content, path)));
}

}  // namespace inquest
