#include "moments/moment_member.hpp"

#include "moments/covariance.hpp"
#include "moments/moment_loss.hpp"

namespace inquest {
namespace {

constexpr double output_scale = 1;

}  // namespace

void MomentNetworkOptions::fields(FieldVisitor& visit) {
  network.fields(visit);
  embedding_field(visit, embedding, "network through which the others see the data");
  std::string doc;
  std::vector<std::string> names;
  for (const auto& [name, what] : moment_losses()) {
    names.push_back(name);
    doc += concat(doc.empty() ? "" : "; ", name, ": ", what);
  }
  visit.choice("loss", loss, doc, names);
  visit.field("ensemble", ensemble, "members trained from different starts; their moments are averaged", {.min = 1});
  visit.defaults([&] { data.scales = scales_for(embedding); });
  visit.group("data", data, "how the networks see the data");
  visit.group("augment", augment, "images of the data that they are trained on");
  visit.group("training", training, "of each network");
}

MomentMember::MomentMember(const Shape& data, std::int64_t parameters, const MomentNetworkOptions& options,
                           Random& random)
    : parameters_(parameters),
      first_(options.embedding, data, parameters + (in_one_step(options.loss) ? covariance_outputs(parameters) : 0),
             options.network, output_scale, first_weights_, in_one_step(options.loss) ? "moments" : "mean", random) {
  first_weights_.flatten(options.training.device);
  if (in_one_step(options.loss)) return;
  second_.emplace(options.embedding, data, covariance_outputs(parameters), options.network, output_scale,
                  second_weights_, "covariance", random);
  second_weights_.flatten(options.training.device);
}

MomentMember::Outputs MomentMember::forward(const Tensor& x) const {
  const Tensor first = first_.forward(x);
  if (second_) return {first, second_->forward(x)};
  return {first.narrow(1, 0, parameters_), first.narrow(1, parameters_, covariance_outputs(parameters_))};
}

Tensor MomentMember::mean(const Tensor& x) const { return second_ ? first_.forward(x) : forward(x).mean; }

Tensor MomentMember::covariance(const Tensor& x) const { return second_ ? second_->forward(x) : forward(x).covariance; }

std::vector<Parameters*> MomentMember::networks() {
  if (second_) return {&first_weights_, &second_weights_};
  return {&first_weights_};
}

}  // namespace inquest
