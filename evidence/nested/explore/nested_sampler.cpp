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
constexpr std::size_t most_prior_draws = 1000;  // per live point, to find a likelihood above zero

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
  std::size_t kill(double& bound);
  void choose_engine();
  void record_ranks(std::size_t survivors);

  const EvidenceTarget& target_;
  NestedOptions options_;
  Seed seed_;
  LivePoints live_;
  Dead dead_;
  RegionSampler region_;
  SliceSampler slice_;
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

NestedSampler::NestedSampler(const EvidenceTarget& target, const NestedOptions& options, Seed seed)
    : target_(target),
      options_(options),
      seed_(seed),
      region_(target, {{.inflation = inflation_of(options, target.dimension())}, uses_ellipsoids(target, options)}),
      slice_(target, {static_cast<std::size_t>(options.bases), options.width}) {
  const std::string problem = obstacle_to(options, target.dimension());
  INQUEST_VALIDATE(problem.empty(), config, problem);
}

// Draws of zero likelihood die at once; the rest are the live points.
void NestedSampler::draw_prior() {
  const std::size_t d = target_.dimension();
  const auto wanted = static_cast<std::size_t>(options_.live);
  live_ = {Matrix(wanted, d), std::vector<double>(wanted), std::vector<double>(wanted, -infinity)};
  std::size_t found = 0;
  Matrix z(wanted, d);
  Matrix theta(wanted, d);
  std::vector<double> log_l(wanted);
  std::size_t draws = 0;
  for (std::uint64_t batch = 0; found < wanted; ++batch) {
    INQUEST_VALIDATE(draws < most_prior_draws * wanted, data, "likelihood above zero at ", found, " of ", draws,
                     " draws from the prior (too few to begin with) narrow the prior");
    Random(seed_.child("prior").child(batch)).normal(z.values());
    target_.at_normal(z, theta, log_l);
    for (std::size_t i = 0; i < wanted && found < wanted; ++i, ++draws) {
      if (log_l[i] == -infinity) {
        dead_.z.insert(dead_.z.end(), z.row(i).begin(), z.row(i).end());
        dead_.log_l.push_back(-infinity);
        dead_.birth.push_back(-infinity);
        continue;
      }
      std::ranges::copy(z.row(i), live_.z.row(found).begin());
      live_.log_l[found++] = log_l[i];
    }
    calls_ += static_cast<std::int64_t>(wanted);
  }
  for (std::size_t alive = draws; alive > wanted; --alive) log_volume_ -= 1 / static_cast<double>(alive);
}

// Moves the points up to the bound to the dead and the survivors to the front; the number of survivors.
std::size_t NestedSampler::kill(double& bound) {
  const std::size_t n = live_.log_l.size();
  const auto k = std::max<std::size_t>(1, static_cast<std::size_t>(options_.replaced * static_cast<double>(n)));
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return live_.log_l[i]; });
  bound = live_.log_l[order[k - 1]];
  double alive = static_cast<double>(n);
  for (const std::size_t i : order) {
    if (live_.log_l[i] > bound) break;
    dead_.add(live_, i);
    log_z_ = log_add(log_z_, live_.log_l[i] + log_volume_ + std::log(-std::expm1(-1 / alive)));
    log_volume_ -= 1 / alive--;
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
  const double slice_calls = calls_a_chord * slice_.plan().cost();
  if (region_.acceptance() * slice_calls > 1) return;
  slicing_ = true;
  notes_.push_back(concat("slices of ", slice_.plan().chords(), " chords from ln X = ", log_volume_, " on (",
                          1 / region_.acceptance(), " draws from ",
                          target_.dimension() <= region_dimensions ? "a region" : "the prior", " for a new point)"));
}

void NestedSampler::record_ranks(std::size_t survivors) {
  std::vector<double> old(live_.log_l.begin(), live_.log_l.begin() + static_cast<std::ptrdiff_t>(survivors));
  std::ranges::sort(old);
  for (std::size_t i = survivors; i < live_.log_l.size(); ++i) {
    const auto below = std::ranges::lower_bound(old, live_.log_l[i]) - old.begin();
    insertion_.push_back((static_cast<double>(below) + 0.5) / (static_cast<double>(survivors) + 1));
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
  if (slicing_) sliced_from_ = std::min(sliced_from_, bound.log_l);
  const Seed seed = seed_.child("step").child(steps_++);
  ConstrainedSampler& engine = slicing_ ? static_cast<ConstrainedSampler&>(slice_) : region_;
  calls_ += engine.replace(live_, bound, seed);
  std::fill(live_.birth.begin() + static_cast<std::ptrdiff_t>(bound.survivors), live_.birth.end(), bound.log_l);
  record_ranks(bound.survivors);
  return true;
}

NestedRun NestedSampler::finish() {
  std::vector<std::size_t> order(live_.log_l.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return live_.log_l[i]; });
  for (const std::size_t i : order) dead_.add(live_, i);
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
