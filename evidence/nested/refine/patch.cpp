#include "evidence/nested/refine/patch.hpp"

#include <algorithm>
#include <cmath>

#include "core/parameters/tail.hpp"

namespace inquest {
namespace {

using Component = EllipticalMixture::Component;

constexpr double falls_short = 4;  // ratio of posterior to proposal
constexpr double reach = 3;        // of a component: squared distance over the dimension
constexpr int most_patches = 40;

// The points of the exploration, with what the posterior and the growing mixture say of them.
class Shortfall {
 public:
  Shortfall(const EvidenceTarget& target, const EllipticalMixture& mixture, const Exploration& exploration,
            double prior_share)
      : exploration_(exploration), prior_share_(prior_share), log_prior_(size()), log_mixture_(size()) {
    target.mixed().log_prior(exploration.x, log_prior_);
    mixture.log_density(exploration.x, log_mixture_);
  }

  std::size_t size() const { return exploration_.log_l.size(); }
  std::span<const double> point(std::size_t i) const { return exploration_.x.row(i); }

  // Among the points that the proposal falls short of, the one that adds most to the mean of p / q.
  std::optional<std::size_t> worst() const {
    std::optional<std::size_t> found;
    double most = 0;
    for (std::size_t i = 0; i < size(); ++i) {
      const double ratio = ratio_of(i, log_mixture_[i]);
      if (ratio < falls_short || exploration_.weights[i] * ratio <= most) continue;
      most = exploration_.weights[i] * ratio;
      found = i;
    }
    return found;
  }

  // Posterior mass of the points that the proposal falls short of and the component reaches.
  double mass_within(const Component& component) const {
    double mass = 0;
    for (std::size_t i = 0; i < size(); ++i) {
      if (ratio_of(i, log_mixture_[i]) < falls_short) continue;
      const Eigen::Map<const Eigen::VectorXd> x(point(i).data(), component.centre.size());
      const double squared = (component.inverse.triangularView<Eigen::Lower>() * (x - component.centre)).squaredNorm();
      if (squared < reach * static_cast<double>(component.centre.size())) mass += exploration_.weights[i];
    }
    return mass;
  }

  // Takes the component into the mixture, with a share, where that lowers the mean of p / q over all points but
  // `centre`, on which it stands.
  bool take(Component component, std::size_t centre) {
    const double share = component.weight;
    component.weight = 1;
    std::vector<double> next(size());
    EllipticalMixture({std::move(component)}).log_density(exploration_.x, next);
    for (std::size_t i = 0; i < size(); ++i) {
      next[i] = log_add(std::log1p(-share) + log_mixture_[i], std::log(share) + next[i]);
    }
    if (!(mean_ratio(next, centre) < mean_ratio(log_mixture_, centre))) return false;
    log_mixture_ = std::move(next);
    return true;
  }

 private:
  double ratio_of(std::size_t i, double log_mixture) const {
    const double log_q = log_add(std::log(prior_share_) + log_prior_[i], std::log1p(-prior_share_) + log_mixture);
    return std::exp(exploration_.log_l[i] + log_prior_[i] - *exploration_.log_z - log_q);
  }

  double mean_ratio(std::span<const double> log_mixture, std::size_t left_out) const {
    double sum = 0;
    for (std::size_t i = 0; i < size(); ++i) {
      if (i != left_out) sum += exploration_.weights[i] * ratio_of(i, log_mixture[i]);
    }
    return sum;
  }

  const Exploration& exploration_;
  double prior_share_;
  std::vector<double> log_prior_, log_mixture_;
};

}  // namespace

EllipticalMixture patched(const EvidenceTarget& target, const EllipticalMixture& mixture,
                          const Exploration& exploration, double prior_share) {
  if (!exploration.log_z) return mixture;
  std::vector<Component> components = mixture.components();
  Component patch = *std::ranges::min_element(components, {}, [](const auto& c) { return c.log_det; });
  patch.radial.clear();
  Shortfall shortfall(target, mixture, exploration, prior_share);
  for (int count = 0; count < most_patches; ++count) {
    const auto centre = shortfall.worst();
    if (!centre) break;
    patch.centre = Eigen::Map<const Eigen::VectorXd>(shortfall.point(*centre).data(), patch.centre.size());
    patch.weight = shortfall.mass_within(patch);
    if (!shortfall.take(patch, *centre)) break;
    for (Component& component : components) component.weight *= 1 - patch.weight;
    components.push_back(patch);
  }
  return EllipticalMixture(std::move(components));
}

}  // namespace inquest
