// MomentMember: the networks of one member of a moment network, with the options that make them.
//
// Two networks, each with its embedding, of which the second learns with the first one frozen; or, where the loss is of
// one step, one network for both moments. Outputs are of standardised parameters.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/data/data_view.hpp"
#include "core/nn/embedded_mlp.hpp"
#include "core/train/augmentation.hpp"
#include "core/train/trainer.hpp"

namespace inquest {

struct MomentNetworkOptions {
  MlpOptions network = {{64, 64, 64}, "silu"};
  std::optional<EmbeddingOptions> embedding = {};
  std::string loss = "score";
  std::int64_t ensemble = 2;
  TrainerOptions training = {};
  DataViewOptions data = {};
  AugmentOptions augment = {};

  void fields(FieldVisitor& visit);
};

class MomentMember {
 public:
  MomentMember(const Shape& data, std::int64_t parameters, const MomentNetworkOptions& options, Random& random);

  struct Outputs {
    Tensor mean;        // [n, d]
    Tensor covariance;  // [n, d (d + 1) / 2], as moments/covariance.hpp reads them
  };

  /// Of standardised data [n, numbers].
  Outputs forward(const Tensor& x) const;
  Tensor mean(const Tensor& x) const;
  Tensor covariance(const Tensor& x) const;

  /// One, or that of the mean and that of the covariance.
  std::vector<Parameters*> networks();

 private:
  std::int64_t parameters_;
  Parameters first_weights_, second_weights_;
  EmbeddedMlp first_;
  std::optional<EmbeddedMlp> second_;
};

}  // namespace inquest
