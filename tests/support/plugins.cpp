#include "tests/support/plugins.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace inquest::testing {
namespace {

namespace fs = std::filesystem;

void shell(const std::string& line, const fs::path& folder) {
  const ProcessResult result = run_process({"/bin/sh", "-c", line}, {.folder = folder});
  INFO(line << "\n" << result.out << result.err);
  REQUIRE(result.status == 0);
}

}  // namespace

void make_faulty_plugin(const fs::path& root, const fs::path& library, const std::string& flags) {
  const fs::path source = root / "tests" / "simulators" / "external" / "plugins" / "faulty.c";
  shell("cc -std=gnu99 -O1 -fPIC -shared " + flags + " -I '" + (root / "simulators" / "external").string() + "' -o '" +
            library.string() + "' '" + source.string() + "'",
        library.parent_path());
}

bool has_fortran() {
  if (run_process({"/bin/sh", "-c", "command -v gfortran"}).status == 0) return true;
  WARN("there is no gfortran: the Fortran plugin is not tested");
  return false;
}

void run_make(const fs::path& folder) { shell("make", folder); }

std::vector<std::string> make_example_plugins(const fs::path& root, const fs::path& folder) {
  std::vector<std::string> names;
  const bool fortran = has_fortran();
  for (const auto& entry : fs::directory_iterator(root / "docs" / "examples" / "plugin")) {
    const fs::path& path = entry.path();
    if (path.extension() == ".so" || (path.extension() == ".f90" && !fortran)) continue;
    fs::copy(path, folder / path.filename());
    const std::string stem = path.stem().string();
    if (stem.starts_with("line_")) names.push_back(stem);
  }
  run_make(folder);
  return names;
}

}  // namespace inquest::testing
