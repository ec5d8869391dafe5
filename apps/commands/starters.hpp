// Starters: what `inquest new` writes for plugins, the files of docs/examples/plugin. CMake makes the source of them.
#pragma once

#include <string>
#include <vector>

namespace inquest {

struct StarterFile {
  std::string name;
  std::string text;
};

const std::vector<StarterFile>& starters();

}  // namespace inquest
