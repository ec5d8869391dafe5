// Whatever a library throws, as an Error of ours.
#pragma once

#include "core/base/error.hpp"

namespace inquest {

/// What is being caught, to be called in `catch (...)`: an Error as it is, else one of kind internal or io that says it
/// in a line.
Error caught_error();

}  // namespace inquest
