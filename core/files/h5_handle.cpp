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

/// Throws where a soft or external link of this name is there and leads to nothing.
void require_target(const H5File& file, const std::string& name) {
  const char* text = name.c_str();
  H5L_info_t link{};
  if (H5Lexists(file.handle(), text, H5P_DEFAULT) <= 0) return;
  if (H5Lget_info(file.handle(), text, &link, H5P_DEFAULT) < 0 || link.type == H5L_TYPE_HARD) return;
  std::string value(link.u.val_size, '\0');
  H5Lget_val(file.handle(), text, value.data(), value.size(), H5P_DEFAULT);
  const char *target_file = nullptr, *target = value.c_str();
  if (link.type == H5L_TYPE_EXTERNAL) {
    H5Lunpack_elink_val(value.data(), value.size(), nullptr, &target_file, &target);
  }
  raise(ErrorKind::data,
        concat(file.path().string(), ": '", name, "' is a link to ", target_file == nullptr ? "" : target_file,
               target_file == nullptr ? "" : ":", target, " (which is not there); name what it should lead to"));
}

[[noreturn]] void fail_missing(const H5File& file, const std::string& name) {
  std::string nearest = "/";
  for (const std::string& group : groups_of(name)) {
    if (file.contains(group)) nearest = group;
  }
  require_target(file, name);
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

void require_sources(const H5File& file, const std::string& name, hid_t dataset) {
  const Properties creation(H5Dget_create_plist(dataset));
  if (H5Pget_layout(creation) != H5D_VIRTUAL) return;
  std::size_t count = 0;
  H5Pget_virtual_count(creation, &count);
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < count; ++i) {
    std::string source(static_cast<std::size_t>(H5Pget_virtual_filename(creation, i, nullptr, 0)), '\0');
    H5Pget_virtual_filename(creation, i, source.data(), source.size() + 1);
    const bool here = source == "." || source.find('%') != std::string::npos;  // itself; or a pattern of names
    const std::filesystem::path beside = file.path().parent_path() / source;
    if (!here && !std::filesystem::exists(beside) && !std::filesystem::exists(source))
      missing.push_back(beside.string());
  }
  if (missing.empty()) return;
  raise(ErrorKind::data, concat(file.path().string(), ": the rows of '", name, "' lie in ", count,
                                " other files, of which ", missing.size(), " are not there (", missing.front(),
                                missing.size() > 1 ? ", ..." : "", "); copy the files beside it as well"));
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
