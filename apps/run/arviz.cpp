#include "apps/run/arviz.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "core/base/error.hpp"
#include "core/config/suggest.hpp"
#include "core/files/h5.hpp"

namespace inquest {
namespace {

constexpr std::size_t most_prior_draws = 1000;

/// A group of a netCDF-4 file with its dimensions.
class Group {
 public:
  Group(H5File& file, std::string name) : file_(file), name_(std::move(name)) {}

  void add_dimension(const std::string& dimension, std::size_t size) {
    std::vector<std::int64_t> places(size);
    std::iota(places.begin(), places.end(), 0);
    file_.write<std::int64_t>(path(dimension), {size}, places);
    dimensions_.push_back(dimension);
    shape_.push_back(size);
  }

  /// A variable over all dimensions.
  void write(const std::string& variable, std::span<const double> values) {
    file_.write<double>(path(variable), shape_, values);
    for (std::size_t axis = 0; axis < dimensions_.size(); ++axis) {
      file_.attach_scale(path(variable), axis, path(dimensions_[axis]));
    }
  }

 private:
  std::string path(const std::string& name) const { return name_ + "/" + name; }

  H5File& file_;
  std::string name_;
  std::vector<std::string> dimensions_;
  std::vector<std::size_t> shape_;
};

std::string variable_name(const std::string& parameter) {
  return parameter == "chain" || parameter == "draw" ? parameter + "_" : parameter;
}

/// Rows of equally long chains, of chain c from c * rows / chains on.
std::vector<std::size_t> rows_of_chains(std::size_t rows, std::size_t chains) {
  std::vector<std::size_t> places;
  for (std::size_t c = 0; c < chains; ++c) {
    for (std::size_t i = 0; i < rows / chains; ++i) places.push_back(c * rows / chains + i);
  }
  return places;
}

void add_samples(Group& group, std::size_t chains, std::size_t draws) {
  group.add_dimension("chain", chains);
  group.add_dimension("draw", draws);
}

void write_columns(Group& group, const ArvizContent& content, ConstMatrixView theta,
                   const std::vector<std::size_t>& rows) {
  std::vector<std::string> names = content.space.free_names();
  std::ranges::copy(names_of(content.derived), std::back_inserter(names));
  const Matrix columns = with_derived(content.derived, content.space, theta);
  std::vector<double> column(rows.size());
  for (std::size_t j = 0; j < names.size(); ++j) {
    std::ranges::transform(rows, column.begin(), [&](std::size_t row) { return columns(row, j); });
    group.write(variable_name(names[j]), column);
  }
}

void write_prior(H5File& file, const ArvizContent& content, std::size_t count) {
  Matrix theta(count, content.space.dimension());
  std::vector<Seed> seeds;
  std::vector<std::size_t> rows(count);
  for (std::size_t i = 0; i < count; ++i) seeds.push_back(Seed{0}.child("prior of " + content.label).child(i));
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  content.space.sample(seeds, theta);
  Group prior(file, "prior");
  add_samples(prior, 1, count);
  write_columns(prior, content, theta, rows);
}

void add_data_dimensions(Group& group, const Shape& shape) {
  std::size_t axis = 0;
  for (const auto size : shape) group.add_dimension(concat("x_dim_", axis++), static_cast<std::size_t>(size));
}

void write_data(H5File& file, const ArvizContent& content) {
  if (content.observation.empty()) return;
  Group observed(file, "observed_data");
  add_data_dimensions(observed, content.shape);
  observed.write("x", content.observation);
  if (content.predictions.rows() == 0) return;
  Group predictive(file, "posterior_predictive");
  add_samples(predictive, 1, content.predictions.rows());
  add_data_dimensions(predictive, content.shape);
  predictive.write("x", content.predictions.values());
}

}  // namespace

void write_arviz(const std::filesystem::path& path, const ArvizContent& content) {
  INQUEST_EXPECT(content.chains > 0 && content.draws.theta.rows() >= content.chains);
  const std::vector<std::size_t> rows = rows_of_chains(content.draws.theta.rows(), content.chains);
  H5File file = H5File::create(path);
  Group posterior(file, "posterior");
  add_samples(posterior, content.chains, rows.size() / content.chains);
  write_columns(posterior, content, content.draws.theta, rows);
  Group stats(file, "sample_stats");
  add_samples(stats, content.chains, rows.size() / content.chains);
  std::vector<double> log_prob(rows.size());
  std::ranges::transform(rows, log_prob.begin(), [&](std::size_t row) { return content.draws.log_prob[row]; });
  stats.write("lp", log_prob);
  write_prior(file, content, std::min(most_prior_draws, content.draws.theta.rows()));
  write_data(file, content);
  file.write_attribute("/", "name", content.label);
  // What reads densities must know which variables are functions of others (core/chains/arviz_chain).
  if (!content.derived.empty()) file.write_attribute("posterior", "derived", join(names_of(content.derived)));
  for (const char* group : {"/", "posterior"}) {
    file.write_attribute(group, "creation_library", "inquest");
    file.write_attribute(group, "creation_library_version", INQUEST_VERSION);
    file.write_attribute(group, "inference_library", "inquest");
    file.write_attribute(group, "inference_library_version", INQUEST_VERSION);
  }
  file.close();
}

}  // namespace inquest
