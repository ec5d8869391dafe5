"""Perceptrons: weights and biases under a prefix, plain or of residual blocks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

Weights = Mapping[str, np.ndarray]


def silu(x: np.ndarray) -> np.ndarray:
    """x / (1 + e^-x)."""
    return x * 0.5 * (1 + np.tanh(0.5 * x))


ACTIVATIONS = {"relu": lambda x: np.maximum(x, 0), "tanh": np.tanh, "silu": silu}


class Perceptron:
    """y = W_k act(... act(W_0 x + b_0)) + b_k, of `<prefix>.weight.<i>` [out, in] and `<prefix>.bias.<i>` [out]."""

    def __init__(self, weights: Weights, prefix: str, options: Mapping[str, Any]) -> None:
        layers = sum(name.startswith(f"{prefix}.weight.") for name in weights)
        self.weights = [weights[f"{prefix}.weight.{i}"].astype(float) for i in range(layers)]
        self.biases = [weights[f"{prefix}.bias.{i}"].astype(float) for i in range(layers)]
        self.activation_name = options.get("activation", "silu")
        self.activation = ACTIVATIONS[self.activation_name]
        self.residual = bool(options.get("residual", False)) and layers > 1

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Outputs [n, out] of x [n, in]."""
        if self.residual:
            return self._residual(x)
        for weight, bias in zip(self.weights[:-1], self.biases[:-1]):
            x = self.activation(x @ weight.T + bias)
        return x @ self.weights[-1].T + self.biases[-1]

    def _residual(self, x: np.ndarray) -> np.ndarray:
        """h = W_0 x; h = h + W_2i act(W_2i-1 act(h)) of each block; then the last layer of h itself."""
        layer = [lambda h, w=weight, b=bias: h @ w.T + b for weight, bias in zip(self.weights, self.biases)]
        h = layer[0](x)
        for i in range(1, len(layer) - 1, 2):
            h = h + layer[i + 1](self.activation(layer[i](self.activation(h))))
        return layer[-1](h)
