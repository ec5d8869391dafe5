#include "evidence/nested/explore/walk_plan.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace inquest {
namespace {

constexpr std::size_t fewest_chords = 10;
constexpr std::size_t dimensions_a_basis = 25;  // two bases are too few in 100 dimensions: -0.4 nat in ln Z
constexpr double most_bases = 4;                // of a fast block in a row: it has forgotten what it can

std::size_t bases_for(std::size_t d) {
  return std::max({std::size_t{2}, (fewest_chords + d - 1) / d, (d + dimensions_a_basis - 1) / dimensions_a_basis});
}

double seconds(const SpeedBlock& block) { return static_cast<double>(block.size) / block.speed; }

}  // namespace

std::size_t WalkPlan::chords() const {
  std::size_t sum = 0;
  for (const WalkLeg& leg : legs) sum += leg.bases * blocks[leg.block].size;
  return sum;
}

double WalkPlan::cost() const {
  double sum = 0;
  for (const WalkLeg& leg : legs) sum += static_cast<double>(leg.bases) * seconds(blocks[leg.block]);
  return sum * blocks.front().speed;
}

WalkPlan plan_walk(const ParameterSpace& space, std::size_t bases) {
  WalkPlan plan;
  plan.order.resize(space.dimension());
  std::iota(plan.order.begin(), plan.order.end(), std::size_t{0});
  const auto speed = [&](std::size_t j) { return space.free_parameter(j).speed; };
  std::ranges::stable_sort(plan.order, {}, speed);
  for (std::size_t k = 0; k < plan.order.size(); ++k) {
    const double own = speed(plan.order[k]);
    if (k == 0 || own != plan.blocks.back().speed) plan.blocks.push_back({k, 0, own});
    ++plan.blocks.back().size;
  }
  const SpeedBlock& slow = plan.blocks.front();
  const std::size_t wanted = bases > 0 ? bases : bases_for(plan.order.size());  // of fast blocks, at least
  if (bases == 0) bases = bases_for(slow.size);
  if (plan.blocks.size() == 1) {
    plan.legs = {{0, 0, bases}};
    return plan;
  }
  const std::size_t least = (wanted + bases - 1) / bases;
  for (std::size_t round = 0; round < bases; ++round) {
    for (std::size_t g = 0; g < plan.blocks.size(); ++g) {
      const double as_long = std::min(most_bases, std::round(seconds(slow) / seconds(plan.blocks[g])));
      const std::size_t repeats = g == 0 ? 1 : std::max(least, static_cast<std::size_t>(as_long));
      plan.legs.push_back({g, round * repeats, repeats});
    }
  }
  return plan;
}

}  // namespace inquest
