// RouteContext: what a run hands a route to work with; and the names of what routes leave behind.
#pragma once

#include <string>

#include "core/base/reporter.hpp"
#include "core/base/seed.hpp"
#include "core/estimator/estimator_folder.hpp"

namespace inquest {

struct RouteContext {
  std::string name;            // of the route's estimator and in its messages: "lambda.npe"
  EstimatorFolder estimators;  // its own, and those of other routes
  Seed seed;                   // of what it is asked for
  Reporter& reporter;
};

/// What a route takes from a posterior route of the same run.
struct RouteReference {
  std::string key;     // of the option that names it
  std::string route;   // the name it gives
  std::string method;  // that the named route must have
  std::string none;    // what the option says where it names none
};

// Names of estimators, which name their files and their streams of random numbers.
std::string posterior_estimator_name(const std::string& model, const std::string& route);
std::string evidence_estimator_name(const std::string& route);
std::string assumed_likelihood_name(const std::string& model);

}  // namespace inquest
