#include "core/sampling/adaptive_importance.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "core/base/error.hpp"
#include "core/base/statistics.hpp"
#include "core/sampling/student_mixture.hpp"

namespace inquest {
namespace {

void append(Matrix& to, const Matrix& rows) {
  Matrix all(to.rows() + rows.rows(), rows.cols());
  std::ranges::copy(to.values(), all.values().begin());
  std::ranges::copy(rows.values(), all.values().begin() + static_cast<std::ptrdiff_t>(to.values().size()));
  to = std::move(all);
}

// Draws so far, with the densities of all proposals at all of them.
class Pool {
 public:
  explicit Pool(const LogDensity& target) : target_(target) {}

  void add(const DrawnDensity& proposal, Seed seed) {
    const Matrix z = proposal.sample(proposal.draws, seed);
    const std::size_t before = z_.rows();
    append(z_, z);
    log_target_.resize(z_.rows());
    const ConstMatrixView added = z_.view().rows(before, z.rows());
    target_(added, std::span(log_target_).subspan(before));
    for (Component& component : components_) {
      component.at.resize(z_.rows());
      component.log_density(added, std::span(component.at).subspan(before));
    }
    Component& last = components_.emplace_back(Component{z.rows(), proposal.log_density, {}});
    last.at.resize(z_.rows());
    last.log_density(z_, last.at);
  }

  ImportanceWeights weights() const {
    std::vector<double> mixture(z_.rows()), terms(components_.size());
    for (std::size_t i = 0; i < mixture.size(); ++i) {
      for (std::size_t k = 0; k < terms.size(); ++k) {
        const double share = static_cast<double>(components_[k].count) / static_cast<double>(z_.rows());
        terms[k] = components_[k].at[i] + std::log(share);
      }
      mixture[i] = log_sum_exp(terms);
    }
    return importance_weights(log_target_, mixture);
  }

  AdaptiveImportance result(std::size_t given) && {
    AdaptiveImportance result{{}, {}, {}, {}, weights()};
    for (Component& component : components_) {
      result.count.push_back(component.count);
      if (result.log_proposals.size() < given) result.log_proposals.push_back(std::move(component.at));
    }
    result.z = std::move(z_);
    result.log_target = std::move(log_target_);
    return result;
  }

  const Matrix& z() const { return z_; }

 private:
  struct Component {
    std::size_t count;
    LogDensity log_density;
    std::vector<double> at;  // of every draw
  };

  const LogDensity& target_;
  Matrix z_;
  std::vector<double> log_target_;
  std::vector<Component> components_;
};

DrawnDensity proposal_of(std::shared_ptr<const StudentMixture> mixture, std::size_t draws) {
  return {draws,
          [mixture](std::size_t count, Seed seed) {
            Random random(seed);
            return mixture->sample(count, random);
          },
          [mixture](ConstMatrixView z, std::span<double> out) { mixture->log_density(z, out); }};
}

// Weights to a power below 1 that leaves so many effective draws: one draw tells of no width.
std::vector<double> flattened(const std::vector<double>& weights, double least) {
  std::vector<double> result = weights;
  const double largest = *std::ranges::max_element(weights);
  for (double power = 1; effective_size_of(result) < least && power > 1e-3;) {
    power *= 0.7;
    double sum = 0;
    for (std::size_t i = 0; i < result.size(); ++i) {
      result[i] = weights[i] > 0 ? std::pow(weights[i] / largest, power) : 0;
      sum += result[i];
    }
    for (double& weight : result) weight /= sum;
  }
  return result;
}

}  // namespace

AdaptiveImportance adaptive_importance(const LogDensity& target, std::vector<DrawnDensity> proposals, Seed seed,
                                       const AdaptiveImportanceOptions& options) {
  INQUEST_VALIDATE(!proposals.empty(), data, "no proposal to draw from");
  const std::size_t given = proposals.size();
  Pool pool(target);
  for (std::size_t k = 0; k < given; ++k) pool.add(proposals[k], seed.child("adapt").child(k));
  const auto least = static_cast<double>(3 * pool.z().cols() + 5);
  for (std::size_t round = 0; round < options.rounds; ++round) {
    const ImportanceWeights found = pool.weights();
    const bool vanishes = !(found.effective_size > 0);
    if (vanishes || found.effective_size >= options.enough) break;
    const auto mixture = std::make_shared<const StudentMixture>(StudentMixture::around(
        pool.z(), flattened(found.weights, least), options.centres, seed.child("centres").child(round)));
    proposals.push_back(proposal_of(mixture, options.draws));
    pool.add(proposals.back(), seed.child("adapt").child(given + round));
  }
  Pool fresh(target);
  for (std::size_t k = 0; k < proposals.size(); ++k) fresh.add(proposals[k], seed.child("integrate").child(k));
  return std::move(fresh).result(given);
}

}  // namespace inquest
