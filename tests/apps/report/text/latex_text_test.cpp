#include "apps/report/text/latex_text.hpp"

#include "tests/support/catch.hpp"

namespace inquest {
namespace {

std::string html(std::string_view latex) { return to_html(parse_latex(latex)); }
std::string math(const std::string& text) { return "<i class=\"math\">" + text + "</i>"; }

TEST_CASE("latex_text: labels of the field") {
  CHECK(html("H_0") == math("H") + "<sub>0</sub>");
  CHECK(html("\\Omega_m") == "Ω<sub>" + math("m") + "</sub>");
  CHECK(html("\\Omega_{\\rm m}") == "Ω<sub>m</sub>");
  CHECK(html("\\Omega_\\mathrm{b} h^2") == "Ω<sub>b</sub>" + math("h") + "<sup>2</sup>");
  CHECK(html("\\sigma_8") == math("σ") + "<sub>8</sub>");
  CHECK(html("$\\sum m_\\nu$") == "∑" + math("m") + "<sub>" + math("ν") + "</sub>");
  CHECK(html("\\ln(10^{10} A_{\\mathrm{s}})") == "ln(10<sup>10</sup>" + math("A") + "<sub>s</sub>)");
  CHECK(html("w_0") == math("w") + "<sub>0</sub>");
  CHECK(html("\\tau") == math("τ"));
  CHECK(html("M_\\odot") == math("M") + "<sub>⊙</sub>");
  CHECK(html("\\hat{x}") == math("x\u0302"));
  CHECK(html("\\frac{a}{2}") == math("a") + "/2");
  CHECK(html("\\theta'") == math("θ") + "′");
  CHECK(html("10^{-3}") == "10<sup>−3</sup>");
  CHECK(html("x_i^2") == math("x") + "<sub>" + math("i") + "</sub><sup>2</sup>");
  CHECK(html("\\text{dark matter}") == "dark matter");
  CHECK(html("a\\,b\\_c") == math("a") + "\u2009" + math("b") + "_" + math("c"));
}

TEST_CASE("latex_text: no label is an error") {
  CHECK(html("") == "");
  CHECK(html("\\unknown") == "unknown");
  CHECK(html("a_{b") == math("a") + "<sub>" + math("b") + "</sub>");
  CHECK(html("a}b") == math("ab"));
  CHECK(html("a_") == math("a"));
  CHECK(html("\\") == "");
  CHECK(html("x<y&z") == math("x") + "&lt;" + math("y") + "&amp;" + math("z"));
  CHECK(html("Ωm") == "Ω" + math("m"));
}

TEST_CASE("latex_text: units are upright and keep their spaces") {
  CHECK(to_html(parse_unit("km/s/Mpc")) == "km/s/Mpc");
  CHECK(to_html(parse_unit("km s^{-1}")) == "km s<sup>−1</sup>");
  CHECK(to_plain(axis_label("H_0", "km/s/Mpc", 0)) == "H_0 [km/s/Mpc]");
  CHECK(to_plain(axis_label("M", "M_\\odot", 14)) == "M [10¹⁴ M_⊙]");
  CHECK(to_plain(axis_label("x", "", 0)) == "x");
}

// Every shift is in units of the size of its own run; added up in units of the text they must come back to zero.
TEST_CASE("latex_text: the baseline of an SVG label returns after scripts") {
  const std::string svg = to_svg(parse_latex("a_b c"));
  CHECK(svg ==
        "<tspan class=\"math\" dy=\"0em\" font-size=\"100%\">a</tspan>"
        "<tspan class=\"math\" dy=\"0.32em\" font-size=\"72%\">b</tspan>"
        "<tspan class=\"math\" dy=\"-0.23em\" font-size=\"100%\">c</tspan>");
  CHECK(0.72 * 0.32 == Approx(0.23).margin(0.005));
}

}  // namespace
}  // namespace inquest
