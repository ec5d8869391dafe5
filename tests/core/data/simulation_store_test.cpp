#include "core/data/simulation_store.hpp"

#include <cmath>
#include <cstdlib>
#include <functional>

#include "core/files/atomic_file.hpp"
#include "core/files/h5.hpp"
#include "tests/core/data/toy_model.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/print_elements.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

constexpr std::size_t shard = SimulationStore::shard_rows;

std::string data_error(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::data);
    return error.what();
  }
  return "nothing was thrown";
}

// A full shard and one of 500 rows.
struct Filled {
  TemporaryDirectory folder;
  Model model = toy_model("m");
  SimulationStore store{folder.path()};

  Filled() {
    store.write(model, 0, draw_joint(model, {1}, 0, shard), "made so");
    store.write(model, shard, draw_joint(model, {1}, shard, 500), "made so");
  }
  std::filesystem::path shard_file(const std::string& name) const { return folder / "simulations" / "m" / name; }
};

}  // namespace

TEST_CASE("simulation_store gives back rows across shards") {
  const Filled filled;
  CHECK(filled.store.rows("m") == shard + 500);
  CHECK(filled.store.rows_in_shard("m", shard) == 500);
  CHECK(same_bits(filled.store.read("m", shard - 10, 20), draw_joint(filled.model, {1}, shard - 10, 20)));
  CHECK(filled.store.read("m", 3, 0).status.empty());
  CHECK(filled.store.status("m") == draw_joint(filled.model, {1}, 0, shard + 500).status);
}

TEST_CASE("simulation_store is empty before it is written") {
  const TemporaryDirectory folder;
  const SimulationStore store(folder / "none");
  CHECK(store.rows("m") == 0);
  CHECK(store.status("m").empty());
  CHECK_NOTHROW(store.check_fingerprint("m", "any"));
  CHECK_FALSE(std::filesystem::exists(folder / "none"));
  CHECK_THAT(data_error([&] { store.read("m", 0, 1); }), Contains("000000.h5") && Contains("--resume"));
}

TEST_CASE("simulation_store keeps NaN, statuses and all bits of a seed") {
  const TemporaryDirectory folder;
  SimulationStore store(folder.path());
  Simulations rows = make_simulations(2, 2, 4);
  rows.x(0, 3) = std::nan("");
  rows.x(1, 0) = INFINITY;
  rows.status = {SimulationStatus::not_finite, SimulationStatus::timed_out};
  rows.seeds = {{~std::uint64_t{0}}, {1}};
  store.write(toy_model("m"), 0, rows, "");
  const Simulations read = store.read("m", 0, 2);
  CHECK(std::isnan(read.x(0, 3)));
  CHECK(read.x(1, 0) == INFINITY);
  CHECK(read.status == rows.status);
  CHECK(read.seeds == rows.seeds);
}

TEST_CASE("simulation_store counts rows up to the first gap") {
  const Filled filled;
  std::filesystem::remove(filled.shard_file("000000.h5"));
  CHECK(filled.store.rows("m") == 0);
}

TEST_CASE("simulation_store names a shard that is cut short, and what to do") {
  const Filled filled;
  std::filesystem::resize_file(filled.shard_file("000001.h5"), 5000);
  const auto check = [](const std::string& message) {
    CHECK_THAT(message, Contains("000001.h5 is cut short") && Contains("delete") && Contains("--resume"));
  };
  check(data_error([&] { filled.store.rows("m"); }));
  check(data_error([&] { filled.store.read("m", shard - 1, 2); }));
  check(data_error([&] { filled.store.status("m"); }));
  CHECK(filled.store.read("m", 0, shard).status.size() == shard);
}

TEST_CASE("simulation_store finds a flipped bit in x") {
  const Filled filled;
  const auto path = filled.shard_file("000001.h5");
  const double value = draw_joint(filled.model, {1}, shard + 7, 1).x(0, 2);
  std::string content = read_file(path);
  content[content.find(std::string(reinterpret_cast<const char*>(&value), sizeof value))] ^= 4;
  write_file(path, content);
  CHECK_THAT(data_error([&] { filled.store.read("m", shard, 10); }), Contains("000001.h5") && Contains("'x'"));
}

TEST_CASE("simulation_store tells rows that were made otherwise") {
  const Filled filled;
  CHECK_NOTHROW(filled.store.check_fingerprint("m", "made so"));
  try {
    filled.store.check_fingerprint("m", "made not so");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::config);
    CHECK_THAT(error.what(), Contains("on disk made so, now made not so") && Contains("--force"));
  }
}

TEST_CASE("simulation_store writes an index that joins the shards") {
  Filled filled;
  const Model other = toy_model("other");
  filled.store.write(other, 0, draw_joint(other, {2}, 0, shard), "");
  filled.store.write(other, shard, draw_joint(other, {2}, shard, 600), "");
  filled.store.write_index(ModelSet({filled.model, other}), shard + 400);

  const H5File index = H5File::open(filled.folder / "simulations.h5");
  const Simulations rows = draw_joint(other, {2}, 0, shard + 400);
  CHECK(index.shape("m/x") == std::vector<std::size_t>{shard + 400, 2, 2});
  CHECK(index.read<double>("other/x").values == rows.x.values());
  CHECK(index.read<double>("other/theta").values == rows.theta.values());
  CHECK(index.read<std::uint64_t>("other/seed").values.back() == rows.seeds.back().value);
  CHECK(index.read_text("other/parameters") == std::vector<std::string>{"a", "b"});
  CHECK(index.text_attribute("other", "simulator") == "toy");
}

TEST_CASE(
    "simulation_store writes an index that may be moved where it is small, and refers to shards where it is not") {
  Filled filled;
  const std::size_t rows = shard + 500;
  const auto values = filled.store.read("m", 0, rows).x.values();
  std::filesystem::create_directory(filled.folder / "copy");
  const std::filesystem::path copy = filled.folder / "copy" / "simulations.h5";
  filled.store.write_index(ModelSet({filled.model}), rows);
  std::filesystem::copy_file(filled.folder / "simulations.h5", copy);
  CHECK(H5File::open(copy).read<double>("m/x").values == values);
  filled.store.write_all(filled.folder / "large.h5", ModelSet({filled.model}), rows, false);
  CHECK(H5File::open(filled.folder / "large.h5").read<double>("m/x").values == values);
  std::filesystem::copy_file(filled.folder / "large.h5", filled.folder / "copy" / "large.h5");
  CHECK_THROWS_WITH(H5File::open(filled.folder / "copy" / "large.h5").read<double>("m/x"),
                    Contains("000000.h5") && Contains("are not there"));
}

TEST_CASE("simulation_store is readable by h5py") {
  if (std::system("python3 -c 'import h5py' > /dev/null 2>&1") != 0) return;
  Filled filled;
  filled.store.write_index(ModelSet({filled.model}), shard + 500);
  write_file(filled.folder / "script.py",
             "import h5py, numpy as np\n"
             "m = h5py.File('simulations.h5')['m']\n"
             "last = h5py.File('simulations/m/000001.h5')\n"
             "assert m['x'].shape == (10500, 2, 2) and m['x'].dtype == np.float64 and m['seed'].dtype == np.uint64\n"
             "assert (m['x'][10000:] == last['x'][:]).all() and (m['seed'][10000:] == last['seed'][:]).all()\n"
             "assert (m['status'][:] == 0).all() and np.isfinite(m['theta'][:]).all()\n");
  CHECK(std::system(("cd " + filled.folder.path().string() + " && python3 script.py").c_str()) == 0);
}
