#include "simulators/external/declared_symmetry.hpp"

namespace inquest {

void require_symmetry(const SimulatorRequest& request, const SimulatorInfo& info) {
  const std::string obstacle = obstacle_to(info.symmetry, info.data_shape);
  if (!obstacle.empty()) request.simulator.find("symmetry")->fail(obstacle);
}

}  // namespace inquest
