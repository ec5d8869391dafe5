#include "core/sampling/nuts_tree.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/parameters/tail.hpp"

namespace inquest {
namespace {

constexpr int deepest = 10;                 // 1023 steps
constexpr double hopeless_energy = 1000.0;  // that a step may lose, in nats

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

std::vector<double> sum(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> result(a.size());
  std::ranges::transform(a, b, result.begin(), std::plus());
  return result;
}

// Betancourt 2017: the momenta at both ends no longer point along their sum.
bool turns_between(const PhasePoint& first, const PhasePoint& last, const std::vector<double>& momentum_sum) {
  return dot(first.momentum, momentum_sum) <= 0 || dot(last.momentum, momentum_sum) <= 0;
}

}  // namespace

double PhasePoint::energy() const { return 0.5 * dot(momentum, momentum) - log_density; }

NutsTree::NutsTree(PhasePoint start, Random& random)
    : trajectory_{start, start, start, start.momentum, 0, 0},
      start_energy_(start.energy()),
      forward_(random.uniform() < 0.5) {}

const PhasePoint& NutsTree::edge() const {
  if (!stack_.empty()) return stack_.back().last;
  return forward_ ? trajectory_.last : trajectory_.first;
}

// The ends of the whole, and those of each half with the nearest point of the other: trajectories of half a turn or a
// whole one would else be missed.
bool NutsTree::turns(const Subtree& left, const Subtree& right) {
  return turns_between(left.first, right.last, sum(left.momentum_sum, right.momentum_sum)) ||
         turns_between(left.first, right.first, sum(left.momentum_sum, right.first.momentum)) ||
         turns_between(left.last, right.last, sum(left.last.momentum, right.momentum_sum));
}

// Whether none of the merged subtrees turns.
bool NutsTree::merge_equals(Random& random) {
  while (stack_.size() >= 2 && stack_[stack_.size() - 2].depth == stack_.back().depth) {
    Subtree late = std::move(stack_.back());
    stack_.pop_back();
    Subtree& early = stack_.back();
    if (turns(early, late)) return false;
    const double total = log_add(early.log_weight, late.log_weight);
    if (std::log(random.uniform()) < late.log_weight - total) early.draw = std::move(late.draw);
    early.last = std::move(late.last);
    early.momentum_sum = sum(early.momentum_sum, late.momentum_sum);
    early.log_weight = total;
    ++early.depth;
  }
  return true;
}

void NutsTree::join_trajectory(Random& random) {
  Subtree added = std::move(stack_.back());
  stack_.clear();
  if (!forward_) std::swap(added.first, added.last);
  finished_ = forward_ ? turns(trajectory_, added) : turns(added, trajectory_);
  if (std::log(random.uniform()) < added.log_weight - trajectory_.log_weight) trajectory_.draw = std::move(added.draw);
  if (forward_) {
    trajectory_.last = std::move(added.last);
  } else {
    trajectory_.first = std::move(added.first);
  }
  trajectory_.momentum_sum = sum(trajectory_.momentum_sum, added.momentum_sum);
  trajectory_.log_weight = log_add(trajectory_.log_weight, added.log_weight);
  finished_ = finished_ || ++trajectory_.depth == deepest;
  forward_ = random.uniform() < 0.5;
}

void NutsTree::extend(PhasePoint next, Random& random) {
  const double log_weight = start_energy_ - next.energy();
  ++steps_;
  acceptance_ += std::isfinite(log_weight) ? std::exp(std::min(log_weight, 0.0)) : 0.0;
  divergent_ = !(log_weight > -hopeless_energy);
  if (divergent_) {
    finished_ = true;
    return;
  }
  std::vector<double> momentum = next.momentum;
  PhasePoint first = next, last = next;
  stack_.push_back({std::move(first), std::move(last), std::move(next), std::move(momentum), log_weight, 0});
  if (!merge_equals(random)) {
    finished_ = true;
  } else if (stack_.back().depth == trajectory_.depth) {
    join_trajectory(random);
  }
}

}  // namespace inquest
