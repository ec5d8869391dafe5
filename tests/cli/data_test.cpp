// Data that are named, shaped or known otherwise than the simulations: each method treats them alike.

#include <numeric>

#include "core/base/random.hpp"
#include "core/files/table.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fits_writer.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

namespace fs = std::filesystem;

/// One table of simulations: b, a, flux = a + noise, colour = b + noise, sum = flux + colour, date = colour + 2459000,
/// and `fixed`, the same in all.
void write_table(const fs::path& path) {
  Random random(Seed{5});
  std::string text = "b,a,flux,colour,sum,date,fixed\n";
  for (int i = 0; i < 400; ++i) {
    const double a = 2 * random.uniform() - 1, b = 2 * random.uniform() - 1;
    const double flux = a + 0.1 * random.normal(), colour = b + 0.1 * random.normal();
    for (const double value : {b, a, flux, colour, flux + colour, colour + 2459000}) {
      text += std::to_string(value) + ",";
    }
    text += "0.1\n";
  }
  write_text(path, text);
}

std::string run_file(const std::string& columns, const std::string& routes) {
  return "inquest: 1\nname: data\nobservation: obs.csv\nmodels:\n  m:\n    simulator: {data: {x: all.csv, columns: [" +
         columns + "]}}\n    parameters: {a: {prior: {uniform: [-1, 1]}}, b: {prior: {uniform: [-1, 1]}}}\n" + routes +
         "report: false\n";
}

ProcessResult run(const fs::path& folder) {
  return run_inquest(INQUEST_BINARY_DIR, folder, {"run", "run.yaml", "--output", "out", "--force"});
}

const std::vector<std::string> all_methods = {
    "posterior: {r: {method: npe, flow: maf, transforms: 1, hidden: [8], ensemble: 1, training: {steps: 20}}}\n",
    "posterior: {r: {method: nle, flow: maf, transforms: 1, hidden: [8], ensemble: 1, training: {steps: 20}}}\n",
    "posterior: {r: {method: auto}}\n", "posterior: {r: {method: moments}}\n"};

/// With these columns of the table as data every method refuses the observation before it trains.
void all_refuse(const std::string& columns, const std::string& observation, const std::string& words) {
  for (const std::string& method : all_methods) {
    CAPTURE(method);
    const TemporaryDirectory folder;
    write_table(folder / "all.csv");
    write_text(folder / "obs.csv", observation);
    write_text(folder / "run.yaml", run_file(columns, method));
    const ProcessResult result = run(folder.path());
    CHECK(result.status == 65);
    CHECK_THAT(result.err, Catch::Contains(words) && !Catch::Contains("trained anew"));
    CHECK((!fs::exists(folder / "out/estimators") || fs::is_empty(folder / "out/estimators")));
  }
}

}  // namespace

TEST_CASE("data: columns of one table in another order than the observation's give the right posterior", "[cli]") {
  const TemporaryDirectory folder;
  write_table(folder / "all.csv");
  write_text(folder / "obs.csv", "colour,flux\n-0.5,0.5\n");
  write_text(folder / "run.yaml",
             run_file("flux, colour", "posterior: {r: {method: moments, hidden: [32], training: {steps: 1500}}}\n"));
  REQUIRE(run(folder.path()).status == 0);
  const nlohmann::json result = results_without_times(folder / "out")["posterior"]["m"]["r"];
  CHECK(result["mean"][0].get<double>() == Approx(0.5).margin(0.1));
  CHECK(result["mean"][1].get<double>() == Approx(-0.5).margin(0.1));
}

TEST_CASE("data: simulations and observations in FITS files, by columns of arrays", "[cli]") {
  const TemporaryDirectory folder;
  Random random(Seed{5});
  std::vector<double> a(400), flux;
  for (double& value : a) {
    value = 2 * random.uniform() - 1;
    for (int i = 1; i <= 3; ++i) flux.push_back(i * value + 0.1 * random.normal());
  }
  {
    FitsWriter file((folder / "all.fits").string());
    file.table({{"name", "4A"}, {"a", "1D"}, {"flux", "3D"}}, "SIMS");
    file.fill(2, TDOUBLE, a);
    file.fill(3, TDOUBLE, flux);
    FitsWriter image((folder / "obs.fits").string());
    image.image<double>(DOUBLE_IMG, TDOUBLE, {3}, {0.5, 1, 1.5});
    FitsWriter table((folder / "many.fits").string());
    table.table({{"id", "1J"}, {"flux", "3D"}});
    table.fill<double>(2, TDOUBLE, {0.5, 1, 1.5, -0.5, -1, -1.5});
  }
  write_text(folder / "run.yaml",
             "inquest: 1\nname: fits\nobservation: obs.fits\nmodels:\n  m:\n"
             "    simulator: {data: {x: all.fits:/SIMS, columns: [flux]}}\n"
             "    parameters: {a: {prior: {uniform: [-1, 1]}}}\n"
             "posterior: {r: {method: moments, hidden: [32], training: {steps: 1500}}}\nreport: false\n");
  REQUIRE(run(folder.path()).status == 0);
  CHECK(results_without_times(folder / "out")["posterior"]["m"]["r"]["mean"][0].get<double>() ==
        Approx(0.5).margin(0.1));
  const ProcessResult sampled = run_inquest(
      INQUEST_BINARY_DIR, folder.path(),
      {"sample", "out/estimators/m.r.h5", "--observations", "many.fits", "--draws", "50", "--output", "d.npy"});
  CHECK(sampled.status == 0);
  const std::vector<double> draws = read_table((folder / "d.npy").string()).values;
  REQUIRE(draws.size() == 100);
  CHECK(std::accumulate(draws.begin() + 50, draws.end(), 0.0) / 50 == Approx(-0.5).margin(0.1));
}

