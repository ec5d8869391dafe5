#include "apps/routes/network_obstacle.hpp"

namespace inquest {
namespace {

std::string told(const Model& model, const std::string& prefix, const std::string& problem) {
  return problem.empty() ? problem : concat("cannot serve model ", model.name, ": ", prefix, problem);
}

std::string problem_of_summary(const SummaryOptions& summary, const std::optional<EmbeddingOptions>& embedding,
                               const AugmentOptions& augment, const Shape& shape) {
  if (const std::string problem = summary_obstacle(summary, shape); !problem.empty()) return problem;
  if (augment.any()) return "augment (networks see a summary, and no images of the data); leave one of the two out";
  return embedding_obstacle(embedding, {make_summary(summary, shape)->size()});
}

std::string problem_of_data(const std::optional<EmbeddingOptions>& embedding, const AugmentOptions& augment,
                            const DataViewOptions& data, const Model& model) {
  if (!model.has_simulator()) return "";
  const Shape shape = channels_first(model.simulator().info().data_shape, static_cast<std::size_t>(data.channels));
  if (data.summary) return problem_of_summary(*data.summary, embedding, augment, shape);
  if (const std::string problem = embedding_obstacle(embedding, shape); !problem.empty()) return problem;
  if (augment.any() && data.scales != "channel") {
    return concat("augment (an image of the data needs one scale for all numbers of a channel, and data.scales = ",
                  data.scales, "); write data: {scales: channel}, or leave augment out");
  }
  const std::string wanted = scales_for(embedding);
  if (wanted != data.scales && (wanted == "column" || wanted == "masked")) {
    return concat("embedding: set (it treats rows alike, which need the scales ", wanted,
                  ", and data.scales = ", data.scales, "); leave data.scales out");
  }
  const auto* cnn = embedding ? std::get_if<CnnEmbeddingOptions>(&embedding->kind) : nullptr;
  if (augment.shifts && cnn != nullptr && !cnn->periodic) {
    return "augment.shifts (what leaves at one end comes back at the other, where this cnn sees an edge); write "
           "periodic: true in the embedding, or leave shifts out";
  }
  return augment.obstacle_to(shape);
}

std::string problem_of_density(const DataViewOptions& data, const Model& model) {
  if (data.summary) return "data.summary (a density is of the data themselves); take npe, moments or network";
  if (data.scales == "masked") {
    return "data.scales = masked (a density of the data takes a mask for one of them); take npe, moments or network";
  }
  if (!model.has_simulator() || model.data_size() <= most_density_data) return "";
  return concat("a density of ", model.data_size(), " data (it has weights for each pair of data, and takes ",
                most_density_data, " at most); take npe, moments or network");
}

}  // namespace

std::string obstacle_to_data(const std::optional<EmbeddingOptions>& embedding, const AugmentOptions& augment,
                             const DataViewOptions& data, const Model& model) {
  return told(model, "", problem_of_data(embedding, augment, data, model));
}

std::string obstacle_to_posterior(const PosteriorEstimatorOptions& options, const Model& model,
                                  const std::string& prefix) {
  if (const std::string problem = obstacle_to(options, model.space); !problem.empty()) {
    return told(model, prefix, problem);
  }
  for (const FlowOptions& flow : options.flows()) {
    const std::string problem = problem_of_data(flow.embedding, options.augment, options.data, model);
    if (!problem.empty()) return told(model, prefix, problem);
  }
  return "";
}

std::string obstacle_to_likelihood(const LikelihoodEstimatorOptions& options, const Model& model,
                                   const std::string& prefix) {
  for (const FlowOptions& flow : options.flows()) {
    if (model.space.dimension() == 0) break;
    const std::string problem = embedding_obstacle(flow.embedding, {model.space.dimension()});
    if (!problem.empty()) return told(model, prefix, concat(problem, "; a likelihood embeds the parameters"));
  }
  return told(model, prefix, problem_of_density(options.data, model));
}

std::string obstacle_to_density(const DataViewOptions& data, const Model& model) {
  return told(model, "", problem_of_density(data, model));
}

}  // namespace inquest
