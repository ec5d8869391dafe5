#include "core/data/scratch.hpp"

#include <fstream>

#include <ATen/core/Tensor.h>

#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using testing::error_from;
using testing::TemporaryDirectory;

TEST_CASE("scratch: a matrix in a file is a matrix, and leaves no file behind") {
  const TemporaryDirectory folder;
  LargeMatrix matrix(1000, 3, {folder.path(), 1000});
  REQUIRE(matrix.in_file());
  CHECK(std::filesystem::is_empty(folder.path()));
  CHECK(matrix(999, 2) == 0);
  for (std::size_t i = 0; i < 1000; ++i) matrix(i, 1) = static_cast<double>(i);
  matrix.release_pages();
  for (std::size_t i = 0; i < 1000; ++i) CHECK(std::as_const(matrix)(i, 1) == static_cast<double>(i));
}

TEST_CASE("scratch: up to its limit, or with no folder, it is memory") {
  const TemporaryDirectory folder;
  CHECK_FALSE(LargeMatrix(10, 10, {folder.path(), 800}).in_file());
  CHECK(LargeMatrix(10, 10, {folder.path(), 799}).in_file());
  CHECK_FALSE(LargeMatrix(10, 10, {{}, 1}).in_file());
  Matrix values(2, 2, 7);
  CHECK(LargeMatrix(values)(1, 1) == 7);
}

TEST_CASE("scratch: a tensor outlives its matrix and can be moved about") {
  const TemporaryDirectory folder;
  Tensor tensor = scratch_tensor(5000, 4, {folder.path(), 100});
  tensor.fill_(2);
  prefetch_rows(tensor, 17, 4983);
  const Tensor part = tensor.narrow(0, 100, 10).clone();
  tensor = Tensor();
  CHECK(part.sum().item<float>() == 80);
}

TEST_CASE("scratch: no folder to write to is an error") {
  const TemporaryDirectory folder;
  const Error error = error_from([&] { LargeMatrix(100, 100, {folder / "missing", 10}); });
  CHECK(error.kind() == ErrorKind::io);
  CHECK_THAT(error.what(), Catch::Matchers::Contains("no scratch file can be made"));
}

TEST_CASE("scratch: more than the disk holds is an error before anything is written") {
  const TemporaryDirectory folder;
  const Error error = error_from([&] { LargeMatrix(std::size_t{1} << 50, 1, {folder.path(), 10}); });
  CHECK(error.kind() == ErrorKind::io);
}
