// What goes wrong with plugins: each mistake has a message of its own, and none takes the run with it.

#include "simulators/external/plugin_simulator.hpp"

#include <cmath>
#include <fstream>

#include "core/base/decorator.hpp"
#include "core/base/parallel.hpp"
#include "core/model/check_likelihood.hpp"
#include "tests/simulators/requests.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/plugins.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

using Catch::Matchers::Contains;

namespace fs = std::filesystem;

const std::string one_parameter = "{a: {prior: {uniform: [-1, 1]}}}";

/// A plugin that is compiled with some definitions, once.
struct Faulty {
  TemporaryDirectory folder;

  explicit Faulty(const std::string& flags = "") {
    make_faulty_plugin(INQUEST_SOURCE_DIR, folder / "libfaulty.so", flags);
  }

  RequestText request(const std::string& more = "") const {
    return {"{plugin: ./libfaulty.so" + more + "}", "~", one_parameter, folder.path()};
  }
  Model model(const std::string& does = "nothing else", const std::string& more = "") const {
    return make_model(request(", options: {does: " + does + "}" + more));
  }
  std::string told(const std::string& more = "") const { return error_of(request(more)).what(); }
};

std::string told_of(const std::string& flags) { return Faulty(flags).told(); }

/// Rows with a = -0.5, 0.5, -0.25 and 0.25, and what failed in them.
struct Tried {
  std::vector<SimulationStatus> status{4};
  Matrix x{4, 2};
  std::string failure;
};

Tried try_rows(const Simulator& simulator) {
  Tried tried;
  Matrix theta(4, 1);
  const double values[] = {-0.5, 0.5, -0.25, 0.25};
  std::ranges::copy(values, theta.values().begin());
  simulator.simulate(theta, std::vector<Seed>(4), tried.x, tried.status);
  tried.failure = capability_of<FailureLog>(simulator)->last_failure();
  return tried;
}

std::string likelihood_error(const Model& model, bool gradient = false) {
  const Likelihood& likelihood = *model.bundle.likelihood;
  Matrix theta(1, 1, 0.5), by(1, 1);
  std::vector<double> out(1);
  return error_from([&] {
           const std::vector<double> x{1, 2};
           if (!gradient) return likelihood.log_likelihood(theta, x, out);
           capability_of<DifferentiableLikelihood>(likelihood)->log_likelihood_gradient(theta, x, out, by);
         })
      .what();
}

constexpr auto ok = SimulationStatus::ok, failed = SimulationStatus::failed;
const std::vector<SimulationStatus> negative_ones{ok, failed, ok, failed};

}  // namespace

TEST_CASE("plugin: a table that breaks the interface is told by what is wrong with it") {
  const std::string place = "run.yaml:1: simulator: ./libfaulty.so has ";
  const std::string rebuild = " build it with plugin_abi.h of this Inquest, which inquest new --language c writes";
  const std::size_t size = sizeof(inquest_simulator);
  CHECK(told_of("-DVERSION=2") == place + "the interface version 2 (this Inquest has 1)" + rebuild);
  CHECK(told_of("-DSIZE=16") == concat(place, "a table of 16 bytes (must be ", size,
                                       " or more: struct_size = sizeof(inquest_simulator))", rebuild));
  CHECK(told_of("-DNO_ENTRY") == place +
                                     "no function inquest_plugin (a plugin exports it, and in C++ with the name "
                                     "that C gives it); include plugin_abi.h, which declares it, and define it");
  CHECK(told_of("-DTABLES=0") ==
        place + "no simulator (inquest_plugin(0) is null) return the table of the first for the index 0");
  CHECK(told_of("-DNAME=NULL") == place + "a table whose name is null (run files ask for it by its name); set it");
  CHECK(told_of("-DCREATE=NULL") == place + "a table whose create is null (it tells the shape of the data); set it");
  CHECK_THAT(told_of("-DSIMULATE=NULL -DLIKELIHOOD=NULL -DGRADIENT=NULL"), Contains("whose simulate is null"));
  CHECK_THAT(told_of("-DLIKELIHOOD=NULL"), Contains("whose log_likelihood is null"));
  CHECK(told_of("-DSIMULATE=NULL") ==
        "run.yaml:1: simulator: faulty (./libfaulty.so) has a likelihood and no simulator (simulate is null in its "
        "table); write likelihood: {plugin: ./libfaulty.so}, or have it simulate");
}

