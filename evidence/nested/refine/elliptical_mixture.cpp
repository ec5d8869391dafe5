#include "evidence/nested/refine/elliptical_mixture.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <optional>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <boost/math/special_functions/digamma.hpp>

#include "core/parameters/tail.hpp"

namespace inquest {
namespace {

using Component = EllipticalMixture::Component;
using Points = Eigen::MatrixXd;  // [d, n]
using Weights = Eigen::VectorXd;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double least_dof = 3;
constexpr double most_dof = 100;
constexpr double tail_share = 0.1;  // of Student's t beside a law read off the points
constexpr int most_steps = 40;
constexpr double negligible_mass = 0.01;
constexpr double worse = 0.05;  // in mean log density: more components will not do better
constexpr int shell_steps = 8;
constexpr std::size_t most_shells = 4;
constexpr std::size_t most_halved = 4;
constexpr double enough = 3e-3;  // gain of the mean log density in a step of the fit

// ln density of Student's t at squared distance, without the determinant.
double log_t(double squared, double d, double dof) {
  return std::lgamma(0.5 * (dof + d)) - std::lgamma(0.5 * dof) - 0.5 * d * std::log(dof * std::numbers::pi) -
         0.5 * (dof + d) * std::log1p(squared / dof);
}

double log_sphere_area(double d) { return std::log(2) + 0.5 * d * std::log(std::numbers::pi) - std::lgamma(0.5 * d); }

Eigen::RowVectorXd squared_distances(const Component& component, const Points& points) {
  return (component.inverse.triangularView<Eigen::Lower>() * (points.colwise() - component.centre))
      .colwise()
      .squaredNorm();
}

Eigen::RowVectorXd log_densities(const Component& component, const Points& points) {
  const double d = static_cast<double>(points.rows());
  const double area = log_sphere_area(d);
  const double log_norm = log_t(0, d, component.dof) - component.log_det;
  Eigen::RowVectorXd result = squared_distances(component, points);
  for (double& value : result) {
    const double squared = value;
    value = log_norm - 0.5 * (component.dof + d) * std::log1p(squared / component.dof);
    if (component.radial.empty()) continue;
    const double r = std::sqrt(squared);
    const auto cell = static_cast<std::size_t>(r / component.cell);
    const double here = cell < component.radial.size() ? component.radial[cell] : 0;
    const double law = std::log((1 - tail_share) * here) - (d - 1) * std::log(r) - area - component.log_det;
    value = log_add(law, std::log(tail_share) + value);
  }
  return result;
}

// ln weight x density of each component [components, n], and their sum [n].
struct Joint {
  Eigen::MatrixXd log_parts;
  Eigen::RowVectorXd log_sum;
};

Joint joint(const std::vector<Component>& components, const Points& points) {
  Joint result{Eigen::MatrixXd(static_cast<Eigen::Index>(components.size()), points.cols()), {}};
  for (std::size_t k = 0; k < components.size(); ++k) {
    result.log_parts.row(static_cast<Eigen::Index>(k)) =
        log_densities(components[k], points).array() + std::log(components[k].weight);
  }
  const Eigen::RowVectorXd largest = result.log_parts.colwise().maxCoeff();
  result.log_sum = largest.array() + (result.log_parts.rowwise() - largest).array().exp().colwise().sum().log();
  return result;
}

// Sets centre and shape to weighted moments; `mass` normalises the shape. False where the shape is degenerate.
bool set_moments(Component& component, const Points& points, const Eigen::RowVectorXd& weights, double mass) {
  component.centre = points * weights.transpose() / weights.sum();
  const Points centred = points.colwise() - component.centre;
  Eigen::MatrixXd shape = centred * weights.asDiagonal() * centred.transpose() / mass;
  shape.diagonal() *= 1 + 1e-9;
  const Eigen::LLT<Eigen::MatrixXd> factor(shape);
  if (factor.info() != Eigen::Success) return false;
  component.lower = factor.matrixL();
  component.inverse =
      component.lower.triangularView<Eigen::Lower>().solve(Eigen::MatrixXd::Identity(shape.rows(), shape.rows()));
  component.log_det = component.lower.diagonal().array().log().sum();
  return std::isfinite(component.log_det) && component.inverse.allFinite();
}

// The degrees of freedom at which the expected log likelihood is stationary (Peel & McLachlan 2000, section 4).
double solve_dof(double mean_log_minus_scale, double d, double old) {
  const auto slope = [&](double dof) {
    return std::log(0.5 * dof) - boost::math::digamma(0.5 * dof) + 1 + mean_log_minus_scale +
           boost::math::digamma(0.5 * (old + d)) - std::log(0.5 * (old + d));
  };
  double low = least_dof;
  double high = most_dof;
  if (slope(high) > 0) return high;
  if (slope(low) < 0) return low;
  for (int step = 0; step < 30; ++step) (slope(0.5 * (low + high)) > 0 ? low : high) = 0.5 * (low + high);
  return 0.5 * (low + high);
}

// A smooth law of the distance: a kernel estimate, in cells.
void set_radial(Component& component, const Eigen::RowVectorXd& r, const Eigen::RowVectorXd& weights) {
  constexpr std::size_t cells = 256;
  const double mass = weights.sum();
  const double mean = r.dot(weights) / mass;
  const double sd = std::sqrt(((r.array() - mean).square() * weights.array()).sum() / mass);
  const double effective = mass * mass / weights.squaredNorm();
  const double bandwidth = std::max(0.9 * sd * std::pow(effective, -0.2), 1e-6 * mean);
  const double largest = std::max(mean + 6 * sd, mean + 4 * bandwidth);
  component.cell = largest / cells;
  component.radial.assign(cells, 0.0);
  for (Eigen::Index i = 0; i < r.size(); ++i) {
    if (weights[i] < 1e-6 * mass / static_cast<double>(r.size())) continue;
    const auto first = static_cast<std::int64_t>((r[i] - 4 * bandwidth) / component.cell);
    const auto last = static_cast<std::int64_t>((r[i] + 4 * bandwidth) / component.cell);
    for (auto c = std::max<std::int64_t>(0, first); c <= std::min<std::int64_t>(cells - 1, last); ++c) {
      const double off = ((static_cast<double>(c) + 0.5) * component.cell - r[i]) / bandwidth;
      component.radial[static_cast<std::size_t>(c)] += weights[i] * std::exp(-0.5 * off * off);
    }
  }
  const double total = std::accumulate(component.radial.begin(), component.radial.end(), 0.0) * component.cell;
  for (double& value : component.radial) value /= total;
}

// k-means++ (Arthur & Vassilvitskii 2007): centres far from each other, in units of the points' spread.
std::vector<Eigen::Index> seeds(const Points& points, const Weights& weights, std::size_t count, Random& random) {
  const Eigen::VectorXd mean = points * weights;
  const Eigen::VectorXd scale =
      ((points.colwise() - mean).array().square().matrix() * weights).cwiseSqrt().cwiseMax(1e-300).cwiseInverse();
  std::vector<Eigen::Index> chosen;
  Eigen::VectorXd chance = weights;
  Eigen::RowVectorXd nearest = Eigen::RowVectorXd::Constant(points.cols(), infinity);
  while (chosen.size() < count) {
    double rest = random.uniform() * chance.sum();
    Eigen::Index i = 0;
    while (i + 1 < points.cols() && (rest -= chance[i]) > 0) ++i;
    chosen.push_back(i);
    nearest = nearest.cwiseMin((scale.asDiagonal() * (points.colwise() - points.col(i))).colwise().squaredNorm());
    chance = weights.cwiseProduct(nearest.transpose());
  }
  return chosen;
}

// Parts halved across the principal axis with the lightest tails, the heaviest part first: finds a few parts of any
// shape, where centres drawn at random would share one.
std::vector<Eigen::RowVectorXd> halved(const Points& points, const Weights& weights, std::size_t count) {
  std::vector<Eigen::RowVectorXd> parts{weights.transpose()};
  while (parts.size() < count) {
    const auto heaviest = std::ranges::max_element(parts, {}, [](const auto& part) { return part.sum(); });
    const Eigen::RowVectorXd whole = *heaviest / heaviest->sum();
    const Eigen::VectorXd mean = points * whole.transpose();
    const Points centred = points.colwise() - mean;
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> axes(centred * whole.asDiagonal() * centred.transpose());
    const Points along = axes.eigenvectors().transpose() * centred;
    const Eigen::VectorXd tails = (along.array().square().square().matrix() * whole.transpose()).array() /
                                  axes.eigenvalues().array().max(1e-300).square();
    Eigen::Index axis = 0;
    tails.minCoeff(&axis);
    const Eigen::RowVectorXd right = (along.row(axis).array() > 0).cast<double>() * heaviest->array();
    *heaviest -= right;
    parts.push_back(right);
  }
  return parts;
}

std::vector<Component> initial(const Points& points, const Weights& weights, std::size_t count, Random& random) {
  std::vector<Component> components;
  if (count <= most_halved) {
    for (const Eigen::RowVectorXd& part : halved(points, weights, count)) {
      Component component;
      component.weight = part.sum();
      if (!set_moments(component, points, part, component.weight)) return {};
      components.push_back(component);
    }
    return components;
  }
  Component whole;
  if (!set_moments(whole, points, weights.transpose(), weights.sum())) return {};
  const double shrink = std::pow(static_cast<double>(count), -1.0 / static_cast<double>(points.rows()));
  whole.weight = 1 / static_cast<double>(count);
  whole.lower *= shrink;
  whole.inverse /= shrink;
  whole.log_det += static_cast<double>(points.rows()) * std::log(shrink);
  for (const Eigen::Index i : seeds(points, weights, count, random)) {
    components.push_back(whole);
    components.back().centre = points.col(i);
  }
  return components;
}

// One step of the fit; components that hold too few points are dropped.
std::vector<Component> improved(const std::vector<Component>& old, const Points& points, const Weights& weights,
                                const Joint& parts, bool shells) {
  const double d = static_cast<double>(points.rows());
  std::vector<Component> components;
  for (std::size_t k = 0; k < old.size(); ++k) {
    const Eigen::RowVectorXd share =
        (parts.log_parts.row(static_cast<Eigen::Index>(k)) - parts.log_sum).array().exp() * weights.transpose().array();
    const double mass = share.sum();
    if (!(mass * mass / share.squaredNorm() > 1.5 * d + 2)) continue;
    Component component = old[k];
    component.weight = mass;
    if (shells) {
      if (!set_moments(component, points, share, mass)) continue;
      set_radial(component, squared_distances(component, points).cwiseSqrt(), share);
    } else {
      const Eigen::RowVectorXd scale = (old[k].dof + d) / (old[k].dof + squared_distances(old[k], points).array());
      if (!set_moments(component, points, share.cwiseProduct(scale), mass)) continue;
      component.dof = solve_dof((share.array() * (scale.array().log() - scale.array())).sum() / mass, d, old[k].dof);
    }
    components.push_back(std::move(component));
  }
  double total = 0;
  for (const Component& component : components) total += component.weight;
  for (Component& component : components) component.weight /= total;
  return components;
}

// From where components stand; `shells` gives them laws read off the points at the end.
std::vector<Component> fit_from(std::vector<Component> components, const Points& points, const Weights& weights,
                                bool shells) {
  for (Component& component : components) component.radial.clear();
  double before = -infinity;
  for (int step = 0; step < most_steps && !components.empty(); ++step) {
    const Joint parts = joint(components, points);
    const double now = parts.log_sum.dot(weights);
    if (now - before < enough && step > 4) break;
    before = now;
    components = improved(components, points, weights, parts, false);
  }
  for (int step = 0; shells && step < shell_steps && !components.empty(); ++step) {
    components = improved(components, points, weights, joint(components, points), true);
  }
  return components;
}

std::vector<Component> fit(const Points& points, const Weights& weights, std::size_t count, bool shells, Seed seed) {
  Random random(seed);
  return fit_from(initial(points, weights, count, random), points, weights, shells);
}

struct Part {
  Points points;
  Weights weights;
};

Part part_of(ConstMatrixView points, std::span<const double> weights, const std::vector<std::size_t>& rows) {
  Part part{Points(static_cast<Eigen::Index>(points.cols()), static_cast<Eigen::Index>(rows.size())),
            Weights(static_cast<Eigen::Index>(rows.size()))};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto at = static_cast<Eigen::Index>(i);
    part.points.col(at) = Eigen::Map<const Eigen::VectorXd>(points.row(rows[i]).data(), part.points.rows());
    part.weights[at] = weights[rows[i]];
  }
  part.weights /= part.weights.sum();
  return part;
}

// All points but those of least weight, which together hold next to nothing.
Part points_of_weight(ConstMatrixView points, std::span<const double> weights) {
  std::vector<std::size_t> rows(points.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  std::ranges::stable_sort(rows, {}, [&](std::size_t i) { return weights[i]; });
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  double sum = 0;
  std::erase_if(rows, [&](std::size_t i) { return (sum += weights[i]) < negligible_mass * total; });
  std::ranges::sort(rows);
  return part_of(points, weights, rows);
}

// A third of the points is held out.
std::pair<Part, Part> split(const Part& all, Seed seed) {
  std::vector<std::size_t> sides[2];
  Random random(seed);
  for (Eigen::Index i = 0; i < all.points.cols(); ++i) {
    sides[random.uniform() < 1.0 / 3].push_back(static_cast<std::size_t>(i));
  }
  const ConstMatrixView points(all.points.data(), static_cast<std::size_t>(all.points.cols()),
                               static_cast<std::size_t>(all.points.rows()));
  const std::span weights(all.weights.data(), static_cast<std::size_t>(all.weights.size()));
  return {part_of(points, weights, sides[0]), part_of(points, weights, sides[1])};
}

// A distance under the law of a component.
double draw_radius(const Component& component, double normal_radius, Random& random) {
  if (component.radial.empty() || random.uniform() < tail_share) {
    double chi_squared = 0;  // gamma by sums of squares would need whole numbers: Marsaglia & Tsang (2000)
    const double a = 0.5 * component.dof - 1.0 / 3;
    for (;;) {
      const double x = random.normal();
      const double v = std::pow(1 + x / std::sqrt(9 * a), 3);
      if (v > 0 && std::log(random.uniform()) < 0.5 * x * x + a - a * v + a * std::log(v)) {
        chi_squared = 2 * a * v;
        break;
      }
    }
    return normal_radius / std::sqrt(chi_squared / component.dof);
  }
  double rest = random.uniform() / component.cell;
  std::size_t cell = 0;
  while (cell + 1 < component.radial.size() && (rest -= component.radial[cell]) > 0) ++cell;
  return (static_cast<double>(cell) + random.uniform()) * component.cell;
}

}  // namespace

void EllipticalMixture::log_density(ConstMatrixView x, std::span<double> out) const {
  const Eigen::Map<const Points> points(x.data(), static_cast<Eigen::Index>(x.cols()),
                                        static_cast<Eigen::Index>(x.rows()));
  const Eigen::RowVectorXd sum = joint(components_, points).log_sum;
  std::ranges::copy(sum, out.begin());
}

void EllipticalMixture::sample(Random& random, MatrixView x) const {
  const auto d = static_cast<Eigen::Index>(x.cols());
  Eigen::VectorXd direction(d);
  for (std::size_t i = 0; i < x.rows(); ++i) {
    double rest = random.uniform();
    std::size_t k = 0;
    while (k + 1 < components_.size() && (rest -= components_[k].weight) > 0) ++k;
    const Component& component = components_[k];
    random.normal({direction.data(), x.cols()});
    const double norm = direction.norm();
    direction *= draw_radius(component, norm, random) / norm;
    Eigen::Map<Eigen::VectorXd>(x.row(i).data(), d) =
        component.centre + component.lower.triangularView<Eigen::Lower>() * direction;
  }
}

Proposal EllipticalMixture::proposal() const {
  return {[self = *this](Random& random, MatrixView x) { self.sample(random, x); },
          [self = *this](ConstMatrixView x, std::span<double> out) { self.log_density(x, out); }};
}

EllipticalMixture fit_mixture(ConstMatrixView points, std::span<const double> weights, const MixtureFitOptions& options,
                              Seed seed) {
  const Part all = points_of_weight(points, weights);
  const auto [train, held_out] = split(all, seed.child("held out"));
  double best = -infinity;
  std::size_t best_count = options.components.front();
  bool best_shells = false;
  const auto try_kind = [&](bool shells) {
    double best_of_kind = -infinity;
    for (const std::size_t count : options.components) {
      if (shells && count > most_shells) break;
      const auto components = fit(train.points, train.weights, count, shells, seed.child(count));
      if (components.empty()) break;
      const double score = joint(components, held_out.points).log_sum.dot(held_out.weights);
      if (score > best) {
        best = score;
        best_count = count;
        best_shells = shells;
      }
      if (score < best_of_kind - worse) break;
      best_of_kind = std::max(best_of_kind, score);
    }
  };
  if (options.components.size() > 1) try_kind(false);
  if (options.shells) try_kind(true);
  auto components = fit(all.points, all.weights, best_count, best_shells, seed.child(best_count));
  INQUEST_VALIDATE(!components.empty(), data, "mixture of ", points.rows(), " points in ", points.cols(),
                   " dimensions (too few points of weight, or all on a plane)");
  return EllipticalMixture(std::move(components));
}

EllipticalMixture refit_mixture(const EllipticalMixture& start, ConstMatrixView points,
                                std::span<const double> weights) {
  const Part all = points_of_weight(points, weights);
  const bool shells = !start.components().front().radial.empty();
  auto components = fit_from(start.components(), all.points, all.weights, shells);
  return components.empty() ? start : EllipticalMixture(std::move(components));
}

}  // namespace inquest
