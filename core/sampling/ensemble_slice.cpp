#include "core/sampling/ensemble_slice.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/error.hpp"

namespace inquest {
namespace {

constexpr std::size_t most_expansions = 100;    // of one slice, both ends together
constexpr std::size_t most_contractions = 100;  // beyond them the interval is below rounding: the chain stays

}  // namespace

/// The slice of one chain: {z + t direction : density > level}, of which [left, right] is searched.
struct EnsembleSlice::Line {
  std::size_t chain;
  std::vector<double> direction;
  double level;
  double left, right;
  std::size_t left_budget, right_budget;  // expansions that are still allowed
};

/// A place on a line, and the log density there.
struct EnsembleSlice::Trial {
  Line* line;
  double at;
  double value = 0;
  bool left = false;  // the end that a stepping-out tries
};

EnsembleSlice::EnsembleSlice(LogDensity target, Matrix z, Seed seed)
    : target_(std::move(target)), random_(seed), z_(std::move(z)), density_(z_.rows()) {
  INQUEST_EXPECT(z_.rows() >= 4 && z_.rows() % 2 == 0);
  evaluate_batch(z_, density_);
  check_starts(z_, density_);
}

void EnsembleSlice::evaluate_batch(ConstMatrixView z, std::span<double> out) {
  target_(z, out);
  check_log_density(z, out);
  evaluations_ += z.rows();
}

void EnsembleSlice::step(bool tuning) {
  expansions_ = contractions_ = 0;
  // New halves at each step, so that every chain learns from every other.
  std::vector<std::size_t> order(z_.rows());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random_.below(i)]);
  const Half all(order);
  const Half first = all.first(order.size() / 2), second = all.last(order.size() / 2);
  for (const auto& [moving, others] : {std::pair{first, second}, std::pair{second, first}}) {
    std::vector<Line> lines = draw_lines(moving, others);
    step_out(lines);
    shrink(lines);
    jump(moving, others);
  }
  if (tuning) tune();
}

// As many expansions as contractions are the least work (Tibbits, Groendyke, Haran & Liechty 2014).
void EnsembleSlice::tune() {
  const auto expansions = static_cast<double>(std::max<std::size_t>(expansions_, 1));
  scale_ *= 2 * expansions / (expansions + static_cast<double>(contractions_));
}

std::vector<double> EnsembleSlice::difference(Half from) {
  const std::size_t a = random_.below(from.size());
  const std::size_t b = (a + 1 + random_.below(from.size() - 1)) % from.size();
  std::vector<double> result(z_.cols());
  std::ranges::transform(z_.row(from[a]), z_.row(from[b]), result.begin(), std::minus<>());
  return result;
}

std::vector<EnsembleSlice::Line> EnsembleSlice::draw_lines(Half moving, Half others) {
  std::vector<Line> lines;
  for (const std::size_t chain : moving) {
    std::vector<double> direction = difference(others);
    for (double& value : direction) value *= 2 * scale_;
    const double level = density_[chain] + std::log(random_.uniform());
    const double left = -random_.uniform();
    const std::size_t budget = random_.below(most_expansions + 1);
    lines.push_back({chain, std::move(direction), level, left, left + 1, budget, most_expansions - budget});
  }
  return lines;
}

void EnsembleSlice::evaluate_trials(std::vector<Trial>& trials) {
  Matrix z(trials.size(), z_.cols());
  for (std::size_t i = 0; i < trials.size(); ++i) {
    const Trial& trial = trials[i];
    const auto origin = z_.row(trial.line->chain);
    std::ranges::transform(origin, trial.line->direction, z.row(i).begin(),
                           [&](double from, double direction) { return from + trial.at * direction; });
  }
  std::vector<double> values(trials.size());
  evaluate_batch(z, values);
  for (std::size_t i = 0; i < trials.size(); ++i) trials[i].value = values[i];
}

void EnsembleSlice::step_out(std::vector<Line>& lines) {
  std::vector<Trial> ends;
  for (Line& line : lines) {
    ends.push_back({.line = &line, .at = line.left, .left = true});
    ends.push_back({.line = &line, .at = line.right, .left = false});
  }
  const auto budget = [](const Trial& end) -> std::size_t& {
    return end.left ? end.line->left_budget : end.line->right_budget;
  };
  while (true) {
    std::erase_if(ends, [&](const Trial& end) { return budget(end) == 0; });
    if (ends.empty()) return;
    evaluate_trials(ends);
    std::erase_if(ends, [](const Trial& end) { return end.value <= end.line->level; });
    for (Trial& end : ends) {
      end.at += end.left ? -1 : 1;
      (end.left ? end.line->left : end.line->right) = end.at;
      --budget(end);
    }
    expansions_ += ends.size();
  }
}

void EnsembleSlice::shrink(std::vector<Line>& lines) {
  const auto draw = [&](const Line& line) { return line.left + random_.uniform() * (line.right - line.left); };
  std::vector<Trial> trials;
  for (Line& line : lines) trials.push_back({.line = &line, .at = draw(line)});
  for (std::size_t round = 0; round < most_contractions && !trials.empty(); ++round) {
    evaluate_trials(trials);
    for (const Trial& trial : trials) {
      if (trial.value <= trial.line->level) continue;
      const std::size_t chain = trial.line->chain;
      for (std::size_t j = 0; j < z_.cols(); ++j) z_(chain, j) += trial.at * trial.line->direction[j];
      density_[chain] = trial.value;
    }
    std::erase_if(trials, [](const Trial& trial) { return trial.value > trial.line->level; });
    for (Trial& trial : trials) {
      (trial.at < 0 ? trial.line->left : trial.line->right) = trial.at;
      trial.at = draw(*trial.line);
    }
    contractions_ += trials.size();
  }
}

void EnsembleSlice::jump(Half moving, Half others) {
  Matrix z(moving.size(), z_.cols());
  for (std::size_t i = 0; i < moving.size(); ++i) {
    std::ranges::transform(z_.row(moving[i]), difference(others), z.row(i).begin(), std::plus<>());
  }
  std::vector<double> values(moving.size());
  evaluate_batch(z, values);
  for (std::size_t i = 0; i < moving.size(); ++i) {
    if (std::log(random_.uniform()) >= values[i] - density_[moving[i]]) continue;
    std::ranges::copy(z.row(i), z_.row(moving[i]).begin());
    density_[moving[i]] = values[i];
  }
}

}  // namespace inquest
