#include "apps/run/evidence_array.hpp"

#include "core/files/h5.hpp"
#include "core/files/npy.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

// ln p(x | M) of three models, {0, -1, -3.5} and its error 0.3 of each, where the last pair is a bound and in doubt.
std::vector<ComparedObservation> two_rows() {
  EvidenceEstimate estimate =
      from_log_evidence({"a", "b", "c"}, {0, -1, -3.5}, {0.3, 0.3, 0.3}, {0.2, 0.3, 0.5}, "test");
  EvidenceEstimate bound = estimate;
  bound.lower_bound = Matrix(3, 3);
  bound.lower_bound(1, 2) = bound.lower_bound(2, 1) = 1;
  return {{estimate, false}, {bound, true}};
}

}  // namespace

TEST_CASE("evidence array: each format has the pairs of each observation") {
  const TemporaryDirectory folder;
  const std::string csv = evidence_as_csv(two_rows());
  CHECK(csv.starts_with("observation,model,other,ln_k,ln_k_error,lower_bound,in_doubt\n0,a,b,1,0.424"));
  CHECK(csv.find("\n1,b,c,2.5,0.424") != std::string::npos);
  CHECK(csv.ends_with(",true,true\n"));

  for (const char* name : {"k.csv", "k.npy", "k.h5"}) write_evidence(folder / name, two_rows());
  const NpyArray array = read_npy(folder / "k.npy");
  CHECK(array.shape == std::vector<std::size_t>{2, 3, 4});
  CHECK(array.values[4] == 3.5);  // ln K of a over c
  CHECK(array.values[22] == 1);   // the bound of b over c, second row
  const H5File file = H5File::open(folder / "k.h5");
  CHECK(file.read<double>("log_k").shape == std::vector<std::size_t>{2, 3, 3});
  CHECK(file.read<double>("log_k").values[9 + 2] == 3.5);
  CHECK(file.read<double>("in_doubt").values == std::vector<double>{0, 1});
  CHECK(file.read_text("models") == std::vector<std::string>{"a", "b", "c"});
  CHECK(error_from([&] { write_evidence(folder / "k.txt", two_rows()); }).kind() == ErrorKind::usage);
}
