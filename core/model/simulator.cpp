#include "core/model/simulator.hpp"

#include "core/base/shape.hpp"

namespace inquest {

std::size_t SimulatorInfo::data_size() const { return numbers_of(data_shape); }

}  // namespace inquest
