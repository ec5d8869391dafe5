#include "evidence/nested/explore/nested_sampler.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "core/base/random.hpp"
#include "core/parameters/tail.hpp"
#include "evidence/nested/explore/region_sampler.hpp"
#include "evidence/nested/explore/slice_sampler.hpp"

namespace inquest {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t region_dimensions = 12;   // beyond, ellipsoids around live points are mostly empty
constexpr double calls_a_chord = 1.8;           // of slice sampling, measured
constexpr double hopeless = 1e-6;               // share of draws from a region above the bound
constexpr double worse_than_slices = 1e-2;      // the same times the calls of a slice, where slices are at hand
constexpr double plateau_share = 0.9;           // of the draws, from which the survivors would be too few
constexpr std::size_t equal_prior_draws = 20;   // per live point, all of one likelihood, after which to give up
constexpr std::size_t most_prior_draws = 1000;  // per live point, to find a likelihood above the lowest

// Points in the order in which they died.
struct Dead {
  std::vector<double> z, log_l, birth;

  void add(const LivePoints& live, std::size_t row) {
    const auto from = live.z.row(row);
    z.insert(z.end(), from.begin(), from.end());
    log_l.push_back(live.log_l[row]);
    birth.push_back(live.birth[row]);
  }
};

std::vector<std::size_t> order_of(const std::vector<double>& log_l) {
  std::vector<std::size_t> order(log_l.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return log_l[i]; });
  return order;
}

class NestedSampler {
 public:
  NestedSampler(const EvidenceTarget& target, const NestedOptions& options, Seed seed);

  void draw_prior();
  bool step();
  bool finished() const;
  NestedRun finish();

  double log_z() const { return log_z_; }
  std::size_t deaths() const { return dead_.log_l.size(); }

 private:
  void check_draws(std::size_t draws, std::size_t found, double lowest) const;
  void bury(const Dead& low);
  void count_death(double log_l, double alive);
  std::size_t kill(double& bound);
  void choose_engine();
  void start_slices();
  std::int64_t replace(const LikelihoodBound& bound, Seed seed);
  void record_ranks(std::size_t survivors, Random lot);

  const EvidenceTarget& target_;
  NestedOptions options_;
  Seed seed_;
  LivePoints live_;
  Dead dead_;
  SliceSampler slice_;
  RegionSampler region_;
  bool slicing_ = false;
  double sliced_from_ = infinity;  // the first bound above which slices drew
  double log_volume_ = 0;
  double log_z_ = -infinity;  // of the dead
  std::uint64_t steps_ = 0;
  bool exhausted_ = false;  // all live points have the same likelihood
  std::vector<double> insertion_;
  std::int64_t calls_ = 0;
  std::vector<std::string> notes_;
};

// In few dimensions small modes lose their last points to ellipsoids that miss a part of them.
double inflation_of(const NestedOptions& options, std::size_t dimension) {
  if (options.inflation > 0) return options.inflation;
  return dimension <= few_dimensions ? 3 : 1.25;
}

bool uses_ellipsoids(const EvidenceTarget& target, const NestedOptions& options) {
  return options.engine == "region" || (options.engine == "auto" && target.dimension() <= region_dimensions);
}

double slice_calls(const SliceSampler& slice) { return calls_a_chord * slice.plan().cost(); }

// The value that nearly all of these have, if it is the lowest: what codes return where they are not defined, often a
// number in place of -infinity. -infinity where there is none.
double lowest_plateau(std::span<const double> log_l) {
  const double lowest = *std::ranges::min_element(log_l);
  const auto equal = static_cast<double>(std::ranges::count(log_l, lowest));
  return equal > plateau_share * static_cast<double>(log_l.size()) ? lowest : -infinity;
}

NestedSampler::NestedSampler(const EvidenceTarget& target, const NestedOptions& options, Seed seed)
    : target_(target),
      options_(options),
      seed_(seed),
      slice_(target, {static_cast<std::size_t>(options.bases), options.width}),
      region_(target, {{.inflation = inflation_of(options, target.dimension())},
                       uses_ellipsoids(target, options),
                       options.engine == "auto" ? worse_than_slices / slice_calls(slice_) : hopeless}) {
  const std::string problem = obstacle_to(options, target.dimension());
  INQUEST_VALIDATE(problem.empty(), config, problem);
}

