#include "core/ranks/distributed.hpp"

#include <stdexcept>

#include "core/base/parallel.hpp"
#include "core/model/check_simulator.hpp"
#include "tests/core/model/decorator_conformance.hpp"
#include "tests/core/model/line_simulator.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/print_elements.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

// Fails where a row of theta is negative, and says so.
class Picky final : public Simulator, public FailureLog {
 public:
  const SimulatorInfo& info() const override { return info_; }
  void simulate(ConstMatrixView theta, std::span<const Seed>, MatrixView x,
                std::span<SimulationStatus> status) const override {
    for (std::size_t i = 0; i < theta.rows(); ++i) {
      x(i, 0) = theta(i, 0);
      if (theta(i, 0) < 0) status[i] = SimulationStatus::failed;
    }
  }
  std::string last_failure() const override { return "it is negative"; }

 private:
  SimulatorInfo info_{"picky", "1", {"a"}, {1}};
};

Model picky_model() {
  Model model{"picky", ParameterSpace::parse(ConfigNode::parse("{a: {prior: {normal: [0, 1]}}}", "test")), {}, 0};
  model.bundle.simulator = std::make_shared<Picky>();
  return model;
}

Model on_crew(const Model& model) { return distribute(ModelSet({model}), 1, std::make_shared<Crew>(2))[0]; }

}  // namespace

// With one rank; others are in tests/mpi.
TEST_CASE("distributed models keep the law of simulators, with the same numbers") {
  Model model = line_model("line");
  model.bundle.likelihood = std::make_shared<LineLikelihood>();
  const Model distributed = on_crew(model);
  CHECK(check_simulator(distributed, Seed{1}, {}).violations.empty());
  CHECK(draw_joint(distributed, Seed{2}, 0, 30).x == draw_joint(model, Seed{2}, 0, 30).x);
  check_simulator_decorator(distributed, model);
}

TEST_CASE("distributed models have the capabilities of those behind them") {
  check_likelihood_decorator([](const std::shared_ptr<const Likelihood>& likelihood) {
    Model model = line_model("line");
    model.bundle.likelihood = likelihood;
    return on_crew(model).bundle.likelihood;
  });
  check_simulator_decorator(on_crew(picky_model()), picky_model());
}

TEST_CASE("distributed models: what failed is told, what throws throws") {
  const Model distributed = on_crew(picky_model());
  const auto& log = dynamic_cast<const FailureLog&>(distributed.simulator());
  CHECK(log.last_failure().empty());
  draw_joint(distributed, Seed{1}, 0, 20);
  CHECK(log.last_failure() == "it is negative");
  const Model broken = on_crew(line_model("line", LineSimulator::Flaw::throws));
  CHECK(error_from([&] { draw_joint(broken, Seed{1}, 0, 1); }).kind() == ErrorKind::data);
}

TEST_CASE("distributed likelihoods: a call is cut into as many shares as loops around it leave places") {
  Model model = line_model("line");
  model.bundle.likelihood = std::make_shared<LineLikelihood>(LineLikelihood::Flaw::batch);  // tells the rows of a call
  const Model distributed = on_crew(model);
  const auto rows_of_call = [&](std::size_t rows) {
    std::vector<double> out(rows);
    distributed.bundle.likelihood->log_likelihood(Matrix(rows, 3), {}, out);
    return out;
  };
  const int before = threads();
  set_threads(2);
  CHECK(rows_of_call(5) == std::vector<double>{2, 2, 3, 3, 3});
  CHECK(rows_of_call(1) == std::vector<double>{1});
  CHECK(rows_of_call(0).empty());
  parallel_for(1, [&](std::size_t) { CHECK(rows_of_call(4) == std::vector<double>(4, 2)); });
  parallel_for(2, [&](std::size_t) {
    const bool whole = rows_of_call(4) == std::vector<double>(4, 4);
    if (!whole) throw std::logic_error("cut although all places are taken");
  });
  set_threads(before);
}
