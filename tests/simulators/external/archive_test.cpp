#include "simulators/external/archive.hpp"

#include <fstream>
#include <limits>

#include "core/files/h5.hpp"
#include "core/files/npy.hpp"
#include "core/model/check_simulator.hpp"
#include "tests/simulators/requests.hpp"
#include "tests/support/fits_writer.hpp"
#include "tests/support/print_elements.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest {
namespace {

using Catch::Contains;

const std::string parameters = "{a: {prior: {uniform: [0, 9]}}, fixed: 3, b: {prior: {uniform: [0, 9]}}}";

// Three simulations of a and b with x of shape [2, 2], in every format.
class Folder {
 public:
  Folder() {
    write_npy(folder / "theta.npy", {3, 2}, std::span<const double>(theta));
    write_npy(folder / "x.npy", {3, 2, 2}, std::span<const double>(x));
    std::ofstream(folder / "theta.csv") << "# drawn from the prior\nb,weight,a\n2,1,1\n4,1,3\n6,1,5\n";
    H5File file = H5File::create(folder / "all.h5");
    file.write<double>("theta", {3, 2}, theta);
    file.write<double>("x", {3, 2, 2}, x);
    file.close();
    testing::FitsWriter fits((folder / "all.fits").string());
    fits.image(DOUBLE_IMG, TDOUBLE, {3, 2, 2}, x, "DATA");
    fits.table({{"b", "1D"}, {"name", "2A"}, {"a", "1D"}, {"flux", "4D"}, {"map", "4D"}}, "SIMS");
    fits.text("TDIM5", "(2,2)");
    fits.fill<double>(1, TDOUBLE, {2, 4, 6});
    fits.fill<double>(3, TDOUBLE, {1, 3, 5});
    for (const int column : {4, 5}) fits.fill(column, TDOUBLE, x);
  }

  testing::RequestText text(const std::string& theta_file, const std::string& x_file) const {
    return {.simulator = "{data: {theta: '" + theta_file + "', x: '" + x_file + "'}}",
            .options = "~",
            .parameters = parameters,
            .base = folder.path()};
  }

  Error error(const std::string& theta_file, const std::string& x_file) const {
    return testing::error_of(text(theta_file, x_file));
  }

