// The methods that `posterior:` knows: an explicit table. Adding one is one file here and one line in it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/config/documentation.hpp"
#include "core/data/dataset.hpp"
#include "core/estimator/training_plan.hpp"
#include "core/infer/basis.hpp"
#include "core/infer/findings.hpp"
#include "core/infer/posterior.hpp"
#include "core/infer/summary.hpp"
#include "core/model/model.hpp"
#include "core/sampling/mcmc.hpp"

namespace inquest {

/// p(theta | x, M) at the observation.
struct PosteriorAnswer {
  PosteriorSummary summary;
  Draws draws;  // none where the method gives moments alone
  Basis basis = Basis::learned;
  Findings findings = {};
  std::vector<std::string> doubts = {};  // what keeps it from being trusted; the user is warned of each
  Draws weighted = {};                   // that `draws` were drawn from with equal weights, where they were

  /// Writes files that other programs read of this method, besides the chain, to paths that begin with `stem`; empty
  /// where there are none.
  std::function<void(const std::filesystem::path& stem)> write_files = {};
};

/// What a posterior is asked for.
struct PosteriorQuestion {
  const Model& model;
  std::span<const double> x;  // [data_size], or [m, data_size] where the method takes several observations
  std::size_t draws;
  Seed seed;
  Reporter& reporter;
};

struct PosteriorMethod {
  std::string name;
  std::string doc;
  std::vector<FieldDoc> options;
  ConfigNode schema;  // JSON Schema of an entry

  /// Options with every default filled in; throws Error(config).
  ConfigNode (*resolve)(const ConfigNode& options);

  /// Why this model has no posterior this way, with these options; empty where it has.
  std::string (*obstacle)(const Model& model, const ConfigNode& options);

  /// Whether x may be several independent observations of the same parameters.
  bool several_observations;

  /// What is trained; null where there is nothing to train.
  TrainingPlan (*training)(const std::string& name, const ModelData& data, const ConfigNode& options, Seed seed);

  /// Answers, with the trained estimator where there is one; throws Error(missing_input / data) on its file.
  PosteriorAnswer (*infer)(const std::filesystem::path& estimator, const ConfigNode& options,
                           const PosteriorQuestion& question);
};

const std::vector<PosteriorMethod>& posterior_methods();

PosteriorMethod auto_method();
PosteriorMethod npe_method();
PosteriorMethod nle_method();
PosteriorMethod mcmc_method();
PosteriorMethod nested_posterior_method();
PosteriorMethod moments_method();

/// Of methods that any model will do for.
inline std::string no_obstacle(const Model&, const ConfigNode&) { return ""; }

/// Adds what is known of chains that an answer comes from.
void add_chains(const McmcReport& report, PosteriorAnswer& answer);

/// As `answer` of a posterior by MCMC gives it.
PosteriorAnswer answer_of_chains(Draws draws, const McmcReport& report, Basis basis);

}  // namespace inquest
