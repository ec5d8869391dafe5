// Every mistake that a user can make gets one clear error, the right exit status, and loses nothing.

#include <algorithm>
#include <functional>

#include <hdf5.h>

#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

ProcessResult inquest(const fs::path& folder, const Words& words, ProcessOptions options = {}) {
  return run_inquest(INQUEST_BINARY_DIR, folder, words, std::move(options));
}

struct BadInput {
  std::string what;
  std::function<void(const fs::path& folder)> spoil;
  Words words;
  int status;
  Words said;  // in the message
};

std::function<void(const fs::path&)> edit(const std::string& old_text, const std::string& new_text) {
  return [=](const fs::path& folder) { replace_in(folder / "run.yaml", old_text, new_text); };
}

std::function<void(const fs::path&)> observe(const std::string& csv) {
  return [=](const fs::path& folder) { write_text(folder / "x.csv", csv); };
}

const auto nothing = [](const fs::path&) {};
const Words run = {"run", "run.yaml", "--output", "out"};

std::vector<BadInput> before_a_run() {
  const std::string prior_of_b = "b: {prior: {normal: [0, 1]}}";
  return {
      {"a missing run file", nothing, {"run", "absent.yaml"}, 66, {"absent.yaml", "does not exist"}},
      {"a missing observation", edit("x.csv", "absent.csv"), run, 66, {"absent.csv", "does not exist"}},
      {"a wrong column", edit("columns: [x]", "columns: [y]"), run, 65, {"x.csv", "'y'", "i, x"}},
      {"an observation too short", observe("x\n1\n2\n"), run, 65, {"x.csv", "2 values", "make 3"}},
      {"an observation too long", observe("x\n1\n2\n3\n4\n"), run, 65, {"x.csv", "4 values", "make 3"}},
      {"a NaN in the observation", observe("x\n1\nnan\n3\n"), run, 65, {"x.csv", "value 2 of 3", "nan"}},
      {"text in the observation", observe("x\n1\ntwo\n3\n"), run, 65, {"x.csv:3", "'two'"}},
      {"an unknown key", edit("draws: 500", "drwas: 500"), run, 78, {"run.yaml:21", "drwas", "'draws'"}},
      {"an unknown key of a route", edit("transforms: 2", "trasnforms: 2"), run, 78, {"run.yaml:", "'transforms'"}},
      {"an option of another family of flows",
       edit("transforms: 2", "bins: 16"),
       run,
       78,
       {"run.yaml:", "bins is not an option of flow: maf", "spline, nsf"}},
      {"an unknown preset", edit("transforms: 2", "preset: sbii"), run, 78, {"run.yaml:", "preset", "lampe", "'sbi'"}},
      {"an unknown key of a member",
       edit("ensemble: 2, transforms: 2", "ensemble: [{flow: nsf}, {bin: 4}]"),
       run,
       78,
       {"run.yaml:", "ensemble[1].bin", "'bins'"}},
      {"a periodic parameter of a flow that knows no circle",
       edit(prior_of_b, "b: {prior: {uniform: [0, 1]}, periodic: true}"),
       run,
       78,
       {"run.yaml:", "posterior.npe", "b is periodic", "spline"}},
      {"a duplicate key", edit("seed: 3", "seed: 3\nseed: 4"), run, 78, {"run.yaml:4", "seed", "twice"}},
      {"a value of the wrong type", edit("draws: 500", "draws: many"), run, 78, {"run.yaml:21", "draws", "integer"}},
      {"a missing key", edit("name: small", ""), run, 78, {"run.yaml", "name is missing"}},
      {"a later schema", edit("inquest: 1", "inquest: 2"), run, 78, {"run.yaml:1", "inquest = 2"}},
      {"a prior upside down", edit(prior_of_b, "b: {prior: {uniform: [2, 1]}}"), run, 78, {"run.yaml:9", "low"}},
      {"a prior of no family", edit(prior_of_b, "b: {prior: {unifrom: [0, 1]}}"), run, 78, {"run.yaml:9", "uniform"}},
      {"broken YAML", edit("draws: 500", "draws: [500"), run, 78, {"run.yaml:"}},
      {"an unknown simulator",
       [](const fs::path& folder) {
         replace_in(folder / "run.yaml", "free:\n    simulator: linear_gaussian",
                    "free:\n    simulator: linear_gausian");
       },
       run,
       78,
       {"run.yaml:7", "'linear_gaussian'"}},
      {"a method of another version",
       edit("method: exact", "method: bridge"),
       run,
       78,
       {"run.yaml:20", "'bridge'", "not in this version", "network"}},
      {"a diagnostic of another version", edit("learning_curve: false", "sbc: true"), run, 78, {"run.yaml:22", "sbc"}},
      {"a device that is not there",
       edit("transforms: 2, hidden: [16], training: {steps: 40}",
            "transforms: 2, hidden: [16], training: {device: tpu}"),
       run,
       78,
       {"run.yaml:16", "'tpu'", "cuda"}},
      {"more epochs than are allowed",
       edit("transforms: 2, hidden: [16], training: {steps: 40}",
            "transforms: 2, hidden: [16], training: {min_epochs: 9, max_epochs: 8}"),
       run,
       78,
       {"run.yaml:16", "min_epochs = 9", "max_epochs"}},
      {"a likelihood that cannot be computed",
       edit("b: 0}", "b: 0}\n    likelihood: {command: [python3, -c, exit('no licence')]}"),
       {"check", "run.yaml"},
       65,
       {"python3 -c", "ended with exit status 1", "no licence"}},
      {"an observation that no simulation reaches",
       observe("x\n1e6\n1e6\n1e6\n"),
       {"check", "run.yaml"},
       65,
       {"none of the 3 observed values", "range of 1000 simulations"}},
      {"a likelihood that is not there",
       edit("b: 0}", "b: 0}\n    likelihood: {command: [python3, absent.py]}"),
       {"check", "run.yaml"},
       78,
       {"run.yaml:14", "absent.py", "there is no file"}},
      {"an unknown command", nothing, {"rnu", "run.yaml"}, 64, {"'rnu'", "'run'"}},
      {"no command", nothing, {}, 64, {"inquest --help"}},
      {"an unknown option", nothing, {"run", "run.yaml", "--ouptut", "out"}, 64, {"--ouptut", "'--output'"}},
      {"no file", nothing, {"run"}, 64, {"missing"}},
      {"a word too many", nothing, {"run", "run.yaml", "more"}, 64, {"'more'"}},
      {"a setting without a value", nothing, {"run", "run.yaml", "--set", "seed"}, 64, {"KEY=VALUE"}},
      {"a setting of an unknown key",
       nothing,
       {"run", "run.yaml", "--set", "simulations.tain=5"},
       78,
       {"--set simulations.tain", "'train'"}},
      {"two wishes at once", nothing, {"run", "run.yaml", "--force", "--resume"}, 64, {"--force"}},
      {"no threads", nothing, {"run", "run.yaml", "--threads", "0"}, 64, {"threads"}},
      {"an output that is a file", nothing, {"run", "run.yaml", "--output", "x.csv"}, 64, {"x.csv", "is a file"}},
      {"an output that is another folder",
       nothing,
       {"run", "run.yaml", "--force", "--output", "."},
       64,
       {"not a run directory"}},
      {"an unknown list", nothing, {"list", "prior"}, 64, {"'priors'"}},
      {"information on nothing", nothing, {"info", "absent"}, 66, {"absent"}},
  };
}

