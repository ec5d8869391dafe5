// The figures of a report as files of their own.
#pragma once

#include <string>
#include <vector>

namespace inquest {

struct Figure {
  std::string name;  // "03-blind-coverage-of-network", of letters, digits and "-"
  std::string svg;   // a document that needs nothing from elsewhere
};

/// Every drawing of a page that render_report has made, in its order, with the styles of the page.
std::vector<Figure> figures_of(const std::string& page);

}  // namespace inquest
