"""MomentPosterior: mean and covariance of estimators of kind moments, and the normal of these inside the prior."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..base.errors import DataError
from .box_probability import log_box_probability
from .data_view import DataView, rows_of
from .embeddings import Embedded
from .estimator_file import EstimatorFile
from .parameter_space import ParameterSpace
from .scales import Scales, lower_factor_places
from .special import log_normal_density

LEAST_SHARE = 1e-3  # of the normal inside the prior, to draw from it
ONE_STEP = ("log_sum", "gaussian")  # losses of one network for both moments


class MomentPosterior:
    """Members of one network for both moments or of two, the mean's first, whose moments are averaged."""

    def __init__(self, file: EstimatorFile) -> None:
        self.space = ParameterSpace(file.spec["parameters"])
        self.view, self.theta_scales = DataView(file), Scales(file.arrays["theta_standardizer"])
        options = file.spec["options"]
        if options.get("loss") in ONE_STEP:
            self.members = [[Embedded(both, "moments", options, self.view.seen)] for both in file.members]
        else:
            self.members = [[Embedded(of, name, options, self.view.seen)
                             for of, name in ((mean, "mean"), (covariance, "covariance"))]
                            for mean, covariance in zip(file.members[::2], file.members[1::2])]

    def moments(self, x: Any) -> tuple[np.ndarray, np.ndarray]:
        """Mean [n, d] and covariance [n, d, d] of each observation."""
        return self.moments_of_seen(self.view.apply(x))

    def moments_of_seen(self, seen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The same of what networks see of the data [n, p]."""
        d, size, scale = len(self.space), len(self.members), self.theta_scales.scale
        means, covariances = [], []
        for member in self.members:
            raw = np.concatenate([network(seen) for network in member], axis=1)
            means.append(raw[:, :d])
            entries = np.concatenate([np.exp(raw[:, d:2 * d]), raw[:, 2 * d:]], axis=1)
            factor = (entries @ lower_factor_places(d)).reshape(-1, d, d)
            covariances.append(factor @ factor.transpose(0, 2, 1))
        return self.theta_scales.invert(sum(means) / size), sum(covariances) / size * (scale[:, None] * scale)

    def _normal(self, x: Any) -> tuple[np.ndarray, np.ndarray, float]:
        """Mean [d] and Cholesky factor [d, d] at one observation, and ln of the share inside the prior."""
        mean, covariance = (of[0] for of in self.moments(rows_of(x, self.view.shape)[:1]))
        factor = np.linalg.cholesky(covariance)
        ends = [(-np.inf, np.inf) if prior is None else (prior.lower, prior.upper) for prior in self.space.priors]
        return mean, factor, log_box_probability(mean, factor, *np.array(ends).T)

    def log_prob(self, theta: Any, x: Any) -> np.ndarray:
        """ln of the density [n], normalised, of theta [n, d] at one observation."""
        theta = self.space.rows(theta)
        mean, factor, log_share = self._normal(x)
        u = np.linalg.solve(factor, (theta - mean).T).T
        density = log_normal_density(u).sum(axis=1) - np.log(np.diag(factor)).sum() - log_share
        return np.where(self.space.contains(theta), density, -np.inf)

    def sample(self, n: int, x: Any, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
        """Draws theta [n, d] at one observation, those outside the prior drawn again, and ln of their density [n]."""
        mean, factor, log_share = self._normal(x)
        if np.exp(log_share) < LEAST_SHARE:
            raise DataError(f"of the normal distribution of the posterior's moments {100 * np.exp(log_share):.3g}% lie "
                            f"inside the prior (at least {100 * LEAST_SHARE}% are needed to draw from it); the moments "
                            "are no summary of this posterior, ask npe")
        rng, theta = np.random.default_rng(seed), np.empty((0, len(mean)))
        while len(theta) < n:
            draws = mean + rng.standard_normal((max(n, 1000), len(mean))) @ factor.T
            theta = np.concatenate([theta, draws[self.space.contains(draws)]])
        return theta[:n], self.log_prob(theta[:n], x)
