// Sign symmetry of a whole model, which doubles its simulations for free: x and -x are equally likely.
#pragma once

#include "core/model/model.hpp"

namespace inquest {

/// True where p(-x | M) = p(x | M): the simulator has p(-x | -theta) = p(x | theta), and all priors are symmetric about
/// 0 (a fixed parameter is 0).
bool is_sign_symmetric(const Model& model);

}  // namespace inquest
