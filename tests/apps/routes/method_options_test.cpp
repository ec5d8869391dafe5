#include "apps/routes/method_options.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {

TEST_CASE("advice on an estimator that cannot be read names the file at fault, a part where it is one") {
  const TemporaryDirectory folder;
  const auto own = folder / "a.auto.h5";
  for (const char* name : {"a.auto.h5", "a.auto.npe.h5", "a.auto2.npe.h5"}) write_text(folder / name, "");
  const auto advice = [&](const std::string& named) {
    return error_from([&] { with_estimator(own, [&] { raise(ErrorKind::data, named + ": no spec"); }); });
  };
  const std::string part = (folder / "a.auto.npe.h5").string();
  CHECK(advice(part).what() == concat(part, ": no spec (delete ", part, " and use --resume, and it is trained anew)"));
  for (const std::string& other : {own.string(), (folder / "a.auto2.npe.h5").string(), std::string("nothing")}) {
    CHECK_THAT(advice(other).what(), Catch::Matchers::Contains(concat("(delete ", own.string(), " and")));
  }
}

}  // namespace inquest::testing
