#include "simulators/external/plugin.hpp"

#include <cmath>
#include <fstream>
#include <map>
#include <regex>

#include "core/base/decorator.hpp"
#include "core/base/parallel.hpp"
#include "core/files/atomic_file.hpp"
#include "core/model/check_likelihood.hpp"
#include "core/model/check_simulator.hpp"
#include "tests/simulators/requests.hpp"
#include "tests/support/plugins.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

using Catch::Matchers::Contains;

namespace fs = std::filesystem;

const std::string two_parameters = "{intercept: {prior: {normal: [0, 1]}}, slope: {prior: {uniform: [0, 2]}}}";

Simulations rows_of(const Model& model, std::size_t count = 300) { return draw_joint(model, Seed{5}, 0, count); }

double largest_difference(std::span<const double> a, std::span<const double> b) {
  REQUIRE(a.size() == b.size());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

struct Values {
  std::vector<double> log_l;
  Matrix gradient;
};

Values likelihood_of(const Model& model, ConstMatrixView theta, std::span<const double> x) {
  Values values{std::vector<double>(theta.rows()), Matrix(theta.rows(), theta.cols())};
  std::vector<double> alone(theta.rows());
  sum_log_likelihood(*model.bundle.likelihood, model.space, model.data_size(), theta, x, alone);
  const auto* differentiable = capability_of<DifferentiableLikelihood>(*model.bundle.likelihood);
  REQUIRE(differentiable != nullptr);
  sum_log_likelihood_gradient(*differentiable, model.space, model.data_size(), theta, x, values.log_l, values.gradient);
  CHECK(values.log_l == alone);
  return values;
}

void check_same_likelihood(const Model& one, const Model& other) {
  const Simulations rows = rows_of(one);
  const Values a = likelihood_of(one, rows.theta, rows.x.row(7));
  const Values b = likelihood_of(other, rows.theta, rows.x.row(7));
  for (std::size_t i = 0; i < a.log_l.size(); ++i) CHECK(a.log_l[i] == Approx(b.log_l[i]).epsilon(1e-12));
  for (std::size_t i = 0; i < a.gradient.values().size(); ++i) {
    CHECK(a.gradient.values()[i] == Approx(b.gradient.values()[i]).epsilon(1e-12).margin(1e-11));
  }
}

// The members of a struct, "size_t data_shape" each; kinds as Fortran names them.
std::vector<std::string> members_in_c(std::string text, const std::string& name) {
  text = std::regex_replace(text, std::regex(R"(/\*[^]*?\*/)"), "");
  const std::size_t start = text.find("typedef struct " + name + " {"), end = text.find("} " + name + ";");
  REQUIRE(end != std::string::npos);
  text = text.substr(start, end - start);
  text =
      std::regex_replace(text, std::regex(R"(int \(\*(\w+)\)\([^)]*\);|void \(\*(\w+)\)\([^)]*\);)"), "c_funptr $1$2;");
  text = std::regex_replace(text, std::regex(R"((const )?\w+ (\*const )?\*(\w+);)"), "c_ptr $3;");
  text = std::regex_replace(text, std::regex(R"(uint32_t)"), "int32_t");
  const std::regex member(R"((\w+) (\w+)(\[\w+\])?;)");
  std::vector<std::string> members;
  for (std::sregex_iterator at(text.begin(), text.end(), member); at != std::sregex_iterator(); ++at) {
    const std::string kind = (*at)[1].str();
    members.push_back(concat(kind.starts_with("c_") ? "" : "c_", kind, " ", (*at)[2].str()));
  }
  return members;
}

std::vector<std::string> members_in_fortran(const std::string& all, const std::string& name) {
  const std::size_t start = all.find("type, bind(c) :: " + name), end = all.find("end type", start);
  REQUIRE(end != std::string::npos);
  const std::string text = all.substr(start, end - start);
  const std::regex member(R"(\((c_\w+)\) :: (\w+))");
  std::vector<std::string> members;
  for (std::sregex_iterator at(text.begin(), text.end(), member); at != std::sregex_iterator(); ++at) {
    members.push_back(concat((*at)[1].str(), " ", (*at)[2].str()));
  }
  return members;
}

}  // namespace

TEST_CASE("plugin: the interface in Fortran has the members of that in C") {
  const fs::path folder = fs::path(INQUEST_SOURCE_DIR) / "simulators" / "external";
  const std::string c = read_file(folder / "plugin_abi.h"), fortran = read_file(folder / "plugin_abi.f90");
  const std::map<std::string, std::size_t> counts = {
      {"inquest_option", 2}, {"inquest_request", 6}, {"inquest_model", 12}, {"inquest_simulator", 10}};
  for (const auto& [name, count] : counts) {
    INFO(name);
    const std::vector<std::string> members = members_in_c(c, name);
    CHECK(members.size() == count);
    CHECK(members == members_in_fortran(fortran, name));
  }
}

