#include "apps/run/journal.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/base/error.hpp"

namespace inquest {
namespace {

using Json = nlohmann::ordered_json;

// What other stages do they do again in every sitting.
bool is_kept(const std::string& stage) { return stage == "simulate" || stage == "train"; }

// Whether a warning is of an estimator, or of one of its networks: "training lambda.npe.0: ...".
bool is_of(const std::string& warning, const std::string& estimator) {
  const std::size_t at = warning.find(estimator), end = at + estimator.size();
  if (at == std::string::npos || end >= warning.size()) return false;
  return (at == 0 || warning[at - 1] == ' ') && (warning[end] == '.' || warning[end] == ':');
}

double value_or_zero(const std::map<std::string, double>& values, const std::string& key) {
  const auto found = values.find(key);
  return found == values.end() ? 0 : found->second;
}

}  // namespace

Journal::Journal(std::filesystem::path path) : path_(std::move(path)) {
  read();
  out_.open(path_, std::ios::app);
  INQUEST_VALIDATE(out_.is_open(), io, path_.string(), " cannot be written");
}

void Journal::read() {
  std::ifstream in(path_);
  for (std::string line; std::getline(in, line);) {
    const Json entry = Json::parse(line, nullptr, false);
    if (!entry.is_object()) continue;
    const double seconds = entry.value("seconds", 0.0);
    if (entry.contains("stage")) stages_[entry["stage"].get<std::string>()] += seconds;
    if (entry.contains("estimator")) estimators_[entry["estimator"].get<std::string>()] += seconds;
    if (entry.contains("trained")) trained_[entry.value("estimator", "")] = entry["trained"].get<std::string>();
    if (entry.contains("plan")) plans_[entry.value("estimator", "")] = entry["plan"].get<std::string>();
    if (entry.contains("forgotten")) drop(entry.value("estimator", ""));
    if (entry.contains("warning") && is_kept(entry.value("during", "train"))) {
      warnings_.insert(entry["warning"].get<std::string>());
    }
  }
}

void Journal::append(const std::string& line) {
  out_ << line + "\n" << std::flush;
  INQUEST_VALIDATE(out_.good(), io, path_.string(),
                   " cannot be written (is the disk full?); free some space and --resume");
}

void Journal::add_metric(const Metric& metric) {
  const std::lock_guard lock(mutex_);
  Json entry{{"task", metric.task}};
  for (const auto& [name, value] : metric.values) entry[name] = value;
  append(entry.dump());
}

void Journal::add_stage(const std::string& stage, double seconds) {
  const std::lock_guard lock(mutex_);
  stages_[stage] += seconds;
  append(Json{{"stage", stage}, {"seconds", seconds}}.dump());
}

void Journal::add_estimator(const std::string& estimator, double seconds) {
  const std::lock_guard lock(mutex_);
  estimators_[estimator] += seconds;
  append(Json{{"estimator", estimator}, {"seconds", seconds}}.dump());
}

void Journal::add_sharing(const std::string& estimator, const std::string& trained) {
  const std::lock_guard lock(mutex_);
  trained_[estimator] = trained;
  append(Json{{"estimator", estimator}, {"trained", trained}}.dump());
}

void Journal::add_warning(const std::string& warning) {
  const std::lock_guard lock(mutex_);
  if (!warnings_.insert(warning).second) return;
  append(Json{{"warning", warning}, {"during", stage_}}.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void Journal::add_plan(const std::string& estimator, const std::string& plan) {
  const std::lock_guard lock(mutex_);
  plans_[estimator] = plan;
  append(Json{{"estimator", estimator}, {"plan", plan}}.dump());
}

void Journal::begin_stage(const std::string& stage) {
  const std::lock_guard lock(mutex_);
  stage_ = stage;
}

void Journal::forget(const std::string& estimator) {
  const std::lock_guard lock(mutex_);
  drop(estimator);
  append(Json{{"estimator", estimator}, {"forgotten", true}}.dump());
}

// A warning of "lambda.auto.npe" is none of "lambda.auto", which may be made anew alone.
void Journal::drop(const std::string& estimator) {
  estimators_.erase(estimator);
  trained_.erase(estimator);
  std::erase_if(warnings_, [&](const std::string& warning) {
    return is_of(warning, estimator) && std::ranges::none_of(plans_, [&](const auto& plan) {
             return plan.first.starts_with(estimator + ".") && is_of(warning, plan.first);
           });
  });
}

std::string Journal::plan(const std::string& estimator) const {
  const std::lock_guard lock(mutex_);
  const auto found = plans_.find(estimator);
  return found == plans_.end() ? "" : found->second;
}

double Journal::stage_seconds(const std::string& stage) const {
  const std::lock_guard lock(mutex_);
  return value_or_zero(stages_, stage);
}

double Journal::estimator_seconds(const std::string& estimator) const {
  const std::lock_guard lock(mutex_);
  const auto shared = trained_.find(estimator);
  return value_or_zero(estimators_, shared == trained_.end() ? estimator : shared->second);
}

std::set<std::string> Journal::warnings() const {
  const std::lock_guard lock(mutex_);
  return warnings_;
}

}  // namespace inquest
