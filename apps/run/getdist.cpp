#include "apps/run/getdist.hpp"

#include <cmath>

#include "core/base/error.hpp"
#include "core/base/number_format.hpp"
#include "core/files/atomic_file.hpp"

namespace inquest {
namespace {

std::string chain_text(const Draws& draws) {
  std::string text;
  for (std::size_t i = 0; i < draws.theta.rows(); ++i) {
    append_shortest(text, draws.weights.empty() ? 1.0 : draws.weights[i]);
    text += ' ';
    append_shortest(text, -draws.log_prob[i]);
    for (const double value : draws.theta.row(i)) {
      text += ' ';
      append_shortest(text, value);
    }
    text += '\n';
  }
  return text;
}

std::string bound_text(double bound) {
  if (!std::isfinite(bound)) return "N";
  std::string text;
  append_shortest(text, bound);
  return text;
}

std::filesystem::path with_extension(const std::filesystem::path& stem, const char* extension) {
  return stem.string() + extension;  // a stem has dots of its own
}

}  // namespace

void write_chain(const std::filesystem::path& path, const Draws& draws) { write_file(path, chain_text(draws)); }

void write_getdist(const std::filesystem::path& stem, const std::string& label, const ParameterSpace& space,
                   const Draws& draws) {
  std::string names, ranges;
  for (std::size_t i = 0; i < space.dimension(); ++i) {
    const Parameter& parameter = space.free_parameter(i);
    names += parameter.name + "\t" + parameter.latex + "\n";
    ranges += concat(parameter.name, " ", bound_text(space.lower(i)), " ", bound_text(space.upper(i)),
                     parameter.periodic ? " periodic" : "", "\n");
  }
  write_file(with_extension(stem, ".paramnames"), names);
  write_file(with_extension(stem, ".ranges"), ranges);
  write_file(with_extension(stem, ".properties.ini"),
             concat("sampler = ", draws.weights.empty() ? "uncorrelated" : "nested",
                    "\nburn_removed = T\nlabel = ", label, "\n"));
  write_chain(with_extension(stem, ".txt"), draws);
}

}  // namespace inquest
