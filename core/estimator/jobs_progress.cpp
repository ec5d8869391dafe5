#include "core/estimator/jobs_progress.hpp"

#include <algorithm>
#include <numeric>

#include "core/base/error.hpp"

namespace inquest {

void JobsProgress::update(std::size_t job, double share, const std::string& detail) {
  const std::lock_guard lock(mutex_);
  shares_[job] = std::max(shares_[job], share);
  const auto finished = std::ranges::count(shares_, 1.0);
  const double done = std::accumulate(shares_.begin(), shares_.end(), 0.0) / static_cast<double>(shares_.size());
  reporter_.progress({"train", static_cast<std::int64_t>(100 * done), 100, "%",
                      concat(finished, " of ", shares_.size(), " networks", detail.empty() ? "" : ", ", detail)});
}

void JobReporter::progress(const Progress& progress) {
  const double share =
      static_cast<double>(progress.done) / static_cast<double>(std::max<std::int64_t>(progress.total, 1));
  const std::string prefix = "train ";
  const std::string network = progress.task.substr(progress.task.starts_with(prefix) ? prefix.size() : 0);
  // A job may train one network after another: it is done when it says so.
  progress_.update(job_, 0.95 * share,
                   concat(network, ": epoch ", progress.done, " of ", progress.total, ", ", progress.detail));
}

}  // namespace inquest
