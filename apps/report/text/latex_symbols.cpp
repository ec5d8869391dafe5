#include "apps/report/text/latex_symbols.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace inquest {
namespace {

constexpr auto symbols = std::to_array<LatexSymbol>({
    {"alpha", "α", true},
    {"beta", "β", true},
    {"gamma", "γ", true},
    {"delta", "δ", true},
    {"epsilon", "ϵ", true},
    {"varepsilon", "ε", true},
    {"zeta", "ζ", true},
    {"eta", "η", true},
    {"theta", "θ", true},
    {"vartheta", "ϑ", true},
    {"iota", "ι", true},
    {"kappa", "κ", true},
    {"lambda", "λ", true},
    {"mu", "μ", true},
    {"nu", "ν", true},
    {"xi", "ξ", true},
    {"omicron", "ο", true},
    {"pi", "π", true},
    {"varpi", "ϖ", true},
    {"rho", "ρ", true},
    {"varrho", "ϱ", true},
    {"sigma", "σ", true},
    {"varsigma", "ς", true},
    {"tau", "τ", true},
    {"upsilon", "υ", true},
    {"phi", "ϕ", true},
    {"varphi", "φ", true},
    {"chi", "χ", true},
    {"psi", "ψ", true},
    {"omega", "ω", true},
    {"Gamma", "Γ"},
    {"Delta", "Δ"},
    {"Theta", "Θ"},
    {"Lambda", "Λ"},
    {"Xi", "Ξ"},
    {"Pi", "Π"},
    {"Sigma", "Σ"},
    {"Upsilon", "Υ"},
    {"Phi", "Φ"},
    {"Psi", "Ψ"},
    {"Omega", "Ω"},
    {"ell", "ℓ"},
    {"hbar", "ℏ"},
    {"partial", "∂"},
    {"nabla", "∇"},
    {"sum", "∑"},
    {"prod", "∏"},
    {"int", "∫"},
    {"infty", "∞"},
    {"odot", "⊙"},
    {"oplus", "⊕"},
    {"times", "×"},
    {"cdot", "·"},
    {"pm", "±"},
    {"mp", "∓"},
    {"ast", "∗"},
    {"star", "⋆"},
    {"dagger", "†"},
    {"prime", "′"},
    {"circ", "∘"},
    {"degree", "°"},
    {"angstrom", "Å"},
    {"AA", "Å"},
    {"perp", "⊥"},
    {"parallel", "∥"},
    {"to", "→"},
    {"rightarrow", "→"},
    {"sim", "∼"},
    {"simeq", "≃"},
    {"approx", "≈"},
    {"propto", "∝"},
    {"equiv", "≡"},
    {"neq", "≠"},
    {"le", "≤"},
    {"leq", "≤"},
    {"ge", "≥"},
    {"geq", "≥"},
    {"ll", "≪"},
    {"gg", "≫"},
    {"langle", "⟨"},
    {"rangle", "⟩"},
    {"vert", "|"},
    {"mid", "|"},
    {"ldots", "…"},
    {"dots", "…"},
    {"backslash", "\\"},
    {"quad", "\u2003"},
    {"qquad", "\u2003\u2003"},
});

constexpr auto spaces_and_escapes = std::to_array<LatexSymbol>({
    {",", "\u2009"},
    {":", "\u2005"},
    {";", "\u2005"},
    {" ", "\u2005"},
    {"!", ""},
    {"%", "%"},
    {"&", "&"},
    {"#", "#"},
    {"$", "$"},
    {"_", "_"},
    {"{", "{"},
    {"}", "}"},
    {"|", "∥"},
    // Sizes of brackets and switches of style that text on one line does not need.
    {"left", ""},
    {"right", ""},
    {"big", ""},
    {"Big", ""},
    {"displaystyle", ""},
    {"limits", ""},
});

constexpr auto accents = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"hat", "\u0302"},
    {"widehat", "\u0302"},
    {"tilde", "\u0303"},
    {"widetilde", "\u0303"},
    {"bar", "\u0304"},
    {"overline", "\u0304"},
    {"dot", "\u0307"},
    {"ddot", "\u0308"},
    {"vec", "\u20d7"},
});

}  // namespace

const LatexSymbol* find_latex_symbol(std::string_view command) {
  const auto matches = [&](const LatexSymbol& symbol) { return symbol.command == command; };
  if (const auto found = std::ranges::find_if(symbols, matches); found != symbols.end()) return &*found;
  const auto other = std::ranges::find_if(spaces_and_escapes, matches);
  return other != spaces_and_escapes.end() ? &*other : nullptr;
}

std::string_view find_latex_accent(std::string_view command) {
  const auto found = std::ranges::find(accents, command, &std::pair<std::string_view, std::string_view>::first);
  return found != accents.end() ? found->second : std::string_view();
}

}  // namespace inquest
