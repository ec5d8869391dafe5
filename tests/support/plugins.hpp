// Plugins of tests, compiled as a user would: by cc alone, or by the Makefile of the examples.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace inquest::testing {

/// Compiles tests/simulators/external/plugins/faulty.c of the repository at `root` with these flags to `library`.
void make_faulty_plugin(const std::filesystem::path& root, const std::filesystem::path& library,
                        const std::string& flags = "");

/// Whether there is a Fortran compiler; where there is none a warning of the test says what it leaves out.
bool has_fortran();

/// Runs make in the folder; what fails in it fails the test.
void run_make(const std::filesystem::path& folder);

/// Copies docs/examples/plugin to the folder, without what cannot be compiled here, and makes it; the names of the
/// simulators.
std::vector<std::string> make_example_plugins(const std::filesystem::path& root, const std::filesystem::path& folder);

}  // namespace inquest::testing
