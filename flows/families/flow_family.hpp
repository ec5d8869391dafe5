// FlowFamily: the options of a flow, which say what family it is of; the table of families.
//
// A family is an options struct with a name, a line of documentation, whether it knows circles, its fields, and `make`,
// in a file pair of its own, and one more entry of the variant.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "flows/families/maf.hpp"
#include "flows/families/mixture_density_network.hpp"
#include "flows/families/nsf.hpp"
#include "flows/families/spline.hpp"

namespace inquest {

using FlowFamily = std::variant<MafOptions, SplineOptions, NsfOptions, MdnOptions>;

/// One of each family, with its defaults.
const std::vector<FlowFamily>& flow_families();

std::string name_of(const FlowFamily& family);
std::string doc_of(const FlowFamily& family);

/// Whether its flows have circular features (FlowShape).
bool knows_circles(const FlowFamily& family);

/// Names of all families, or of those that know circles.
std::vector<std::string> flow_family_names();
std::vector<std::string> circular_family_names();

/// The one of this name, with its defaults.
FlowFamily flow_family(const std::string& name);

}  // namespace inquest