TEST_CASE("plugin: a table of a later version may be longer") {
  const Faulty longer("-DSIZE='sizeof(inquest_simulator) + 64'");
  CHECK(longer.model().simulator().info().data_shape == Shape{2});
  const Faulty structs("-DLATER=3900");
  CHECK(structs.model().simulator().info().data_shape == Shape{2});
}

TEST_CASE("plugin: one of several simulators is chosen by its name") {
  const Faulty several("-DTABLES=2");
  CHECK(several.told() ==
        "run.yaml:1: simulator: ./libfaulty.so has several simulators (faulty, second); say which "
        "one, name: faulty");
  CHECK(several.told(", name: secund") ==
        "run.yaml:1: simulator: ./libfaulty.so has no simulator 'secund' (known: "
        "faulty, second); did you mean 'second'?");
  CHECK(make_model(several.request(", name: second")).simulator().info().name == "second (./libfaulty.so)");
}

TEST_CASE("plugin: what it says of its data is checked") {
  const std::string place = "run.yaml:1: simulator: faulty (./libfaulty.so) says ";
  CHECK(told_of("-DDIMENSIONS=0") ==
        place + "no shape of its data (data_dimensions is 0); set it and data_shape in create");
  CHECK(told_of("-DDIMENSIONS=9") == place + "data_dimensions = 9 (must be at most 8); set it in create");
  CHECK(told_of("-DLENGTH=0") == place +
                                     "data_shape = [0] (lengths must be 1 or more, and a row not longer than "
                                     "memory); set it in create");
  CHECK_THAT(told_of("-DLENGTH=1099511627776"), Contains("not longer than memory"));
  CHECK(told_of("-DSHIFT=-1") == place + "shift = -1 (must be >= 0); set it in create");
  CHECK_THAT(told_of("-DSHIFT=3"), Contains("says a symmetry that its data cannot have"));
  CHECK(told_of("-DPARAMETERS='\"a\",\"a\"'") ==
        place + "the name a twice in parameters (each must be another); correct it in create");
  CHECK(told_of("-DPARAMETERS='\"a\",NULL'") ==
        place + "an empty name, parameters[1] (each must be a text); set it in create");
  CHECK_THAT(told_of("-DPARAMETERS='\"\"'"), Contains("an empty name, parameters[0]"));
  CHECK_THAT(told_of("-DPARAMETERS='\"a\",\"b\"'"), Contains("the parameter b is missing"));
  CHECK_THAT(told_of("-DDATA_NAMES='\"u\",\"u\"'"), Contains("the name u twice in data_names"));
  CHECK_THAT(told_of("-DDATA_NAMES='\"u\",NULL'"), Contains("an empty name, data_names[1]"));
  CHECK(told_of("-DDATA_NAMES='\"u\"'") == place +
                                               "data_name_count = 1 (must be 2, the numbers of its data, where "
                                               "data_names is set, or else 0); set both in create, or neither");
  CHECK_THAT(told_of("-DDATA_NAMES='\"u\",\"v\"' -DDATA_NAME_COUNT=0"), Contains("data_name_count = 0 (must be 2"));
}

TEST_CASE("plugin: names and symmetries of its data are known") {
  const Faulty plugin("-DPARAMETERS='\"a\"' -DDATA_NAMES='\"u\",\"v\"' -DFLAGS=1 -DSHIFT=1");
  const Model model = plugin.model();
  const SimulatorInfo& info = model.simulator().info();
  CHECK(info.data_names == std::vector<std::string>{"u", "v"});
  CHECK(info.deterministic);
  CHECK(info.symmetry.sign);
  CHECK(info.symmetry.reverse);
  CHECK(info.symmetry.shift == 1);
  const Faulty none;
  const Model plain = none.model();
  CHECK(plain.simulator().info().data_names.empty());
  CHECK_FALSE(plain.simulator().info().deterministic);
  CHECK_FALSE(plain.simulator().info().symmetry.sign);
  CHECK_FALSE(plain.simulator().info().symmetry.reverse);
  CHECK(plain.simulator().info().symmetry.shift == 0);
}

