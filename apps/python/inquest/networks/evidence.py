"""EvidenceNetwork: ln K of estimators of kind evidence (Jeffrey & Wandelt 2024)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from .data_view import DataView
from .embeddings import Embedded
from .estimator_file import EstimatorFile

FEW_IMAGES = 8  # of a symmetry: so many are averaged
DIRECT_LIMIT = 15.0  # of ln K, beyond which the direct losses let K rise in a straight line


def images(x: np.ndarray, symmetry: dict[str, Any]) -> Iterator[np.ndarray]:
    """x [n, p] and what a symmetry makes of it: cyclic shifts, reversals, signs; itself alone where these are many."""
    n = x.shape[1]
    places = np.arange(n)
    step = int(symmetry.get("shift", 0))
    shifts = range(0, n, step) if step else [0]
    reversals = [False, True] if symmetry.get("reverse") and n > 1 else [False]
    signs = [1, -1] if symmetry.get("sign") else [1]
    if len(shifts) * len(reversals) * len(signs) > FEW_IMAGES:
        yield x
        return
    for shift in shifts:
        for is_reversed in reversals:
            moved = np.roll(places, -shift)
            for sign in signs:
                yield sign * x[:, moved[::-1] if is_reversed else moved]


def log_evidence_of_output(output: np.ndarray, options: dict[str, Any]) -> np.ndarray:
    """ln p(x | M_i) / p(x | M_0) [n, models] of the outputs [n, models - 1] of a network."""
    loss, u = options["loss"], output
    if loss.startswith("l-pop") or loss == "pop-exponential":
        u = np.sign(output) * np.abs(output) ** options["alpha"]
    if loss in ("direct-log", "direct-squared"):
        u = np.minimum(output, DIRECT_LIMIT) + np.log1p(np.maximum(output - DIRECT_LIMIT, 0))
    if loss.startswith("l-pop"):
        u = u + options["leak"] * output
    return np.concatenate([np.zeros_like(u[:, :1]), u], axis=1)


class EvidenceNetwork:
    """The networks of an ensemble, then those of bootstraps."""

    def __init__(self, file: EstimatorFile) -> None:
        self.models = [str(model) for model in file.spec["models"]]
        self.options, self.symmetry = file.spec["options"], file.spec.get("symmetry", {})
        self.view = DataView(file)
        self.reach = file.arrays.get("reach", np.full((len(self.models), len(self.models)), np.inf))
        self.networks = [Embedded(weights, "network", self.options, self.view.seen) for weights in file.members]

    def member_log_evidence(self, x: Any) -> np.ndarray:
        """ln p(x | M_i) / p(x | M_0) [networks, n, models] of each observation."""
        seen = self.view.apply(x)
        return np.stack([self.log_evidence_of_seen(network, seen) for network in self.networks])

    def log_evidence_of_seen(self, network: Embedded, seen: np.ndarray) -> np.ndarray:
        """The same [n, models] of one network, and of what networks see of the data [n, p]."""
        each = [log_evidence_of_output(network(image), self.options) for image in images(seen, self.symmetry)]
        return sum(each) / len(each)

    def log_k(self, x: Any) -> np.ndarray:
        """ln K [n, models, models] of each observation, the first model over the second; the mean of the ensemble.

        Beyond what ten simulations reach it is a bound, and what they reach; where they reach nothing no number holds.
        """
        mean = self.member_log_evidence(x)[:int(self.options["ensemble"])].mean(axis=0)
        log_k = mean[:, :, None] - mean[:, None, :]
        beyond = (log_k > self.reach) & (self.reach > 0)
        bounded = np.where(beyond, self.reach, log_k)
        return np.where(beyond.transpose(0, 2, 1), -self.reach.T, bounded)
