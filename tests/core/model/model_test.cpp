#include "core/model/model.hpp"

#include <cmath>
#include <limits>
#include <thread>

#include "core/parameters/name.hpp"
#include "tests/core/model/line_simulator.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;
using inquest::testing::line_model;
using inquest::testing::LineLikelihood;
using inquest::testing::LineSimulator;

TEST_CASE("simulator: the size of the data is the product of their shape") {
  CHECK(SimulatorInfo{"a", "1", {}, {32}}.data_size() == 32);
  CHECK(SimulatorInfo{"a", "1", {}, {4, 5, 6}}.data_size() == 120);
}

TEST_CASE("name: what a name may be") {
  for (const char* good : {"H0", "_a", "sigma_8", "lambda-cdm", "x^2", "\xCE\xA9m"}) CHECK(name_problem(good).empty());
  for (const char* bad : {"", "0", "a b", "a/b", "a.b", "a,b", "*a", "a?", "a'", "a\"", "a\n"}) {
    CHECK_FALSE(name_problem(bad).empty());
  }
}

TEST_CASE("model: rows of the joint do not depend on batches or threads") {
  const Model model = line_model("line");
  const Simulations whole = draw_joint(model, Seed{5}, 0, 40);
  const Simulations part = draw_joint(model, Seed{5}, 13, 9);
  for (std::size_t i = 0; i < 9; ++i) {
    CHECK(part.seeds[i] == whole.seeds[13 + i]);
    CHECK(std::equal(part.theta.row(i).begin(), part.theta.row(i).end(), whole.theta.row(13 + i).begin()));
    CHECK(std::equal(part.x.row(i).begin(), part.x.row(i).end(), whole.x.row(13 + i).begin()));
  }
  Simulations first, second;
  {
    const std::jthread other([&] { first = draw_joint(model, Seed{5}, 0, 20); });
    second = draw_joint(model, Seed{5}, 20, 20);
  }
  std::vector<double> x = first.x.values();
  x.insert(x.end(), second.x.values().begin(), second.x.values().end());
  CHECK(x == whole.x.values());
}

TEST_CASE("model: the joint's seeds are the documented branches") {
  const Model model = line_model("line");
  const Simulations rows = draw_joint(model, Seed{5}, 3, 1);
  CHECK(rows.seeds[0] == Seed{5}.child("line").child("simulate").child(3));
  Matrix theta(1, 2);
  model.space.sample(std::vector<Seed>{Seed{5}.child("line").child("prior").child(3)}, theta);
  CHECK(theta == rows.theta);
  CHECK(draw_joint(line_model("other"), Seed{5}, 3, 1).theta != rows.theta);
}

TEST_CASE("model: fixed parameters reach the simulator") {
  const Model model = line_model("line");
  const Simulations rows = draw_joint(model, Seed{5}, 0, 3);
  for (std::size_t i = 0; i < 3; ++i) {
    const double noise = Random(rows.seeds[i]).normal();
    // x_0 = intercept + 10 (the fixed offset) + noise
    CHECK(rows.x(i, 0) == rows.theta(i, 0) + 10 + noise);
  }
}

TEST_CASE("model: rows that are not finite are marked") {
  Model model = line_model("line");
  model.bundle.simulator = std::make_shared<LineSimulator>(LineSimulator::Flaw::not_finite);
  const Simulations rows = draw_joint(model, Seed{5}, 0, 4);
  for (const SimulationStatus status : rows.status) CHECK(status == SimulationStatus::not_finite);
}

TEST_CASE("model: an archive is taken in its order and to its end") {
  Model model = line_model("line");
  auto archive = std::make_shared<Simulations>(draw_joint(model, Seed{1}, 0, 10));
  archive->x(4, 1) = std::numeric_limits<double>::infinity();
  model.bundle.archive = archive;
  const Simulations rows = draw_joint(model, Seed{99}, 3, 7);
  CHECK(rows.theta(0, 0) == archive->theta(3, 0));
  CHECK(rows.x(6, 2) == archive->x(9, 2));
  CHECK(rows.seeds[2] == archive->seeds[5]);
  CHECK(rows.status[0] == SimulationStatus::ok);
  CHECK(rows.status[1] == SimulationStatus::not_finite);
  CHECK_THROWS_WITH(draw_joint(model, Seed{99}, 3, 8), Catch::Contains("there are 10"));
  archive->theta(6, 1) = 7;
  CHECK_THROWS_WITH(draw_joint(model, Seed{99}, 3, 7),
                    Catch::Contains("row 6 of theta has slope = 7 (outside its prior"));
  archive->theta = Matrix(10, 3);
  CHECK_THROWS_WITH(draw_joint(model, Seed{99}, 0, 1), Catch::Contains("theta has 3 columns"));
}

