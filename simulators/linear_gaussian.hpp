// linear_gaussian: x = A theta + b + noise in any dimensions, the test bed whose every answer is known.
#pragma once

#include <cstdint>
#include <vector>

#include "core/config/fields.hpp"
#include "core/model/model.hpp"
#include "simulators/linear_model.hpp"
#include "simulators/request.hpp"

namespace inquest {

struct LinearGaussianOptions {
  std::int64_t observations = 0;
  ConfigNode design = ConfigNode::scalar("identity");
  std::int64_t design_seed = 0;
  double noise_sd = 1;
  std::vector<double> offset;

  void fields(FieldVisitor& visit) {
    visit.field("observations", observations, "length of x; 0: as many as there are parameters, or rows of the design",
                {.min = 0});
    visit.field(
        "design", design,
        "A: identity (x_i observes parameter i, and again from the first), random (entries N(0, 1/d)), or a list "
        "of rows");
    visit.one_of("design", design.is_scalar() ? design.text() : "a list", {"identity", "random"},
                 [this](const std::string& word, FieldVisitor& of_word) {
                   if (word == "random") of_word.field("design_seed", design_seed, "of a random design", {.min = 0});
                 });
    visit.field("noise_sd", noise_sd, "standard deviation of the noise", {.min = 0, .min_open = true});
    visit.field("offset", offset, "b, one number per observation; empty: zero");
  }
};

/// The model over the parameters that `request` lists, whatever their names; throws Error(config) on a design or an
/// offset of the wrong size.
LinearModel linear_gaussian_model(const LinearGaussianOptions& options, const SimulatorRequest& request);

SimulatorBundle make_linear_gaussian(const LinearGaussianOptions& options, const SimulatorRequest& request);

}  // namespace inquest
