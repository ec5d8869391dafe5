// PriorFamily: name, arguments and one line on a family of priors, for `inquest list priors`.
#pragma once

#include <string>
#include <vector>

namespace inquest {

struct PriorFamily {
  std::string name;
  std::vector<std::string> arguments;
  std::string doc;
};

}  // namespace inquest
