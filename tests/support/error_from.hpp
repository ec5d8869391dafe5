// The error that an action ends with.
#pragma once

#include <utility>

#include "core/base/error.hpp"
#include "tests/support/catch.hpp"

namespace inquest::testing {

/// Fails the test unless `action` throws an Error.
template <class Action>
Error error_from(Action&& action) {
  try {
    std::forward<Action>(action)();
  } catch (const Error& error) {
    return error;
  }
  FAIL("no error");
  throw;
}

}  // namespace inquest::testing
