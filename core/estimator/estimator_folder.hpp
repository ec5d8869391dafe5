// EstimatorFolder: where the estimators of a run are, by their names.
#pragma once

#include <filesystem>
#include <string>

namespace inquest {

class EstimatorFolder {
 public:
  explicit EstimatorFolder(std::filesystem::path path) : path_(std::move(path)) {}

  const std::filesystem::path& path() const { return path_; }

  /// File of the estimator, or of a part of one, called "lambda.npe".
  std::filesystem::path file(const std::string& name) const { return path_ / (name + ".h5"); }

  bool has(const std::string& name) const { return std::filesystem::exists(file(name)); }

  /// Folder of the checkpoints of trainings under way.
  std::filesystem::path checkpoints() const { return path_ / ".checkpoints"; }

 private:
  std::filesystem::path path_;
};

}  // namespace inquest