void check_said(const ProcessResult& result, const BadInput& input) {
  INFO(input.what << "\n" << result.err);
  CHECK(result.status == input.status);
  for (const std::string& words : input.said) CHECK(result.err.find(words) != std::string::npos);
  const auto lines = std::ranges::count(result.err, '\n');
  CHECK((lines == 1 || lines == 2));
  CHECK(result.err.starts_with("inquest: "));
}

}  // namespace

TEST_CASE("bad input before a run is one clear error and makes no file", "[cli]") {
  for (const BadInput& input : before_a_run()) {
    const TemporaryDirectory folder;
    write_small_run(folder.path());
    input.spoil(folder.path());
    const auto before = snapshot(folder.path());
    check_said(inquest(folder.path(), input.words), input);
    INFO(input.what);
    CHECK(snapshot(folder.path()) == before);
  }
}

namespace {

void cut_short(const fs::path& path) { fs::resize_file(path, fs::file_size(path) / 2); }

/// Path in the file of the first weight of the first network.
std::string first_weight(hid_t file) {
  const std::string group = "weights/0/";
  char name[200];
  H5Lget_name_by_idx(file, group.c_str(), H5_INDEX_NAME, H5_ITER_INC, 0, name, sizeof name, H5P_DEFAULT);
  return group + name;
}

void rename_weight(const fs::path& path) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  H5Lmove(file, first_weight(file).c_str(), file, "weights/0/odd", H5P_DEFAULT, H5P_DEFAULT);
  H5Fclose(file);
}

