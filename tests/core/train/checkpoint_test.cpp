#include "core/train/checkpoint.hpp"

#include "core/files/h5.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

Checkpoint example() {
  Random random(Seed{6});
  const auto numbers = [&] { return random_tensor({5}, random, at::kFloat); };
  Checkpoint checkpoint{numbers(), numbers(), {numbers(), numbers(), 17}, {}, false};
  checkpoint.result.epochs = {{1, 0.5, 0.25, 0.001}, {2, 0.1, 0.3, 0.002}};
  checkpoint.result.best_epoch = 1;
  checkpoint.result.clipped_steps = 3;
  checkpoint.result.skipped_steps = 1;
  return checkpoint;
}

}  // namespace

TEST_CASE("checkpoint comes back as it was") {
  const TemporaryDirectory folder;
  const Checkpoint saved = example();
  save_checkpoint(folder / "c.h5", saved, "task");
  const auto loaded = load_checkpoint(folder / "c.h5", "task");
  REQUIRE(loaded);
  CHECK(tensors_close(loaded->flat, saved.flat));
  CHECK(tensors_close(loaded->best_flat, saved.best_flat));
  CHECK(tensors_close(loaded->adam.mean, saved.adam.mean));
  CHECK(tensors_close(loaded->adam.variance, saved.adam.variance));
  CHECK(loaded->adam.steps == 17);
  CHECK(loaded->result.epochs.size() == 2);
  CHECK(loaded->result.epochs[1].validation_loss == 0.3);
  CHECK(loaded->result.best_validation_loss == 0.25);
  CHECK(loaded->result.clipped_steps == 3);
  CHECK(loaded->result.skipped_steps == 1);
  CHECK(!loaded->finished);
}

TEST_CASE("checkpoint: none is none") {
  const TemporaryDirectory folder;
  CHECK(!load_checkpoint(folder / "c.h5", "task"));
}

TEST_CASE("checkpoint that is cut short, of another task, or out of joint is an error") {
  const TemporaryDirectory folder;
  const auto path = folder / "c.h5";
  Checkpoint checkpoint = example();
  std::string message;
  SECTION("cut short") {
    save_checkpoint(path, checkpoint, "task");
    std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
    message = "cut short";
  }
  SECTION("another task") {
    save_checkpoint(path, checkpoint, "other task");
    message = "a checkpoint of another training";
  }
  SECTION("best epoch that was not reached") {
    checkpoint.result.best_epoch = 3;
    save_checkpoint(path, checkpoint, "task");
    message = "parts do not fit together";
  }
  SECTION("moments of other weights") {
    checkpoint.adam.mean = checkpoint.adam.mean.narrow(0, 0, 4);
    save_checkpoint(path, checkpoint, "task");
    message = "parts do not fit together";
  }
  const Error error = error_from([&] { load_checkpoint(path, "task"); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Contains("c.h5") && Contains(message));
}
