// PrintElements: for vectors that Catch2 should print element by element whatever else claims to print them, as the
// logging that LibTorch may bring does for vectors of anything.
#pragma once

#include <string>
#include <vector>

#include "core/base/seed.hpp"
#include "core/model/simulator.hpp"
#include "tests/support/catch.hpp"

namespace inquest::testing {

/// Base of Catch::StringMaker<std::vector<T>>.
template <class T>
struct PrintElements {
  static std::string convert(const std::vector<T>& values) {
    std::string text = "{";
    for (const T& value : values) text += " " + Catch::Detail::stringify(value);
    return text + " }";
  }
};

}  // namespace inquest::testing

template <>
struct Catch::StringMaker<std::vector<inquest::Seed>> : inquest::testing::PrintElements<inquest::Seed> {};
template <>
struct Catch::StringMaker<std::vector<inquest::SimulationStatus>>
    : inquest::testing::PrintElements<inquest::SimulationStatus> {};
