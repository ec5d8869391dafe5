#include "core/files/h5_table.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

#include "core/base/error.hpp"
#include "core/files/h5_handle.hpp"
#include "core/files/table_columns.hpp"

namespace inquest {
namespace {

using h5::Dataset;
using h5::Type;

struct Member : TableColumn {
  H5T_class_t kind = H5T_NO_CLASS;  // of a number of it
};

std::string name_of(hid_t record, unsigned member) {
  char* const name = H5Tget_member_name(record, member);
  std::string text = name == nullptr ? "" : name;
  H5free_memory(name);
  return text;
}

Member describe(hid_t record, unsigned number) {
  Member member;
  member.name = name_of(record, number);
  const Type type(H5Tget_member_type(record, number));
  member.kind = H5Tget_class(type);
  if (member.kind != H5T_ARRAY) return member;
  std::vector<hsize_t> lengths(static_cast<std::size_t>(std::max(0, H5Tget_array_ndims(type))));
  H5Tget_array_dims2(type, lengths.data());
  member.shape.assign(lengths.begin(), lengths.end());
  member.kind = H5Tget_class(Type(H5Tget_super(type)));
  return member;
}

std::vector<Member> members_of(hid_t record) {
  std::vector<Member> members;
  for (int i = 0; i < H5Tget_nmembers(record); ++i) members.push_back(describe(record, static_cast<unsigned>(i)));
  return members;
}

std::string what_it_holds(H5T_class_t kind) {
  if (kind == H5T_STRING) return "text";
  if (kind == H5T_ENUM) return "truth values or other names of integers";
  if (kind == H5T_VLEN) return "arrays of different lengths";
  return kind == H5T_COMPOUND ? "complex numbers or other records" : "no numbers";
}

// Whether a member says which numbers of another one are masked, as astropy writes it: "flux.mask" of "flux".
bool is_mask(const Member& member, const Member& of) {
  return member.kind == H5T_ENUM && member.shape == of.shape && member.name == of.name + ".mask";
}

// What is read where no columns are asked for: none, which is all of them, or the names of all that are no masks.
std::vector<std::string> default_names(const std::vector<Member>& members) {
  std::vector<std::string> names;
  for (const Member& member : members) {
    const auto masks = [&](const Member& other) { return is_mask(member, other); };
    if (std::ranges::none_of(members, masks)) names.push_back(member.name);
  }
  return names.size() == members.size() ? std::vector<std::string>() : names;
}

// [rows, numbers] of these members, one after the other.
std::vector<double> read_members(const Dataset& source, const std::vector<Member>& members,
                                 const std::vector<std::size_t>& read, std::size_t rows, const std::string& where) {
  std::size_t numbers = 0;
  for (const std::size_t j : read) numbers += members[j].size();
  Type record(H5Tcreate(H5T_COMPOUND, numbers * sizeof(double)));
  std::size_t start = 0;
  for (const std::size_t j : read) {
    const Member& member = members[j];
    const std::vector<hsize_t> lengths(member.shape.begin(), member.shape.end());
    const Type type(lengths.empty()
                        ? H5Tcopy(H5T_NATIVE_DOUBLE)
                        : H5Tarray_create2(H5T_NATIVE_DOUBLE, static_cast<unsigned>(lengths.size()), lengths.data()));
    H5Tinsert(record, member.name.c_str(), start * sizeof(double), type);
    start += member.size();
  }
  std::vector<double> records(rows * numbers);
  if (H5Dread(source, record, H5S_ALL, H5S_ALL, H5P_DEFAULT, records.data()) < 0) {
    h5::fail(ErrorKind::data, concat(where, " cannot be read"));
  }
  return records;
}

void require_numbers(const Member& member, const std::string& where) {
  INQUEST_VALIDATE(member.kind == H5T_INTEGER || member.kind == H5T_FLOAT, data, where, ": column '", member.name,
                   "' holds ", what_it_holds(member.kind),
                   " (numbers are needed); choose the columns of numbers with `columns`");
}

// Of the numbers that are chosen; a mask is an enum, which HDF5 reads as its value, 0 or 1.
void require_unmasked(const Dataset& source, const std::vector<Member>& members, const ColumnChoice& choice,
                      std::size_t rows, const std::string& where) {
  for (const std::size_t j : choice.columns()) {
    const auto masks = [&](const Member& other) { return is_mask(other, members[j]); };
    const auto mask = std::ranges::find_if(members, masks);
    if (mask == members.end()) continue;
    const auto place = static_cast<std::size_t>(mask - members.begin());
    const std::vector<double> truth = read_members(source, members, {place}, rows, where);
    std::vector<double> marks(rows * choice.width());
    choice.place(j, truth.data(), mask->size(), marks);
    const auto marked = static_cast<std::size_t>(std::ranges::find_if(marks, std::identity()) - marks.begin());
    if (marked == marks.size()) continue;
    const std::vector<std::string> names = choice.names();
    raise(ErrorKind::data, concat(where, ": row ", marked / choice.width() + 1, " (from 1), column '",
                                  names.empty() ? members[j].name : names[marked % choice.width()], "' is masked (",
                                  mask->name, " says so; a number is needed); leave out the row"));
  }
}

}  // namespace

bool is_h5_table(const H5File& file, const std::string& dataset) {
  const h5::Session session;
  return H5Tget_class(Type(H5Dget_type(h5::open_dataset(file, dataset)))) == H5T_COMPOUND;
}

H5Table read_h5_table(const H5File& file, const std::string& dataset, const std::vector<std::string>& columns) {
  const h5::Session session;
  const std::string where = concat(file.path().string(), ":", dataset.starts_with('/') ? "" : "/", dataset);
  const Dataset source = h5::open_dataset(file, dataset);
  const std::vector<Member> members = members_of(Type(H5Dget_type(source)));
  const ColumnChoice choice({members.begin(), members.end()}, columns.empty() ? default_names(members) : columns,
                            where);
  for (const std::size_t j : choice.columns()) require_numbers(members[j], where);
  const Shape shape = h5::shape_of(h5::Space(H5Dget_space(source)));
  INQUEST_VALIDATE(shape.size() == 1, data, where, " is an array ", to_text(shape),
                   " of records (a table [rows] is needed)");
  const std::size_t rows = shape.front();
  h5::require_sources(file, dataset, source);
  const std::vector<double> records = read_members(source, members, choice.columns(), rows, where);
  require_unmasked(source, members, choice, rows, where);
  H5Table table{choice.shape(rows), std::vector<double>(rows * choice.width()), choice.names()};
  const std::size_t numbers = rows == 0 ? 0 : records.size() / rows;
  std::size_t start = 0;
  for (const std::size_t j : choice.columns()) {
    choice.place(j, records.data() + start, numbers, table.values);
    start += members[j].size();
  }
  return table;
}

std::vector<std::string> h5_column_names(const H5File& file, const std::string& dataset) {
  const h5::Session session;
  const std::vector<Member> members = members_of(Type(H5Dget_type(h5::open_dataset(file, dataset))));
  return number_names({members.begin(), members.end()});
}

}  // namespace inquest
