"""Traced: an array that remembers. NumPy's functions and operators on it become nodes of a graph.

So the formulas of inquest.networks are written once: given arrays they compute, given these they are written down.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from ..base.errors import UsageError

COMPARISONS = {np.greater_equal: "GreaterOrEqual", np.less_equal: "LessOrEqual", np.greater: "Greater",
               np.less: "Less", np.equal: "Equal"}
LOGIC = {np.bitwise_and: "And", np.bitwise_or: "Or"}
ARITHMETIC = {np.add: "Add", np.subtract: "Sub", np.multiply: "Mul", np.divide: "Div", np.negative: "Neg",
              np.absolute: "Abs", np.sign: "Sign", np.maximum: "Max", np.minimum: "Min",
              np.exp: "Exp", np.log: "Log", np.sqrt: "Sqrt", np.tanh: "Tanh", np.cos: "Cos", np.sin: "Sin",
              np.floor: "Floor"}


class Traced(NDArrayOperatorsMixin):
    """The output of a node, of kind BOOL, INT64 or DOUBLE; 0 in its shape stands for the number of rows."""

    def __init__(self, graph: Any, name: str, shape: tuple[int, ...], kind: str = "DOUBLE") -> None:
        self.graph, self.name, self.shape, self.kind = graph, name, shape, kind

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Traced:
        if ufunc is np.logaddexp and method == "reduce":
            return _reduced("ReduceLogSumExp", *inputs, **options)
        if method == "__call__" and not options:
            if ufunc in COMPOSED:
                return COMPOSED[ufunc](*inputs)
            if ufunc in ARITHMETIC:
                return self._elementwise(ARITHMETIC[ufunc], [_number(one) for one in inputs])
            if ufunc in COMPARISONS:
                return self._elementwise(COMPARISONS[ufunc], [_number(one) for one in inputs], "BOOL")
            if ufunc in LOGIC:
                return self._elementwise(LOGIC[ufunc], inputs, "BOOL")
        raise UsageError(f"{ufunc.__name__} (not written as ONNX); export the estimator as .safetensors")

    def __array_function__(self, function: Any, types: Any, inputs: Any, options: Any) -> Traced:
        if function not in FUNCTIONS:
            raise UsageError(f"{function.__name__} (not written as ONNX); export the estimator as .safetensors")
        return FUNCTIONS[function](*inputs, **options)

    def __getitem__(self, key: Any) -> Traced:
        """Places along the last axis, and new axes; of all others everything."""
        keys = list(key if isinstance(key, tuple) else (key,))
        missing = [slice(None)] * (len(self.shape) - sum(one is not None and one is not Ellipsis for one in keys))
        keys = [*missing, *keys[1:]] if keys[0] is Ellipsis else [*keys, *missing]
        *others, last = [i for i, one in enumerate(keys) if one is not None]
        if any(not isinstance(keys[i], slice) or keys[i] != slice(None) for i in others):
            raise UsageError(f"places {key} (not written as ONNX); export the estimator as .safetensors")
        places = np.arange(self.shape[-1])[keys[last]]
        is_all = np.array_equal(places, np.arange(self.shape[-1]))
        taken = self if is_all else self.columns(np.atleast_1d(places))
        lengths = iter(self.shape)
        shape = [1 if one is None else next(lengths) for one in keys]
        shape[last:last + 1] = [places.size] if np.ndim(places) else []
        return taken if tuple(shape) == taken.shape else taken.reshape(*shape)

    def columns(self, places: np.ndarray) -> Traced:
        """These places of the last axis."""
        return self.graph.add("Gather", self, np.asarray(places, dtype=np.int64), axis=len(self.shape) - 1,
                              shape=(*self.shape[:-1], len(places)))

    def reshape(self, *shape: int) -> Traced:
        """Rows of another shape."""
        lengths = [-1 if i == 0 and length == 0 else length for i, length in enumerate(shape)]
        return self.graph.add("Reshape", self, np.array(lengths), kind=self.kind,
                              shape=tuple(0 if length == -1 else length for length in shape))

    def transpose(self, *axes: int) -> Traced:
        """Axes in another order."""
        return self.graph.add("Transpose", self, perm=list(axes), shape=tuple(self.shape[axis] for axis in axes))

    def expanded(self, like: Traced) -> Traced:
        """[n, ...] of one row or as many as `like` has."""
        rows = self.graph.add("Shape", like, start=0, end=1, shape=(1,), kind="INT64")
        shape = self.graph.add("Concat", rows, np.array(self.shape[1:]), axis=0, shape=(len(self.shape),), kind="INT64")
        return self.graph.add("Expand", self, shape, shape=self.shape, kind=self.kind)

    def rounded(self) -> Traced:
        """To single precision."""
        return self.graph.cast(self.graph.cast(self, "FLOAT"), "DOUBLE")

    def row_of(self, edges: np.ndarray, table: np.ndarray) -> Traced:
        """Rows [n, 1, k] of a table [m, k] for values [n, 1]: that of the last of m rising edges that is not above."""
        size = 1 << max(len(edges) - 1, 1).bit_length()
        edges = np.append(edges, np.full(size - len(edges), np.nan))  # which no value reaches
        index, shape = self.graph.constant(np.zeros((1, 1), dtype=np.int64)), self.shape
        step = size
        while step > 1:
            step //= 2
            further = self.graph.add("Add", index, np.full((1, 1), step), shape=shape, kind="INT64")
            edge = self.graph.add("Gather", self.graph.constant(edges), further, axis=0, shape=shape)
            index = self.graph.add("Where", self >= edge, further, index, shape=shape, kind="INT64")
        return self.graph.add("Gather", self.graph.constant(table), index, axis=0, shape=(*shape, table.shape[1]))

    def _elementwise(self, operation: str, inputs: Any, kind: str = "DOUBLE") -> Traced:
        values = [one if isinstance(one, Traced) else self.graph.constant(one) for one in inputs]
        shape = np.broadcast_shapes(*(one.shape for one in values))
        return self.graph.add(operation, *values, shape=shape, kind=kind)


def _number(value: Any) -> Any:
    """A number in place of truth or a count."""
    if isinstance(value, Traced):
        return value if value.kind == "DOUBLE" else value.graph.cast(value, "DOUBLE")
    return np.asarray(value, dtype=float)


def _reduced(operation: str, value: Traced, axis: int, keepdims: bool = False) -> Traced:
    value, axis = _number(value), axis % len(value.shape)
    rest = (1,) if keepdims else ()
    shape = (*value.shape[:axis], *rest, *value.shape[axis + 1:])
    # The sum takes its axes as an input since opset 13, the others have an attribute up to 17.
    inputs, attributes = ([np.array([axis])], {}) if operation == "ReduceSum" else ([], {"axes": [axis]})
    return value.graph.add(operation, value, *inputs, keepdims=int(keepdims), shape=shape, **attributes)


def _matmul(a: Traced, b: Any) -> Traced:
    b = b if isinstance(b, Traced) else a.graph.constant(b)
    return a.graph.add("MatMul", a, b, shape=(*a.shape[:-1], b.shape[-1]))


def _concatenated(parts: Any, axis: int) -> Traced:
    """Along the last axis."""
    parts = [part for part in parts if part.shape[-1] > 0]
    width = sum(part.shape[-1] for part in parts)
    return parts[0].graph.add("Concat", *parts, axis=len(parts[0].shape) - 1, shape=(*parts[0].shape[:-1], width))


def _where(condition: Any, yes: Any, no: Any) -> Traced:
    one = next(value for value in (condition, yes, no) if isinstance(value, Traced))
    values = [condition, _number(yes), _number(no)]
    return one._elementwise("Where", values)


def _taken(value: Traced, index: Traced, axis: int) -> Traced:
    """One place of the last axis, by a sum over all that has a derivative."""
    return np.sum(value * (index == np.arange(value.shape[-1])), axis=-1, keepdims=True)


def _filled(value: Traced, number: float) -> Traced:
    shape = value.graph.add("Shape", value, shape=(len(value.shape),), kind="INT64")
    return value.graph.add("Expand", value.graph.constant(number), shape, shape=value.shape)


def _log_of_sum(a: Any, b: Any) -> Traced:
    return np.maximum(a, b) + np.log(1 + np.exp(-np.abs(a - b)))


def _power(x: Traced, exponent: Any) -> Traced:
    return x * x if np.array_equal(exponent, 2) else x._elementwise("Pow", [x, np.asarray(exponent, dtype=float)])


COMPOSED = {np.matmul: _matmul, np.power: _power, np.logaddexp: _log_of_sum, np.square: lambda x: x * x,
            np.log1p: lambda x: np.log(1 + x), np.hypot: lambda a, b: np.sqrt(a * a + b * b),
            np.arcsinh: lambda x: np.sign(x) * np.log(np.abs(x) + np.sqrt(x * x + 1))}
FUNCTIONS = {np.where: _where, np.concatenate: _concatenated, np.take_along_axis: _taken,
             np.sum: lambda x, axis, keepdims=False: _reduced("ReduceSum", x, axis, keepdims),
             np.max: lambda x, axis, keepdims=False: _reduced("ReduceMax", x, axis, keepdims),
             np.cumsum: lambda x, axis: x @ np.triu(np.ones((x.shape[-1], x.shape[-1]))),
             np.zeros_like: lambda x: _filled(x, 0.0), np.ones_like: lambda x: _filled(x, 1.0)}
