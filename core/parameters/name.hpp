// Names that users give to models, parameters and routes; they become keys, column heads, HDF5 groups and file names.
#pragma once

#include <string>
#include <string_view>

namespace inquest {

/// "(...)" on what is wrong with a name, empty if nothing is. A name has letters (of any language), digits and
/// _ - + ^, and begins with a letter or an underscore: GetDist, HDF5 and dotted paths give meaning to the rest.
std::string name_problem(std::string_view name);

}  // namespace inquest
