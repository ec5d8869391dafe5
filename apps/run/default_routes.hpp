// The routes of a run file that leaves out `posterior` or `evidence`.
//
// They depend on the models and on the observation. What is left out for that, and what is done unasked beside a
// section that is given, is told in notices: a default never changes in silence.
#pragma once

#include <string>
#include <vector>

#include "core/config/config_node.hpp"
#include "core/model/model.hpp"

namespace inquest {

struct DefaultRoutes {
  ConfigNode posterior;  // as a run file names them
  ConfigNode evidence;
  std::vector<std::string> notices = {};  // of the sections that are not given
};

/// Which sections a run file has; an empty mapping is given.
struct GivenSections {
  bool posterior = false;
  bool evidence = false;
};

/// For `observations` of the same parameters.
DefaultRoutes default_routes(const ModelSet& models, std::size_t observations, GivenSections given);

}  // namespace inquest
