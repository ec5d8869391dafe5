#include "core/model/simulator.hpp"

#include <functional>
#include <numeric>

namespace inquest {

std::size_t SimulatorInfo::data_size() const {
  return std::accumulate(data_shape.begin(), data_shape.end(), std::size_t{1}, std::multiplies<>());
}

}  // namespace inquest
