"""OnnxGraph: nodes one after the other, as ONNX has them; the parts that estimators have in common."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..base.errors import MissingInputError, UsageError
from .data_view import DataView
from .embeddings import Embedded, identity
from .perceptron import Perceptron

OPSET = 17


def onnx_module():
    """The module onnx, or an error that says how it is installed."""
    try:
        import onnx
    except ImportError as error:
        raise MissingInputError("onnx is not installed (the file is to become ONNX); pip install onnx") from error
    return onnx


class OnnxGraph:
    """A graph with the input `x` [n, numbers], rows of data in double precision."""

    def __init__(self, numbers: int) -> None:
        self.onnx, self.numbers = onnx_module(), numbers
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, value: Any, dtype: Any = np.float64) -> str:
        """A fixed array [...]."""
        name = f"constant_{len(self.constants)}"
        self.constants.append(self.onnx.numpy_helper.from_array(np.asarray(value, dtype=dtype), name))
        return name

    def add(self, operation: str, *inputs: str, **attributes: Any) -> str:
        """A node with one output, whose name is given back."""
        name = f"{operation.lower()}_{len(self.nodes)}"
        self.nodes.append(self.onnx.helper.make_node(operation, list(inputs), [name], **attributes))
        return name

    def cast(self, value: str, dtype: str) -> str:
        """In another precision, FLOAT or DOUBLE."""
        return self.add("Cast", value, to=getattr(self.onnx.TensorProto, dtype))

    def mean(self, values: list[str]) -> str:
        """Of several nodes in double precision, for which runtimes know no Mean."""
        return self.add("Div", self.add("Sum", *values), self.constant(float(len(values))))

    def seen(self, x: str, view: DataView) -> str:
        """What networks see of x, in single precision; asinh by logarithms, which runtimes know in double."""
        if view.summary is not None:
            raise UsageError("data.summary (ONNX has no spectra of data here); ask the command")
        scales = view.scales
        width = np.where(scales.is_asinh, scales.width, 1)
        y = self.add("Div", self.add("Sub", x, self.constant(scales.origin)), self.constant(width))
        size, one = self.add("Abs", y), self.constant(1.0)
        root = self.add("Sqrt", self.add("Add", self.add("Mul", y, y), one))
        asinh = self.add("Mul", self.add("Sign", y), self.add("Log", self.add("Add", size, root)))
        logarithm = self.add("Log", self.add("Add", self.add("Where", self.constant(scales.is_log, bool), x, one), one))
        mapped = self.add("Where", self.constant(scales.is_asinh, bool), asinh,
                          self.add("Where", self.constant(scales.is_log, bool), logarithm, x))
        standard = self.add("Div", self.add("Sub", mapped, self.constant(scales.location)), self.constant(scales.scale))
        return self.cast(standard, "FLOAT")

    def perceptron(self, x: str, network: Perceptron) -> str:
        """Outputs [n, out] in single precision."""
        layers = len(network.weights)
        if not network.residual:
            for i in range(layers):
                x = self._layer(x, network, i)
                x = self._active(x, network) if i + 1 < layers else x
            return x
        h = self._layer(x, network, 0)
        for i in range(1, layers - 1, 2):
            inner = self._layer(self._active(h, network), network, i)
            h = self.add("Add", h, self._layer(self._active(inner, network), network, i + 1))
        return self._layer(h, network, layers - 1)

    def embedded(self, x: str, network: Embedded) -> str:
        """The same, through the embedding where there is one."""
        if isinstance(network.embedding, Perceptron):
            x = self.perceptron(x, network.embedding)
        elif network.embedding is not identity:
            raise UsageError("embedding (only identity and mlp are written as ONNX); ask the command")
        return self.perceptron(x, network.network)

    def _layer(self, x: str, network: Perceptron, i: int) -> str:
        return self.add("Gemm", x, self.constant(network.weights[i], np.float32),
                        self.constant(network.biases[i], np.float32), transB=1)

    def _active(self, x: str, network: Perceptron) -> str:
        if network.activation_name == "silu":
            return self.add("Mul", x, self.add("Sigmoid", x))
        return self.add({"relu": "Relu", "tanh": "Tanh"}[network.activation_name], x)

    def model(self, outputs: dict[str, tuple[str, list[Any]]], metadata: dict[str, str]) -> bytes:
        """A whole file; `outputs` are nodes and shapes under their names, in double precision."""
        helper, double = self.onnx.helper, self.onnx.TensorProto.DOUBLE
        for name, (node, _) in outputs.items():
            self.nodes.append(helper.make_node("Identity", [node], [name]))
        graph = helper.make_graph(self.nodes, "inquest",
                                  [helper.make_tensor_value_info("x", double, ["n", self.numbers])],
                                  [helper.make_tensor_value_info(name, double, shape)
                                   for name, (_, shape) in outputs.items()], self.constants)
        model = helper.make_model(graph, producer_name="inquest", opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = 8  # of this opset, which older runtimes read too
        helper.set_model_props(model, metadata)
        self.onnx.checker.check_model(model)
        return model.SerializeToString()
