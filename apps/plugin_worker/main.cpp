// inquest-plugin: the process of an isolated plugin. The command does the same, and takes longer to start, since it
// loads LibTorch.

#include <exception>
#include <iostream>

#include "core/base/error.hpp"
#include "simulators/external/plugin_worker.hpp"

int main(int argc, char** argv) {
  try {
    inquest::serve_plugin({argv + 1, argv + argc});
    return 0;
  } catch (const inquest::Error& error) {
    std::cerr << error.what() << std::endl;
    return error.exit_status();
  } catch (const std::exception& error) {
    std::cerr << error.what() << std::endl;
    return static_cast<int>(inquest::ErrorKind::internal);
  }
}
