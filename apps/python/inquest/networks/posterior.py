"""FlowPosterior: q(theta | x) of estimators of kind npe, flows in coordinates of the prior."""

from __future__ import annotations

from typing import Any

import numpy as np

from .data_view import DataView
from .estimator_file import EstimatorFile
from .flow_ensemble import FlowEnsemble
from .parameter_space import ParameterSpace


class FlowPosterior:
    """q(theta | x) of kind npe."""

    def __init__(self, file: EstimatorFile) -> None:
        self.space = ParameterSpace(file.spec["parameters"])
        self.view = DataView(file)
        self.flows = FlowEnsemble(file.members, file.spec["options"], len(self.space), self.space.circular,
                                  self.view.seen)

    def log_prob(self, theta: Any, x: Any) -> np.ndarray:
        """ln q(theta | x) [n], normalised, of theta [n, d] and one observation or n of them."""
        theta = self.space.rows(theta)
        context = self.view.apply(x)
        inside = self.space.contains(theta)
        result = np.full(len(theta), -np.inf)
        z = self.space.to_coordinates(theta[inside])
        finite = np.isfinite(z).all(axis=1)
        inside[inside] = finite
        z = z[finite]
        rows = context if len(context) == 1 else context[inside]
        log_det = self.space.log_abs_det(z, theta[inside])
        result[inside] = self.flows.log_prob(z, rows) - log_det
        return result

    def sample(self, n: int, x: Any, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
        """Draws theta [n, d] at one observation, and their ln q [n]."""
        context = self.view.apply(x)
        z = self.flows.sample(n, context[:1], np.random.default_rng(seed))
        theta = self.space.from_coordinates(z)
        return theta, self.flows.log_prob(z, context[:1]) - self.space.log_abs_det(z, theta)
