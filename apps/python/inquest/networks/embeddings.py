"""Embeddings: networks through which others see the data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..base.errors import UsageError
from .perceptron import ACTIVATIONS, Perceptron, Weights

Shape = tuple[int, ...]


def identity(x: np.ndarray) -> np.ndarray:
    """The data themselves."""
    return x


class SetEmbedding:
    """Of tables [rows, columns] whose rows have no order, the last column a mask where there is one."""

    def __init__(self, weights: Weights, options: Mapping[str, Any], shape: Shape) -> None:
        self.rows, self.columns = shape[1], shape[2] if len(shape) == 3 else 1
        self.mask = bool(options.get("mask", False))
        self.of_row = Perceptron(weights, "embedding.row", options)
        self.head = Perceptron(weights, "embedding", {})

    def __call__(self, x: np.ndarray) -> np.ndarray:
        table = x.reshape(-1, self.rows, self.columns)
        there = (table[..., -1:] >= 0.5) * 1.0 if self.mask else np.ones_like(table[..., -1:])
        each = self.of_row((table[..., :-1] if self.mask else table) * there) * there
        number = np.sum(there, axis=1)
        return self.head(np.concatenate([np.sum(each, axis=1) / np.maximum(number, 1), np.log1p(number)], axis=1))


class CnnEmbedding:
    """Convolutions of maps [c, h, w], or of series [c, t] as maps of one row."""

    def __init__(self, weights: Weights, options: Mapping[str, Any], shape: Shape) -> None:
        self.maps = (shape[0], shape[1] if len(shape) == 3 else 1, shape[-1])
        layers = sum(name.startswith("convolution.weight.") for name in weights)
        self.layers = [tuple(weights[f"convolution.{part}.{i}"].astype(float) for part in ("weight", "bias"))
                       for i in range(layers)]
        self.stride = int(options.get("stride_first", 2))
        self.margin = "wrap" if options.get("periodic", False) else "constant"
        self.pool = np.max if options.get("pool", "mean") == "max" else np.mean
        self.activation = ACTIVATIONS[options.get("activation", "silu")]
        self.head = Perceptron(weights, "embedding", {})

    def __call__(self, x: np.ndarray) -> np.ndarray:
        maps = x.reshape(len(x), *self.maps)
        for i, (weight, bias) in enumerate(self.layers):
            if i > 0:
                maps = coarser(maps)
            steps = (1 if self.maps[1] == 1 else self.stride, self.stride) if i == 0 else (1, 1)
            maps = self.activation(convolved(maps, weight, steps, self.margin) + bias[:, None, None])
        return self.head(self.pool(maps, axis=(2, 3)))


def convolved(maps: np.ndarray, weight: np.ndarray, steps: tuple[int, int], margin: str) -> np.ndarray:
    """Maps [n, c, h, w] under a kernel [out, c, rows, columns], with a margin of half of it."""
    rows, columns = weight.shape[2:]
    padded = np.pad(maps, ((0, 0), (0, 0), (rows // 2, rows // 2), (columns // 2, columns // 2)), mode=margin)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (rows, columns), axis=(2, 3))
    return np.einsum("nchwij,ocij->nohw", windows[:, :, ::steps[0], ::steps[1]], weight, optimize=True)


def coarser(maps: np.ndarray) -> np.ndarray:
    """Means of 2 x 2 numbers; of fewer where a length is odd or 1."""
    for axis in (2, 3):
        starts = np.arange(0, maps.shape[axis], 2)
        counts = np.minimum(2, maps.shape[axis] - starts)
        maps = np.add.reduceat(maps, starts, axis=axis) / counts.reshape(-1, *[1] * (3 - axis))
    return maps


KINDS = {"mlp": lambda weights, options, shape: Perceptron(weights, "embedding", options), "set": SetEmbedding,
         "cnn": CnnEmbedding}


def embedding_of(weights: Weights, options: Mapping[str, Any], shape: Shape | None):
    """The map of `embedding` in the options, of rows of this shape, channels first."""
    entry = options.get("embedding", "identity")
    if entry == "identity":
        return identity
    kind = entry["kind"] if isinstance(entry, dict) else entry
    if kind not in KINDS or shape is None:
        raise UsageError(f"embedding of kind {kind} (NumPy knows identity, {', '.join(KINDS)}); ask the command")
    return KINDS[kind](weights, entry, shape)


class Embedded:
    """A perceptron that reads data through an embedding, where there is one."""

    def __init__(self, weights: Weights, prefix: str, options: Mapping[str, Any], shape: Shape) -> None:
        self.embedding = embedding_of(weights, options, shape)
        self.network = Perceptron(weights, prefix, options)

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Outputs [n, out] of what networks see of the data [n, p]."""
        return self.network(self.embedding(x))
