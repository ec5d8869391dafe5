#include "core/files/h5_handle.hpp"

#include <algorithm>

#include "core/config/suggest.hpp"

namespace inquest::h5 {
namespace {

extern "C" herr_t keep_first(unsigned n, const H5E_error2_t* error, void* text) {
  if (n == 0 && error->desc != nullptr) *static_cast<std::string*>(text) = error->desc;
  return 0;
}

// "/a", "/a/b" for "a/b/c": the groups that lead to a name.
std::vector<std::string> groups_of(const std::string& name) {
  std::vector<std::string> groups;
  for (std::size_t slash = name.find('/', 1); slash != std::string::npos; slash = name.find('/', slash + 1)) {
    groups.push_back(name.substr(0, slash));
  }
  return groups;
}

[[noreturn]] void fail_missing(const H5File& file, const std::string& name) {
  std::string nearest = "/";
  for (const std::string& group : groups_of(name)) {
    if (file.contains(group)) nearest = group;
  }
  const std::size_t start = nearest == "/" ? (name.starts_with('/') ? 1 : 0) : nearest.size() + 1;
  const std::string word = name.substr(start, name.find('/', start) - start);
  raise(ErrorKind::data,
        concat(file.path().string(), " has no '", word, "' in ", nearest, " ", suggest(word, file.children(nearest))));
}

}  // namespace

std::recursive_mutex& Session::mutex() {
  static std::recursive_mutex mutex;
  return mutex;
}

std::string last_error() {
  std::string text = "unknown HDF5 error";
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &text);
  return text;
}

void fail(ErrorKind kind, const std::string& problem, const std::string& advice) {
  raise(kind, concat(problem, " (", last_error(), ")", advice));
}

Object open_object(const H5File& file, const std::string& name) {
  if (!file.contains(name)) fail_missing(file, name);
  return Object(H5Oopen(file.handle(), name.c_str(), H5P_DEFAULT));
}

Dataset open_dataset(const H5File& file, const std::string& name) {
  if (!file.contains(name)) fail_missing(file, name);
  const hid_t dataset = H5Dopen2(file.handle(), name.c_str(), H5P_DEFAULT);
  if (dataset < 0) fail(ErrorKind::data, concat(file.path().string(), ": '", name, "' is no dataset"));
  return Dataset(dataset);
}

Properties object_properties(hid_t property_class) {
  Properties properties(H5Pcreate(property_class));
  H5Pset_obj_track_times(properties, false);
  return properties;
}

void make_groups(const H5File& file, const std::string& name) {
  const Properties properties = object_properties(H5P_GROUP_CREATE);
  for (const std::string& group : groups_of(name)) {
    if (file.contains(group)) continue;
    const Group made(H5Gcreate2(file.handle(), group.c_str(), H5P_DEFAULT, properties, H5P_DEFAULT));
  }
}

Space make_space(const std::vector<std::size_t>& shape) {
  if (shape.empty()) return Space(H5Screate(H5S_SCALAR));
  const std::vector<hsize_t> sizes(shape.begin(), shape.end());
  return Space(H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr));
}

std::vector<std::size_t> shape_of(hid_t space) {
  if (H5Sget_simple_extent_type(space) == H5S_NULL) return {0};
  std::vector<hsize_t> sizes(static_cast<std::size_t>(std::max(0, H5Sget_simple_extent_ndims(space))));
  H5Sget_simple_extent_dims(space, sizes.data(), nullptr);
  return {sizes.begin(), sizes.end()};
}

}  // namespace inquest::h5