TEST_CASE("model_set: probabilities are equal unless given") {
  const auto with = [](double a, double b) {
    std::vector<Model> models = {line_model("a"), line_model("b")};
    models[0].probability = a;
    models[1].probability = b;
    return ModelSet(models);
  };
  CHECK(with(0, 0)[1].probability == 0.5);
  CHECK(with(0.3, 0.7)[0].probability == 0.3);
  CHECK(with(1, 0)[1].probability == 0);
  CHECK(with(0.3, 0.7).data_size() == 3);
  CHECK_THROWS_WITH(with(0.3, 0), Catch::Contains("model b has no probability"));
  CHECK_THROWS_WITH(with(0.3, 0.6), Catch::Contains("sum to 0.9 (must be 1)"));
  CHECK_THROWS_WITH(with(-0.3, 1.3), Catch::Contains("must not be negative"));
  CHECK_THROWS_WITH(with(std::nan(""), 1), Catch::Contains("must not be negative"));
}

TEST_CASE("model_set: models must fit each other") {
  CHECK_THROWS_WITH(ModelSet({}), Catch::Contains("none is given"));
  CHECK_THROWS_WITH(ModelSet({line_model("a"), line_model("a")}), Catch::Contains("given twice"));
  CHECK_THROWS_WITH(ModelSet({line_model("../a")}), Catch::Contains("a name must"));
  std::vector<Model> models = {line_model("a"), line_model("b")};
  models[1].bundle.simulator = std::make_shared<LineSimulator>(LineSimulator::Flaw::none, 4);
  CHECK_THROWS_WITH(ModelSet(models), Catch::Contains("model b has 4 data, model a has 3"));
}

TEST_CASE("model_set: models have data of one shape and of the same names") {
  const auto model = [](const std::string& name, const Shape& shape, const std::vector<std::string>& names = {}) {
    struct Known final : Simulator {
      SimulatorInfo of;
      const SimulatorInfo& info() const override { return of; }
      void simulate(ConstMatrixView, std::span<const Seed>, MatrixView, std::span<SimulationStatus>) const override {}
    };
    auto simulator = std::make_shared<Known>();
    simulator->of = {.name = "known", .version = "1", .parameters = {}, .data_shape = shape, .data_names = names};
    Model result = line_model(name);
    result.bundle.simulator = simulator;
    return result;
  };
  CHECK(ModelSet({model("a", {6}), model("b", {2, 3})}).layout() == DataLayout{2, 3});
  CHECK(ModelSet({model("a", {2}), model("b", {2}, {"x", "y"})}).layout() == DataLayout{{2}, {"x", "y"}});
  CHECK_THROWS_WITH(ModelSet({model("a", {3, 2}), model("b", {2, 3})}),
                    Catch::Contains("model b has data of shape [2, 3], model a of [3, 2]"));
  CHECK_THROWS_WITH(ModelSet({model("a", {2}, {"x", "y"}), model("b", {2}), model("c", {2}, {"x", "z"})}),
                    Catch::Contains("model c has the data x, z, model a has x, y"));
}

TEST_CASE("model: a likelihood alone has data of the size that it is given, and nothing to simulate") {
  Model model = line_model("alone");
  model.bundle.simulator = nullptr;
  model.bundle.likelihood = std::make_shared<LineLikelihood>();
  CHECK_FALSE(model.has_simulator());
  CHECK(model.data_size() == 0);
  model.likelihood_data_size = 3;
  CHECK(ModelSet({model, line_model("line")}).data_size() == 3);
  const auto draw = [&] { draw_joint(model, Seed{5}, 0, 1); };
  CHECK_THROWS_WITH(draw(), Catch::Contains("model 'alone' has no simulator"));
  model.likelihood_data_size = 2;
  CHECK_THROWS_WITH(ModelSet({line_model("line"), model}), Catch::Contains("model alone has 2 data, model line has 3"));
}
