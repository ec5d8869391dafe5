#include "core/base/random.hpp"

#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_int_distribution.hpp>

#include "core/base/error.hpp"
#include "core/base/philox.hpp"

namespace inquest {

Random::Random(Seed seed)
    : key_{static_cast<std::uint32_t>(seed.value), static_cast<std::uint32_t>(seed.value >> 32)} {}

Random::result_type Random::operator()() {
  if (used_ == 4) {
    block_ = philox4x32(counter_, key_);
    used_ = 0;
    if (++counter_[0] == 0) ++counter_[1];
  }
  return block_[static_cast<std::size_t>(used_++)];
}

double Random::uniform() {
  const std::uint64_t high = (*this)();
  const std::uint64_t low = (*this)();
  const std::uint64_t bits = (high << 32 | low) >> 12;  // 52 bits
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;   // the half keeps 0 and 1 out
}

double Random::normal() { return boost::random::normal_distribution<double>()(*this); }

void Random::normal(std::span<double> out) {
  for (double& value : out) value = normal();
}

std::uint64_t Random::below(std::uint64_t n) {
  INQUEST_EXPECT(n > 0);
  return boost::random::uniform_int_distribution<std::uint64_t>(0, n - 1)(*this);
}

}  // namespace inquest
