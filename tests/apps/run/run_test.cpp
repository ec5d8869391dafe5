#include "apps/run/run.hpp"

#include "core/base/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

constexpr const char* shortest = R"(name: shortest
observation: [0.5]
models:
  only:
    simulator: linear_gaussian
    parameters: {a: {prior: {normal: [0, 1]}}}
)";

Run load(const TemporaryDirectory& folder, const std::string& text, const std::vector<std::string>& settings = {}) {
  write_text(folder / "run.yaml", text);
  return load_run(folder / "run.yaml", settings);
}

std::string error_of(const std::string& text, const std::vector<std::string>& settings = {}) {
  const TemporaryDirectory folder;
  try {
    load(folder, text, settings);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

bool fails_with(const std::string& text, const std::string& words) {
  const std::string error = error_of(text);
  UNSCOPED_INFO(error);
  return error.find(words) != std::string::npos;
}

std::vector<std::string> names(const auto& routes) {
  std::vector<std::string> out;
  for (const auto& route : routes) out.push_back(route.name);
  return out;
}

const std::string second_model =
    "  other:\n    simulator: linear_gaussian\n    parameters: {a: {prior: {normal: [0, 2]}}}\n";

}  // namespace

TEST_CASE("the shortest run file is a name, an observation and a model") {
  const TemporaryDirectory folder;
  const Run run = load(folder, shortest);
  CHECK(run.models.size() == 1);
  CHECK(run.models[0].probability == 1);
  CHECK(run.observation == std::vector<double>{0.5});
  CHECK(names(run.posterior) == std::vector<std::string>{"auto", "moments"});
  CHECK(run.evidence.empty());
  CHECK(names(load(folder, shortest + second_model).evidence) == std::vector<std::string>{"network"});
  CHECK(load(folder, std::string(shortest) + "posterior: {}\n").posterior.empty());
}

TEST_CASE("a resolved run file is read as the same run from anywhere") {
  const TemporaryDirectory folder, elsewhere;
  write_small_run(folder.path());
  const Run run = load_run(folder / "run.yaml");
  write_text(elsewhere / "resolved.yaml", run.resolved.to_yaml());
  const Run again = load_run(elsewhere / "resolved.yaml");
  CHECK(again.resolved.to_yaml() == run.resolved.to_yaml());
  CHECK(again.observation == run.observation);
}

TEST_CASE("settings lie on top of the run file") {
  const TemporaryDirectory folder;
  const Run run = load(folder, shortest, {"simulations.train=500", "posterior.moments.method=moments"});
  CHECK(run.simulations.train == 500);
  CHECK(names(run.posterior) == std::vector<std::string>{"moments"});
  CHECK(run.split_plan().rows() == 1500);
  CHECK(error_of(shortest, {"simulations.tran=5"}).find("'train'") != std::string::npos);
}

TEST_CASE("what this version cannot do is said, not ignored") {
  const std::string text = shortest;
  CHECK(fails_with(text + "diagnostics: {coverage: true}\n", "coverage = true (is a part of diagnostics.calibration)"));
  CHECK(fails_with(text + "posterior: {a: {method: nre}}\n",
                   "'nre' is not in this version (known: auto, npe, nle, mcmc, nested, moments)"));
  CHECK(fails_with(text + "posterior: {a: {ensemble: 2}}\n", "method is missing"));
  CHECK(fails_with(text + "posterior: {a.b: {method: npe}}\n", "posterior.a.b"));
  CHECK(fails_with(text + "evidence: {a: {method: network}}\n", "one model"));
  CHECK(fails_with(text + second_model + "evidence: {a: {method: network, bootstrap: 1}}\n",
                   "one network has no scatter"));
  CHECK(fails_with(text + "    likelihood: poisson\n", "must be exact, {command:"));
  CHECK(fails_with(text + "    likelihood: {command: [no-such-program]}\n", "there is no executable no-such-program"));
  CHECK(
      fails_with("name: x\nobservation: [1]\nmodels:\n  evidence:\n    simulator: linear_gaussian\n    parameters: {a: "
                 "{prior: {normal: [0, 1]}}}\n",
                 "choose another name"));
}

TEST_CASE("an embedding of nothing is refused before a run") {
  const std::string other =
      shortest + std::string("  other:\n    simulator: linear_gaussian\n    parameters: {a: 0}\n");
  CHECK(fails_with(other + "evidence: {a: {method: marginal_flow, embedding: {outputs: 2}}}\n",
                   "method marginal_flow has nothing to embed (its flows are densities of the data alone)"));
  CHECK(fails_with(other + "evidence: {a: {method: npe_nle, nle: {embedding: {outputs: 2}}}}\n",
                   "needs nle.embedding: identity (model 'other' has no free parameters to embed)"));
}

TEST_CASE("an option that another choice has is refused by the name of that choice") {
  const std::string text = shortest + second_model;
  const auto refused = [&](const std::string& section, const std::string& option, const std::string& owners) {
    return fails_with(text + section,
                      concat(option, " (it is one of ", owners, "); choose one of these, or leave it out"));
  };
  CHECK(refused("evidence: {a: {method: network, alpha: 2}}\n", "alpha is not an option of loss: logistic",
                "l-pop-squared, pop-exponential, l-pop-exponential"));
  CHECK(refused("evidence: {a: {method: network, loss: pop-exponential, leak: 1}}\n",
                "leak is not an option of loss: pop-exponential", "l-pop-squared, l-pop-exponential"));
  CHECK(refused("posterior: {a: {method: nested, engine: region, bases: 3}}\n",
                "bases is not an option of engine: region", "auto, slice"));
  CHECK(refused("posterior: {a: {method: nested, engine: slice, inflation: 2}}\n",
                "inflation is not an option of engine: slice", "auto, region"));
  for (const char* option : {"live: 100", "replicas: 2", "engine: slice", "inflation: 2"}) {
    CHECK(fails_with(text + concat("evidence: {a: {method: nested, explore: tempered, ", option, "}}\n"),
                     "is not an option of explore: tempered (it is one of nested)"));
  }
}

TEST_CASE("options of the choice that is made are read, and resolved to an equal run") {
  const std::vector<std::string> routes = {
      "evidence: {a: {method: network, loss: l-pop-exponential, alpha: 3, leak: 2}}\n",
      "evidence: {a: {method: network, loss: pop-exponential, alpha: 3}}\n",
      "evidence: {a: {method: network, loss: squared}}\n",
      "posterior: {a: {method: nested, engine: region, inflation: 2}}\n",
      "posterior: {a: {method: nested, engine: slice, bases: 3, width: 2}}\n",
      "posterior: {a: {method: nested, explore: tempered, error: 0.05}}\n"};
  for (const std::string& route : routes) {
    CAPTURE(route);
    const TemporaryDirectory folder;
    const std::string resolved = load(folder, shortest + second_model + route).resolved.to_yaml();
    CHECK(load(folder, resolved).resolved.to_yaml() == resolved);
  }
}

TEST_CASE("the exact evidence needs a closed form") {
  const std::string uniform =
      "  other:\n    simulator: linear_gaussian\n    parameters: {a: {prior: {uniform: [0, 2]}}}\n";
  CHECK(fails_with(shortest + uniform + "evidence: {a: {method: exact}}\n", "model 'other' has none"));
}

TEST_CASE(
    "a posterior against a likelihood needs parameters that the flows know, or an ensemble where there are none") {
  const std::string other = std::string(shortest) + "  other:\n    simulator: linear_gaussian\n    parameters: ";
  const std::string route = "evidence: {a: {method: npe_nle, npe: {flow: maf}}}\n";
  const TemporaryDirectory folder;
  CHECK(load(folder, shortest + second_model + route).evidence.front().options.find("draws")->text() == "2000");
  CHECK(load(folder, other + "{a: 0}\n" + route).evidence.size() == 1);
  CHECK(fails_with(other + "{a: 0}\nevidence: {a: {method: npe_nle, nle: {ensemble: 1}}}\n",
                   "evidence.a: method npe_nle needs nle.ensemble of 2 or more (model 'other' has no free parameters"));
  CHECK(fails_with(other + "{a: {prior: {uniform: [0, 1]}, periodic: true}}\n" + route,
                   "cannot serve model other: npe.flow: maf"));
}

TEST_CASE("MCMC needs a likelihood") {
  const TemporaryDirectory folder;
  CHECK(names(load(folder, std::string(shortest) + "posterior: {a: {method: mcmc}}\n").posterior).front() == "a");
  std::string external = shortest;
  external.replace(external.find("linear_gaussian"), 15, "{command: [cat], data_shape: [1]}");
  CHECK(fails_with(external + "posterior: {a: {method: mcmc, chains: 8}}\n",
                   "posterior.a: method mcmc needs a likelihood"));
}

TEST_CASE("nested sampling needs a likelihood, and live points enough for the parameters") {
  const std::string nested = "posterior: {a: {method: nested}}\n";
  const std::string compared = std::string(shortest) + second_model + "evidence: {a: {method: nested";
  const TemporaryDirectory folder;
  CHECK(load(folder, shortest + nested).posterior.front().training == nullptr);
  CHECK(load(folder, compared + "}}\n").evidence.front().training == nullptr);
  const std::string few = "live = 10 (1 parameters need at least 20)";
  CHECK(fails_with(shortest + std::string("posterior: {a: {method: nested, live: 10}}\n"), few));
  CHECK(fails_with(compared + ", live: 10}}\n", few));
  std::string external = compared + "}}\n" + nested;
  external.replace(external.find("linear_gaussian"), 15, "{command: [cat], data_shape: [1]}");
  CHECK(fails_with(external, "posterior.a: method nested needs a likelihood"));
  external.erase(external.find(nested));
  CHECK(fails_with(external, "evidence.a: method nested needs a likelihood"));
}

TEST_CASE("assumed likelihoods have derivatives, and of summaries no evidence that could be compared") {
  const std::string two = std::string(shortest) + "    likelihood: {gaussian: {compress: score}}\n" + second_model;
  const TemporaryDirectory folder;
  CHECK(load(folder, two + "posterior: {a: {method: nested}}\nevidence: {}\n").posterior.size() == 1);
  CHECK(fails_with(two + "evidence: {a: {method: nested}}\n",
                   "cannot compare likelihoods of summaries (model 'only' has compress: score"));
  const std::string assumed = std::string(shortest) + "    likelihood: {gaussian: {}}\n";
  const std::string nuts = "posterior: {a: {method: mcmc, sampler: nuts}}\n";
  CHECK(load(folder, assumed + nuts).posterior.size() == 1);
  CHECK(
      fails_with("name: x\nobservation: [0, 0]\nmodels:\n  known:\n    simulator: gaussian_mixture\n    parameters: "
                 "{theta_1: {prior: {uniform: [-1, 1]}}, theta_2: {prior: {uniform: [-1, 1]}}}\n" +
                     nuts,
                 "cannot use sampler: nuts (the likelihood of model 'known' has no derivatives); use sampler: slice"));
  CHECK(fails_with(std::string(shortest) + "    likelihood: {gaussian: {compress: scroe}}\n", "score"));
}

TEST_CASE("several observations are for the methods that can add them up") {
  const TemporaryDirectory folder;
  write_text(folder / "x.csv", "x\n0.5\n0.7\n0.4\n");
  std::string text = shortest;
  text.replace(text.find("[0.5]"), 5, "x.csv");
  const Run run = load(folder, text);
  CHECK(run.observation.size() == 3);
  CHECK(names(run.posterior) == std::vector<std::string>{"nle"});
  CHECK(load(folder, text + second_model).evidence.empty());
  CHECK(load(folder, text + "posterior: {a: {method: mcmc}}\n").posterior.size() == 1);
  CHECK_THROWS_WITH(load(folder, text + "posterior: {a: {method: npe}}\n"),
                    Catch::Contains("method npe takes one observation (the file has 3); use nle or mcmc for several"));
  CHECK_THROWS_WITH(load(folder, text + "posterior: {a: {method: moments}}\n"),
                    Catch::Contains("takes one observation"));
  CHECK_THROWS_WITH(load(folder, text + second_model + "evidence: {a: {method: exact}}\n"),
                    Catch::Contains("method exact takes one observation"));
}

TEST_CASE("simulations made elsewhere are all used by default, and no more can be asked for") {
  const TemporaryDirectory folder;
  std::string theta = "a\n", x = "x\n";
  for (int i = 0; i < 50; ++i) {
    theta += std::to_string(i * 0.01) + "\n";
    x += std::to_string(i * 0.01 + 0.3) + "\n";
  }
  write_text(folder / "theta.csv", theta);
  write_text(folder / "x.csv", x);
  const std::string text =
      "name: archive\nobservation: [0.5]\nmodels:\n  only:\n    simulator: {data: {theta: theta.csv, x: x.csv}}\n"
      "    parameters: {a: {prior: {uniform: [0, 1]}}}\n";
  const Run run = load(folder, text);
  CHECK(run.simulations.train == 45);
  CHECK(run.simulations.test == 5);
  CHECK_THROWS_WITH(load(folder, text + "simulations: {train: 50, test: 5}\n"), Catch::Contains("the data has 50"));
}

TEST_CASE("a prior whose variance is no number in double precision is refused, whatever the method") {
  const auto with = [](const std::string& parameters, const std::string& method, const char* observation = "[0.5]") {
    return "name: width\nobservation: " + std::string(observation) +
           "\nmodels:\n  only:\n    simulator: linear_gaussian\n    parameters: " + parameters +
           "\nposterior: {r: {method: " + method + "}}\n";
  };
  for (const char* method : {"npe", "mcmc", "nested"}) {
    CHECK(fails_with(with("{a: {prior: {normal: [0, 1.0e-200]}}}", method), "the prior of a is 8e-200 wide"));
    CHECK(fails_with(with("{a: {prior: {uniform: [0, 1.0e+160]}}}", method), "the prior of a is 1e160 wide"));
  }
  const std::string pair =
      "{'a, b': {prior: {multivariate_normal: {mean: [0, 0], covariance: [[1, -0.99], [-0.99, 1]]}}}}";
  const TemporaryDirectory folder;
  CHECK_NOTHROW(load(folder, with(pair, "nested", "[0.5, 0.5]")));
  for (const char* prior : {"normal: [0, 1.0e-100]", "log_uniform: [1.0e-300, 1]"}) {
    CHECK_NOTHROW(load(folder, with("{a: {prior: {" + std::string(prior) + "}}}", "nested")));
  }
}

TEST_CASE("a prior whose draws would nearly all be one number is refused where networks learn from them") {
  const auto with = [](const std::string& prior, const std::string& posterior) {
    return "name: edge\nobservation: [0.5]\nmodels:\n  only:\n    simulator: linear_gaussian\n    parameters:\n      "
           "a: " +
           prior + "\nposterior: {r: {method: " + posterior + "}}\n";
  };
  CHECK(fails_with(with("{prior: {gamma: [0.001, 0.001]}}", "npe"),
                   "run.yaml:7: models.only.parameters.a: 48% of gamma(0.001, 0.001) lies nearer to an end than"));
  CHECK(fails_with(with("{prior: {gamma: [0.001, 0.001]}}", "auto"), "lies nearer to an end"));
  const TemporaryDirectory folder;
  for (const char* prior : {"{prior: {beta: [0.2, 0.2]}}", "{prior: {gamma: [0.01, 0.01]}}"}) {
    CHECK_NOTHROW(load(folder, with(prior, "npe")));
  }
}

TEST_CASE("an observation is read by the names and the shape of the simulations") {
  const TemporaryDirectory folder;
  std::string all = "a,y,x\n";
  for (int i = 0; i < 50; ++i)
    all += std::to_string(i * 0.01) + ",2" + std::to_string(i) + ",1" + std::to_string(i) + "\n";
  write_text(folder / "all.csv", all);
  write_text(folder / "obs.csv", "x,y\n1,2\n");
  const std::string text =
      "name: archive\nobservation: obs.csv\nmodels:\n  only:\n    simulator: {data: {x: all.csv, columns: [y, x]}}\n"
      "    parameters: {a: {prior: {uniform: [0, 1]}}}\n";
  CHECK(load(folder, text).observation == std::vector<double>{2, 1});
  const std::string two = text +
                          "  other:\n    simulator: {data: {x: all.csv, columns: [x, y]}}\n    parameters: {a: {prior: "
                          "{uniform: [0, 1]}}}\n";
  const Run run = load(folder, two);
  CHECK(run.models[1].bundle.archive->x.values() == run.models[0].bundle.archive->x.values());
}

}  // namespace inquest::testing
