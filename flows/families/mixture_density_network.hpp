// Mixture density network (Bishop 1994): q(z | context) as a mixture of normals with full covariances.
//
// A perceptron gives each component's log-weight, its mean and the lower Cholesky factor L of its precision, whose
// diagonal is exp of a bounded number: u = L (z - mean) is standard normal within a component.
#pragma once

#include <memory>

#include "core/nn/mlp.hpp"
#include "flows/families/flow.hpp"

namespace inquest {

struct MdnOptions {
  static constexpr const char* name = "mdn";
  static constexpr const char* doc = "mixture density network: a mixture of normals with full covariances";
  static constexpr bool knows_circles = false;

  MlpOptions conditioner = {{64, 64}, "silu"};
  std::int64_t components = 8;

  void fields(FieldVisitor& visit);
  std::unique_ptr<Flow> make(const FlowShape& shape, Random& random) const;
};

class MixtureDensityNetwork final : public Flow {
 public:
  MixtureDensityNetwork(std::int64_t features, std::int64_t context, std::int64_t components,
                        const MlpOptions& conditioner, Random& random);

  std::int64_t features() const override { return features_; }

  /// One more than features: the last chooses the component.
  std::int64_t normals() const override { return features_ + 1; }

 private:
  Tensor log_prob_given(const Tensor& z, const Tensor& context) const override;
  Tensor sample_given(const Tensor& normals, const Tensor& context) const override;
  struct Mixture {
    Tensor log_weight;    // [n, components]
    Tensor mean;          // [n, components, features]
    Tensor log_diagonal;  // [n, components, features], of the factor
    Tensor factor;        // [n, components, features, features]
  };
  Mixture mixture(const Tensor& context) const;

  std::int64_t features_;
  std::int64_t components_;
  Mlp network_;
};

}  // namespace inquest
