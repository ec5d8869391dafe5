#include "simulators/external/external_likelihood.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/files/npy.hpp"

namespace inquest {
namespace {

// Throws Error(data) on anything else than a number for each row.
void read_output(const std::filesystem::path& path, std::span<double> out) {
  INQUEST_VALIDATE(std::filesystem::exists(path), data, "wrote no log_likelihood.npy");
  const NpyArray array = read_npy(path);
  INQUEST_VALIDATE(array.shape == std::vector{out.size()}, data, "wrote a log_likelihood.npy of ", array.values.size(),
                   " numbers in ", array.shape.size(), " dimensions (must be ", out.size(), " in one, a row each)");
  std::ranges::copy(array.values, out.begin());
}

}  // namespace

ExternalLikelihood::ExternalLikelihood(const ConfigNode& node, const std::filesystem::path& base,
                                       const std::vector<std::string>& parameters)
    : ExternalLikelihood(read_options<ExternalLikelihoodOptions>(node), node, base, parameters) {}

ExternalLikelihood::ExternalLikelihood(const ExternalLikelihoodOptions& options, const ConfigNode& node,
                                       const std::filesystem::path& base, const std::vector<std::string>& parameters)
    : ExternalLikelihood({options.command, parameters, options.workers, options.timeout, options.persistent},
                         options.batch, *node.find("command"), base) {}

ExternalLikelihood::ExternalLikelihood(ExternalCommandOptions command, std::int64_t batch, const ConfigNode& node,
                                       const std::filesystem::path& base)
    : batch_(static_cast<std::size_t>(batch)), command_(std::move(command), node, base) {}

void ExternalLikelihood::log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const {
  parallel_for((theta.rows() + batch_ - 1) / batch_, [&](std::size_t i) {
    const std::size_t first = i * batch_, count = std::min(batch_, theta.rows() - first);
    run(theta.rows(first, count), x, out.subspan(first, count));
  });
}

void ExternalLikelihood::run(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const {
  const ScratchFolder scratch;
  scratch.write("theta.npy", npy_bytes({theta.rows(), theta.cols()}, theta.values()));
  scratch.write("x.npy", npy_bytes({x.size()}, x));
  std::string problem = command_.run(scratch, {"theta.npy", "x.npy", "log_likelihood.npy"}).problem;
  try {
    if (problem.empty()) read_output(scratch / "log_likelihood.npy", out);
  } catch (const Error& error) {
    problem = error.what();
  }
  INQUEST_VALIDATE(problem.empty(), data, "the likelihood ", command_.text(), " ", problem, ", asked for ",
                   theta.rows(), " rows", command_.last_words(scratch));
}

}  // namespace inquest
