#include "apps/run/draw_array.hpp"

#include "core/files/h5.hpp"
#include "core/files/npy.hpp"

namespace inquest {
namespace {

bool is_hdf5(const std::filesystem::path& path) { return path.extension() == ".h5" || path.extension() == ".hdf5"; }

}  // namespace

void check_draw_array_file(const std::filesystem::path& path) {
  INQUEST_VALIDATE(is_hdf5(path) || path.extension() == ".npy", usage, path.string(),
                   " (draws at many observations are an array, written as .h5 or .npy); choose one of these "
                   "extensions");
}

void write_draw_array(const std::filesystem::path& path, const std::vector<std::string>& names, const Draws& draws,
                      const std::vector<double>& log_prob_error) {
  const std::size_t observations = log_prob_error.size();
  check_draw_array_file(path);
  INQUEST_EXPECT(observations > 0 && draws.theta.rows() % observations == 0);
  const std::size_t each = draws.theta.rows() / observations;
  const std::vector<std::size_t> shape{observations, each, draws.theta.cols()};
  const std::span<const double> theta(draws.theta.values());
  if (!is_hdf5(path)) return write_npy(path, shape, theta);
  H5File file = H5File::create(path);
  file.write<double>("theta", shape, theta);
  file.write<double>("log_prob", {observations, each}, draws.log_prob);
  file.write<double>("log_prob_error", {observations}, log_prob_error);
  file.write_text("parameters", names);
  file.close();
}

}  // namespace inquest