// Draws of zero likelihood die at once, and those of a lowest plateau; the rest are the live points.
void NestedSampler::draw_prior() {
  const auto wanted = static_cast<std::size_t>(options_.live);
  LivePoints drawn{Matrix(wanted, target_.dimension()), std::vector<double>(wanted),
                   std::vector<double>(wanted, -infinity)};
  Matrix theta(wanted, target_.dimension());
  live_ = drawn;
  std::size_t found = 0;
  std::size_t draws = 0;
  double lowest = -infinity;
  Dead low;
  for (std::uint64_t batch = 0; found < wanted; ++batch) {
    check_draws(draws, found, lowest);
    Random(seed_.child("prior").child(batch)).normal(drawn.z.values());
    target_.at_normal(drawn.z, theta, drawn.log_l);
    if (batch == 0) lowest = lowest_plateau(drawn.log_l);
    for (std::size_t i = 0; i < wanted && found < wanted; ++i, ++draws) {
      if (drawn.log_l[i] <= lowest) {
        low.add(drawn, i);
        continue;
      }
      std::ranges::copy(drawn.z.row(i), live_.z.row(found).begin());
      live_.log_l[found++] = drawn.log_l[i];
    }
    calls_ += static_cast<std::int64_t>(wanted);
  }
  bury(low);
}

void NestedSampler::check_draws(std::size_t draws, std::size_t found, double lowest) const {
  const auto wanted = static_cast<std::size_t>(options_.live);
  INQUEST_VALIDATE(
      lowest == -infinity || found > 0 || draws < equal_prior_draws * wanted, data, "log likelihood = ", lowest,
      " at all of ", draws,
      " draws from the prior (nothing is learnt where all are equal) return -inf where it is not defined, ",
      "or narrow the prior");
  INQUEST_VALIDATE(draws < most_prior_draws * wanted, data, "likelihood above ",
                   lowest == -infinity ? "zero" : concat("its lowest value, exp(", lowest, "),"), " at ", found, " of ",
                   draws, " draws from the prior (too few to begin with) narrow the prior");
}

// Draws of the prior that die before all live points.
void NestedSampler::bury(const Dead& low) {
  const std::size_t d = target_.dimension();
  std::size_t alive = low.log_l.size() + live_.log_l.size();
  for (const std::size_t i : order_of(low.log_l)) {
    const auto at = low.z.begin() + static_cast<std::ptrdiff_t>(i * d);
    dead_.z.insert(dead_.z.end(), at, at + static_cast<std::ptrdiff_t>(d));
    dead_.log_l.push_back(low.log_l[i]);
    dead_.birth.push_back(low.birth[i]);
    count_death(low.log_l[i], static_cast<double>(alive--));
  }
}

// What the death of one of so many points adds to the evidence and leaves of the volume.
void NestedSampler::count_death(double log_l, double alive) {
  if (log_l > -infinity) log_z_ = log_add(log_z_, log_l + log_volume_ + std::log(-std::expm1(-1 / alive)));
  log_volume_ -= 1 / alive;
}

// Moves the points up to the bound to the dead and the survivors to the front; the number of survivors.
std::size_t NestedSampler::kill(double& bound) {
  const std::size_t n = live_.log_l.size();
  const auto k = std::max<std::size_t>(1, static_cast<std::size_t>(options_.replaced * static_cast<double>(n)));
  const std::vector<std::size_t> order = order_of(live_.log_l);
  bound = live_.log_l[order[k - 1]];
  double alive = static_cast<double>(n);
  for (const std::size_t i : order) {
    if (live_.log_l[i] > bound) break;
    dead_.add(live_, i);
    count_death(live_.log_l[i], alive--);
  }
  std::size_t survivors = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (live_.log_l[i] <= bound) continue;
    std::ranges::copy(live_.z.row(i), live_.z.row(survivors).begin());
    live_.log_l[survivors] = live_.log_l[i];
    live_.birth[survivors++] = live_.birth[i];
  }
  return survivors;
}

void NestedSampler::choose_engine() {
  if (slicing_ || options_.engine == "region") return;
  if (region_.acceptance() * slice_calls(slice_) > 1) return;
  start_slices();
}

void NestedSampler::start_slices() {
  slicing_ = true;
  notes_.push_back(concat("slices of ", slice_.plan().chords(), " chords from ln X = ", log_volume_, " on (",
                          1 / region_.acceptance(), " draws from ",
                          target_.dimension() <= region_dimensions ? "a region" : "the prior", " for a new point)"));
}

// New points above the bound; by slices from where a region has given up, if they may be used.
std::int64_t NestedSampler::replace(const LikelihoodBound& bound, Seed seed) {
  if (slicing_) return slice_.replace(live_, bound, seed);
  const std::int64_t calls = region_.replace(live_, bound, seed);
  if (region_.filled() == live_.log_l.size()) return calls;
  INQUEST_VALIDATE(options_.engine == "auto", data, "region sampling: ", calls, " draws above ln L = ", bound.log_l,
                   " gave ", region_.filled() - bound.survivors,
                   " points (the region does not follow the likelihood) use the engine 'slice', or 'auto'");
  start_slices();
  const LikelihoodBound rest{bound.log_l, bound.log_volume, region_.filled()};
  return calls + slice_.replace(live_, rest, seed.child("slices"));
}

