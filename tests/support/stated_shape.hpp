// What the files of all estimators have in common: they state the shape of the data, and refuse another.
#pragma once

#include "core/data/data_view.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {

/// `estimator` is of data of shape [2, 1].
template <class E>
void check_stated_shape(const E& estimator) {
  const TemporaryDirectory folder;
  estimator.save(folder / "e.h5");
  const E loaded = E::load(folder / "e.h5");
  CHECK(loaded.view().shape() == Shape{2, 1});
  CHECK(loaded.data_size() == 2);
  CHECK_NOTHROW(loaded.view().require({2, 1}));
  const Error error = error_from([&] { loaded.view().require({1, 2}); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(),
             Catch::Matchers::Equals("data of shape [1, 2] (the estimator was trained on data of shape [2, 1])"));
}

}  // namespace inquest::testing
