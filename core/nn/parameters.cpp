#include "core/nn/parameters.hpp"

#include <algorithm>

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include "core/base/error.hpp"

namespace inquest {

Tensor Parameters::add(const std::string& name, const std::vector<std::int64_t>& shape, double limit, Random& random) {
  INQUEST_EXPECT(!flat_.defined());
  INQUEST_EXPECT(std::find(names_.begin(), names_.end(), name) == names_.end());
  Tensor tensor = at::empty(shape, at::kFloat);
  float* values = tensor.data_ptr<float>();
  for (std::int64_t i = 0; i < tensor.numel(); ++i) {
    values[i] = static_cast<float>(limit * (2 * random.uniform() - 1));
  }
  names_.push_back(name);
  tensors_.push_back(tensor);
  return tensor;
}

void Parameters::to_double() {
  for (Tensor& tensor : tensors_) tensor.set_data(tensor.to(at::kDouble));
}

void Parameters::flatten(const std::string& device) {
  INQUEST_EXPECT(!tensors_.empty() && !flat_.defined());
  const auto options = tensors_.front().options().device(at::Device(device));
  flat_ = at::empty({count()}, options);
  gradient_ = at::zeros({count()}, options);
  std::int64_t start = 0;
  for (Tensor& tensor : tensors_) {
    Tensor view = flat_.narrow(0, start, tensor.numel()).view(tensor.sizes());
    view.copy_(tensor);
    tensor.set_data(view);
    tensor.requires_grad_();
    tensor.mutable_grad() = gradient_.narrow(0, start, tensor.numel()).view(tensor.sizes());
    start += tensor.numel();
  }
  leaf_ = flat_.detach().requires_grad_();
  leaf_.mutable_grad() = gradient_;
  for (Tensor& constant : constants_) constant.set_data(constant.to(options));
}

std::int64_t Parameters::count() const {
  std::int64_t total = 0;
  for (const Tensor& tensor : tensors_) total += tensor.numel();
  return total;
}

void Parameters::assign(const Tensor& values) {
  INQUEST_EXPECT(values.numel() == flat_.numel());
  flat_.copy_(values);
}

}  // namespace inquest