TEST_CASE("plugin: files that are no plugin") {
  const Faulty there;
  const auto told = [&](const std::string& file) {
    const Error error = error_of({"{plugin: ./" + file + "}", "~", one_parameter, there.folder.path()});
    const std::string text = error.what();
    CHECK(text.starts_with("run.yaml:1: simulator: "));
    return text;
  };
  CHECK_THAT(told("none.so"), Contains("there is no file") && Contains("none.so; compile it, or check the path"));
  write_text(there.folder / "source.c", "int main(void) { return 0; }\n");
  CHECK_THAT(told("source.c"), Contains("is no shared library (it does not begin as one); link it with cc -shared"));
  std::string bytes = read_text(there.folder / "libfaulty.so");
  bytes[18] = static_cast<char>(0xb7);  // e_machine: ARM
  write_text(there.folder / "other.so", bytes);
  CHECK_THAT(told("other.so"), Contains("is for another machine (ARM of 64 bits, and this one is "));
  make_faulty_plugin(INQUEST_SOURCE_DIR, there.folder / "faulty.o", "-c");
  CHECK_THAT(told("faulty.o"), Contains("is an object file and no shared library"));
  make_faulty_plugin(INQUEST_SOURCE_DIR, there.folder / "lacks.so", "-Dstrdup=not_there");
  CHECK_THAT(told("lacks.so"), Contains("cannot be loaded (") && Contains("link it with what it needs"));
  write_text(there.folder / "cut.so", read_text(there.folder / "libfaulty.so").substr(0, 2000));
  CHECK_THAT(told("cut.so"), Contains("is cut off (it ends before its last part); compile or copy it again"));
  write_text(there.folder / "begun.so", read_text(there.folder / "libfaulty.so").substr(0, 100));
  CHECK_THAT(told("begun.so"), Contains("is cut off"));
}

TEST_CASE("plugin: options and refusals") {
  const Faulty plugin;
  const std::string place = "run.yaml:1: simulator: faulty (./libfaulty.so) ";
  CHECK(plugin.told(", options: {does: refuse}") == place + "failed: does = refuse (must be another)");
  CHECK(plugin.told(", options: {does: refuse silently}") == place + "returned 7 and gave no reason");
  CHECK(plugin.told(", options: {does: fill the message}") == place + "failed: " + std::string(1023, 'a'));
  CHECK_THAT(plugin.told(", options: {does: {a: 1}}"), Contains("a plugin takes text, a number, true or false"));
  CHECK_THAT(plugin.told(", options: {does: [a, b c]}"),
             Contains("in a list it must be one word: a plugin is told blanks between them"));
  CHECK_THAT(plugin.told(", options: {does: [a, '']}"), Contains("in a list it must be one word"));
  CHECK_THAT(plugin.told(", nam: faulty"), Contains("did you mean 'name'?"));
  CHECK_THAT(plugin.told(", command: [python3]"), Contains("one of the keys command, plugin and data"));
  CHECK_THAT(error_of({"{plugin: ./libfaulty.so}", "{does: mark}", one_parameter, plugin.folder.path()}).what(),
             Contains("write them within the mapping of the plugin"));
  CHECK_THAT(error_of({"./libfaulty.so", "{}", one_parameter}).what(), Contains("{plugin: ./libmine.so}"));
}

