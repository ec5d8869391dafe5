#include "core/infer/posterior_answer.hpp"

#include "core/base/error.hpp"

namespace inquest {

PosteriorAnswer answer_of(Draws draws, const ParameterSpace& space) {
  return {.summary = summarize(draws, space), .draws = std::move(draws)};
}

PosteriorAnswer answer_of(const Density& density, std::size_t count, Seed seed, Reporter& reporter) {
  if (const auto* answering = dynamic_cast<const Answering*>(&density)) {
    return answering->full_answer(count, seed, reporter);
  }
  const Drawable* draws = drawable(density);
  INQUEST_EXPECT(draws != nullptr);
  return answer_of(draws->sample(count, seed, reporter), density.space());
}

}  // namespace inquest
