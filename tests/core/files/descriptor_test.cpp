#include "core/files/descriptor.hpp"

#include <fcntl.h>

#include "core/base/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

bool is_open(int number) { return ::fcntl(number, F_GETFD) >= 0; }

}  // namespace

TEST_CASE("descriptor: it is closed once, by its last owner", "[files]") {
  Descriptor none;
  CHECK(none.number() < 0);
  CHECK(none.close());
  int number = -1;
  {
    Descriptor first = open_descriptor("/dev/null", O_RDONLY);
    number = first.number();
    const Descriptor second = std::move(first);
    CHECK(second.number() == number);
    CHECK(is_open(number));
    CHECK((::fcntl(number, F_GETFD) & FD_CLOEXEC) != 0);
  }
  CHECK(!is_open(number));
}

TEST_CASE("descriptor: a file that cannot be opened is an error with its name", "[files]") {
  const Error error = error_from([] { open_descriptor("/no/such/file", O_RDONLY); });
  CHECK(error.kind() == ErrorKind::io);
  CHECK(std::string(error.what()).find("/no/such/file cannot be opened (No such file") == 0);
}
