#include "core/ranks/crew.hpp"

#include <atomic>
#include <stdexcept>

#include "core/base/parallel.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

// With one rank; others are in tests/mpi.
TEST_CASE("crew: no more places are taken than there are, and they are free again") {
  Crew crew(2);
  std::atomic<int> inside{0}, most{0};
  const int before = threads();
  set_threads(8);
  parallel_for(200, [&](std::size_t) {
    const Crew::Place place(crew);
    const int now = ++inside;
    for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
    }
    if (!place.is_here()) throw std::logic_error("there is no other rank");
    --inside;
  });
  set_threads(before);
  CHECK(inside == 0);
  CHECK(most <= 2);
}
