#include "apps/stages/draw_files.hpp"

#include "apps/run/arviz.hpp"
#include "apps/run/getdist.hpp"

namespace inquest {
namespace {

std::filesystem::path with_suffix(std::filesystem::path stem, const char* suffix) { return stem += suffix; }

std::string label_of(const RunContext& context, const std::string& name) { return context.run.name + ": " + name; }

/// Of the whole observation.
Shape observed_shape(const Run& run, const Model& model) {
  Shape shape = model.layout().shape;
  const std::size_t numbers = numbers_of(shape);
  if (run.observation.size() > numbers) shape.insert(shape.begin(), run.observation.size() / numbers);
  return shape;
}

void write_arviz_file(const RunContext& context, const Model& model, const std::string& name, const Draws& draws,
                      std::size_t chains, ConstMatrixView predictions) {
  write_arviz(
      with_suffix(context.directory.chain(name), ".nc"),
      {label_of(context, name), model.space, context.run.derived_of(model.name), draws,
       std::max<std::size_t>(1, chains), context.run.observation, observed_shape(context.run, model), predictions});
}

}  // namespace

void write_draw_files(const RunContext& context, const Model& model, const std::string& route,
                      const PosteriorAnswer& answer) {
  if (answer.draws.theta.rows() == 0) return;
  const std::string name = posterior_estimator_name(model.name, route);
  const std::filesystem::path stem = context.directory.chain(name);
  if (answer.write_files) answer.write_files(stem);
  const bool weighted = answer.weighted.theta.rows() > 0;
  const GetdistContent content{label_of(context, name), model.space, context.run.derived_of(model.name),
                               weighted ? answer.weighted : answer.draws, answer.chains};
  write_getdist(stem, content);
  if (weighted) {
    write_chain(with_suffix(stem, "_equal_weights.txt"),
                {content.label, content.space, content.derived, answer.draws, 0});
  }
  write_arviz_file(context, model, name, answer.draws, answer.chains, {});
}

void write_arviz_file(const RunContext& context, const Model& model, const PosteriorResult& result,
                      ConstMatrixView predictions) {
  if (result.draws.theta.rows() == 0) return;
  write_arviz_file(context, model, posterior_estimator_name(model.name, result.route), result.draws, result.chains,
                   predictions);
}

}  // namespace inquest
