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

// A record of doubles in memory: of the members that are read, one after the other.
Type memory_record(const std::vector<Member>& members, const std::vector<std::size_t>& read,
                   const std::vector<std::size_t>& starts, std::size_t numbers) {
  Type record(H5Tcreate(H5T_COMPOUND, numbers * sizeof(double)));
  for (std::size_t i = 0; i < read.size(); ++i) {
    const Member& member = members[read[i]];
    const std::vector<hsize_t> lengths(member.shape.begin(), member.shape.end());
    const Type type(lengths.empty()
                        ? H5Tcopy(H5T_NATIVE_DOUBLE)
                        : H5Tarray_create2(H5T_NATIVE_DOUBLE, static_cast<unsigned>(lengths.size()), lengths.data()));
    H5Tinsert(record, member.name.c_str(), starts[i] * sizeof(double), type);
  }
  return record;
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
  const ColumnChoice choice({members.begin(), members.end()}, columns, where);
  const std::vector<std::size_t>& read = choice.columns();
  std::vector<std::size_t> starts;
  std::size_t numbers = 0;
  for (const std::size_t j : read) {
    const H5T_class_t kind = members[j].kind;
    INQUEST_VALIDATE(kind == H5T_INTEGER || kind == H5T_FLOAT, data, where, ": column '", members[j].name, "' holds ",
                     what_it_holds(kind), " (numbers are needed); choose the columns of numbers with `columns`");
    starts.push_back(numbers);
    numbers += members[j].size();
  }
  const Shape rows = h5::shape_of(h5::Space(H5Dget_space(source)));
  INQUEST_VALIDATE(rows.size() == 1, data, where, " is an array ", to_text(rows),
                   " of records (a table [rows] is needed)");
  h5::require_sources(file, dataset, source);
  std::vector<double> records(rows.front() * numbers);
  const Type memory = memory_record(members, read, starts, numbers);
  if (H5Dread(source, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, records.data()) < 0) {
    h5::fail(ErrorKind::data, concat(where, " cannot be read"));
  }
  H5Table table{choice.shape(rows.front()), std::vector<double>(rows.front() * choice.width()), choice.names()};
  for (std::size_t i = 0; i < read.size(); ++i)
    choice.place(read[i], records.data() + starts[i], numbers, table.values);
  return table;
}

std::vector<std::string> h5_column_names(const H5File& file, const std::string& dataset) {
  const h5::Session session;
  const std::vector<Member> members = members_of(Type(H5Dget_type(h5::open_dataset(file, dataset))));
  return number_names({members.begin(), members.end()});
}

}  // namespace inquest
