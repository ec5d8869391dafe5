#include "core/estimator/estimator.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/stated_shape.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

struct LineOptions {
  struct Training {
    std::string device = "cpu";
    void fields(FieldVisitor& visit) { visit.field("device", device, "where it answers"); }
  } training;
  double slope = 1;

  void fields(FieldVisitor& visit) {
    visit.field("slope", slope, "of the line");
    visit.group("training", training, "how it learns");
  }
};

/// The smallest estimator there can be: one weight, one option.
class Line final : public Estimator {
 public:
  static constexpr const char* file_kind = "line";

  Line(DataView view, LineOptions options) : view_(std::move(view)), options_(std::move(options)) {
    Random random(Seed{1});
    parameters_->add("weight", {1}, 1, random);
    parameters_->flatten();
  }
  static Line load(const std::filesystem::path& path) { return load_estimator<Line>(path, "cuda"); }
  static Line from_record(const EstimatorRecord& record, const std::string& device) {
    return {data_view_from(record, "scales"), estimator_options<LineOptions>(record, device)};
  }

  std::string kind() const override { return file_kind; }
  const DataView& view() const override { return view_; }
  std::size_t members() const override { return 1; }
  std::vector<Parameters*> networks() const override { return {parameters_.get()}; }
  const LineOptions& options() const { return options_; }

 private:
  EstimatorRecord record() const override {
    return {
        file_kind, ConfigNode::mapping({{"options", write_options(options_)}}), {{"scales", to_array(view_.scales())}}};
  }

  DataView view_;
  LineOptions options_;
  std::unique_ptr<Parameters> parameters_ = std::make_unique<Parameters>();
};

Line example() { return {DataView({2, 1}, Standardizer({1, 2}, {3, 4})), {.training = {}, .slope = 5}}; }

}  // namespace

TEST_CASE("estimator: what all share comes back from the file, on the device that is asked for") {
  const TemporaryDirectory folder;
  const Line line = example();
  line.networks().front()->flat().fill_(7);
  line.save(folder / "line.h5", {{"loss.line", Matrix(2, 4, 0.5)}});
  const Line loaded = Line::load(folder / "line.h5");
  CHECK(tensors_close(loaded.networks().front()->flat(), line.networks().front()->flat()));
  CHECK(loaded.options().slope == 5);
  CHECK(loaded.options().training.device == "cuda");
  CHECK(loaded.view().scales().location() == std::vector<double>{1, 2});
  CHECK(load_estimator_record(folder / "line.h5").arrays.at("loss.line").rows() == 2);
}

TEST_CASE("estimator: its file states the shape of the data, and it refuses another") { check_stated_shape(example()); }

TEST_CASE("estimator: a file of another kind is refused") {
  const TemporaryDirectory folder;
  save_estimator(folder / "other.h5", {"circle", ConfigNode::mapping()}, {});
  CHECK_THROWS_WITH(Line::load(folder / "other.h5"),
                    Contains("other.h5: an estimator of kind 'circle' (must be 'line')"));
}
