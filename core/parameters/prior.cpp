#include "core/parameters/prior.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "core/config/suggest.hpp"
#include "core/parameters/prior_density.hpp"

namespace inquest {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

const PriorDensityFamily* find_family(const std::string& name) {
  const auto& families = prior_density_families();
  const auto found =
      std::find_if(families.begin(), families.end(), [&](const auto& entry) { return entry.family.name == name; });
  return found == families.end() ? nullptr : &*found;
}

std::vector<std::string> family_names() {
  std::vector<std::string> names;
  for (const PriorFamily& family : prior_families()) names.push_back(family.name);
  return names;
}

// "; did you mean 'normal'?" of names that other programs have.
std::string other_name(const std::string& name) {
  if (name == "gaussian" || name == "gauss" || name == "norm") return "; did you mean 'normal'?";
  return name == "flat" || name == "tophat" ? "; did you mean 'uniform'?" : "";
}

// "uniform: [low, high]"
std::string usage(const PriorFamily& family) { return family.name + ": [" + join(family.arguments) + "]"; }

std::vector<double> read_sequence(const ConfigNode& node, const PriorFamily& family) {
  const bool one_number = node.is_scalar() && family.arguments.size() == 1;
  if (!one_number && !node.is_sequence()) node.fail("(must hold the numbers of the prior) write " + usage(family));
  if (one_number) return {node.number()};
  if (node.items().size() != family.arguments.size()) {
    node.fail(
        concat("(has ", node.items().size(), " numbers, needs ", family.arguments.size(), ") write ", usage(family)));
  }
  std::vector<double> numbers;
  for (const ConfigNode& item : node.items()) numbers.push_back(item.number());
  return numbers;
}

std::vector<double> read_mapping(const ConfigNode& node, const PriorFamily& family) {
  for (const auto& [key, value] : node.entries()) {
    const bool known = std::count(family.arguments.begin(), family.arguments.end(), key) > 0;
    INQUEST_VALIDATE(known, config, value.where(), " is not a known key ", suggest(key, family.arguments));
  }
  std::vector<double> numbers;
  for (const std::string& argument : family.arguments) {
    const ConfigNode* value = node.find(argument);
    if (value == nullptr) node.fail("(lacks " + argument + ") write " + usage(family));
    numbers.push_back(value->number());
  }
  return numbers;
}

// The number nearest to an end of the support whose place in the distribution is not the end's; the other end, where no
// double lies between.
double nearest_inside(const PriorDensity& density, double end, double other_end) {
  const double place = end < other_end ? -infinity : infinity;
  const auto is_end = [&](double theta) { return density.to_normal(theta) == place; };
  double inside = std::nextafter(end, other_end), outside = end;
  if (!std::isfinite(end) || inside == other_end) return inside;
  for (double step = inside - end; is_end(inside); step *= 2) {
    outside = inside;
    inside = end < other_end ? std::min(end + step, other_end) : std::max(end + step, other_end);
  }
  for (double middle = std::midpoint(outside, inside); middle != outside && middle != inside;
       middle = std::midpoint(outside, inside)) {
    (is_end(middle) ? outside : inside) = middle;
  }
  return inside;
}

}  // namespace

Prior Prior::parse(const ConfigNode& node) {
  if (!node.is_mapping() || node.entries().size() != 1) {
    node.fail("(must name one prior with its numbers) write, for example, {uniform: [0, 1]}");
  }
  const auto& [name, numbers] = node.entries().front();
  const PriorDensityFamily* entry = find_family(name);
  INQUEST_VALIDATE(entry != nullptr, config, numbers.where(), " is not a known prior ", suggest(name, family_names()),
                   other_name(name));
  std::vector<double> arguments =
      numbers.is_mapping() ? read_mapping(numbers, entry->family) : read_sequence(numbers, entry->family);
  if (const std::string problem = entry->problem(arguments); !problem.empty()) numbers.fail(problem);
  return Prior(name, std::move(arguments));
}

