#include "core/estimator/estimator_file.hpp"

#include "core/files/atomic_file.hpp"
#include "core/files/h5.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

using Weight = std::pair<std::string, std::vector<std::int64_t>>;

const std::vector<Weight> usual = {{"net.weight.0", {3, 2}}, {"net.bias.0", {3}}};

Parameters make_parameters(const std::vector<Weight>& weights, Seed seed = {1}) {
  Parameters parameters;
  Random random(seed);
  for (const auto& [name, shape] : weights) parameters.add(name, shape, 1, random);
  parameters.flatten();
  return parameters;
}

EstimatorRecord example_record() {
  EstimatorRecord record{"npe", ConfigNode::parse("{models: [a, b], options: {alpha: 2}}", "spec"), {}, "e.h5"};
  record.arrays["x_standardizer"] = to_array(Standardizer({1, 2}, {0.1, 1.0 / 3}));
  return record;
}

/// A file with these weights for each of `members` networks.
std::filesystem::path write(const TemporaryDirectory& folder, const std::vector<Weight>& weights,
                            std::size_t members = 1) {
  const Parameters parameters = make_parameters(weights);
  const auto path = folder / "lambda.npe.h5";
  save_estimator(path, example_record(), std::vector<const Parameters*>(members, &parameters));
  return path;
}

Error error_of_loading(const std::filesystem::path& path) {
  Parameters parameters = make_parameters(usual);
  return error_from([&] { load_estimator_weights(path, {&parameters}); });
}

}  // namespace

TEST_CASE("estimator file: all comes back, bit by bit") {
  const TemporaryDirectory folder;
  const Parameters first = make_parameters(usual, {1});
  const Parameters second = make_parameters(usual, {2});
  const auto path = folder / "lambda.npe.h5";
  save_estimator(path, example_record(), {&first, &second});

  const EstimatorRecord record = load_estimator_record(path);
  CHECK(record.kind == "npe");
  CHECK(record.spec == example_record().spec);
  CHECK((record.arrays == example_record().arrays));
  const Standardizer standardizer = standardizer_from(record, "x_standardizer");
  CHECK(standardizer.location() == std::vector<double>{1, 2});
  CHECK(standardizer.scale() == std::vector<double>{0.1, 1.0 / 3});

  Parameters a = make_parameters(usual, {3});
  Parameters b = make_parameters(usual, {3});
  load_estimator_weights(path, {&a, &b});
  CHECK(tensors_close(a.flat(), first.flat()));
  CHECK(tensors_close(b.flat(), second.flat()));
}

TEST_CASE("estimator file: a standardizer that compresses comes back") {
  using Kind = InputTransform::Kind;
  const bool log1p = GENERATE(false, true);
  const Standardizer written({1, 2}, {0.1, 0.3}, {{log1p ? Kind::log1p : Kind::none}, {Kind::asinh, -5, 1e-7}});
  EstimatorRecord record = example_record();
  record.arrays["x_standardizer"] = to_array(written);
  CHECK(record.arrays["x_standardizer"].rows() == (log1p ? 5 : 4));
  const Standardizer read = standardizer_from(record, "x_standardizer");
  REQUIRE(read.transforms().size() == 2);
  CHECK(read.transforms()[0].kind == written.transforms()[0].kind);
  CHECK(read.transforms()[1].kind == Kind::asinh);
  CHECK(read.transforms()[1].origin == -5);
  CHECK(read.transforms()[1].width == 1e-7);
}

TEST_CASE("estimator file: the shape of the data is what it states, and a vector where it states none") {
  EstimatorRecord record = example_record();
  CHECK(data_view_from(record, "x_standardizer").shape() == Shape{2});
  CHECK(data_view_from(record, "x_standardizer", 5).shape() == Shape{5});
  record.spec.set("data", DataView({1, 2}, Standardizer({0, 0}, {1, 1})).to_config());
  const DataView view = data_view_from(record, "x_standardizer");
  CHECK(view.shape() == Shape{1, 2});
  CHECK(view.scales().location() == std::vector<double>{1, 2});
  const Error error = error_from([&] { data_view_from(record, "x_standardizer", 5); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Contains("e.h5: arrays of 5 numbers for data of shape [1, 2]"));
}

TEST_CASE("estimator file: equal estimators are equal bytes") {
  const TemporaryDirectory folder;
  const auto bytes = [&] { return read_file(write(folder, usual)); };
  CHECK(bytes() == bytes());
}

TEST_CASE("estimator file: a weight is taken under its own name and shape alone") {
  const TemporaryDirectory folder;
  std::vector<Weight> weights = usual;
  std::string problem;
  SECTION("renamed") {
    weights[1].first = "net.offset.0";
    problem = "weights/0/net.offset.0 (the network of this file's spec has no such weight)";
  }
  SECTION("missing") {
    weights.pop_back();
    problem = "weights/0/net.bias.0 is missing (the network of this file's spec needs it)";
  }
  SECTION("extra") {
    weights.push_back({"net.weight.1", {1, 3}});
    problem = "weights/0/net.weight.1 (the network of this file's spec has no such weight)";
  }
  SECTION("reshaped") {
    weights[0].second = {2, 3};
    problem = "weights/0/net.weight.0 has shape [2, 3] (must be [3, 2])";
  }
  const Error error = error_of_loading(write(folder, weights));
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Contains("lambda.npe.h5: " + problem + "; train the estimator again"));
}

