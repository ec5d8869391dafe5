#include "core/files/h5.hpp"

#include <algorithm>
#include <atomic>
#include <functional>
#include <limits>
#include <numeric>

#include "core/files/atomic_file.hpp"
#include "core/files/h5_handle.hpp"

namespace inquest {
namespace {

using h5::Dataset;
using h5::Properties;
using h5::Session;
using h5::Space;

constexpr std::size_t chunk_bytes = 256 * 1024;  // some fit the library's cache of 1 MiB

std::size_t count_of(const std::vector<std::size_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

Properties file_access() {
  Properties access(H5Pcreate(H5P_FILE_ACCESS));
  H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
  // Files never change under their name, and some network file systems have no locks.
  H5Pset_file_locking(access, false, true);
  return access;
}

// In HDF5 1.8's format or, where that lacks something, a later one: metadata has checksums, and unlike in 1.10's
// format a file that is open looks no different from one that is closed, so that `image_of` is good as it is.
hid_t create_in_memory(const std::filesystem::path& path) {
  static std::atomic<std::uint64_t> number{0};
  const Properties access = file_access();
  H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_LATEST);
  H5Pset_fapl_core(access, std::size_t{1} << 20, false);
  const Properties creation = h5::object_properties(H5P_FILE_CREATE);
  const std::string name = concat(path.string(), ".memory-", number++);  // the library confuses files of one name
  return H5Fcreate(name.c_str(), H5F_ACC_TRUNC, creation, access);
}

// The bytes of a file in memory, where the library keeps them: H5Fget_file_image of 1.10 spoils the checksum of its
// copy.
std::span<const std::byte> image_of(hid_t file) {
  const ssize_t size = H5Fflush(file, H5F_SCOPE_GLOBAL) < 0 ? -1 : H5Fget_file_image(file, nullptr, 0);
  void* handle = nullptr;
  if (size < 0 || H5Fget_vfd_handle(file, H5P_DEFAULT, &handle) < 0) {
    h5::fail(ErrorKind::io, "an HDF5 file cannot be completed in memory");
  }
  return {*static_cast<std::byte* const*>(handle), static_cast<std::size_t>(size)};
}

Properties dataset_creation(const std::vector<std::size_t>& shape, std::size_t element_bytes, H5Storage storage) {
  Properties creation = h5::object_properties(H5P_DATASET_CREATE);
  if (shape.empty() || count_of(shape) == 0) return creation;
  const std::size_t row_bytes = count_of(shape) / shape.front() * element_bytes;
  std::vector<hsize_t> chunk(shape.begin(), shape.end());
  chunk.front() = std::clamp<std::size_t>(chunk_bytes / row_bytes, 1, shape.front());
  H5Pset_chunk(creation, static_cast<int>(chunk.size()), chunk.data());
  H5Pset_fill_time(creation, H5D_FILL_TIME_NEVER);
  if (storage == H5Storage::compressed) {
    H5Pset_shuffle(creation);
    H5Pset_deflate(creation, 1);
  }
  H5Pset_fletcher32(creation);
  return creation;
}

void select_rows(hid_t space, const std::vector<std::size_t>& shape, std::size_t first, std::size_t count) {
  std::vector<hsize_t> start(shape.size(), 0);
  std::vector<hsize_t> size(shape.begin(), shape.end());
  start.front() = first;
  size.front() = count;
  H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, size.data(), nullptr);
}

Dataset open_numbers(const H5File& file, const std::string& name) {
  Dataset dataset = h5::open_dataset(file, name);
  const h5::Type type(H5Dget_type(dataset));
  const H5T_class_t kind = H5Tget_class(type);
  INQUEST_VALIDATE(kind == H5T_INTEGER || kind == H5T_FLOAT, data, file.path().string(), ": '", name,
                   "' does not hold numbers (integers or floating-point numbers are needed)");
  h5::require_sources(file, name, dataset);
  return dataset;
}

[[noreturn]] void fail_reading(const H5File& file, const std::string& name) {
  h5::fail(ErrorKind::data, concat(file.path().string(), ": '", name, "' cannot be read"));
}

Dataset create_dataset(const H5File& file, const std::string& name, hid_t type, hid_t space, hid_t creation) {
  h5::make_groups(file, name);
  const hid_t dataset = H5Dcreate2(file.handle(), name.c_str(), type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
  if (dataset < 0) h5::fail(ErrorKind::io, concat(file.path().string(), ": '", name, "' cannot be made"));
  return Dataset(dataset);
}

}  // namespace

H5File H5File::open(const std::filesystem::path& path) {
  std::error_code ignored;
  INQUEST_VALIDATE(std::filesystem::is_regular_file(path, ignored), missing_input, path.string(),
                   " does not exist (an HDF5 file is needed)");
  const Session session;
  H5File file;
  file.path_ = path;
  const Properties access = file_access();
  file.handle_ = H5Fopen(path.c_str(), H5F_ACC_RDONLY, access);
  if (file.handle_ < 0) {
    h5::fail(ErrorKind::data, concat(path.string(), " is cut short or not an HDF5 file"));
  }
  return file;
}

H5File H5File::create(const std::filesystem::path& path) {
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  std::error_code ignored;
  INQUEST_VALIDATE(std::filesystem::is_directory(folder, ignored), io, path.string(), " cannot be written (",
                   folder.string(), " is not a folder)");
  const Session session;
  H5File file;
  file.path_ = path;
  file.writing_ = true;
  file.handle_ = create_in_memory(path);
  if (file.handle_ < 0) h5::fail(ErrorKind::io, concat(path.string(), " cannot be begun"));
  return file;
}

H5File::H5File(H5File&& other) noexcept
    : path_(std::move(other.path_)), writing_(other.writing_), handle_(std::exchange(other.handle_, -1)) {}

H5File& H5File::operator=(H5File&& other) noexcept {
  discard();
  path_ = std::move(other.path_);
  writing_ = other.writing_;
  handle_ = std::exchange(other.handle_, -1);
  return *this;
}

H5File::~H5File() { discard(); }

void H5File::discard() noexcept {
  if (handle_ < 0) return;
  const Session session;
  H5Fclose(std::exchange(handle_, -1));
}

void H5File::close() {
  if (handle_ < 0) return;
  if (writing_) {
    const auto image = [&] {
      const Session session;
      return image_of(handle_);
    }();
    write_file(path_, image);
  }
  discard();
}

bool H5File::contains(const std::string& name) const {
  const Session session;
  if (name == "/") return true;
  for (std::size_t slash = name.find('/', 1); slash != std::string::npos; slash = name.find('/', slash + 1)) {
    if (H5Lexists(handle_, name.substr(0, slash).c_str(), H5P_DEFAULT) <= 0) return false;
  }
  return H5Oexists_by_name(handle_, name.c_str(), H5P_DEFAULT) > 0;
}

bool H5File::is_dataset(const std::string& name) const {
  const Session session;
  return H5Iget_type(h5::open_object(*this, name)) == H5I_DATASET;
}

std::vector<std::string> H5File::children(const std::string& group) const {
  const Session session;
  const h5::Object object = h5::open_object(*this, group);
  std::vector<std::string> names;
  if (H5Iget_type(object) != H5I_GROUP) return names;
  const auto add = [](hid_t, const char* name, const H5L_info_t*, void* list) -> herr_t {
    static_cast<std::vector<std::string>*>(list)->emplace_back(name);
    return 0;
  };
  H5Literate(object, H5_INDEX_NAME, H5_ITER_INC, nullptr, add, &names);
  std::ranges::sort(names);
  return names;
}

std::vector<std::size_t> H5File::shape(const std::string& dataset) const {
  const Session session;
  return h5::shape_of(Space(H5Dget_space(h5::open_dataset(*this, dataset))));
}

template <class T>
H5Array<T> H5File::read(const std::string& dataset) const {
  const Session session;
  const Dataset source = open_numbers(*this, dataset);
  H5Array<T> array{h5::shape_of(Space(H5Dget_space(source))), {}};
  array.values.resize(count_of(array.shape));
  if (H5Dread(source, h5::memory_type<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, array.values.data()) < 0) {
    fail_reading(*this, dataset);
  }
  return array;
}

template <class T>
H5Array<T> H5File::read_rows(const std::string& dataset, std::size_t first, std::size_t count) const {
  const Session session;
  const Dataset source = open_numbers(*this, dataset);
  const Space space(H5Dget_space(source));
  H5Array<T> array{h5::shape_of(space), {}};
  const std::size_t rows = array.shape.empty() ? 0 : array.shape.front();
  INQUEST_VALIDATE(first <= rows && count <= rows - first, data, path_.string(), ": '", dataset, "' has ", rows,
                   " rows (rows ", first, " to ", first + count, " are needed)");
  if (count == 0 || rows == 0) {
    array.shape.front() = 0;
    return array;
  }
  select_rows(space, array.shape, first, count);
  array.shape.front() = count;
  array.values.resize(count_of(array.shape));
  const Space memory = h5::make_space(array.shape);
  if (H5Dread(source, h5::memory_type<T>(), memory, space, H5P_DEFAULT, array.values.data()) < 0) {
    fail_reading(*this, dataset);
  }
  return array;
}

template <class T>
void H5File::write(const std::string& dataset, const std::vector<std::size_t>& shape, std::span<const T> values,
                   H5Storage storage) {
  INQUEST_EXPECT(values.size() == count_of(shape));
  const Session session;
  const Properties creation = dataset_creation(shape, sizeof(T), storage);
  const Dataset made = create_dataset(*this, dataset, h5::file_type<T>(), h5::make_space(shape), creation);
  if (values.empty()) return;
  if (H5Dwrite(made, h5::memory_type<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0) {
    h5::fail(ErrorKind::io, concat(path_.string(), ": '", dataset, "' cannot be written"));
  }
}

template <class T>
void H5File::write_virtual(const std::string& dataset, const std::vector<std::size_t>& shape,
                           const std::vector<Part>& parts, const std::string& part_dataset) {
  const Session session;
  const Properties creation = h5::object_properties(H5P_DATASET_CREATE);
  if constexpr (std::numeric_limits<T>::has_quiet_NaN) {
    const T nan = std::numeric_limits<T>::quiet_NaN();
    H5Pset_fill_value(creation, h5::memory_type<T>(), &nan);
  } else if constexpr (std::is_signed_v<T>) {
    const T none = -1;
    H5Pset_fill_value(creation, h5::memory_type<T>(), &none);
  }
  std::size_t first = 0;
  for (const Part& part : parts) {
    std::vector<std::size_t> part_shape = shape;
    part_shape.front() = part.rows;
    const Space whole = h5::make_space(shape);
    select_rows(whole, shape, first, part.rows);
    const Space source = h5::make_space(part_shape);
    select_rows(source, part_shape, 0, part.rows);
    H5Pset_virtual(creation, whole, part.file.c_str(), part_dataset.c_str(), source);
    first += part.rows;
  }
  INQUEST_EXPECT(first == shape.front());
  create_dataset(*this, dataset, h5::file_type<T>(), h5::make_space(shape), creation);
}

#define INQUEST_H5_TYPE(T)                                                                                            \
  template H5Array<T> H5File::read<T>(const std::string&) const;                                                      \
  template H5Array<T> H5File::read_rows<T>(const std::string&, std::size_t, std::size_t) const;                       \
  template void H5File::write<T>(const std::string&, const std::vector<std::size_t>&, std::span<const T>, H5Storage); \
  template void H5File::write_virtual<T>(const std::string&, const std::vector<std::size_t>&,                         \
                                         const std::vector<Part>&, const std::string&)
INQUEST_H5_TYPE(double);
INQUEST_H5_TYPE(float);
INQUEST_H5_TYPE(std::int64_t);
INQUEST_H5_TYPE(std::uint64_t);
INQUEST_H5_TYPE(std::int8_t);
#undef INQUEST_H5_TYPE

}  // namespace inquest