TEST_CASE("plugin: rows that fail are marked, and all others kept") {
  const Faulty plugin;
  const std::string name = "faulty (./libfaulty.so) ";
  const Tried marked = try_rows(plugin.model("mark").simulator());
  CHECK(std::ranges::equal(marked.status, negative_ones));
  CHECK(marked.failure == name + "marked 2 of 4 rows as failed: theta = 0.25 is too large");
  const Tried one_by_one = try_rows(plugin.model("fail").simulator());
  CHECK(std::ranges::equal(one_by_one.status, negative_ones));
  CHECK(one_by_one.failure == name + "failed: theta = 0.25 does not converge");
  CHECK(one_by_one.x(2, 1) == 0.75);
  CHECK(try_rows(plugin.model("fail silently").simulator()).failure == name + "returned -2 and gave no reason");
  CHECK(try_rows(plugin.model().simulator()).failure.empty());

  const Simulations rows = draw_joint(plugin.model("nan"), Seed{1}, 0, 100);
  for (std::size_t i = 0; i < 100; ++i) {
    const auto expected = rows.theta(i, 0) < 0 ? ok : SimulationStatus::not_finite;
    CHECK((rows.status[i] == expected));
  }
}

TEST_CASE("plugin: a likelihood that fails ends the run with its reason") {
  const Faulty plugin;
  const std::string name = "the likelihood faulty (./libfaulty.so) ";
  CHECK(likelihood_error(plugin.model("fail")) == name + "failed: no table of opacities");
  CHECK(likelihood_error(plugin.model("wrong gradient"), true) ==
        name +
            "has the derivative inf by a (must be finite where the density is); check log_likelihood_gradient there");
  const Model not_a_number = plugin.model("nan");
  std::vector<double> out(1);
  const std::vector<double> x{1, 2};
  const Error error = error_from(
      [&] { sum_log_likelihood(*not_a_number.bundle.likelihood, not_a_number.space, 2, Matrix(1, 1, 0.5), x, out); });
  CHECK_THAT(error.what(), Contains("the log-likelihood at a = 0.5 is nan"));
  Matrix theta(3, 1);
  for (std::size_t i = 0; i < 3; ++i) theta(i, 0) = 0.2 + 0.3 * static_cast<double>(i);
  CHECK(check_likelihood(*plugin.model().bundle.likelihood, theta, Matrix(3, 2)).empty());
  const auto violations = check_likelihood(*plugin.model("half gradient").bundle.likelihood, theta, Matrix(3, 2));
  REQUIRE(violations.size() == 1);
  CHECK_THAT(
      violations[0],
      Contains("the derivative of ln p(x | theta) by parameter 0 at row 0 is said to be -0.2 (differences give -0.4"));
  const Faulty without("-DLIKELIHOOD=NULL -DGRADIENT=NULL");
  CHECK(without.model().bundle.likelihood == nullptr);
  const Faulty values("-DGRADIENT=NULL");
  CHECK(capability_of<DifferentiableLikelihood>(*values.model().bundle.likelihood) == nullptr);
}

TEST_CASE("plugin: calls wait for each other unless it is thread-safe") {
  const auto most_at_a_time = [](const std::string& flags) {
    const Faulty plugin(flags);
    const Model model = plugin.model("wait");
    std::vector<double> seen(8);
    const int before = threads();
    set_threads(4);
    parallel_for(seen.size(), [&](std::size_t i) { seen[i] = draw_joint(model, Seed{1}, i, 1).x(0, 0); });
    set_threads(before);
    return *std::ranges::max_element(seen);
  };
  CHECK(most_at_a_time("") == 1);
  CHECK(most_at_a_time("-DTHREAD_SAFE=1") > 1);
}

TEST_CASE("plugin: its version follows from library, version, options and the files that they name") {
  const Faulty one;
  const auto version = [](const Faulty& plugin, const std::string& does) {
    return plugin.model(does).simulator().info().version;
  };
  const std::string first = version(one, "table.txt");
  CHECK(first == version(one, "table.txt"));
  CHECK(first != version(one, "another"));
  write_text(one.folder / "table.txt", "1 2 3\n");
  const std::string with_file = version(one, "table.txt");
  CHECK(first != with_file);
  write_text(one.folder / "table.txt", "1 2 4\n");
  CHECK(with_file != version(one, "table.txt"));
  const std::string with_list = version(one, "[other.txt, table.txt]");
  write_text(one.folder / "table.txt", "1 2 5\n");
  CHECK(with_list != version(one, "[other.txt, table.txt]"));
  CHECK(version(one, "x") != version(Faulty("-DOWN_VERSION='\"2\"'"), "x"));
}

}  // namespace inquest::testing
