#include "core/parameters/density.hpp"

namespace inquest {

Draws Drawable::sample(std::size_t count, Seed seed) const {
  SilentReporter silent;
  return sample(count, seed, silent);
}

const Drawable* drawable(const Density& density) { return dynamic_cast<const Drawable*>(&density); }

const Evaluable* evaluable(const Density& density) { return dynamic_cast<const Evaluable*>(&density); }

const Drawable& draws_of(const Density& density) {
  const Drawable* found = drawable(density);
  INQUEST_VALIDATE(found != nullptr, data, "a density that cannot be drawn from (its values alone are known)");
  return *found;
}

}  // namespace inquest
