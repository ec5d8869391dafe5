"""OnnxGraph: nodes one after the other, as ONNX has them, of arrays in double precision."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..base.errors import MissingInputError
from .traced import Traced

OPSET = 17
FEW = 16  # numbers, which are not worth a conversion


def onnx_module():
    """The module onnx, or an error that says how it is installed."""
    try:
        import onnx
    except ImportError as error:
        raise MissingInputError("onnx is not installed (the file is to become ONNX); pip install onnx") from error
    return onnx


class Node(NamedTuple):
    """An operation of ONNX, and what it gives."""

    operation: str
    inputs: tuple[Traced, ...]
    attributes: dict[str, Any]
    output: Traced


class OnnxGraph:
    """Inputs, fixed arrays and nodes; what is asked for twice is there once."""

    def __init__(self) -> None:
        self.onnx = onnx_module()
        self.inputs: list[Any] = []
        self.constants: dict[str, np.ndarray] = {}
        self.nodes: list[Node] = []
        self._known: dict[Any, Traced] = {}

    def input(self, name: str, numbers: int, rows: str = "n") -> Traced:
        """Rows [n, numbers] that are given from outside."""
        self.inputs.append(self._described(name, [rows, numbers]))
        return Traced(self, name, (0, numbers))

    def constant(self, value: Any) -> Traced:
        """A fixed array [...]: of truth, of places where it is of integers, else of numbers.

        Weights are kept in single precision, which they come in.
        """
        value = np.asarray(value)
        kind = {"b": "BOOL", "i": "INT64"}.get(value.dtype.kind if value.ndim or value.dtype.kind == "b" else "f",
                                               "DOUBLE")
        value = value if kind == "BOOL" else value.astype(np.int64 if kind == "INT64" else float)
        key = (kind, value.shape, value.tobytes())
        if key not in self._known:
            single = value.astype(np.float32) if kind == "DOUBLE" and value.size > FEW else value
            is_single = single is not value and np.array_equal(single, value)
            name = f"constant_{len(self.constants)}"
            self.constants[name] = single if is_single else value
            known = Traced(self, name, value.shape, kind)
            self._known[key] = self.cast(known, "DOUBLE") if is_single else known
        return self._known[key]

    def add(self, operation: str, *inputs: Any, shape: tuple[int, ...], kind: str = "DOUBLE",
            **attributes: Any) -> Traced:
        """What a node gives; `shape` has 0 for the number of rows."""
        values = tuple(one if isinstance(one, Traced) else self.constant(one) for one in inputs)
        key = (operation, *(one.name for one in values), repr(attributes))
        if key not in self._known:
            self._known[key] = Traced(self, f"{operation.lower()}_{len(self.nodes)}", shape, kind)
            self.nodes.append(Node(operation, values, attributes, self._known[key]))
        return self._known[key]

    def cast(self, value: Traced, kind: str) -> Traced:
        """The same numbers as BOOL, INT64, FLOAT or DOUBLE."""
        return self.add("Cast", value, shape=value.shape, kind=kind, to=getattr(self.onnx.TensorProto, kind))

    def model(self, outputs: dict[str, Traced], metadata: dict[str, str]) -> bytes:
        """A whole file, with what the outputs need."""
        helper, needed, nodes = self.onnx.helper, {one.name for one in outputs.values()}, []
        for node in reversed(self.nodes):
            if node.output.name in needed:
                names = [one.name for one in node.inputs]
                needed.update(names)
                nodes.append(helper.make_node(node.operation, names, [node.output.name], **node.attributes))
        nodes = nodes[::-1] + [helper.make_node("Identity", [one.name], [name]) for name, one in outputs.items()]
        described = [self._described(name, ["n", *one.shape[1:]]) for name, one in outputs.items()]
        graph = helper.make_graph(nodes, "inquest", self.inputs, described,
                                  [self.onnx.numpy_helper.from_array(array, name)
                                   for name, array in self.constants.items() if name in needed])
        model = helper.make_model(graph, producer_name="inquest", opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = 8  # of this opset, which older runtimes read too
        helper.set_model_props(model, metadata)
        self.onnx.checker.check_model(model)
        return model.SerializeToString()

    def _described(self, name: str, shape: list[Any]) -> Any:
        return self.onnx.helper.make_tensor_value_info(name, self.onnx.TensorProto.DOUBLE, shape)