Prior Prior::uniform(double low, double high) { return Prior("uniform", {low, high}); }
Prior Prior::log_uniform(double low, double high) { return Prior("log_uniform", {low, high}); }
Prior Prior::normal(double mean, double sd) { return Prior("normal", {mean, sd}); }
Prior Prior::truncated_normal(double mean, double sd, double low, double high) {
  return Prior("truncated_normal", {mean, sd, low, high});
}
Prior Prior::log_normal(double mean_of_log, double sd_of_log) { return Prior("log_normal", {mean_of_log, sd_of_log}); }
Prior Prior::half_normal(double sd) { return Prior("half_normal", {sd}); }
Prior Prior::beta(double a, double b) { return Prior("beta", {a, b}); }
Prior Prior::gamma(double shape, double rate) { return Prior("gamma", {shape, rate}); }
Prior Prior::exponential(double rate) { return Prior("exponential", {rate}); }

Prior::Prior(const std::string& family, std::vector<double> arguments)
    : family_(family), arguments_(std::move(arguments)) {
  const PriorDensityFamily* entry = find_family(family);
  INQUEST_EXPECT(entry != nullptr && arguments_.size() == entry->family.arguments.size());
  if (const std::string problem = entry->problem(arguments_); !problem.empty()) to_config().find(family)->fail(problem);
  density_ = entry->make(arguments_);
  least_ = nearest_inside(*density_, lower(), upper());
  largest_ = nearest_inside(*density_, upper(), lower());
  if (least_ > largest_) std::swap(least_, largest_);  // neighbours, with no double between
}

double Prior::log_prob(double theta) const { return contains(theta) ? density_->log_prob(theta) : -infinity; }

double Prior::to_unit(double theta) const {
  if (theta <= lower()) return 0;
  if (theta >= upper()) return 1;
  return std::isnan(theta) ? theta : unit_of_tail(density_->tail(theta));
}

double Prior::from_unit(double u) const {
  if (u <= 0) return lower();
  if (u >= 1) return upper();
  return std::isnan(u) ? u : inside(density_->quantile(tail_of_unit(u)));
}

double Prior::to_normal(double theta) const {
  if (theta <= lower()) return -infinity;
  if (theta >= upper()) return infinity;
  return std::isnan(theta) ? theta : density_->to_normal(theta);
}

double Prior::from_normal(double z) const {
  if (std::isinf(z)) return z < 0 ? lower() : upper();
  return std::isnan(z) ? z : std::clamp(density_->from_normal(z), least_, largest_);
}

double Prior::share_at_edges() const {
  double share = 0;  // an end at infinity is no number that anything rounds to
  if (std::isfinite(lower())) {
    const Tail low = density_->tail(least_);
    share += low.upper ? 1 - low.p : low.p;
  }
  if (std::isfinite(upper())) {
    const Tail high = density_->tail(largest_);
    share += high.upper ? high.p : 1 - high.p;
  }
  return share;
}

double Prior::log_abs_det(double z) const { return density_->log_abs_det(z); }

double Prior::lower() const { return density_->lower(); }
double Prior::upper() const { return density_->upper(); }

// A quantile can miss an edge by its last bit, and log_prob would then be -infinity for a draw from the prior itself.
double Prior::inside(double theta) const { return std::clamp(theta, lower(), upper()); }

ConfigNode Prior::to_config() const {
  std::vector<ConfigNode> numbers;
  for (const double argument : arguments_) numbers.push_back(ConfigNode::number(argument));
  return ConfigNode::mapping({{family_, ConfigNode::sequence(std::move(numbers))}});
}

const std::vector<PriorFamily>& prior_families() {
  static const std::vector<PriorFamily> families = [] {
    std::vector<PriorFamily> all;
    for (const auto& entry : prior_density_families()) all.push_back(entry.family);
    all.push_back({"multivariate_normal",
                   {"mean", "covariance"},
                   "Gaussian over several parameters, whose names are the key: \"a, b\""});
    return all;
  }();
  return families;
}

}  // namespace inquest
