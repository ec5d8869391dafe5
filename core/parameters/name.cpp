#include "core/parameters/name.hpp"

#include <algorithm>

#include "core/base/error.hpp"

namespace inquest {
namespace {

constexpr std::size_t longest_name = 80;  // files are named after two of them, and file names have at most 255 bytes

bool is_letter(char c) {
  const bool beyond_ascii = static_cast<unsigned char>(c) >= 0x80;
  return beyond_ascii || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_allowed(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '^'; }

}  // namespace

std::string name_problem(std::string_view name) {
  if (name.empty()) return "(a name must not be empty)";
  if (!is_letter(name.front())) return "(a name must begin with a letter or an underscore)";
  if (!std::all_of(name.begin(), name.end(), is_allowed)) return "(a name must have letters, digits and _ - + ^ only)";
  if (name.size() > longest_name) {
    return concat("(a name must have at most ", longest_name, " letters, this has ", name.size(), ")");
  }
  return "";
}

}  // namespace inquest
