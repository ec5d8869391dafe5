// Decorator: an object that stands in front of another one of the same interface, to remember what it said or to have
// it said elsewhere.
//
// What an object can do beside its interface is an interface of its own: derivatives, members, a log of failures.
// `capability_of` looks for it in the object, then in what the object decorates. So a decorator takes nothing away: it
// implements a capability again only where it changes it.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include "core/base/error.hpp"

namespace inquest {

template <class Interface>
class Decorator : public Interface {
 public:
  explicit Decorator(std::shared_ptr<const Interface> decorated) : decorated_(std::move(decorated)) {
    INQUEST_EXPECT(decorated_ != nullptr);
  }

  const Interface& decorated() const { return *decorated_; }

 private:
  std::shared_ptr<const Interface> decorated_;
};

/// The capability of an object, or else of what it decorates; null where neither has it.
template <class Capability, class Interface>
const Capability* capability_of(const Interface& object) {
  static_assert(std::is_abstract_v<Interface>, "give the interface: capability_of<Capability, Likelihood>(object)");
  if (const auto* own = dynamic_cast<const Capability*>(&object)) return own;
  const auto* decorator = dynamic_cast<const Decorator<Interface>*>(&object);
  return decorator == nullptr ? nullptr : capability_of<Capability>(decorator->decorated());
}

}  // namespace inquest
