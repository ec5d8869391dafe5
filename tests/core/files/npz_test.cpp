#include "core/files/npz.hpp"

#include <zlib.h>

#include "core/base/error.hpp"
#include "core/files/atomic_file.hpp"
#include "core/files/table.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest {
namespace {

using Catch::Contains;
using Numbers = std::vector<double>;

void append(std::string& text, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i & 0xFF);
}

std::string deflate_raw(const std::string& content) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string packed(content.size() + 100, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(packed.size() - stream.avail_out);
  deflateEnd(&stream);
  return packed;
}

/// As np.savez writes it: a 64-bit extension in the head of each member.
std::string zip(const std::vector<std::pair<std::string, std::string>>& members, bool deflated) {
  std::string text, directory;
  for (const auto& [name, content] : members) {
    const std::string packed = deflated ? deflate_raw(content) : content;
    const auto checksum = crc32_z(0, reinterpret_cast<const Bytef*>(content.data()), content.size());
    const std::size_t head = text.size();
    text += "PK\3\4";
    for (const auto& [value, bytes] : std::vector<std::pair<std::uint64_t, int>>{{45, 2},
                                                                                 {0, 2},
                                                                                 {deflated ? 8 : 0, 2},
                                                                                 {0, 4},
                                                                                 {checksum, 4},
                                                                                 {0xFFFFFFFF, 4},
                                                                                 {0xFFFFFFFF, 4},
                                                                                 {name.size(), 2},
                                                                                 {20, 2}}) {
      append(text, value, bytes);
    }
    text += name;
    for (const auto& [value, bytes] :
         std::vector<std::pair<std::uint64_t, int>>{{1, 2}, {16, 2}, {content.size(), 8}, {packed.size(), 8}}) {
      append(text, value, bytes);
    }
    text += packed;
    directory += "PK\1\2";
    for (const auto& [value, bytes] : std::vector<std::pair<std::uint64_t, int>>{{45, 2},
                                                                                 {45, 2},
                                                                                 {0, 2},
                                                                                 {deflated ? 8 : 0, 2},
                                                                                 {0, 4},
                                                                                 {checksum, 4},
                                                                                 {packed.size(), 4},
                                                                                 {content.size(), 4},
                                                                                 {name.size(), 2},
                                                                                 {0, 2},
                                                                                 {0, 2},
                                                                                 {0, 2},
                                                                                 {0, 2},
                                                                                 {0, 4},
                                                                                 {head, 4}}) {
      append(directory, value, bytes);
    }
    directory += name;
  }
  const std::size_t place = text.size();
  text += directory + "PK\5\6";
  for (const auto& [value, bytes] : std::vector<std::pair<std::uint64_t, int>>{
           {0, 4}, {members.size(), 2}, {members.size(), 2}, {directory.size(), 4}, {place, 4}, {0, 2}}) {
    append(text, value, bytes);
  }
  return text;
}

std::string npy(const std::vector<std::size_t>& shape, const Numbers& values) { return npy_bytes(shape, values); }

TEST_CASE("npz: the only array needs no name, and several have one each, stored or deflated") {
  const testing::TemporaryDirectory folder;
  const Numbers theta{1, 2, 3, 4, 5, 6}, x(1000, 0.25);
  for (const bool deflated : {false, true}) {
    write_file(folder / "one.npz", zip({{"arr_0.npy", npy({3, 2}, theta)}}, deflated));
    write_file(folder / "two.npz", zip({{"theta.npy", npy({3, 2}, theta)}, {"x.npy", npy({10, 100}, x)}}, deflated));
    CHECK(read_npz(folder / "one.npz").values == theta);
    CHECK(read_npz(folder / "two.npz", "x").values == x);
    const Table table = read_table((folder / "two.npz").string() + ":/theta");
    CHECK(table.shape == std::vector<std::size_t>{3, 2});
    CHECK(table.values == theta);
    CHECK(read_table((folder / "one.npz").string()).values == theta);
  }
  CHECK_THROWS_WITH(read_npz(folder / "two.npz"),
                    Contains("(it holds theta, x); name one, as in ") && Contains("two.npz:/theta"));
  CHECK_THROWS_WITH(read_npz(folder / "two.npz", "y"), Contains("has no array 'y' (known: theta, x)"));
}

TEST_CASE("npz: a damaged file is an error, wherever it is damaged") {
  const testing::TemporaryDirectory folder;
  const std::string whole = zip({{"a.npy", npy({4}, {1, 2, 3, 4})}, {"b.npy", npy({100}, Numbers(100, 1))}}, true);
  const auto refused = [&](const std::string& content) {
    write_file(folder / "x.npz", content);
    try {
      for (const char* name : {"a", "b"}) read_npz(folder / "x.npz", name);
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::data);
      CHECK_THAT(error.what(), Contains("x.npz"));
      return true;
    }
    return false;
  };
  CHECK_FALSE(refused(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) CHECK(refused(whole.substr(0, size)));
  std::size_t read = 0;
  for (std::size_t place = 0; place < whole.size(); ++place) {
    std::string damaged = whole;
    damaged[place] = static_cast<char>(damaged[place] ^ 0x55);
    read += refused(damaged) ? 0 : 1;
  }
  // Of each member 47 bytes of its own head and 18 in the directory are dates, versions and repetitions, 16 in the end.
  CHECK(read <= 2 * (47 + 18) + 16);
  CHECK(testing::error_from([&] { read_npz(folder / "absent.npz"); }).kind() == ErrorKind::missing_input);
}

}  // namespace
}  // namespace inquest
