#include "core/model/model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include "core/config/suggest.hpp"
#include "core/parameters/name.hpp"

namespace inquest {
namespace {

std::vector<Seed> row_seeds(Seed branch, std::size_t first, std::size_t count) {
  std::vector<Seed> seeds(count);
  for (std::size_t i = 0; i < count; ++i) seeds[i] = branch.child(first + i);
  return seeds;
}

void mark_not_finite(Simulations& rows) {
  for (std::size_t i = 0; i < rows.status.size(); ++i) {
    const auto x = rows.x.row(i);
    const bool finite = std::all_of(x.begin(), x.end(), [](double value) { return std::isfinite(value); });
    if (rows.status[i] == SimulationStatus::ok && !finite) rows.status[i] = SimulationStatus::not_finite;
  }
}

void check_archive(const Model& model, std::size_t first, std::size_t count) {
  const Simulations& archive = *model.bundle.archive;
  const std::size_t rows = archive.theta.rows();
  INQUEST_VALIDATE(first + count <= rows, data, "model ", model.name, ": rows ", first, " to ", first + count,
                   " are asked for (its simulations were made elsewhere, and there are ", rows, ") ask for fewer");
  INQUEST_VALIDATE(archive.theta.cols() == model.space.dimension(), data, "model ", model.name, ": theta has ",
                   archive.theta.cols(), " columns (must have one for each of the ", model.space.dimension(),
                   " free parameters)");
  INQUEST_VALIDATE(archive.x.cols() == model.data_size(), data, "model ", model.name, ": x has ", archive.x.cols(),
                   " columns, its simulator declares ", model.data_size());
  INQUEST_VALIDATE(archive.x.rows() == rows && archive.status.size() == rows && archive.seeds.size() == rows, data,
                   "model ", model.name, ": theta has ", rows, " rows, x ", archive.x.rows(), ", status ",
                   archive.status.size(), ", seed ", archive.seeds.size(), " (must be the same)");
}

// Flows and nested sampling live inside the prior; a row outside it was drawn from another one.
void check_inside(const Model& model, std::size_t row, std::span<const double> theta) {
  for (std::size_t j = 0; j < theta.size(); ++j) {
    const double low = model.space.lower(j);
    const double high = model.space.upper(j);
    INQUEST_VALIDATE(theta[j] >= low && theta[j] <= high, data, "model ", model.name, ": row ", row, " of theta has ",
                     model.space.free_parameter(j).name, " = ", theta[j], " (outside its prior, [", low, ", ", high,
                     "]) give the prior that the simulations were drawn from");
  }
}

Simulations archived_rows(const Model& model, std::size_t first, std::size_t count) {
  check_archive(model, first, count);
  const Simulations& archive = *model.bundle.archive;
  Simulations rows{Matrix(count, archive.theta.cols()), Matrix(count, archive.x.cols()), {}, {}};
  for (std::size_t i = 0; i < count; ++i) {
    const auto theta = archive.theta.row(first + i);
    const auto x = archive.x.row(first + i);
    check_inside(model, first + i, theta);
    std::copy(theta.begin(), theta.end(), rows.theta.row(i).begin());
    std::copy(x.begin(), x.end(), rows.x.row(i).begin());
    rows.status.push_back(archive.status[first + i]);
    rows.seeds.push_back(archive.seeds[first + i]);
  }
  return rows;
}

// The part of the prior that a row is drawn from, and up to which row that is so.
std::pair<const ParameterSpace*, std::size_t> origin_of(const Model& model, std::size_t row) {
  const auto next = std::ranges::find_if(model.rounds, [&](const auto& round) { return round.first_row > row; });
  const bool last = next == model.rounds.end();
  return {&std::prev(next)->space, last ? std::numeric_limits<std::size_t>::max() : next->first_row};
}

void draw_parameters(const Model& model, Seed seed, std::size_t first, MatrixView theta) {
  if (model.rounds.empty()) {
    const ParameterSpace drawn_from = model.space.has_proposal() ? model.space.proposal() : model.space;
    return drawn_from.sample(row_seeds(seed, first, theta.rows()), theta);
  }
  for (std::size_t row = first; row < first + theta.rows();) {
    const auto [space, end] = origin_of(model, row);
    const std::size_t count = std::min(end, first + theta.rows()) - row;
    space->sample(row_seeds(seed, row, count), theta.rows(row - first, count));
    row += count;
  }
}

Simulations simulated_rows(const Model& model, Seed seed, std::size_t first, std::size_t count) {
  const Seed branch = seed.child(model.name);
  Simulations rows;
  rows.theta = Matrix(count, model.space.dimension());
  rows.x = Matrix(count, model.data_size());
  rows.status.assign(count, SimulationStatus::ok);
  rows.seeds = row_seeds(branch.child("simulate"), first, count);
  draw_parameters(model, branch.child("prior"), first, rows.theta);
  Matrix all(count, model.space.parameters().size());
  model.space.expand(rows.theta, all);
  model.simulator().simulate(all, rows.seeds, rows.x, rows.status);
  return rows;
}

// A vector stands for any shape, and data without names for any names.
void check_layouts(const Model& first, const Model& other) {
  const DataLayout a = first.layout(), b = other.layout();
  INQUEST_VALIDATE(reads_as(a.shape, b.shape) || reads_as(b.shape, a.shape), config, "model ", other.name,
                   " has data of shape ", to_text(b.shape), ", model ", first.name, " of ", to_text(a.shape),
                   " (models of one observation must have the same)");
  INQUEST_VALIDATE(a.names.empty() || b.names.empty() || a.names == b.names, config, "model ", other.name,
                   " has the data ", join(b.names), ", model ", first.name, " has ", join(a.names),
                   " (models of one observation must have the same)");
}

void check_models(const std::vector<Model>& models) {
  INQUEST_VALIDATE(!models.empty(), config, "models: none is given (at least one is needed)");
  std::set<std::string> seen;
  for (const Model& model : models) {
    const std::string problem = name_problem(model.name);
    INQUEST_VALIDATE(problem.empty(), config, "model '", model.name, "' ", problem);
    INQUEST_VALIDATE(seen.insert(model.name).second, config, "model '", model.name, "' (this name is given twice)");
    const std::size_t size = model.data_size();
    const std::size_t first_size = models.front().data_size();
    INQUEST_VALIDATE(size == first_size, config, "model ", model.name, " has ", size, " data, model ",
                     models.front().name, " has ", first_size, " (models of one observation must have the same)");
    for (const Model& earlier : models) {
      if (&earlier == &model) break;
      check_layouts(earlier, model);
    }
  }
}

void set_probabilities(std::vector<Model>& models) {
  double sum = 0;
  for (const Model& model : models) {
    INQUEST_VALIDATE(model.probability >= 0, config, "model ", model.name, ": probability = ", model.probability,
                     " (must not be negative)");
    sum += model.probability;
  }
  if (sum == 0) {
    for (Model& model : models) model.probability = 1 / static_cast<double>(models.size());
    return;
  }
  for (const Model& model : models) {
    INQUEST_VALIDATE(model.probability > 0 || std::abs(sum - 1) <= 1e-9, config, "model ", model.name,
                     " has no probability (others have one) give one to all models or to none");
  }
  INQUEST_VALIDATE(std::abs(sum - 1) <= 1e-9, config, "the probabilities of the models sum to ", sum, " (must be 1)");
}

}  // namespace

Simulations make_simulations(std::size_t count, std::size_t dimension, std::size_t data_size) {
  return {Matrix(count, dimension), Matrix(count, data_size), std::vector<SimulationStatus>(count),
          std::vector<Seed>(count)};
}

void copy_rows(const Simulations& from, std::size_t count, Simulations& to, std::size_t at) {
  const auto copy = [&](const auto& source, auto& target, std::size_t columns) {
    std::copy_n(source.begin(), count * columns, target.begin() + static_cast<std::ptrdiff_t>(at * columns));
  };
  copy(from.theta.values(), to.theta.values(), to.theta.cols());
  copy(from.x.values(), to.x.values(), to.x.cols());
  copy(from.status, to.status, 1);
  copy(from.seeds, to.seeds, 1);
}

const Simulator& Model::simulator() const {
  INQUEST_VALIDATE(has_simulator(), config, "model '", name,
                   "' has no simulator (its likelihood is all that is known)");
  return *bundle.simulator;
}

std::size_t Model::data_size() const {
  return has_simulator() ? bundle.simulator->info().data_size() : likelihood_data_size;
}

DataLayout Model::layout() const {
  return has_simulator() ? bundle.simulator->info().layout() : DataLayout{likelihood_data_size};
}

Simulations draw_joint(const Model& model, Seed seed, std::size_t first, std::size_t count) {
  Simulations rows =
      model.bundle.archive ? archived_rows(model, first, count) : simulated_rows(model, seed, first, count);
  mark_not_finite(rows);
  return rows;
}

std::vector<double> importance_weights(const Model& model, ConstMatrixView theta) {
  std::vector<std::size_t> rows(theta.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return importance_weights(model, theta, rows);
}

std::vector<double> importance_weights(const Model& model, ConstMatrixView theta, std::span<const std::size_t> rows) {
  INQUEST_EXPECT(rows.size() == theta.rows());
  const std::vector<double> archive = model.bundle.archive ? model.bundle.archive_weights : std::vector<double>{};
  std::vector<double> weights;
  for (std::size_t i = 0; i < rows.size() && !archive.empty(); ++i) {
    INQUEST_VALIDATE(rows[i] < archive.size(), data, "model ", model.name, ": ", archive.size(),
                     " weights (must be one for each of the simulations, and there is a row ", rows[i] + 1, ")");
    weights.push_back(archive[rows[i]]);
  }
  if (!model.space.has_proposal()) return weights;
  weights.resize(theta.rows(), 1);
  std::vector<double> prior(theta.rows()), proposal(theta.rows());
  model.space.log_prob(theta, prior);
  model.space.proposal().log_prob(theta, proposal);
  for (std::size_t i = 0; i < theta.rows(); ++i) weights[i] *= std::exp(prior[i] - proposal[i]);
  return weights;
}

ModelSet::ModelSet(std::vector<Model> models) : models_(std::move(models)) {
  check_models(models_);
  set_probabilities(models_);
}

DataLayout ModelSet::layout() const {
  DataLayout all = models_.front().layout();
  for (const Model& model : models_) {
    const auto [shape, names] = model.layout();
    if (shape.size() > all.shape.size()) all.shape = shape;
    if (all.names.empty()) all.names = names;
  }
  return all;
}

std::vector<std::string> ModelSet::names() const {
  std::vector<std::string> names;
  for (const Model& model : models_) names.push_back(model.name);
  return names;
}

std::vector<double> ModelSet::probabilities() const {
  std::vector<double> probabilities;
  for (const Model& model : models_) probabilities.push_back(model.probability);
  return probabilities;
}

}  // namespace inquest
