// The main of every test program, compiled once.
#define CATCH_CONFIG_RUNNER
#include "core/base/parallel.hpp"
#include "tests/support/catch.hpp"

int main(int argc, char** argv) {
  inquest::keep_libraries_to_one_thread();
  return Catch::Session().run(argc, argv);
}
