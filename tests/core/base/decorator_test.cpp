#include "core/base/decorator.hpp"

#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

class Voice {
 public:
  virtual ~Voice() = default;
  virtual int pitch() const = 0;
};

class Loud {
 public:
  virtual ~Loud() = default;
  virtual int decibels() const = 0;
};

class Bass final : public Voice {
 public:
  int pitch() const override { return 80; }
};

class LoudBass final : public Voice, public Loud {
 public:
  int pitch() const override { return 80; }
  int decibels() const override { return 100; }
};

class Higher final : public Decorator<Voice> {
 public:
  using Decorator::Decorator;
  int pitch() const override { return decorated().pitch() + 1; }
};

class Louder final : public Decorator<Voice>, public Loud {
 public:
  using Decorator::Decorator;
  int pitch() const override { return decorated().pitch(); }
  int decibels() const override { return capability_of<Loud>(decorated())->decibels() + 1; }
};

}  // namespace

TEST_CASE("a capability is found in what is decorated, however deep") {
  const auto loud = std::make_shared<const LoudBass>();
  const Higher once(loud), twice(std::make_shared<const Higher>(loud));
  CHECK(capability_of<Loud, Voice>(*loud) == loud.get());
  CHECK(capability_of<Loud, Voice>(once) == loud.get());
  CHECK(capability_of<Loud, Voice>(twice) == loud.get());
  CHECK(twice.pitch() == 82);
}

TEST_CASE("a decorator that has the capability stands in front") {
  const auto louder = std::make_shared<const Louder>(std::make_shared<const LoudBass>());
  const Higher higher(louder);
  CHECK(capability_of<Loud, Voice>(higher)->decibels() == 101);
}

TEST_CASE("what no one has is not found") {
  const auto bass = std::make_shared<const Bass>();
  CHECK(capability_of<Loud, Voice>(*bass) == nullptr);
  CHECK(capability_of<Loud, Voice>(Higher(bass)) == nullptr);
}
