// The one place that names Catch2's header, so that a move to version 3 is one edit.
#pragma once

#include <catch2/catch.hpp>

// LibTorch's logging has a CHECK too, which replaces Catch2's where that comes first, as it does precompiled.
#undef CHECK
#define CHECK(...) INTERNAL_CATCH_TEST("CHECK", Catch::ResultDisposition::ContinueOnFailure, __VA_ARGS__)
