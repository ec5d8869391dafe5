// Options that belong to the word under a key.

#include <variant>

#include "core/config/fields.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;
using Catch::Matchers::Contains;

namespace {

struct Round {
  static constexpr const char* name = "round";
  std::int64_t size = 1;
  double radius = 2;
  void fields(FieldVisitor& visit) {
    visit.field("size", size, "how many", {.min = 1});
    visit.field("radius", radius, "to the rim", {.min = 0});
  }
};

struct Square {
  static constexpr const char* name = "square";
  std::int64_t size = 1;
  double side = 3;
  void fields(FieldVisitor& visit) {
    visit.field("size", size, "how many", {.min = 1});
    visit.field("side", side, "from corner to corner", {.min = 0});
  }
};

struct Shape {
  std::variant<Round, Square> shape;
  std::int64_t count = 1;
  std::vector<Shape> list = {};

  void fields(FieldVisitor& visit) {
    std::string word = shape.index() == 0 ? Round::name : Square::name;
    visit.choice("shape", word, "", {Round::name, Square::name});
    if (word == Square::name && shape.index() == 0) shape = Square{};
    visit.one_of("shape", shape);
  }
};

struct Shapes : Shape {
  void fields(FieldVisitor& visit) {
    Shape::fields(visit);
    visit.count_or_list("copies", count, list, static_cast<const Shape&>(*this), "", {.min = 1});
  }
};

struct Walk {
  ConfigNode gait = ConfigNode::scalar("run");
  double speed = 1;
  void fields(FieldVisitor& visit) {
    visit.field("gait", gait, "a word or its steps");
    visit.one_of("gait", gait.is_scalar() ? gait.text() : "by steps", {"run", "walk", "stand"},
                 [this](const std::string& word, FieldVisitor& of_word) {
                   if (word != "stand") of_word.field("speed", speed, "of it");
                 });
  }
};

template <class T>
T read_shape(const std::string& text, OptionsOfOthers others = OptionsOfOthers::refused) {
  return read_options<T>(ConfigNode::parse(text, "run.yaml"), {}, others);
}

}  // namespace

TEST_CASE("alternatives: a word brings options of its own, and those of other words are refused", "[config]") {
  CHECK(std::get<Round>(read_shape<Shape>("{radius: 5}").shape).radius == 5);
  CHECK(std::get<Square>(read_shape<Shape>("{shape: square, side: 5, size: 2}").shape).side == 5);
  CHECK(write_options(read_shape<Shape>("{shape: square}")).to_yaml() == "shape: square\nsize: 1\nside: 3\n");
  CHECK_THROWS_WITH(read_shape<Shape>("size: 2\nside: 5\n"),
                    "run.yaml:2: side is not an option of shape: round (it is one of square); choose one of these, or "
                    "leave it out");
  CHECK_THROWS_WITH(read_shape<Shape>("{sides: 5}"),
                    "run.yaml:1: sides is not a known key (known: shape, size, radius); did you mean 'side'?");
  CHECK_THROWS_WITH(read_shape<Shapes>("{copies: [{shape: square, radius: 1}]}"),
                    Contains("copies[0].radius is not an option of shape: square"));
}

TEST_CASE("alternatives: words that share a struct have the fields that they visit", "[config]") {
  CHECK(read_shape<Walk>("{gait: run, speed: 3}").speed == 3);
  CHECK(write_options(read_shape<Walk>("{gait: stand}")).to_yaml() == "gait: stand\n");
  CHECK_THROWS_WITH(read_shape<Walk>("{gait: stand, speed: 3}"),
                    Contains("speed is not an option of gait: stand (it is one of run, walk)"));
  CHECK(read_shape<Walk>("{gait: stand, speed: 3}", OptionsOfOthers::passed_over).speed == 1);
  CHECK_THROWS_WITH(read_shape<Walk>("{gait: [3, 1], speed: 3}"), Contains("is not an option of gait: by steps"));
}

TEST_CASE("alternatives: options of other words are passed over in files of before", "[config]") {
  const auto shapes = read_shape<Shapes>("{shape: square, side: 4, radius: 1, copies: [{radius: 0, side: 2}]}",
                                         OptionsOfOthers::passed_over);
  CHECK(std::get<Square>(shapes.shape).side == 4);
  CHECK(std::get<Square>(shapes.list.at(0).shape).side == 2);
  CHECK_THROWS_WITH(read_shape<Shapes>("{sides: 4}", OptionsOfOthers::passed_over), Contains("is not a known key"));
}
