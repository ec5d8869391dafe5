// The style sheet of the report.
#pragma once

#include <string_view>

namespace inquest {

/// Colours of Okabe and Ito (2008), which readers with any colour vision tell apart, on paper, light and dark screens.
std::string_view page_style();

}  // namespace inquest
