// Options of a method, read from its entry in the run file.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "apps/routes/route_context.hpp"
#include "core/config/fields.hpp"
#include "core/config/schema.hpp"
#include "core/infer/posterior.hpp"
#include "core/model/model.hpp"
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

/// The options of an entry, checked against what LibTorch has; throws Error(config), with the place.
template <OptionsStruct Options>
Options read_method_options(const ConfigNode& entry) {
  const auto options = read_options<Options>(entry, {"method"});
  if constexpr (requires { options.training.device; }) {
    check_device(entry, options.training.device);
    at_entry(entry, [&] { options.training.validate(); });
  }
  return options;
}

/// The entry with every default filled in, `method` first.
template <OptionsStruct Options>
ConfigNode resolved_entry(const std::string& method, const Options& options) {
  std::vector<ConfigNode::Entry> resolved{{"method", ConfigNode::scalar(method)}};
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

/// The file of the estimator at `path`, or of a part of it beside that, which `message` names; `path` where it names
/// none.
std::filesystem::path file_at_fault(const std::string& message, const std::filesystem::path& path);

/// Throws Error(data) on an estimator of other models than the run file's.
void require_models(const std::vector<std::string>& trained, const ModelSet& models, const std::filesystem::path& path);

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

template <class E>
E load_trained(const std::filesystem::path& path, const std::string& device) {
  return with_estimator(path, [&] { return E::load(path, device); });
}

/// The route's own estimator, which is a posterior.
template <class E>
std::unique_ptr<Posterior> open_trained(const RouteContext& context, const std::string& device) {
  return std::make_unique<E>(load_trained<E>(context.estimators.file(context.name), device));
}

/// The route's own estimator, which compares models; throws Error(data) where these are not the run file's.
template <class E>
E load_trained_of(const ModelSet& models, const RouteContext& context, const std::string& device) {
  const auto path = context.estimators.file(context.name);
  return with_estimator(path, [&] {
    E estimator = E::load(path, device);
    require_models(estimator.models(), models, path);
    return estimator;
  });
}

}  // namespace inquest