TEST_CASE("estimator file: the ensemble has as many networks as the spec") {
  const TemporaryDirectory folder;
  const Error error = error_of_loading(write(folder, usual, 2));
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Contains("weights of 2 networks (the spec has 1)"));
}

TEST_CASE("estimator file: cut short, absent, or another kind of file") {
  const TemporaryDirectory folder;
  const auto path = write(folder, usual);
  SECTION("cut short") {
    std::filesystem::resize_file(path, std::filesystem::file_size(path) - 200);
    const Error error = error_from([&] { load_estimator_record(path); });
    CHECK(error.kind() == ErrorKind::data);
    CHECK_THAT(error.what(), Contains("lambda.npe.h5") && Contains("cut short"));
  }
  SECTION("absent") {
    const Error error = error_from([&] { load_estimator_record(folder / "none.h5"); });
    CHECK(error.kind() == ErrorKind::missing_input);
    CHECK_THAT(error.what(), Contains("none.h5"));
  }
  SECTION("other contents") {
    H5File::create(path).close();
    const Error error = error_from([&] { load_estimator_record(path); });
    CHECK(error.kind() == ErrorKind::data);
    CHECK_THAT(error.what(), Contains("an HDF5 file, but not an estimator of inquest"));
  }
  SECTION("another kind of estimator") {
    const Error error = error_from([&] { require_kind(load_estimator_record(path), "evidence"); });
    CHECK(error.kind() == ErrorKind::data);
    CHECK_THAT(error.what(), Contains("an estimator of kind 'npe' (must be 'evidence')"));
  }
}

TEST_CASE("estimator file: loss curves by network, also where they are named after the estimator") {
  const TemporaryDirectory folder;
  EstimatorRecord record = example_record();
  record.arrays["loss.mean.0"] = Matrix(3, 4, 0.5);
  record.arrays["loss.lambda.npe.1"] = Matrix(2, 4, 0.25);
  save_estimator(folder / "lambda.npe.h5", record, {});
  const auto curves = load_loss_curves(folder / "lambda.npe.h5");
  REQUIRE(curves.size() == 2);
  CHECK((curves.at("mean.0") == Matrix(3, 4, 0.5)));
  CHECK((curves.at("1") == Matrix(2, 4, 0.25)));
}

TEST_CASE("estimator file: a later format is an error that says so") {
  const TemporaryDirectory folder;
  const auto path = folder / "later.h5";
  H5File file = H5File::create(path);
  file.write_attribute("/", "format", std::int64_t{2});
  file.write_attribute("/", "kind", "npe");
  file.close();
  const Error error = error_from([&] { load_estimator_record(path); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Contains("format 2 (written by a later inquest, this one reads up to 1); update inquest"));
}

TEST_CASE("estimator file: parts of the record that are absent or impossible") {
  EstimatorRecord record = example_record();
  const auto error_of_standardizer = [&] { return error_from([&] { standardizer_from(record, "x_standardizer"); }); };
  CHECK_THAT(error_from([&] { required_entry(record, "parameters"); }).what(),
             Contains("e.h5: the spec has no 'parameters'"));
  record.arrays["x_standardizer"](1, 0) = 0;
  CHECK_THAT(error_of_standardizer().what(), Contains("a scale that is not positive"));
  record.arrays["x_standardizer"] = Matrix(3, 2, 1);
  CHECK_THAT(error_of_standardizer().what(), Contains("e.h5: arrays/x_standardizer is missing or has not two rows"));
  record.arrays.clear();
  CHECK_THAT(error_of_standardizer().what(), Contains("is missing"));
}
