#include "apps/routes/route_context.hpp"

namespace inquest {

std::string posterior_estimator_name(const std::string& model, const std::string& route) { return model + "." + route; }

std::string evidence_estimator_name(const std::string& route) { return "evidence." + route; }

std::string assumed_likelihood_name(const std::string& model) { return model + ".assumed_likelihood"; }

}  // namespace inquest
