// new: a run file and a simulator to start from, which work as they are.

#include <filesystem>
#include <iostream>

#include "apps/commands/arguments.hpp"
#include "core/base/error.hpp"
#include "core/files/atomic_file.hpp"
#include "core/parameters/name.hpp"

namespace inquest {
namespace {

constexpr const char* run_file_template = R"(inquest: 1
name: NAME
seed: 1                                    # every random number follows from it

observation: [1.2, 1.9, 3.1, 3.9]          # or {file: data.csv, columns: [y]}, data.npy, data.fits, data.h5:/dataset

models:
  line:
    simulator: {command: [python3, NAME.py], data_shape: [4]}
    parameters:                            # the columns of theta, in this order
      intercept: {prior: {normal: [0, 1]}}
      slope: {prior: {uniform: [0, 2]}}
  constant:                                # a second model, to compare; leave it out where there is one
    simulator: {command: [python3, NAME.py], data_shape: [4]}
    parameters:
      intercept: {prior: {normal: [0, 5]}}
      slope: 0

simulations: {train: 20000, test: 1000}    # rows per model; more make the answer sharper
)";

constexpr const char* simulator_template =
    R"(# Simulator of NAME: a straight line at four places, with noise. Row i depends on theta[i] and seeds[i] alone.
import sys
import numpy as np

theta, seeds = np.load(sys.argv[1]), np.load(sys.argv[2])  # [n, 2] and [n]
place = np.arange(1, 5)
x = np.empty((len(theta), len(place)))
for row, (intercept, slope) in enumerate(theta):
    noise = np.random.default_rng(seeds[row]).normal(0, 0.3, len(place))
    x[row] = intercept + slope * place + noise
np.save(sys.argv[3], x)
)";

std::string filled_in(std::string text, const std::string& name) {
  const std::string mark = "NAME";
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + name.size())) {
    text.replace(at, mark.size(), name);
  }
  return text;
}

}  // namespace

void new_command(const Words& words) {
  const auto arguments = parse_plain_arguments("new", words, 1, 1);
  if (!arguments) return;
  const std::string& name = arguments->front();
  const std::string problem = name_problem(name);
  INQUEST_VALIDATE(problem.empty(), usage, "'", name, "' ", problem);
  const std::filesystem::path run_file = name + ".yaml";
  const std::filesystem::path simulator = name + ".py";
  for (const auto& path : {run_file, simulator}) {
    INQUEST_VALIDATE(!std::filesystem::exists(path), usage, path.string(),
                     " exists (it is not touched); choose another name");
  }
  write_file(simulator, filled_in(simulator_template, name));
  write_file(run_file, filled_in(run_file_template, name));
  std::cout << "wrote " << run_file.string() << " and " << simulator.string() << "\nnext: inquest check "
            << run_file.string() << ", then inquest run " << run_file.string() << std::endl;
}

}  // namespace inquest