void reshape_weight(const fs::path& path) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  const std::string name = first_weight(file);
  H5Ldelete(file, name.c_str(), H5P_DEFAULT);
  const hsize_t shape[] = {3, 5};
  const hid_t space = H5Screate_simple(2, shape, nullptr);
  const hid_t dataset = H5Dcreate2(file, name.c_str(), H5T_NATIVE_FLOAT, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  H5Dclose(dataset);
  H5Sclose(space);
  H5Fclose(file);
}

/// Spoils a file of a finished run; what the run had concluded comes back when the advice of the error is followed.
struct Damage {
  std::string what;
  std::string file;
  void (*spoil)(const fs::path& path);
  Words said;
};

const std::vector<Damage> damages = {
    {"simulations cut short", "simulations/free/000000.h5", cut_short, {"cut short", "delete"}},
    {"an estimator cut short", "estimators/free.npe.h5", cut_short, {"cut short", "delete"}},
    {"a flow with a renamed weight", "estimators/free.npe.h5", rename_weight, {"odd", "delete"}},
    {"a flow with a reshaped weight", "estimators/free.npe.h5", reshape_weight, {"[3, 5]", "delete"}},
    {"a moment network with a renamed weight", "estimators/fixed.moments.h5", rename_weight, {"odd", "delete"}},
    {"an evidence network with a reshaped weight",
     "estimators/evidence.network.h5",
     reshape_weight,
     {"[3, 5]", "delete"}},
};

const Words resume = {"run", "run.yaml", "--output", "out", "--resume"};

}  // namespace

TEST_CASE("damaged files of a run are named, and are made anew once they are gone", "[cli]") {
  const TemporaryDirectory folder;
  write_small_run(folder.path());
  REQUIRE(inquest(folder.path(), run).status == 0);
  const auto results = results_without_times(folder / "out");
  for (const Damage& damage : damages) {
    const fs::path path = folder / "out" / damage.file;
    damage.spoil(path);
    const ProcessResult damaged = inquest(folder.path(), resume);
    INFO(damage.what << "\n" << damaged.err);
    CHECK(damaged.status == 65);
    CHECK(damaged.err.find(fs::path(damage.file).filename()) != std::string::npos);
    for (const std::string& words : damage.said) CHECK(damaged.err.find(words) != std::string::npos);
    fs::remove(path);
    CHECK(inquest(folder.path(), resume).status == 0);
    CHECK(results_without_times(folder / "out") == results);
  }
}

TEST_CASE("a run directory is neither overwritten nor mixed with another run", "[cli]") {
  const TemporaryDirectory folder;
  write_small_run(folder.path());
  REQUIRE(inquest(folder.path(), run).status == 0);
  write_text(folder / "out" / "mine.txt", "notes");
  const auto before = snapshot(folder.path());

  check_said(inquest(folder.path(), run), {"an output that exists", nothing, {}, 64, {"out", "--resume", "--force"}});
  CHECK(snapshot(folder.path()) == before);

  Words other = resume;
  other.insert(other.end(), {"--set", "seed=4", "--set", "simulations.train=700"});
  check_said(inquest(folder.path(), other), {"another run", nothing, {}, 78, {"seed = 4 (was 3)", "--force"}});
  CHECK(snapshot(folder.path()) == before);

  Words anew = run;
  anew.push_back("--force");
  CHECK(inquest(folder.path(), anew).status == 0);
  CHECK(read_text(folder / "out" / "mine.txt") == "notes");
}

TEST_CASE("a full disk stops a run, which goes on when there is space", "[cli]") {
  const TemporaryDirectory folder;
  write_small_run(folder.path(), 5000);
  const ProcessResult full = inquest(folder.path(), run, {.file_size_limit = 100 * 1024});
  check_said(full, {"a full disk", nothing, {}, 74, {"000000.h5", "cannot be written"}});
  CHECK(inquest(folder.path(), resume).status == 0);

  Words undisturbed = run;
  undisturbed.back() = "other";
  CHECK(inquest(folder.path(), undisturbed).status == 0);
  CHECK(results_without_times(folder / "out") == results_without_times(folder / "other"));
}

}  // namespace inquest::testing
