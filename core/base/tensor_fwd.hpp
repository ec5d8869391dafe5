// The name of LibTorch's tensor without its headers.
#pragma once

namespace at {
class Tensor;
}

namespace inquest {
using Tensor = at::Tensor;
}
