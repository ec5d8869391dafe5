#include "core/model/recorded_likelihood.hpp"

#include <algorithm>
#include <string_view>

#include "core/base/error.hpp"

namespace inquest {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::microseconds worth_keeping{100};  // a row
constexpr std::chrono::seconds flush_interval{1};

struct Entry {
  std::uint64_t key;
  double value;
};

std::string_view bytes_of(std::span<const double> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

}  // namespace

RecordedLikelihood::RecordedLikelihood(std::shared_ptr<const Likelihood> likelihood, std::string_view version,
                                       std::filesystem::path path)
    : Decorator(std::move(likelihood)), version_(Seed{}.child(version)), path_(std::move(path)) {
  if (!std::filesystem::exists(path_)) return;
  std::ifstream file(path_, std::ios::binary);
  Entry entry{};
  std::uintmax_t whole = 0;
  while (file.read(reinterpret_cast<char*>(&entry), sizeof entry)) {
    recorded_.emplace(entry.key, entry.value);
    whole += sizeof entry;
  }
  INQUEST_VALIDATE(file.eof(), io, path_.string(), " cannot be read");
  std::filesystem::resize_file(path_, whole);
}

RecordedLikelihood::Keys RecordedLikelihood::keys_of(ConstMatrixView theta, std::span<const double> x) const {
  const Seed base = version_.child(bytes_of(x));
  Keys keys(theta.rows());
  for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = base.child(bytes_of(theta.row(i))).value;
  return keys;
}

bool RecordedLikelihood::recall(const Keys& keys, std::span<double> out) const {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto found = recorded_.find(keys[i]);
    if (found == recorded_.end()) return false;
    out[i] = found->second;
  }
  return true;
}

void RecordedLikelihood::keep(const Keys& keys, std::span<const double> values) const {
  const std::lock_guard lock(mutex_);
  if (!file_.is_open()) {
    std::filesystem::create_directories(path_.parent_path());
    file_.open(path_, std::ios::binary | std::ios::app);
    flushed_ = Clock::now();
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const Entry entry{keys[i], values[i]};
    file_.write(reinterpret_cast<const char*>(&entry), sizeof entry);
  }
  if (Clock::now() - flushed_ > flush_interval) {
    file_.flush();
    flushed_ = Clock::now();
  }
  INQUEST_VALIDATE(file_.good(), io, path_.string(), " cannot be written; is the disk full?");
}

// A batch is recalled as a whole or computed as a whole, so that what is computed never depends on what was on file.
void RecordedLikelihood::log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const {
  if (!recorded_.empty() && recall(keys_of(theta, x), out)) return;
  const auto start = Clock::now();
  decorated().log_likelihood(theta, x, out);
  const auto each = (Clock::now() - start) / static_cast<std::int64_t>(std::max<std::size_t>(theta.rows(), 1));
  if (each > worth_keeping) keep(keys_of(theta, x), out);
}

}  // namespace inquest