// The place of each new point among the survivors; among equals by lot.
void NestedSampler::record_ranks(std::size_t survivors, Random lot) {
  std::vector<double> old(live_.log_l.begin(), live_.log_l.begin() + static_cast<std::ptrdiff_t>(survivors));
  std::ranges::sort(old);
  for (std::size_t i = survivors; i < live_.log_l.size(); ++i) {
    const auto equals = std::ranges::equal_range(old, live_.log_l[i]);
    const auto below = static_cast<std::uint64_t>(equals.begin() - old.begin());
    const std::uint64_t rank = equals.empty() ? below : below + lot.below(equals.size() + 1);
    insertion_.push_back((static_cast<double>(rank) + 0.5) / (static_cast<double>(survivors) + 1));
  }
}

bool NestedSampler::finished() const {
  if (exhausted_) return true;
  double largest = *std::ranges::max_element(live_.log_l);
  double sum = 0;
  for (const double value : live_.log_l) sum += std::exp(value - largest);
  const double log_live = log_volume_ + largest + std::log(sum / static_cast<double>(live_.log_l.size()));
  return log_live < log_add(log_z_, log_live) + std::log(options_.remaining);
}

bool NestedSampler::step() {
  if (*std::ranges::min_element(live_.log_l) == *std::ranges::max_element(live_.log_l)) {
    exhausted_ = true;
    return false;
  }
  choose_engine();
  LikelihoodBound bound{};
  bound.survivors = kill(bound.log_l);
  if (bound.survivors == 0) {  // the plateau reaches the top
    live_ = {};
    exhausted_ = true;
    return false;
  }
  bound.log_volume = log_volume_;
  const Seed seed = seed_.child("step").child(steps_++);
  calls_ += replace(bound, seed);
  if (slicing_) sliced_from_ = std::min(sliced_from_, bound.log_l);
  std::fill(live_.birth.begin() + static_cast<std::ptrdiff_t>(bound.survivors), live_.birth.end(), bound.log_l);
  record_ranks(bound.survivors, Random(seed.child("ranks")));
  return true;
}

NestedRun NestedSampler::finish() {
  for (const std::size_t i : order_of(live_.log_l)) dead_.add(live_, i);
  NestedRun run;
  const std::size_t n = dead_.log_l.size();
  run.z = Matrix(n, target_.dimension());
  run.z.values() = std::move(dead_.z);
  run.theta = Matrix(n, target_.dimension());
  target_.from_normal(run.z, run.theta);
  run.log_l = std::move(dead_.log_l);
  run.birth = std::move(dead_.birth);
  run.insertion = std::move(insertion_);
  run.calls = calls_;
  run.chords = slicing_ ? static_cast<std::int64_t>(slice_.plan().chords()) : 0;
  run.sliced_from = sliced_from_;
  run.notes = std::move(notes_);
  return run;
}

}  // namespace

void NestedOptions::fields(FieldVisitor& visit) {
  visit.choice("engine", engine, "how new points are drawn: in regions, by slices, or as is cheaper",
               {"auto", "region", "slice"});
  visit.field("live", live, "points that shrink together; 0: by dimension and wanted error", {.min = 0});
  visit.field("replaced", replaced, "share of the live points that die at a time",
              {.min = 0, .max = 0.5, .min_open = true});
  visit.field("remaining", remaining, "share of the evidence in the live points at which to stop",
              {.min = 0, .max = 1, .min_open = true, .max_open = true});
  visit.one_of("engine", engine, {"auto", "region", "slice"}, [this](const std::string& word, FieldVisitor& of_word) {
    if (word != "region") {
      of_word.field("bases", bases, "orthonormal bases of chords to a new point; 0: by dimension", {.min = 0});
      of_word.field("width", width, "of a slice's bracket, in standard deviations of the live points",
                    {.min = 0, .min_open = true});
    }
    if (word != "slice") {
      of_word.field("inflation", inflation, "of the volume of a region's ellipsoids; 0: by dimension", {.min = 0});
    }
  });
}

std::string obstacle_to(const NestedOptions& options, std::size_t dimension) {
  if (options.inflation > 0 && options.inflation < 1) {
    return concat("inflation = ", options.inflation,
                  " (smaller ellipsoids would leave live points out) set 1 or more, or 0: by dimension");
  }
  const std::size_t least = std::max<std::size_t>(20, 4 * dimension);
  if (options.live >= static_cast<std::int64_t>(least)) return "";
  return concat("live = ", options.live, " (", dimension, " parameters need at least ", least, ")");
}

NestedRun sample_nested(const EvidenceTarget& target, const NestedOptions& options, Seed seed, Reporter& reporter) {
  NestedSampler sampler(target, options, seed);
  sampler.draw_prior();
  while (!sampler.finished() && sampler.step()) {
    throw_if_stopped(reporter);
    reporter.progress({"nested sampling", static_cast<std::int64_t>(sampler.deaths()), 0, "points",
                       concat("ln Z ", sampler.log_z())});
  }
  return sampler.finish();
}

}  // namespace inquest
