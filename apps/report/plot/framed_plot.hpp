// A drawing of one panel: a frame with ticks, and a title for each axis.
#pragma once

#include <string>

#include "apps/report/plot/axes.hpp"

namespace inquest {

/// The panel of a drawing of width x height pixels, margins for the labels taken off.
Panel framed_panel(double width, double height, AxisRange x, AxisRange y);

struct FramedPlot {
  const Panel& panel;            // of framed_panel
  std::string alternative;       // what the drawing is, for who cannot see it
  std::string x_title, y_title;  // to which a common power of ten of the ticks is added
  bool counts = false;           // whether x is a number of something, with ticks at whole numbers
};

/// An <svg> of `content`, clipped to the panel.
std::string draw_framed(const FramedPlot& plot, const std::string& content);

}  // namespace inquest
