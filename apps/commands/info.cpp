// info: what a run directory, an estimator or a simulation file holds.

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "apps/commands/arguments.hpp"
#include "apps/commands/summary_table.hpp"
#include "apps/run/run_directory.hpp"
#include "core/base/shape.hpp"
#include "core/data/simulation_store.hpp"
#include "core/estimator/estimator_file.hpp"
#include "core/files/h5.hpp"

namespace inquest {
namespace {

namespace fs = std::filesystem;
using Rows = std::vector<std::vector<std::string>>;

std::string indented(const std::string& text) {
  std::string out = "  ";
  for (const char c : text) {
    out += c;
    if (c == '\n') out += "  ";
  }
  return out.substr(0, out.find_last_not_of(" \n") + 1) + "\n";
}

std::vector<fs::path> files_with(const fs::path& folder, const std::string& extension) {
  std::vector<fs::path> files;
  if (!fs::is_directory(folder)) return files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

void describe_run(const RunDirectory& directory) {
  const ConfigNode resolved = ConfigNode::parse_file(directory.resolved());
  const SimulationStore store(directory.path());
  std::cout << "run '" << resolved.find("name")->text() << "', seed " << resolved.find("seed")->text() << "\n\n";
  Rows simulations{{"model", "simulations"}};
  for (const auto& [name, model] : resolved.find("models")->entries()) {
    simulations.push_back({name, concat(store.rows(name))});
  }
  std::cout << aligned(simulations, "  ") << "\n";
  Rows estimators{{"estimator", "kind"}};
  for (const fs::path& file : files_with(directory.path() / "estimators", ".h5")) {
    estimators.push_back({file.stem().string(), load_estimator_record(file).kind});
  }
  std::cout << aligned(estimators, "  ") << "\n";
  for (const fs::path& file : {directory.results(), directory.report()}) {
    std::cout << (fs::exists(file) ? "  " : "  not there yet: ") << file.string() << "\n";
  }
}

void describe_estimator(const fs::path& path) {
  const EstimatorRecord record = load_estimator_record(path);
  const H5File file = H5File::open(path);
  const std::size_t networks = file.contains("weights") ? file.children("weights").size() : 0;  // or in files beside it
  std::cout << "estimator of kind " << record.kind << ", " << networks << " networks, by inquest "
            << file.text_attribute("/", "inquest_version") << "\n\nspec\n"
            << indented(record.spec.to_yaml()) << "\narrays\n";
  Rows rows{{"name", "shape"}};
  for (const auto& [name, array] : record.arrays) rows.push_back({name, to_text({array.rows(), array.cols()})});
  std::cout << aligned(rows, "  ");
}

void describe_simulations(const fs::path& path) {
  const H5File file = H5File::open(path);
  Rows rows{{"dataset", "shape"}};
  for (const std::string& name : file.children("/")) {
    const bool is_model = file.contains(name + "/theta");
    for (const std::string& part : is_model ? file.children(name) : std::vector<std::string>{""}) {
      const std::string dataset = part.empty() ? name : concat(name, "/", part);
      rows.push_back({dataset, to_text(file.shape(dataset))});
    }
  }
  std::cout << "simulations\n" << aligned(rows, "  ");
}

}  // namespace

void info_command(const Words& words) {
  const auto arguments = parse_plain_arguments("info", words, 1, 1);
  if (!arguments) return;
  const fs::path path = arguments->front();
  INQUEST_VALIDATE(fs::exists(path), missing_input, path.string(), " does not exist");
  if (fs::is_directory(path)) {
    const RunDirectory directory(path);
    INQUEST_VALIDATE(directory.is_run(), data, path.string(), " is not a run directory (it has no resolved.yaml)");
    describe_run(directory);
  } else if (H5File::open(path).has_attribute("/", "kind")) {
    describe_estimator(path);
  } else {
    describe_simulations(path);
  }
}

}  // namespace inquest
