#include "core/parameters/density.hpp"

namespace inquest {

Draws Drawable::sample(std::size_t count, Seed seed) const {
  SilentReporter silent;
  return sample(count, seed, silent);
}

const Drawable* drawable(const Density& density) { return dynamic_cast<const Drawable*>(&density); }

const Evaluable* evaluable(const Density& density) { return dynamic_cast<const Evaluable*>(&density); }

}  // namespace inquest
