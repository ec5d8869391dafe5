"""The gradient of a traced number of each row, by the chain rule from the last node to the first."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..base.errors import UsageError
from .onnx_graph import Node, OnnxGraph
from .traced import Traced

# What is constant between jumps, and the largest number, by which exponentials are scaled: it cancels in their ratios.
STEPS = {"GreaterOrEqual", "LessOrEqual", "Greater", "Less", "Equal", "And", "Or", "Floor", "Sign", "Shape",
         "ReduceMax"}


def _spread(g: Traced, node: Node) -> Traced:
    """A derivative of what was reduced, for each number of it."""
    value, axes = node.inputs[0], node.attributes.get("axes")
    axis = axes[0] if axes else int(value.graph.constants[node.inputs[1].name][0])
    return g.reshape(*value.shape[:axis], 1, *value.shape[axis + 1:]) * np.ones_like(value)


def _pieces(g: Traced, node: Node) -> list[Traced]:
    ends = np.cumsum([0, *(one.shape[-1] for one in node.inputs)])
    return [g.columns(np.arange(low, high)) for low, high in zip(ends, ends[1:])]


def _scattered(g: Traced, node: Node) -> list[Traced]:
    places = g.graph.constants[node.inputs[1].name]
    return [g @ np.eye(node.inputs[0].shape[-1])[places]]


def _of_log_sum(g: Traced, node: Node) -> list[Traced]:
    log_sum = _spread(node.output, node)
    return [_spread(g, node) * np.exp(node.inputs[0] - log_sum)]


# Derivatives by each input, of the derivative g by the output y.
ONE = {"Neg": lambda g, y, a: -g, "Exp": lambda g, y, a: g * y, "Log": lambda g, y, a: g / a,
       "Tanh": lambda g, y, a: g * (1 - y * y), "Abs": lambda g, y, a: g * np.sign(a),
       "Sqrt": lambda g, y, a: 0.5 * g / y, "Cos": lambda g, y, a: -g * np.sin(a),
       "Sin": lambda g, y, a: g * np.cos(a)}
TWO = {"Add": lambda g, y, a, b: [g, g], "Sub": lambda g, y, a, b: [g, -g],
       "Mul": lambda g, y, a, b: [g * b, g * a], "Div": lambda g, y, a, b: [g / b, -g * y / b],
       "Max": lambda g, y, a, b: [np.where(a >= b, g, 0), np.where(a >= b, 0, g)],
       "Min": lambda g, y, a, b: [np.where(a <= b, g, 0), np.where(a <= b, 0, g)],
       "MatMul": lambda g, y, a, b: [g @ b.transpose(1, 0)]}
OTHERS = {"Where": lambda g, node: [None, np.where(node.inputs[0], g, 0), np.where(node.inputs[0], 0, g)],
          "ReduceSum": lambda g, node: [_spread(g, node)], "ReduceLogSumExp": _of_log_sum,
          "Expand": lambda g, node: [g], "Gather": _scattered, "Concat": _pieces,
          "Reshape": lambda g, node: [g.reshape(*node.inputs[0].shape)],
          "Transpose": lambda g, node: [g.transpose(*np.argsort(node.attributes["perm"]))]}


def _by_inputs(g: Traced, node: Node) -> list[Any]:
    if node.operation in ONE:
        return [ONE[node.operation](g, node.output, *node.inputs)]
    if node.operation in TWO:
        return TWO[node.operation](g, node.output, *node.inputs)
    if node.operation in OTHERS:
        return OTHERS[node.operation](g, node)
    raise UsageError(f"the derivative of {node.operation} (not known); export the estimator as .safetensors")


def _unspread(g: Traced, shape: tuple[int, ...]) -> Traced:
    """Sums over the axes along which an input of this shape was repeated."""
    for axis, (length, here) in enumerate(zip(shape, g.shape)):
        if length == 1 and here != 1:
            g = np.sum(g, axis=axis, keepdims=True)
    return g


def gradient(graph: OnnxGraph, value: Traced, of: Traced) -> Traced:
    """d value[i] / d of[i] [n, d] of a value [n] that depends on rows [n, d] one by one."""
    active, nodes = {of.name}, []
    for node in graph.nodes:
        if node.operation not in STEPS and any(one.name in active for one in node.inputs):
            active.add(node.output.name)
            nodes.append(node)
    sums = {value.name: np.ones_like(value)}
    for node in reversed(nodes):
        if node.output.name not in sums:
            continue
        for one, g in zip(node.inputs, _by_inputs(sums[node.output.name], node)):
            if one.name in active:
                g = _unspread(g, one.shape)
                sums[one.name] = sums[one.name] + g if one.name in sums else g
    return sums[of.name]
