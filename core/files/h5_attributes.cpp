// Attributes, text datasets and dimension scales of H5File.
#include <algorithm>

#include <hdf5_hl.h>

#include "core/files/h5_handle.hpp"

namespace inquest {
namespace {

using h5::Attribute;
using h5::Object;
using h5::Session;
using h5::Space;
using h5::Type;

Type text_type(std::size_t size) {
  Type type(H5Tcopy(H5T_C_S1));
  H5Tset_size(type, size);
  H5Tset_strpad(type, size == H5T_VARIABLE ? H5T_STR_NULLTERM : H5T_STR_NULLPAD);
  H5Tset_cset(type, H5T_CSET_UTF8);
  return type;
}

// An attribute or dataset of texts, read with `read(memory type, buffer)`.
template <class Read>
std::vector<std::string> read_texts(hid_t type, hid_t space, const Read& read) {
  std::vector<std::string> texts(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
  if (H5Tis_variable_str(type) > 0) {
    std::vector<char*> pointers(texts.size(), nullptr);
    if (read(type, pointers.data()) < 0) h5::fail(ErrorKind::data, "a text cannot be read");
    std::ranges::transform(pointers, texts.begin(), [](const char* text) { return text == nullptr ? "" : text; });
    H5Dvlen_reclaim(type, space, H5P_DEFAULT, pointers.data());
    return texts;
  }
  const std::size_t size = H5Tget_size(type);
  std::string buffer(size * texts.size(), '\0');
  if (read(type, buffer.data()) < 0) h5::fail(ErrorKind::data, "a text cannot be read");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    texts[i] = buffer.substr(i * size, size);
    texts[i].resize(std::min(texts[i].find('\0'), size));
  }
  return texts;
}

Attribute open_attribute(const H5File& file, const std::string& object, const std::string& name) {
  INQUEST_VALIDATE(file.has_attribute(object, name), data, file.path().string(), ": '", object, "' has no attribute '",
                   name, "' (was the file written by another program?)");
  return Attribute(H5Aopen_by_name(file.handle(), object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT));
}

void replace_attribute(const H5File& file, const std::string& object, const std::string& name, hid_t type,
                       hid_t memory_type, const void* value) {
  const Object target = h5::open_object(file, object);
  if (H5Aexists(target, name.c_str()) > 0) H5Adelete(target, name.c_str());
  const Attribute made(H5Acreate2(target, name.c_str(), type, Space(H5Screate(H5S_SCALAR)), H5P_DEFAULT, H5P_DEFAULT));
  if (H5Awrite(made, memory_type, value) < 0) {
    h5::fail(ErrorKind::io, concat(file.path().string(), ": attribute '", name, "' cannot be written"));
  }
}

}  // namespace

std::vector<std::string> H5File::read_text(const std::string& dataset) const {
  const Session session;
  const h5::Dataset source = h5::open_dataset(*this, dataset);
  const Type type(H5Dget_type(source));
  INQUEST_VALIDATE(H5Tget_class(type) == H5T_STRING, data, path_.string(), ": '", dataset, "' does not hold text");
  return read_texts(type, Space(H5Dget_space(source)), [&](hid_t memory_type, void* buffer) {
    return H5Dread(source, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, buffer);
  });
}

void H5File::write_text(const std::string& dataset, const std::vector<std::string>& values) {
  const Session session;
  h5::make_groups(*this, dataset);
  const Type type = text_type(H5T_VARIABLE);
  const h5::Dataset made(H5Dcreate2(handle_, dataset.c_str(), type, h5::make_space({values.size()}), H5P_DEFAULT,
                                    h5::object_properties(H5P_DATASET_CREATE), H5P_DEFAULT));
  std::vector<const char*> pointers(values.size());
  std::ranges::transform(values, pointers.begin(), [](const std::string& text) { return text.c_str(); });
  if (!values.empty() && H5Dwrite(made, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()) < 0) {
    h5::fail(ErrorKind::io, concat(path_.string(), ": '", dataset, "' cannot be written"));
  }
}

bool H5File::has_attribute(const std::string& object, const std::string& name) const {
  const Session session;
  return H5Aexists(h5::open_object(*this, object), name.c_str()) > 0;
}

std::string H5File::text_attribute(const std::string& object, const std::string& name) const {
  const Session session;
  const Attribute attribute = open_attribute(*this, object, name);
  const Type type(H5Aget_type(attribute));
  INQUEST_VALIDATE(H5Tget_class(type) == H5T_STRING, data, path_.string(), ": attribute '", name, "' of '", object,
                   "' is not text");
  const auto texts = read_texts(type, Space(H5Aget_space(attribute)), [&](hid_t memory_type, void* buffer) {
    return H5Aread(attribute, memory_type, buffer);
  });
  return texts.empty() ? "" : texts.front();
}

std::int64_t H5File::integer_attribute(const std::string& object, const std::string& name) const {
  const Session session;
  const Attribute attribute = open_attribute(*this, object, name);
  const bool single = H5Sget_simple_extent_npoints(Space(H5Aget_space(attribute))) == 1;
  std::int64_t value = 0;
  const Type type(H5Aget_type(attribute));
  INQUEST_VALIDATE(single && H5Tget_class(type) == H5T_INTEGER && H5Aread(attribute, H5T_NATIVE_INT64, &value) >= 0,
                   data, path_.string(), ": attribute '", name, "' of '", object, "' is not an integer");
  return value;
}

void H5File::write_attribute(const std::string& object, const std::string& name, const std::string& value) {
  const Session session;
  const Type type = text_type(std::max<std::size_t>(value.size(), 1));  // HDF5 has no text of size 0
  replace_attribute(*this, object, name, type, type, value.c_str());
}

void H5File::write_attribute(const std::string& object, const std::string& name, std::int64_t value) {
  const Session session;
  replace_attribute(*this, object, name, H5T_STD_I64LE, H5T_NATIVE_INT64, &value);
}

void H5File::attach_scale(const std::string& dataset, std::size_t axis, const std::string& scale) {
  const Session session;
  const h5::Dataset target = h5::open_dataset(*this, dataset);
  const h5::Dataset coordinate = h5::open_dataset(*this, scale);
  const std::string name = scale.substr(scale.rfind('/') + 1);
  const bool is_scale = H5DSis_scale(coordinate) > 0 || H5DSset_scale(coordinate, name.c_str()) >= 0;
  if (!is_scale || H5DSattach_scale(target, coordinate, static_cast<unsigned>(axis)) < 0) {
    h5::fail(ErrorKind::io, concat(path_.string(), ": '", scale, "' cannot be a scale of '", dataset, "'"));
  }
}

}  // namespace inquest
