#include "core/base/caught_error.hpp"

#include <filesystem>
#include <new>

#include <c10/util/Exception.h>

namespace inquest {
namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

Error caught_error() {
  try {
    throw;
  } catch (const Error& error) {
    return error;
  } catch (const c10::Error& error) {
    return {ErrorKind::internal, concat("LibTorch: ", first_line(error.what_without_backtrace()))};
  } catch (const std::filesystem::filesystem_error& error) {
    return {ErrorKind::io, error.what()};
  } catch (const std::bad_alloc&) {
    return {ErrorKind::internal, "out of memory; ask for fewer simulations or draws, or smaller networks"};
  } catch (const std::exception& error) {
    return {ErrorKind::internal, error.what()};
  }
}

}  // namespace inquest
