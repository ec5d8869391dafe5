"""Mixture density networks, the family mdn (Bishop 1994): normals with full covariances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .perceptron import Perceptron, Weights
from .scales import lower_factor_places
from .special import LN_2PI, erfc
from .transforms import bounded


class Mixture:
    """q(z | context) of `components` normals; outputs of each: log-weight, mean, ln of the diagonal, what is below it.

    The factor L of the precision has u = L (z - mean) standard normal.
    """

    def __init__(self, weights: Weights, options: Mapping[str, Any], features: int) -> None:
        self.features, self.normals = features, features + 1
        self.components = int(options.get("components", 8))
        self.network = Perceptron(weights, "mixture", options)

    def _parts(self, context: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """ln of the weights [n, c], means [n, c, d], ln of the diagonals [n, c, d], factors [n, c, d, d]."""
        d = self.features
        raw = self.network(context).reshape(-1, self.components, 1 + 2 * d + d * (d - 1) // 2)
        log_weight = raw[..., 0] - np.logaddexp.reduce(raw[..., 0], axis=1)[:, None]
        log_diagonal = bounded(raw[..., 1 + d:1 + 2 * d])
        entries = np.concatenate([np.exp(log_diagonal), raw[..., 1 + 2 * d:]], axis=-1)
        factor = (entries @ lower_factor_places(d)).reshape(-1, self.components, d, d)
        return log_weight, raw[..., 1:1 + d], log_diagonal, factor

    def log_prob(self, z: np.ndarray, context: np.ndarray) -> np.ndarray:
        """ln q(z | context) [n] of z [n, features] and context [n, context]."""
        log_weight, mean, log_diagonal, factor = self._parts(context)
        u = np.sum(factor * (z[:, None, :] - mean)[:, :, None, :], axis=3)
        log_density = log_weight + np.sum(log_diagonal, axis=2) - 0.5 * np.sum(np.square(u), axis=2)
        return np.logaddexp.reduce(log_density, axis=1) - 0.5 * self.features * LN_2PI

    def sample(self, normals: np.ndarray, context: np.ndarray) -> np.ndarray:
        """Draws z [n, features] from standard normals [n, features + 1], the last of which chooses the component."""
        log_weight, mean, _, factor = self._parts(context)
        uniform = 0.5 * erfc(-normals[:, -1:] / np.sqrt(2))
        chosen = np.minimum((np.cumsum(np.exp(log_weight), axis=1) < uniform).sum(axis=1), self.components - 1)
        rows = np.arange(len(normals))
        return mean[rows, chosen] + np.linalg.solve(factor[rows, chosen], normals[:, :-1, None])[:, :, 0]
