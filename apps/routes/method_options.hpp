// Options of a method, read from its entry in the run file.
#pragma once

#include <filesystem>

#include "core/config/fields.hpp"
#include "core/config/schema.hpp"
#include "core/train/trainer.hpp"

namespace inquest {

/// Throws Error(config), with the place, unless LibTorch has the device that `entry` trains on.
void check_device(const ConfigNode& entry, const std::string& device);

/// Calls `check`; what it throws gets the place of `entry`.
template <class Check>
void at_entry(const ConfigNode& entry, const Check& check) {
  try {
    check();
  } catch (const Error& error) {
    raise(error.kind(), concat(entry.where(), ": ", error.what()));
  }
}

/// The entry with every default filled in, `method` first.
template <OptionsStruct Options>
ConfigNode resolve_method_options(const ConfigNode& entry, const std::string& method) {
  std::vector<ConfigNode::Entry> resolved{{"method", ConfigNode::scalar(method)}};
  const Options options = read_options<Options>(entry, {"method"});
  if constexpr (requires { options.training.device; }) {
    check_device(entry, options.training.device);
    at_entry(entry, [&] { options.training.validate(); });
  }
  const ConfigNode written = write_options(options);
  resolved.insert(resolved.end(), written.entries().begin(), written.entries().end());
  return ConfigNode::mapping(std::move(resolved));
}

/// JSON Schema of the entries that name this method.
template <OptionsStruct Options>
ConfigNode method_schema(const std::string& method) {
  ConfigNode schema = schema_of<Options>();
  schema.set("properties.method", ConfigNode::mapping({{"const", ConfigNode::scalar(method)}}));
  schema.set("required", ConfigNode::texts({"method"}));
  return schema;
}

/// The device that a resolved entry names.
template <OptionsStruct Options>
std::string device_of(const ConfigNode& resolved) {
  return read_options<Options>(resolved, {"method"}).training.device;
}

/// The file of the estimator at `path`, or of a part of it beside that, which `message` names; `path` where it names
/// none.
std::filesystem::path file_at_fault(const std::string& message, const std::filesystem::path& path);

/// Calls `use`, which reads an estimator; what is wrong with its file gets the advice that helps in a run.
template <class Use>
auto with_estimator(const std::filesystem::path& path, const Use& use) {
  try {
    return use();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::data) throw;
    raise(error.kind(), concat(error.what(), " (delete ", file_at_fault(error.what(), path).string(),
                               " and use --resume, and it is trained anew)"));
  }
}

template <class Estimator>
Estimator load_trained(const std::filesystem::path& path, const std::string& device) {
  return with_estimator(path, [&] { return Estimator::load(path, device); });
}

}  // namespace inquest
