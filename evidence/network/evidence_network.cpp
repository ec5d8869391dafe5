#include "evidence/network/evidence_network.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include "core/base/parallel.hpp"
#include "core/base/statistics.hpp"
#include "core/base/tensor_matrix.hpp"

namespace inquest {
namespace {

constexpr double output_scale = 0.1;  // ln K starts near zero
constexpr std::size_t batch_rows = 8192;

// The same network up to its last layer: that one lets through what it reads.
Tensor before_last_layer(const Mlp& network, const MlpOptions& options, const Tensor& x) {
  Parameters parameters;
  Random random(Seed{});
  const Tensor& last = network.weights().back();
  const Mlp body(network.weights().front().size(1), last.size(1), options, 0, parameters, "body", random);
  for (std::size_t layer = 0; layer + 1 < network.weights().size(); ++layer) {
    body.weights()[layer].copy_(network.weights()[layer]);
    body.biases()[layer].copy_(network.biases()[layer]);
  }
  body.weights().back().zero_().fill_diagonal_(1);
  body.biases().back().zero_();
  return body.forward(x.to(at::kCPU));
}

// Files from before these arrays were written have none.
CheckedAgainst checked_against_from(const EstimatorRecord& record, std::size_t data_size, std::size_t models) {
  const auto array = [&](const std::string& name, std::size_t columns) {
    const auto found = record.arrays.find(name);
    if (found == record.arrays.end()) return Matrix();
    INQUEST_VALIDATE(found->second.cols() == columns, data, record.path.string(), ": arrays/", name, " has ",
                     found->second.cols(), " columns (", columns, " are wanted); train the estimator again");
    return found->second;
  };
  return {array("held_out_x", data_size), array("reach", models)};
}

}  // namespace

EvidenceNetwork::Member::Member(const Shape& data, std::int64_t outputs, const EvidenceNetworkOptions& options,
                                Random& random)
    : network(options.embedding, data, outputs, options.network, output_scale, parameters, "network", random) {
  parameters.flatten(options.training.device);
}

void EvidenceNetworkOptions::fields(FieldVisitor& visit) {
  loss.fields(visit);
  network.fields(visit);
  embedding_field(visit, embedding, "network through which the others see the data");
  visit.field("ensemble", ensemble, "networks trained from different starts, whose log K are averaged", {.min = 2});
  visit.field("bootstrap", bootstrap,
              "further networks, each trained on rows drawn with replacement: their scatter is the error of log K; "
              "0 takes the scatter of the ensemble, which does not hold the choice of simulations",
              {.min = 0});
  visit.field("tune", tune,
              "try 0.1, 1, 10 and 100 times the given weight decay and then a first layer of 8, two networks each, and "
              "go on with the simplest that predicts held-out simulations as well as the best to two standard errors; "
              "false takes all as given");
  visit.defaults([&] { data.scales = scales_for(embedding); });
  visit.group("data", data, "how the networks see the data; under a symmetry the map is none where it would be fitted");
  visit.group("augment", augment, "images of the data that the networks are trained on");
  visit.group("training", training, "of each network");
}

void EvidenceNetworkOptions::validate() const {
  training.validate();
  INQUEST_VALIDATE(bootstrap != 1, config, "bootstrap = 1 (one network has no scatter); ask for 0, or 2 or more");
}

EvidenceNetwork::EvidenceNetwork(std::vector<std::string> models, DataView view, const EvidenceNetworkOptions& options,
                                 const DataSymmetry& symmetry, Seed seed)
    : models_(std::move(models)),
      view_(std::move(view)),
      options_(options),
      group_(symmetry, numbers_of(view_.seen())) {
  validate_device(options.training.device);
  INQUEST_VALIDATE(models_.size() >= 2, config, models_.size(), " models (an evidence network compares two or more)");
  options.validate();
  const auto outputs = static_cast<std::int64_t>(models_.size()) - 1;
  for (std::int64_t i = 0; i < options.ensemble + options.bootstrap; ++i) {
    Random random(seed.child("weights").child(static_cast<std::uint64_t>(i)));
    members_.push_back(std::make_unique<Member>(view_.seen(), outputs, options, random));
  }
}

// [n, m] in float64; the mean over the images that are equally likely under each model, where these are few.
Tensor EvidenceNetwork::log_evidence(std::size_t member, const Tensor& x) const {
  return group_.mean(x, [&](const Tensor& image) {
    return log_evidence_of_output(members_[member]->network.forward(image).to(at::kDouble), options_.loss);
  });
}

std::vector<Matrix> EvidenceNetwork::log_evidence(ConstMatrixView x) const {
  view_.require({x.cols()});
  std::vector<Matrix> result(members_.size(), Matrix(x.rows(), models_.size()));
  parallel_for((x.rows() + batch_rows - 1) / batch_rows, [&](std::size_t b) {
    const at::NoGradGuard no_graph;
    const std::size_t start = b * batch_rows, count = std::min(batch_rows, x.rows() - start);
    const Tensor batch = view_.apply(x.rows(start, count)).to(at::Device(options_.training.device));
    for (std::size_t k = 0; k < members_.size(); ++k) {
      const Matrix values = to_matrix(log_evidence(k, batch));
      std::ranges::copy(values.values(), result[k].view().rows(start, count).values().begin());
    }
  });
  return result;
}

Matrix EvidenceNetwork::mean_log_evidence(ConstMatrixView x) const {
  const std::vector<Matrix> members = log_evidence(x);
  const auto ensemble = static_cast<std::size_t>(options_.ensemble);
  Matrix mean(x.rows(), models_.size());
  for (std::size_t k = 0; k < ensemble; ++k) {
    for (std::size_t i = 0; i < mean.values().size(); ++i) {
      mean.values()[i] += members[k].values()[i] / static_cast<double>(ensemble);
    }
  }
  return mean;
}

LogBayesFactor EvidenceNetwork::combine(std::vector<double> members) const {
  const std::span<const double> all(members);
  const auto ensemble = static_cast<std::size_t>(options_.ensemble);
  LogBayesFactor result{mean_of(all.first(ensemble)), 0, standard_deviation(all.first(ensemble)), {}};
  const double bootstrap = options_.bootstrap > 0 ? standard_deviation(all.subspan(ensemble)) : 0;
  result.error = std::max(bootstrap, result.scatter);
  result.members = std::move(members);
  return result;
}

std::vector<LogBayesFactor> EvidenceNetwork::log_bayes_factors(ConstMatrixView x, std::size_t i, std::size_t j) const {
  const std::vector<Matrix> members = log_evidence(x);
  std::vector<LogBayesFactor> result;
  for (std::size_t row = 0; row < x.rows(); ++row) {
    std::vector<double> values;
    for (const Matrix& member : members) values.push_back(member(row, i) - member(row, j));
    result.push_back(combine(std::move(values)));
  }
  return result;
}

LogBayesFactor EvidenceNetwork::log_bayes_factor(std::span<const double> x, std::size_t i, std::size_t j) const {
  return log_bayes_factors({x.data(), 1, x.size()}, i, j).front();
}

Matrix EvidenceNetwork::standardised(ConstMatrixView x) const { return to_matrix(view_.apply(x)); }

Matrix EvidenceNetwork::last_hidden(ConstMatrixView x) const {
  const at::NoGradGuard no_graph;
  const EmbeddedMlp& first = members_.front()->network;
  const Tensor features = first.embedding().forward(view_.apply(x).to(at::Device(options_.training.device)));
  return to_matrix(before_last_layer(first.mlp(), options_.network, features));
}

std::vector<Parameters*> EvidenceNetwork::networks() const {
  std::vector<Parameters*> networks;
  for (const auto& member : members_) networks.push_back(&member->parameters);
  return networks;
}

EstimatorRecord EvidenceNetwork::record() const {
  EstimatorRecord record{file_kind, ConfigNode::mapping({{"models", ConfigNode::texts(models_)},
                                                         {"symmetry", write_options(group_.symmetry())},
                                                         {"options", write_options(options_)}})};
  record.arrays["x_standardizer"] = to_array(view_.scales());
  if (checked_against_.held_out.rows() > 0) record.arrays["held_out_x"] = checked_against_.held_out;
  if (checked_against_.reach.rows() > 0) record.arrays["reach"] = checked_against_.reach;
  return record;
}

EvidenceNetwork EvidenceNetwork::from_record(const EstimatorRecord& record, const std::string& device) {
  std::vector<std::string> models;
  for (const ConfigNode& item : required_entry(record, "models").items()) models.push_back(item.text());
  EvidenceNetwork network(models, data_view_from(record, "x_standardizer"),
                          estimator_options<EvidenceNetworkOptions>(record, device),
                          read_options<DataSymmetry>(required_entry(record, "symmetry")), Seed{});
  network.set_checked_against(checked_against_from(record, network.data_size(), models.size()));
  return network;
}

EvidenceNetwork EvidenceNetwork::load(const std::filesystem::path& path, const std::string& device) {
  return load_estimator<EvidenceNetwork>(path, device);
}

}  // namespace inquest
