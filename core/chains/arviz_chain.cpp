#include "core/chains/arviz_chain.hpp"

#include <algorithm>
#include <sstream>

#include "core/base/shape.hpp"
#include "core/files/h5.hpp"

namespace inquest {
namespace {

// Chains and their draws: the first two dimensions of a variable.
struct Samples {
  std::size_t chains = 0, draws = 0;

  std::size_t size() const { return chains * draws; }
  bool are_of(const std::vector<std::size_t>& shape) const {
    return shape.size() >= 2 && shape[0] == chains && shape[1] == draws;
  }
};

// The variables of a group, [chain, draw, ...]; coordinates have one dimension.
std::vector<std::string> variables_of(const H5File& file, const std::string& group) {
  std::vector<std::string> names;
  if (!file.contains(group)) return names;
  for (const std::string& name : file.children(group)) {
    const std::string dataset = group + "/" + name;
    if (file.is_dataset(dataset) && file.shape(dataset).size() >= 2) names.push_back(name);
  }
  return names;
}

std::string element_name(const std::string& name, const std::vector<std::size_t>& shape, std::size_t element) {
  if (shape.size() == 2) return name;
  std::string index;
  for (std::size_t axis = shape.size(); axis-- > 2;) {
    index = std::to_string(element % shape[axis]) + (index.empty() ? "" : ",") + index;
    element /= shape[axis];
  }
  return name + "[" + index + "]";
}

H5Array<double> read_samples(const H5File& file, const std::string& dataset, const Samples& samples) {
  H5Array<double> array = file.read<double>(dataset);
  INQUEST_VALIDATE(samples.are_of(array.shape), data, file.path().string(), ": '", dataset, "' is of shape ",
                   to_text(array.shape), " (chains and draws come first: ", samples.chains, ", ", samples.draws, ")");
  return array;
}

// Adds the sums of all variables of a group over what comes after chain and draw.
void add_sums(const H5File& file, const std::string& group, const Samples& samples, std::vector<double>& total) {
  for (const std::string& name : variables_of(file, group)) {
    const H5Array<double> array = read_samples(file, group + "/" + name, samples);
    const std::size_t each = array.values.size() / samples.size();
    for (std::size_t i = 0; i < array.values.size(); ++i) total[i / each] += array.values[i];
  }
}

std::vector<double> log_posterior(const H5File& file, const Samples& samples, const ReadChainOptions& options) {
  std::vector<double> total(samples.size(), 0.0);
  const bool both = !variables_of(file, "log_likelihood").empty() && !variables_of(file, "log_prior").empty();
  if (both && options.log_posterior.empty()) {
    add_sums(file, "log_likelihood", samples, total);
    add_sums(file, "log_prior", samples, total);
    return total;
  }
  const std::string dataset = "sample_stats/" + (options.log_posterior.empty() ? "lp" : options.log_posterior);
  INQUEST_VALIDATE(file.contains(dataset), data, file.path().string(), " has no log posterior (neither ", dataset,
                   " nor the groups log_likelihood and log_prior); add one of these");
  return read_samples(file, dataset, samples).values;
}

// Functions of the other variables, as our own files name them.
std::vector<std::string> derived_names(const H5File& file) {
  std::vector<std::string> names;
  if (!file.has_attribute("posterior", "derived")) return names;
  std::istringstream words(file.text_attribute("posterior", "derived"));
  for (std::string name; std::getline(words >> std::ws, name, ',');) names.push_back(name);
  return names;
}

}  // namespace

ChainDraws read_arviz_chain(const std::filesystem::path& path, const ReadChainOptions& options) {
  const H5File file = H5File::open(path);
  const std::vector<std::string> names = variables_of(file, "posterior");
  INQUEST_VALIDATE(!names.empty(), data, path.string(), " has no group 'posterior' with variables [chain, draw, ...]");
  const std::vector<std::size_t> shape = file.shape("posterior/" + names.front());
  const Samples samples{shape[0], shape[1]};
  INQUEST_VALIDATE(samples.size() > 0, data, path.string(), " has no draws (posterior/", names.front(),
                   " is empty); sample before it is written");
  ChainColumns columns;
  std::vector<std::vector<double>> values;  // of each column
  for (const std::string& name : names) {
    const H5Array<double> array = read_samples(file, "posterior/" + name, samples);
    const std::size_t each = array.values.size() / samples.size();
    for (std::size_t e = 0; e < each; ++e) {
      columns.names.push_back(element_name(name, array.shape, e));
      values.emplace_back();
      for (std::size_t i = 0; i < samples.size(); ++i) values.back().push_back(array.values[i * each + e]);
    }
  }
  columns.names.push_back("log_posterior");
  values.push_back(log_posterior(file, samples, options));
  columns.values = Matrix(samples.size(), values.size());
  for (std::size_t k = 0; k < values.size(); ++k) {
    for (std::size_t i = 0; i < samples.size(); ++i) columns.values(i, k) = values[k][i];
  }
  columns.lengths.assign(samples.chains, samples.draws);
  ReadChainOptions named = options;
  named.log_posterior = "log_posterior";
  ChainDraws draws = draws_of_columns(columns, named, path.string());
  leave_out(draws, derived_names(file));
  return draws;
}

}  // namespace inquest
