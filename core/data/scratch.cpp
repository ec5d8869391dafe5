#include "core/data/scratch.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include <ATen/core/Tensor.h>
#include <ATen/ops/from_blob.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/files/descriptor.hpp"

namespace inquest {
namespace {

Descriptor open_nameless(const std::filesystem::path& folder) {
  std::string name = (folder / "scratch-XXXXXX").string();
  Descriptor file(mkostemp(name.data(), O_CLOEXEC));
  INQUEST_VALIDATE(file.number() >= 0, io, folder.string(), ": no scratch file can be made (", std::strerror(errno),
                   "); give a run directory that can be written");
  unlink(name.c_str());
  return file;
}

// All of the room is claimed here: a page that the disk has no room for would end the program when it is written.
void* map_file(std::size_t bytes, const std::filesystem::path& folder) {
  const Descriptor file = open_nameless(folder);
  const int error = posix_fallocate(file.number(), 0, static_cast<off_t>(bytes));
  INQUEST_VALIDATE(error == 0, io, folder.string(), ": no room for a scratch file of ", bytes >> 20, " MiB (",
                   std::strerror(error), "); free disk space or ask for fewer simulations");
  void* data = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file.number(), 0);
  INQUEST_VALIDATE(data != MAP_FAILED, io, folder.string(), ": a scratch file cannot be mapped (", std::strerror(errno),
                   ")");
  return data;
}

// madvise wants whole pages.
void advise(const void* data, std::size_t bytes, int advice) {
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto start = reinterpret_cast<std::uintptr_t>(data) / page * page;
  const auto end = reinterpret_cast<std::uintptr_t>(data) + bytes;
  madvise(reinterpret_cast<void*>(start), end - start, advice);
}

}  // namespace

Scratch::Scratch(std::size_t bytes, const ScratchPolicy& policy) : bytes_(bytes), in_file_(policy.in_file(bytes)) {
  if (in_file_) {
    data_ = map_file(bytes, policy.folder);
  } else {
    data_ = std::calloc(std::max<std::size_t>(bytes, 1), 1);
    if (data_ == nullptr) throw std::bad_alloc();
  }
}

Scratch::Scratch(Scratch&& other) noexcept { *this = std::move(other); }

Scratch& Scratch::operator=(Scratch&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  std::swap(in_file_, other.in_file_);
  return *this;
}

Scratch::~Scratch() {
  if (in_file_) {
    munmap(data_, bytes_);
  } else {
    std::free(data_);
  }
}

void Scratch::release_pages() const {
  if (in_file_) advise(data_, bytes_, MADV_DONTNEED);
}

LargeMatrix::LargeMatrix(std::size_t rows, std::size_t cols, ScratchPolicy policy)
    : policy_(std::move(policy)), scratch_(rows * cols * sizeof(double), policy_), rows_(rows), cols_(cols) {}

LargeMatrix::LargeMatrix(const Matrix& values) : LargeMatrix(values.rows(), values.cols()) {
  std::ranges::copy(values.values(), data());
}

Tensor scratch_tensor(std::int64_t rows, std::int64_t cols, const ScratchPolicy& policy) {
  const auto count = static_cast<std::size_t>(rows * cols);
  const auto scratch = std::make_shared<Scratch>(count * sizeof(float), policy);
  return at::from_blob(
      scratch->data(), {rows, cols}, [scratch](void*) {}, at::kFloat);
}

void expect_prefetch(const Tensor& rows) { advise(rows.data_ptr(), rows.nbytes(), MADV_RANDOM); }

void prefetch_rows(const Tensor& rows, std::int64_t first, std::int64_t count) {
  const std::size_t row_bytes = rows.element_size() * static_cast<std::size_t>(rows.numel() / rows.size(0));
  const auto* start = static_cast<const char*>(rows.data_ptr()) + static_cast<std::size_t>(first) * row_bytes;
  advise(start, static_cast<std::size_t>(count) * row_bytes, MADV_WILLNEED);
}

}  // namespace inquest
