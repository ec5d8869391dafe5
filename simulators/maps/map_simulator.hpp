// Simulators of maps, each a class that draws one map and knows its density.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/shape.hpp"
#include "simulators/row_simulator.hpp"

namespace inquest {

/// The simulator of a `Map` with draw(theta, random, x) and likelihood(x), which both outlives.
template <class Map>
SimulatorBundle make_map_simulator(std::string name, std::vector<std::string> parameters, Shape shape,
                                   std::shared_ptr<const Map> map, const SimulatorRequest& request) {
  return make_row_simulator({.name = std::move(name),
                             .parameters = std::move(parameters),
                             .data_shape = std::move(shape),
                             .draw = [map](std::span<const double> theta, Random& random,
                                           std::span<double> x) { return map->draw(theta, random, x); },
                             .likelihood =
                                 [map](std::span<const double> x) {
                                   return [map, density = map->likelihood(x)](std::span<const double> theta) {
                                     return density(theta);
                                   };
                                 }},
                            request);
}

}  // namespace inquest
