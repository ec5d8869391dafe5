#include "tests/support/small_run.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace inquest::testing {
namespace {

constexpr const char* small_run = R"(inquest: 1
name: small
seed: 3
observation: {file: x.csv, columns: [x]}
models:
  free:
    simulator: linear_gaussian
    options: {observations: 3, noise_sd: 0.5}
    parameters: {a: {prior: {normal: [0, 1]}}, b: {prior: {normal: [0, 1]}}}
  fixed:
    simulator: linear_gaussian
    options: {observations: 3, noise_sd: 0.5}
    parameters: {a: {prior: {normal: [0, 1]}}, b: 0}
simulations: {train: TRAIN, test: 50}
posterior:
  npe: {method: npe, flow: maf, ensemble: 2, transforms: 2, hidden: [16], training: {steps: STEPS}}
  moments: {method: moments, ensemble: 1, hidden: [16], training: {steps: STEPS}}
evidence:
  network: {method: network, ensemble: 2, bootstrap: 2, hidden: [16], training: {steps: STEPS}}
  exact: {method: exact}
draws: 500
diagnostics: {learning_curve: false}
)";

void remove_times(nlohmann::json& json) {
  if (!json.is_structured()) return;
  if (json.is_object()) {
    json.erase("wall_seconds");
    json.erase("seconds");
  }
  for (auto& value : json) remove_times(value);
}

std::string with_number(std::string text, const std::string& mark, int number) {
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark)) {
    text.replace(at, mark.size(), std::to_string(number));
  }
  return text;
}

}  // namespace

ProcessResult run_inquest(const std::filesystem::path& build, const std::filesystem::path& folder,
                          std::vector<std::string> words, ProcessOptions options) {
  words.insert(words.begin(), build / "inquest");
  options.folder = folder;
  return run_process(words, options);
}

void write_text(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::string read_text(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void write_small_run(const std::filesystem::path& folder, int train_rows, int steps) {
  write_text(folder / "x.csv", "i,x\n1,0.4\n2,-0.7\n3,0.1\n");
  write_text(folder / "run.yaml", with_number(with_number(small_run, "TRAIN", train_rows), "STEPS", steps));
}

void replace_in(const std::filesystem::path& path, const std::string& old_text, const std::string& new_text) {
  std::string text = read_text(path);
  const std::size_t at = text.find(old_text);
  if (at == std::string::npos || text.find(old_text, at + 1) != std::string::npos) {
    throw std::logic_error(path.string() + " does not contain '" + old_text + "' once");
  }
  write_text(path, text.replace(at, old_text.size(), new_text));
}

nlohmann::json results_without_times(const std::filesystem::path& run_directory) {
  auto json = nlohmann::json::parse(read_text(run_directory / "results.json"));
  remove_times(json);
  return json;
}

std::map<std::string, std::string> snapshot(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files[entry.path().string()] = read_text(entry.path());
  }
  return files;
}

}  // namespace inquest::testing