  testing::TemporaryDirectory folder;
  std::vector<double> theta{1, 2, 3, 4, 5, 6};
  std::vector<double> x{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
};

TEST_CASE("archive: weights of the rows", "[archive]") {
  const Folder files;
  write_npy(files.folder / "w.npy", {3}, std::span<const double>(std::vector<double>{0.5, 2, 1}));
  write_npy(files.folder / "bad.npy", {3}, std::span<const double>(std::vector<double>{0.5, -2, 1}));
  write_npy(files.folder / "short.npy", {2}, std::span<const double>(std::vector<double>{0.5, 2}));
  const auto weighted = [&](const std::string& file) {
    auto text = files.text("theta.npy", "x.npy");
    text.simulator = "{data: {theta: theta.npy, x: x.npy, weights: " + file + "}}";
    return text;
  };
  const Model model = testing::make_model(weighted("w.npy"));
  CHECK(importance_weights(model, model.bundle.archive->theta.view().rows(0, 2)) == std::vector<double>{0.5, 2});
  CHECK(importance_weights(testing::make_model(files.text("theta.npy", "x.npy")), model.bundle.archive->theta).empty());
  CHECK_THAT(testing::error_of(weighted("bad.npy")).what(), Contains("must not be negative"));
  CHECK_THAT(testing::error_of(weighted("short.npy")).what(), Contains("one weight for each of the 3"));
}

TEST_CASE("archive: the same rows from every format", "[archive]") {
  const Folder files;
  const auto [theta, x] = GENERATE(table<std::string, std::string>({{"theta.npy", "x.npy"},
                                                                    {"theta.csv", "x.npy"},
                                                                    {"all.h5:/theta", "all.h5:/x"},
                                                                    {"all.fits:/SIMS", "all.fits:/data"}}));
  CAPTURE(theta, x);
  const Model model = testing::make_model(files.text(theta, x));
  CHECK(model.simulator().info().data_shape == std::vector<std::size_t>{2, 2});
  REQUIRE(model.bundle.archive);
  CHECK(model.bundle.archive->theta.values() == files.theta);
  CHECK(model.bundle.archive->x.values() == files.x);
  CHECK(model.bundle.archive->status == std::vector(3, SimulationStatus::ok));
  CHECK(model.bundle.archive->seeds == std::vector<Seed>(3));
  CHECK(check_simulator(model, Seed{1}).violations.empty());
  CHECK(draw_joint(model, Seed{1}, 1, 2).theta(0, 1) == 4);
}

TEST_CASE("archive: one number a row may come as a vector", "[archive]") {
  const Folder files;
  write_npy(files.folder / "line.npy", {3}, std::span<const double>(files.x).first(3));
  CHECK(testing::make_model(files.text("theta.npy", "line.npy")).simulator().info().data_shape ==
        std::vector<std::size_t>{1});
}

TEST_CASE("archive: several rows of one simulation", "[archive]") {
  const Folder files;
  const auto write = [&](const char* name, std::vector<std::size_t> shape, std::vector<double> values) {
    write_npy(files.folder / name, shape, std::span<const double>(values));
  };
  write("maps.npy", {6, 2}, files.x);
  write("apart.npy", {6, 2}, {1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6});
  write("each.npy", {6, 2}, {1, 2, 1, 2, 3, 4, 3, 4, 5, 6, 5, 6});
  const auto text = [&](const std::string& theta, const std::string& more) {
    auto request = files.text("", "");
    request.simulator = "{data: {theta: " + theta + ", x: maps.npy" + more + "}}";
    return request;
  };
  const Model model = testing::make_model(text("theta.npy", ", rows_per_theta: 2"));
  CHECK(model.bundle.rows_per_theta == 2);
  CHECK(model.bundle.archive->theta.values() == std::vector<double>{1, 2, 1, 2, 3, 4, 3, 4, 5, 6, 5, 6});
  CHECK(model.bundle.archive->status.size() == 6);
  const Model each = testing::make_model(text("each.npy", ", rows_per_theta: 2"));
  CHECK(each.bundle.archive->theta == model.bundle.archive->theta);
  CHECK(each.bundle.rows_per_theta == 2);
  const Model apart = testing::make_model(text("each.npy", ", rows_per_theta: 1"));
  CHECK(apart.bundle.rows_per_theta == 1);
  CHECK(apart.simulator().info().version != each.simulator().info().version);

  const auto error = [&](const std::string& theta, const std::string& more) {
    return std::string(testing::error_of(text(theta, more)).what());
  };
  CHECK_THAT(error("each.npy", ""), Contains("the same parameters recur") && Contains("say rows_per_theta: 2"));
  CHECK_THAT(error("apart.npy", ""), Contains("let the rows of a simulation follow each other"));
  CHECK_THAT(error("apart.npy", ", rows_per_theta: 2"), Contains("rows 0 and 1 (from 0) differ"));
  CHECK_THAT(error("theta.npy", ""), Contains("has 6 rows") && Contains("has 3") && Contains("say rows_per_theta: 2"));
  CHECK_THAT(error("theta.npy", ", rows_per_theta: 3"), Contains("and rows_per_theta is 3"));
}

TEST_CASE("archive: the run file names the columns of a theta that has no names", "[archive]") {
  const Folder files;
  std::ofstream(files.folder / "theta.txt") << "2 9 1\n4 9 3\n6 9 5\n";
  const auto text = [&](const std::string& theta, const std::string& columns) {
    auto request = files.text("", "");
    request.simulator = "{data: {theta: " + theta + ", x: x.npy, theta_columns: " + columns + "}}";
    return request;
  };
  CHECK(testing::make_model(text("theta.txt", "[b, other, a]")).bundle.archive->theta.values() == files.theta);
  CHECK_THAT(testing::error_of(text("theta.txt", "[b, other, c]")).what(), Contains("theta_columns has no 'a'"));
  CHECK_THAT(testing::error_of(text("theta.txt", "[b, a]")).what(), Contains("theta_columns names 2"));
  CHECK_THAT(testing::error_of(text("theta.csv", "[b, weight, a]")).what(), Contains("has names of its own"));
}

TEST_CASE("archive: there are no other simulations", "[archive]") {
  const Folder files;
  const Model model = testing::make_model(files.text("theta.npy", "x.npy"));
  Matrix theta(1, 3);
  Matrix x(1, 4);
  std::vector<Seed> seeds(1);
  std::vector<SimulationStatus> status(1);
  CHECK_THROWS_WITH(model.simulator().simulate(theta, seeds, x, status), Contains("made elsewhere"));
}

TEST_CASE("archive: files that do not fit are errors with their names", "[archive]") {
  const Folder files;
  const std::filesystem::path base = files.folder.path();
  write_npy(base / "short.npy", {2, 2}, std::span<const double>(files.theta).first(4));
  write_npy(base / "wide.npy", {2, 3}, std::span<const double>(files.theta));
  write_npy(base / "empty.npy", {0, 2}, std::span<const double>());
  auto with_nan = files.x;
  with_nan[9] = std::numeric_limits<double>::quiet_NaN();
  write_npy(base / "nan.npy", {3, 4}, std::span<const double>(with_nan));
  std::ofstream(base / "names.csv") << "a,c\n1,2\n3,4\n5,6\n";

  struct Case {
    std::string theta, x, words;
    ErrorKind kind = ErrorKind::data;
  };
  const auto bad = GENERATE(values<Case>({
      {"short.npy", "x.npy", "has 3 rows"},
      {"wide.npy", "x.npy", "has 3 numbers a row (the model has 2 free parameters)"},
      {"theta.npy", "nan.npy", "row 2 (from 0) holds nan"},
      {"theta.npy", "empty.npy", "has no rows"},
      {"names.csv", "x.npy", "'b'"},
      {"absent.npy", "x.npy", "absent.npy", ErrorKind::missing_input},
      {"theta.npy", "all.h5:/y", "y"},
      {"theta.npy", "x.pickle", "x.pickle"},
  }));
  const Error error = files.error(bad.theta, bad.x);
  CHECK(error.kind() == bad.kind);
  CHECK_THAT(error.what(), Contains(bad.words));
}

TEST_CASE("archive: a declared symmetry must fit the data", "[archive]") {
  const Folder files;
  testing::RequestText text = files.text("theta.npy", "x.npy");
  text.simulator = "{data: {theta: theta.npy, x: x.npy}, symmetry: {sign: true}}";
  CHECK(testing::make_model(text).simulator().info().symmetry == DataSymmetry{.sign = true});
  text.simulator = "{data: {theta: theta.npy, x: x.npy}, symmetry: {reverse: true}}";
  const Error error = testing::error_of(text);
  CHECK(error.kind() == ErrorKind::config);
  CHECK_THAT(error.what(), Contains("reverse is not defined for data of 2 dimensions"));
}

TEST_CASE("archive: one table holds parameters and data, and names of columns go with the data", "[archive]") {
  const Folder files;
  std::ofstream(files.folder / "all.csv") << "y,id,b,a,x\n10,p,2,1,7\n20,q,4,3,8\n30,r,6,5,9\n";
  std::ofstream(files.folder / "turned.csv") << "x,y\n7,10\n8,20\n9,30\n";
  std::ofstream(files.folder / "other.csv") << "x,z\n7,10\n8,20\n9,30\n";
  const auto text = [&](const std::string& data) {
    auto request = files.text("", "");
    request.simulator = "{data: " + data + "}";
    return request;
  };
  const Model model = testing::make_model(text("{x: all.csv, columns: [y, x]}"));
  CHECK(model.bundle.archive->theta.values() == files.theta);
  CHECK(model.bundle.archive->x.values() == std::vector<double>{10, 7, 20, 8, 30, 9});
  CHECK(model.simulator().info().layout() == DataLayout{{2}, {"y", "x"}});

  SimulatorRequest request = testing::parse_request(text("{theta: theta.npy, x: turned.csv}"));
  request.data_names = {"y", "x"};
  const SimulatorBundle turned = make_simulator(request);
  CHECK(turned.archive->x.values() == model.bundle.archive->x.values());
  CHECK(turned.simulator->info().data_names == request.data_names);
  request = testing::parse_request(text("{theta: theta.npy, x: other.csv}"));
  request.data_names = {"y", "x"};
  CHECK_THROWS_WITH(make_simulator(request), Contains("has the columns x, z (the data of another model are y, x)"));

  CHECK_THAT(testing::error_of(text("{theta: theta.csv, x: theta.csv}")).what(),
             Contains("its column 'b' has the name of a parameter"));
  CHECK_THAT(testing::error_of(text("{x: x.npy}")).what(), Contains("data.theta is missing"));
}

TEST_CASE("archive: one table of a FITS file holds parameters and data", "[archive]") {
  const Folder files;
  auto text = files.text("", "");
  text.simulator = "{data: {x: 'all.fits:/SIMS', columns: [flux]}}";
  const Model model = testing::make_model(text);
  CHECK(model.bundle.archive->theta.values() == files.theta);
  CHECK(model.bundle.archive->x.values() == files.x);
  CHECK(model.simulator().info().layout() == DataLayout{{4}, {"flux_1", "flux_2", "flux_3", "flux_4"}});
  text.simulator = "{data: {x: 'all.fits:/SIMS', columns: [map]}}";
  CHECK(testing::make_model(text).simulator().info().layout() == DataLayout{2, 2});
  text.simulator = "{data: {x: 'all.fits:/DATA'}}";
  CHECK_THAT(testing::error_of(text).what(), Contains("data.theta is missing"));
  text.simulator = "{data: {x: 'all.fits:/SIMS'}}";
  CHECK_THAT(testing::error_of(text).what(), Contains("all.fits:/SIMS: column 'name' holds text"));
}

TEST_CASE("archive: the version follows the numbers", "[archive]") {
  const Folder files;
  const auto version = [&](const std::string& theta) {
    return testing::make_model(files.text(theta, "x.npy")).simulator().info().version;
  };
  CHECK(version("theta.npy") == version("theta.csv"));
  auto other = files.theta;
  other[0] = 1.5;
  write_npy(files.folder / "other.npy", {3, 2}, std::span<const double>(other));
  CHECK(version("other.npy") != version("theta.npy"));
}

}  // namespace
}  // namespace inquest