TEST_CASE("data: a number that no simulation has is refused by every method, before anything is trained", "[cli]") {
  all_refuse("flux, fixed", "flux,fixed\n0.5,0.2\n",
             "data column 1 = 0.2 in the observation (it is 0.1 in all simulations, so");
}

TEST_CASE("data: a sum that the observation contradicts is refused by every method, before anything is trained",
          "[cli]") {
  all_refuse("flux, colour, sum", "flux,colour,sum\n0.3,0.2,0.9\n", "data columns 0, 1, 2 = 0.3, 0.2, 0.9");
}

TEST_CASE("data: a forgotten offset is told by 40 test rows as well, and the answer is not trusted", "[cli]") {
  const TemporaryDirectory folder;
  write_table(folder / "all.csv");
  write_text(folder / "obs.csv", "flux,date\n0.3,0.2\n");
  write_text(folder / "run.yaml",
             run_file("flux, date", all_methods.front() + "diagnostics: {learning_curve: false}\n"));
  const ProcessResult result = run(folder.path());
  CHECK(result.status == 0);
  CHECK_THAT(result.err, Catch::Contains("number 2 of the observation lies") &&
                             Catch::Contains("outside the range of all of them"));
  CHECK(results_without_times(folder / "out")["verdict"]["trusted"] == false);
}

TEST_CASE("data: an error of the only route names it", "[cli]") {
  const TemporaryDirectory folder;
  write_table(folder / "all.csv");
  write_text(folder / "obs.csv", "flux,date\n0.3,0.2\n");
  write_text(folder / "run.yaml", run_file("flux, date",
                                           "posterior: {r: {method: moments, hidden: [8], ensemble: 1, training: "
                                           "{steps: 200}}}\ndiagnostics: {learning_curve: false}\n"));
  const ProcessResult result = run(folder.path());
  CHECK(result.status == 65);
  CHECK_THAT(result.err, Catch::Contains("m.r: ") && Catch::Contains("not positive definite") &&
                             Catch::Contains("unlike the simulations"));
}

TEST_CASE("data: a number without noise is refused by every method, before anything is trained", "[cli]") {
  all_refuse("a, flux", "a,flux\n0.5,0.5\n", "number 0 of the data (counted from 0) follows from the parameters");
}

TEST_CASE("data: an angle across the ends of its prior is summed up on its circle", "[cli]") {
  const TemporaryDirectory folder;
  Random random(Seed{6});
  std::string text = "phi,c,s\n";
  for (int i = 0; i < 1000; ++i) {
    const double phi = 6.283185307179586 * random.uniform();
    for (const double value : {phi, std::cos(phi) + 0.1 * random.normal()}) text += std::to_string(value) + ",";
    text += std::to_string(std::sin(phi) + 0.1 * random.normal()) + "\n";
  }
  write_text(folder / "all.csv", text);
  write_text(folder / "run.yaml",
             "inquest: 1\nname: angle\nobservation: [1, 0]\nmodels:\n  m:\n"
             "    simulator: {data: {x: all.csv, columns: [c, s]}}\n"
             "    parameters: {phi: {prior: {uniform: [0, 6.283185307179586]}, periodic: true}}\n"
             "posterior: {npe: {method: npe, flow: spline, transforms: 2, hidden: [32], ensemble: 1, "
             "training: {steps: 800}}}\nreport: false\n");
  REQUIRE(run(folder.path()).status == 0);
  const nlohmann::json result = results_without_times(folder / "out")["posterior"]["m"]["npe"];
  CHECK(std::abs(std::remainder(result["mean"][0].get<double>(), 6.283185307179586)) < 0.15);
  CHECK(result["std"][0].get<double>() < 0.5);
  CHECK(result["quantiles"]["0.975"][0].get<double>() - result["quantiles"]["0.025"][0].get<double>() < 2);
  replace_in(folder / "run.yaml",
             "{method: npe, flow: spline, transforms: 2, hidden: [32], ensemble: 1, "
             "training: {steps: 800}}",
             "{method: moments}");
  const ProcessResult refused = run(folder.path());
  CHECK(refused.status == 78);
  CHECK_THAT(refused.err, Catch::Contains("phi is periodic"));
}

}  // namespace inquest::testing
