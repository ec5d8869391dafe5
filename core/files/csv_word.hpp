// A word as a field of a CSV file (RFC 4180).
#pragma once

#include <string>

namespace inquest {

/// In quotes where a comma, a quote or a line break would be read as more than a part of it; quotes are doubled.
std::string csv_word(const std::string& word);

}  // namespace inquest
