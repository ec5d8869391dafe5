#include "core/train/checkpoint.hpp"

#include <cstring>

#include <ATen/ops/empty.h>

#include "core/base/error.hpp"
#include "core/files/h5.hpp"

namespace inquest {
namespace {

constexpr std::int64_t format_version = 1;

void write_flat(H5File& file, const std::string& name, const Tensor& tensor) {
  const Tensor values = tensor.detach().to(at::kCPU).contiguous();
  const auto count = static_cast<std::size_t>(values.numel());
  file.write<float>(name, {count}, std::span<const float>(values.data_ptr<float>(), count));
}

Tensor read_flat(const H5File& file, const std::string& name) {
  const auto array = file.read<float>(name);
  Tensor tensor = at::empty({static_cast<std::int64_t>(array.values.size())}, at::kFloat);
  std::memcpy(tensor.data_ptr<float>(), array.values.data(), array.values.size() * sizeof(float));
  return tensor;
}

void write_epochs(H5File& file, const std::vector<EpochRecord>& epochs) {
  std::vector<double> values;
  for (const auto& record : epochs) {
    values.insert(values.end(), {record.train_loss, record.validation_loss, record.learning_rate});
  }
  file.write<double>("epochs", {epochs.size(), 3}, values);
}

std::vector<EpochRecord> read_epochs(const H5File& file) {
  const auto array = file.read<double>("epochs");
  std::vector<EpochRecord> epochs;
  for (std::size_t i = 0; 3 * i < array.values.size(); ++i) {
    const double* row = array.values.data() + 3 * i;
    epochs.push_back({static_cast<std::int64_t>(i) + 1, row[0], row[1], row[2]});
  }
  return epochs;
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint, const std::string& fingerprint) {
  H5File file = H5File::create(path);
  write_flat(file, "flat", checkpoint.flat);
  write_flat(file, "best_flat", checkpoint.best_flat);
  write_flat(file, "adam_mean", checkpoint.adam.mean);
  write_flat(file, "adam_variance", checkpoint.adam.variance);
  const TrainingResult& result = checkpoint.result;
  write_epochs(file, result.epochs);
  file.write_attribute("/", "format", format_version);
  file.write_attribute("/", "fingerprint", fingerprint);
  file.write_attribute("/", "steps", checkpoint.adam.steps);
  file.write_attribute("/", "best_epoch", result.best_epoch);
  file.write_attribute("/", "clipped_steps", result.clipped_steps);
  file.write_attribute("/", "skipped_steps", result.skipped_steps);
  file.write_attribute("/", "finished", static_cast<std::int64_t>(checkpoint.finished));
  file.close();
}

std::optional<Checkpoint> load_checkpoint(const std::filesystem::path& path, const std::string& fingerprint) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  const H5File file = H5File::open(path);
  INQUEST_VALIDATE(
      file.text_attribute("/", "fingerprint") == fingerprint && file.integer_attribute("/", "format") == format_version,
      data, path.string(), " (a checkpoint of another training); delete it, or start again with --force");
  Checkpoint checkpoint;
  checkpoint.flat = read_flat(file, "flat");
  checkpoint.best_flat = read_flat(file, "best_flat");
  checkpoint.adam = {read_flat(file, "adam_mean"), read_flat(file, "adam_variance"),
                     file.integer_attribute("/", "steps")};
  TrainingResult& result = checkpoint.result;
  result.epochs = read_epochs(file);
  result.best_epoch = file.integer_attribute("/", "best_epoch");
  const std::int64_t count = checkpoint.flat.numel();
  INQUEST_VALIDATE(checkpoint.best_flat.numel() == count && checkpoint.adam.mean.numel() == count &&
                       checkpoint.adam.variance.numel() == count && result.best_epoch >= 1 &&
                       result.best_epoch <= static_cast<std::int64_t>(result.epochs.size()),
                   data, path.string(), " (a checkpoint whose parts do not fit together); delete it");
  result.best_validation_loss = result.epochs.at(static_cast<std::size_t>(result.best_epoch - 1)).validation_loss;
  result.clipped_steps = file.integer_attribute("/", "clipped_steps");
  result.skipped_steps = file.integer_attribute("/", "skipped_steps");
  checkpoint.finished = file.integer_attribute("/", "finished") != 0;
  return checkpoint;
}

}  // namespace inquest
