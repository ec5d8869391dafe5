#include "simulators/external/plugin_worker.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include <fcntl.h>
#include <unistd.h>

#include "core/files/atomic_file.hpp"
#include "core/files/descriptor.hpp"
#include "core/files/npy.hpp"
#include "simulators/external/plugin.hpp"

namespace inquest {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, at);) parts.push_back(part);
  return parts;
}

Matrix read_theta(const std::string& path) {
  const NpyArray array = read_npy(path);
  Matrix theta(array.shape.at(0), array.shape.at(1));
  std::ranges::copy(array.values, theta.values().begin());
  return theta;
}

// Numbers of 64 bits, which read_npy refuses, since no double holds them; they stand at the end of the file.
std::vector<Seed> read_seeds(const std::string& path, std::size_t count) {
  const std::string content = read_file(path);
  std::vector<Seed> seeds(count);
  INQUEST_VALIDATE(content.size() >= count * sizeof(Seed), data, path, " is too short");
  std::memcpy(seeds.data(), content.data() + content.size() - count * sizeof(Seed), count * sizeof(Seed));
  return seeds;
}

// Without a sync, which takes longer than many a simulation.
void write(const std::string& path, const std::string& content) {
  std::ofstream file(path, std::ios::binary);
  file << content;
  file.close();
  INQUEST_VALIDATE(file.good(), io, path, " cannot be written; is the disk full?");
}

void simulate(const Plugin& plugin, const std::vector<std::string>& files) {
  const Matrix theta = read_theta(files[0]);
  Matrix x(theta.rows(), plugin.info().data_size());
  std::vector<SimulationStatus> status(theta.rows());
  const Plugin::Outcome outcome = plugin.simulate(theta, read_seeds(files[1], theta.rows()), x, status);
  INQUEST_VALIDATE(outcome.problem.empty(), data, outcome.problem);
  if (!outcome.message.empty()) std::cerr << outcome.message << std::endl;
  std::vector<std::size_t> shape{theta.rows()};
  shape.insert(shape.end(), plugin.info().data_shape.begin(), plugin.info().data_shape.end());
  std::vector<std::int8_t> marks;
  for (const SimulationStatus one : status) marks.push_back(static_cast<std::int8_t>(one));
  write(files[3], npy_bytes({theta.rows()}, std::span<const std::int8_t>(marks)));
  write(files[2], npy_bytes(shape, x.view().values()));
}

void log_likelihood(const Plugin& plugin, const std::vector<std::string>& files) {
  const Matrix theta = read_theta(files[0]);
  std::vector<double> out(theta.rows());
  plugin.log_likelihood(theta, read_npy(files[1]).values, out);
  write(files[2], npy_bytes({out.size()}, std::span<const double>(out)));
}

/// What was the standard output until now: a plugin that prints would otherwise break the protocol, and so would a
/// program that it starts.
Descriptor take_standard_output() {
  Descriptor output(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  INQUEST_VALIDATE(output.number() >= 0 && ::dup2(STDERR_FILENO, STDOUT_FILENO) == STDOUT_FILENO, io,
                   "the standard output cannot be moved (it is closed, or there are too many files)");
  return output;
}

// Four paths ask for rows, three for the log-likelihood.
void answer(const Plugin& plugin, const std::string& line) {
  const std::vector<std::string> files = split(line, ' ');
  const bool known = files.size() == 4 ? plugin.simulates() : files.size() == 3 && plugin.has_likelihood();
  INQUEST_VALIDATE(known, usage, "a request has ", files.size(), " paths, '", line,
                   "' (must be 4 of a simulator, or 3 of a likelihood)");
  files.size() == 4 ? simulate(plugin, files) : log_likelihood(plugin, files);
}

}  // namespace

std::vector<std::string> plugin_worker_words(const ConfigNode& simulator) {
  std::error_code ignored;
  const fs::path small = fs::read_symlink("/proc/self/exe", ignored).replace_filename("inquest-plugin");
  const bool is_there = fs::exists(small, ignored);
  return {is_there ? small.string() : "/proc/self/exe", plugin_worker_command, simulator.to_yaml()};
}

void serve_plugin(const std::vector<std::string>& words) {
  const char* names = std::getenv("INQUEST_PARAMETERS");
  INQUEST_VALIDATE(words.size() == 2 && words[0] == plugin_worker_command && names != nullptr, usage,
                   "this is no command for users (it is how isolated plugins are asked); see inquest --help");
  const Descriptor output = take_standard_output();
  const ConfigNode node = ConfigNode::parse(words[1], "the run file");
  const Plugin plugin(read_options<PluginOptions>(node), {node, ConfigNode(), split(names, ','), "."});
  for (std::string line; std::getline(std::cin, line);) {
    answer(plugin, line);
    INQUEST_VALIDATE(::write(output.number(), "done\n", 5) == 5, io, "nobody reads the answers");
  }
}

}  // namespace inquest
