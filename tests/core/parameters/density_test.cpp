#include "core/parameters/density.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

const ParameterSpace& one_parameter() {
  static const ParameterSpace space =
      ParameterSpace::parse(ConfigNode::parse("{a: {prior: {normal: [0, 1]}}}", "run.yaml"));
  return space;
}

// As many draws as are asked for, all equal to the seed.
class DrawsAlone final : public Density, public Drawable {
 public:
  using Drawable::sample;
  const ParameterSpace& space() const override { return one_parameter(); }
  Draws sample(std::size_t count, Seed seed, Reporter&) const override {
    return {Matrix(count, 1, static_cast<double>(seed.value)), std::vector<double>(count), {}};
  }
};

class ValuesAlone final : public Density, public Evaluable {
 public:
  const ParameterSpace& space() const override { return one_parameter(); }
  void log_prob(ConstMatrixView theta, std::span<double> out) const override { space().log_prob(theta, out); }
  bool normalised() const override { return true; }
};

}  // namespace

TEST_CASE("density: a capability is there or is not") {
  const DrawsAlone draws;
  const ValuesAlone values;
  CHECK(drawable(draws) != nullptr);
  CHECK(evaluable(draws) == nullptr);
  CHECK(drawable(values) == nullptr);
  CHECK(evaluable(values) != nullptr);
  CHECK(draws_of(draws).sample(3, {7}).theta == Matrix(3, 1, 7));
  const Error error = error_from([&] { draws_of(values); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Catch::Matchers::Contains("cannot be drawn from"));
}
