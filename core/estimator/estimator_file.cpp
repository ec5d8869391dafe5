#include "core/estimator/estimator_file.hpp"

#include <algorithm>

#include <ATen/ops/from_blob.h>

#include "core/base/error.hpp"
#include "core/files/h5.hpp"

namespace inquest {
namespace {

constexpr std::int64_t format_version = 1;
constexpr std::string_view loss_prefix = "loss.";  // of the names of arrays

Shape shape_of(const Tensor& tensor) {
  Shape shape;
  for (std::int64_t size : tensor.sizes()) shape.push_back(static_cast<std::size_t>(size));
  return shape;
}

std::string group_of(std::size_t member) { return "weights/" + std::to_string(member); }

void write_weights(H5File& file, const Parameters& parameters, const std::string& group) {
  for (std::size_t i = 0; i < parameters.names().size(); ++i) {
    const Tensor values = parameters.tensors()[i].detach().to(at::kCPU).contiguous();
    file.write<float>(group + "/" + parameters.names()[i], shape_of(values),
                      std::span<const float>(values.data_ptr<float>(), static_cast<std::size_t>(values.numel())));
  }
}

void read_weights(const H5File& file, Parameters& parameters, const std::string& group) {
  const std::string path = file.path().string();
  for (const std::string& name : file.children(group)) {
    INQUEST_VALIDATE(std::ranges::find(parameters.names(), name) != parameters.names().end(), data, path, ": ", group,
                     "/", name, " (the network of this file's spec has no such weight); train the estimator again");
  }
  for (std::size_t i = 0; i < parameters.names().size(); ++i) {
    const std::string name = group + "/" + parameters.names()[i];
    INQUEST_VALIDATE(file.contains(name), data, path, ": ", name,
                     " is missing (the network of this file's spec needs it); train the estimator again");
    const auto array = file.read<float>(name);
    const Tensor& tensor = parameters.tensors()[i];
    INQUEST_VALIDATE(array.shape == shape_of(tensor), data, path, ": ", name, " has shape ", to_text(array.shape),
                     " (must be ", to_text(shape_of(tensor)), "); train the estimator again");
    const Tensor values = at::from_blob(const_cast<float*>(array.values.data()), tensor.sizes(), at::kFloat);
    tensor.detach().copy_(values);
  }
}

}  // namespace

void save_estimator(const std::filesystem::path& path, const EstimatorRecord& record,
                    const std::vector<const Parameters*>& members) {
  H5File file = H5File::create(path);
  file.write_attribute("/", "format", format_version);
  file.write_attribute("/", "kind", record.kind);
  file.write_attribute("/", "inquest_version", INQUEST_VERSION);
  file.write_attribute("/", "spec", record.spec.to_yaml());
  for (const auto& [name, array] : record.arrays) {
    file.write<double>("arrays/" + name, {array.rows(), array.cols()}, array.values());
  }
  for (std::size_t i = 0; i < members.size(); ++i) write_weights(file, *members[i], group_of(i));
  file.close();
}

EstimatorRecord load_estimator_record(const std::filesystem::path& path) {
  const H5File file = H5File::open(path);
  INQUEST_VALIDATE(file.has_attribute("/", "format") && file.has_attribute("/", "kind"), data, path.string(),
                   " (an HDF5 file, but not an estimator of inquest)");
  const std::int64_t format = file.integer_attribute("/", "format");
  INQUEST_VALIDATE(format <= format_version, data, path.string(), ": format ", format,
                   " (written by a later inquest, this one reads up to ", format_version, "); update inquest");
  EstimatorRecord record{
      file.text_attribute("/", "kind"), ConfigNode::parse(file.text_attribute("/", "spec"), path.string()), {}, path};
  for (const std::string& name : file.contains("arrays") ? file.children("arrays") : std::vector<std::string>{}) {
    auto array = file.read<double>("arrays/" + name);
    INQUEST_VALIDATE(array.shape.size() == 2, data, path.string(), ": arrays/", name, " (must have two dimensions)");
    Matrix matrix(array.shape[0], array.shape[1]);
    matrix.values() = std::move(array.values);
    record.arrays.emplace(name, std::move(matrix));
  }
  return record;
}

void load_estimator_weights(const std::filesystem::path& path, const std::vector<Parameters*>& members) {
  const H5File file = H5File::open(path);
  const std::size_t stored = file.contains("weights") ? file.children("weights").size() : 0;
  INQUEST_VALIDATE(stored == members.size(), data, path.string(), ": weights of ", stored, " networks (the spec has ",
                   members.size(), "); train the estimator again");
  for (std::size_t i = 0; i < members.size(); ++i) read_weights(file, *members[i], group_of(i));
}

std::string loss_curve_name(const std::string& network) { return concat(loss_prefix, network); }

std::map<std::string, Matrix> load_loss_curves(const std::filesystem::path& path) {
  const std::string own = path.stem().string() + ".";
  std::map<std::string, Matrix> curves;
  for (auto& [name, array] : load_estimator_record(path).arrays) {
    if (!name.starts_with(loss_prefix)) continue;
    const std::string network = name.substr(loss_prefix.size());
    curves[network.starts_with(own) ? network.substr(own.size()) : network] = std::move(array);
  }
  return curves;
}

void require_kind(const EstimatorRecord& record, const std::string& kind) {
  INQUEST_VALIDATE(record.kind == kind, data, record.path.string(), ": an estimator of kind '", record.kind,
                   "' (must be '", kind, "')");
}

const ConfigNode& required_entry(const EstimatorRecord& record, const std::string& key) {
  const ConfigNode* entry = record.spec.find(key);
  INQUEST_VALIDATE(entry != nullptr, data, record.path.string(), ": the spec has no '", key,
                   "'; train the estimator again");
  return *entry;
}

const Matrix& required_array(const EstimatorRecord& record, const std::string& name) {
  const auto found = record.arrays.find(name);
  INQUEST_VALIDATE(found != record.arrays.end(), data, record.path.string(), ": the array ", name,
                   " is missing; train the estimator again");
  return found->second;
}

Matrix to_array(const Standardizer& standardizer) {
  using Kind = InputTransform::Kind;
  const auto& transforms = standardizer.transforms();
  const bool others = std::ranges::any_of(transforms, [](const auto& map) { return map.kind == Kind::log1p; });
  Matrix array(transforms.empty() ? 2 : others ? 5 : 4, standardizer.size());
  std::ranges::copy(standardizer.location(), array.row(0).begin());
  std::ranges::copy(standardizer.scale(), array.row(1).begin());
  for (std::size_t j = 0; j < transforms.size(); ++j) {
    const bool asinh = transforms[j].kind == Kind::asinh;
    array(2, j) = asinh ? transforms[j].origin : 0;
    array(3, j) = asinh ? transforms[j].width : 0;
    if (others) array(4, j) = static_cast<double>(transforms[j].kind);
  }
  return array;
}

Standardizer standardizer_from(const EstimatorRecord& record, const std::string& name) {
  using Kind = InputTransform::Kind;
  const auto found = record.arrays.find(name);
  const std::size_t rows = found == record.arrays.end() ? 0 : found->second.rows();
  INQUEST_VALIDATE(rows == 2 || rows == 4 || rows == 5, data, record.path.string(), ": arrays/", name,
                   " is missing or has not two rows (location, scale), four (origin and width of a logarithm too) or "
                   "five (kinds too); train the estimator again");
  const Matrix& array = found->second;
  const auto scale = array.row(1);
  INQUEST_VALIDATE(std::ranges::all_of(scale, [](double s) { return s > 0; }), data, record.path.string(), ": arrays/",
                   name, " has a scale that is not positive; train the estimator again");
  std::vector<InputTransform> transforms;
  for (std::size_t j = 0; rows > 2 && j < array.cols(); ++j) {
    const bool asinh = array(3, j) > 0;
    const bool log1p = rows == 5 && array(4, j) == static_cast<double>(Kind::log1p);
    transforms.push_back(asinh ? InputTransform{Kind::asinh, array(2, j), array(3, j)}
                               : InputTransform{log1p ? Kind::log1p : Kind::none});
  }
  return {{array.row(0).begin(), array.row(0).end()}, {scale.begin(), scale.end()}, std::move(transforms)};
}

DataView data_view_from(const EstimatorRecord& record, const std::string& scales, std::optional<std::size_t> numbers) {
  Standardizer standardizer = standardizer_from(record, scales);
  const std::size_t size = numbers.value_or(standardizer.size());
  const ConfigNode* stated = record.spec.find("data");
  const DataView view =
      stated == nullptr ? DataView({size}, std::move(standardizer)) : data_view_from(*stated, std::move(standardizer));
  INQUEST_VALIDATE((numbers ? view.size() : numbers_of(view.seen())) == size, data, record.path.string(),
                   ": arrays of ", size, " numbers for data of shape ", to_text(view.shape()),
                   " (they do not fit together); train the estimator again");
  return view;
}

}  // namespace inquest
