#include "tests/bench/trial.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>

#include "core/base/parallel.hpp"
#include "simulators/registry.hpp"

namespace inquest::bench {

Trial Trial::parse(int argc, char** argv, std::map<std::string, std::string> own) {
  if (argc < 3) raise(ErrorKind::usage, "KIND SEED [ROWS] [KEY=VALUE ...] are wanted");
  Trial trial{argv[1], Seed{std::stoull(argv[2])}, 0, std::move(own), ConfigNode::mapping()};
  for (int i = 3; i < argc; ++i) {
    const std::string text = argv[i];
    const auto equals = text.find('=');
    if (equals == std::string::npos) {
      trial.rows = std::stoul(text);
      continue;
    }
    const std::string key = text.substr(0, equals), value = text.substr(equals + 1);
    if (trial.own.contains(key)) {
      trial.own[key] = value;
    } else {
      trial.options.set(key, ConfigNode::parse(value, "argument"));
    }
  }
  return trial;
}

int run_trial(int argc, char** argv, std::map<std::string, std::string> own, int digits,
              const std::function<void(const Trial&)>& run) {
  try {
    const Trial trial = Trial::parse(argc, argv, std::move(own));
    const auto start = std::chrono::steady_clock::now();
    std::cout.precision(digits);
    run(trial);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    std::cout << "  " << seconds.count() << " s\n";
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}

Model make_model(const std::string& name, const std::string& yaml) {
  const ConfigNode node = ConfigNode::parse(yaml, name);
  const ParameterSpace space = ParameterSpace::parse(*node.find("parameters"));
  return {name, space,
          make_simulator({*node.find("simulator"), *node.find("options"), space.names(),
                          std::string(INQUEST_SOURCE_DIR) + "/docs/examples"}),
          0.5};
}

JointData simulate(const Model& model, Seed seed, std::size_t rows, std::size_t tested) {
  constexpr std::size_t block = 1000;
  const std::size_t total = rows + tested;
  const ScratchPolicy as_in_runs{std::filesystem::temp_directory_path()};
  JointData data{
      Matrix(total, model.space.dimension()), LargeMatrix(total, model.simulator().info().data_size(), as_in_runs), {}};
  parallel_for((total + block - 1) / block, [&](std::size_t b) {
    const Simulations drawn = draw_joint(model, seed.child("simulate"), b * block, std::min(block, total - b * block));
    for (std::size_t i = 0; i < drawn.x.rows(); ++i) {
      std::ranges::copy(drawn.theta.row(i), data.theta.row(b * block + i).begin());
      std::ranges::copy(drawn.x.row(i), data.x.row(b * block + i).begin());
    }
  });
  data.x_shape = model.simulator().info().data_shape;
  data.split = split_rows(seed, model.name, total, tested, 0.1);
  return data;
}

}  // namespace inquest::bench