TEST_CASE("plugin: the same rows as a built-in simulator, to the last bit, and the same likelihood") {
  const std::string parameters = "{a: {prior: {normal: [0, 1]}}, b: {prior: {normal: [1, 2]}}}";
  const Model built_in =
      make_model({"linear_gaussian", "{design: [[1, 0.5], [0.3, -1], [0.8, 0.2]], noise_sd: 0.7}", parameters});
  const Model plugin = make_model(
      {concat("{plugin: ", INQUEST_LINEAR_PLUGIN, ", options: {design: [1, 0.5, 0.3, -1, 0.8, 0.2], noise_sd: 0.7}}"),
       "~", parameters});
  const Simulations a = rows_of(built_in), b = rows_of(plugin);
  CHECK(a.theta.view().values().size() == 600);
  CHECK(std::ranges::equal(a.theta.view().values(), b.theta.view().values()));
  CHECK(std::ranges::equal(a.x.view().values(), b.x.view().values()));
  CHECK(std::ranges::equal(a.status, b.status));
  check_same_likelihood(built_in, plugin);
  const SimulatorFindings found = check_simulator(plugin, Seed{3});
  CHECK(found.violations.empty());
  CHECK(found.remarks.empty());
}

TEST_CASE("plugin: the examples in C, C++ and Fortran agree with each other and with the closed form") {
  const TemporaryDirectory folder;
  const std::vector<std::string> names = make_example_plugins(INQUEST_SOURCE_DIR, folder.path());
  REQUIRE(names.size() >= 2);
  const Model built_in =
      make_model({"linear_gaussian", "{design: [[1, 1], [1, 2], [1, 3], [1, 4]], noise_sd: 0.2}", two_parameters});
  std::vector<double> first;
  for (const std::string& name : names) {
    INFO(name);
    const std::string plugin = concat("{plugin: ./lib", name, ".so, name: ", name, ", options: {noise: 0.2}}");
    const Model model = make_model({plugin, "~", two_parameters, folder.path()});
    check_same_likelihood(built_in, model);
    const SimulatorFindings found = check_simulator(model, Seed{3});
    CHECK(found.violations.empty());
    CHECK(found.remarks.empty());

    const Simulations rows = rows_of(model, 20000);
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < rows.x.rows(); ++i) {
      for (std::size_t j = 0; j < 4; ++j) {
        const double at = rows.theta(i, 0) + rows.theta(i, 1) * static_cast<double>(j + 1);
        const double noise = (rows.x(i, j) - at) / 0.2;
        sum += noise;
        squares += noise * noise;
      }
    }
    CHECK(std::abs(sum) < 4 * std::sqrt(80000.0));  // 4 standard deviations
    CHECK(std::abs(squares - 80000) < 4 * std::sqrt(2 * 80000.0));
    if (first.empty()) first.assign(rows.x.view().values().begin(), rows.x.view().values().end());
    CHECK(largest_difference(first, rows.x.view().values()) < 1e-12);

    // Its columns go by name, whatever the order of the run file.
    const Model turned =
        make_model({plugin, "~", "{slope: {prior: {uniform: [0, 2]}}, intercept: 0.5}", folder.path()});
    const Model straight = make_model({"linear_gaussian", "{design: [[1, 1], [2, 1], [3, 1], [4, 1]], noise_sd: 0.2}",
                                       "{slope: {prior: {uniform: [0, 2]}}, intercept: 0.5}"});
    check_same_likelihood(straight, turned);

    const auto told = [&](const std::string& options) {
      return std::string(
          error_of({concat("{plugin: ./lib", name, ".so, options: ", options, "}"), "~", two_parameters, folder.path()})
              .what());
    };
    const std::string place = concat("run.yaml:1: simulator: ", name, " (./lib", name, ".so) failed: ");
    CHECK(told("{noise: -1}") == place + "noise = -1 (must be a number > 0)");
    CHECK(told("{noise: none}") == place + "noise = none (must be a number > 0)");
    CHECK(told("{nose: 1}") == place + "there is no option nose (known: noise)");
    const Error unknown = error_of({plugin, "~", "{intercept: 0, slop: {prior: {normal: [0, 1]}}}", folder.path()});
    CHECK_THAT(unknown.what(), Contains("the parameter slop is unknown to it") && Contains("did you mean slope?"));
  }
}

}  // namespace inquest::testing
