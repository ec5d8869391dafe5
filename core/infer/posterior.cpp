#include "core/infer/posterior.hpp"

#include <algorithm>

namespace inquest {
namespace {

// Says which row a warning is about, and keeps a row's own progress to itself.
class RowReporter final : public Reporter {
 public:
  RowReporter(Reporter& reporter, std::size_t row) : reporter_(reporter), row_(row) {}

  void info(std::string_view) override {}
  void warning(std::string_view message) override { reporter_.warning(concat("row ", row_ + 1, ": ", message)); }
  void progress(const Progress&) override {}
  void metric(const Metric& metric) override { reporter_.metric(metric); }
  bool stop_requested() const override { return reporter_.stop_requested(); }

 private:
  Reporter& reporter_;
  std::size_t row_;
};

Draws sample_row(const Posterior& posterior, std::span<const double> x, std::size_t count, Seed seed,
                 Reporter& reporter) {
  return draws_of(*posterior.at(x)).sample(count, seed, reporter);
}

Draws sample_row_by_row(const Posterior& posterior, ConstMatrixView x, std::size_t count, std::span<const Seed> seeds,
                        Reporter& reporter) {
  Draws all{Matrix(x.rows() * count, posterior.space().dimension()), std::vector<double>(x.rows() * count), {}};
  for (std::size_t i = 0; i < x.rows(); ++i) {
    throw_if_stopped(reporter);
    RowReporter row(reporter, i);
    const Draws draws = sample_row(posterior, x.row(i), count, seeds[i], row);
    std::ranges::copy(draws.theta.values(), all.theta.view().rows(i * count, count).values().begin());
    std::ranges::copy(draws.log_prob, all.log_prob.begin() + static_cast<std::ptrdiff_t>(i * count));
    reporter.progress({.task = "sample",
                       .done = static_cast<std::int64_t>(i + 1),
                       .total = static_cast<std::int64_t>(x.rows()),
                       .unit = "observations",
                       .detail = ""});
  }
  return all;
}

}  // namespace

const AmortisedPosterior* amortised(const Posterior& posterior) {
  if (const auto* other = dynamic_cast<const Delegating*>(&posterior)) return amortised(other->answering());
  return dynamic_cast<const AmortisedPosterior*>(&posterior);
}

Draws sample_each(const Posterior& posterior, ConstMatrixView x, std::size_t count, Seed seed, Reporter& reporter) {
  INQUEST_VALIDATE(x.cols() == posterior.data_size(), data, "observations of length ", x.cols(),
                   " (the estimator takes data of length ", posterior.data_size(), ")");
  std::vector<Seed> seeds;
  for (std::size_t i = 0; i < x.rows(); ++i) seeds.push_back(seed.child(i));
  if (const AmortisedPosterior* all = amortised(posterior)) return all->at_each(x)->sample(count, seeds);
  return sample_row_by_row(posterior, x, count, seeds, reporter);
}

}  // namespace inquest
