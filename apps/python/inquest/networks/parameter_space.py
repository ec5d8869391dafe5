"""ParameterSpace: the free parameters of an estimator, and the coordinates in which its networks see them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..base.errors import DataError
from .priors import Prior, prior_of
from .special import log_normal_density


class NormalGroup:
    """A multivariate normal prior of the columns from `first` on."""

    def __init__(self, first: int, mean: np.ndarray, covariance: np.ndarray) -> None:
        self.columns, self.mean = slice(first, first + len(mean)), mean
        self.factor = np.linalg.cholesky(covariance)
        self.inverse = np.linalg.inv(self.factor)

    def to_normal(self, theta: np.ndarray) -> np.ndarray:
        """z [n, k] of theta [n, k]."""
        return (theta - self.mean) @ self.inverse.T

    def from_normal(self, z: np.ndarray) -> np.ndarray:
        """theta [n, k] of z [n, k]."""
        return self.mean + z @ self.factor.T

    def log_abs_det(self) -> float:
        """ln |det d theta / d z|."""
        return float(np.log(np.diag(self.factor)).sum())


class ParameterSpace:
    """Names, priors and groups, from `parameters` of a spec."""

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self.names: list[str] = []
        self.latex: list[str] = []
        self.priors: list[Prior | None] = []  # None of those in a group
        self.groups: list[NormalGroup] = []
        self.periodic: list[bool] = []
        for name, entry in parameters.items():
            if not isinstance(entry, dict) or "value" in entry:
                continue  # fixed
            prior = entry["prior"]
            if "multivariate_normal" in prior:
                numbers = prior["multivariate_normal"]
                self.groups.append(NormalGroup(len(self.names), np.array(numbers["mean"], dtype=float),
                                               np.array(numbers["covariance"], dtype=float)))
                names = [one.strip() for one in name.split(",")]
                latex = entry.get("latex", names)
                self._add(names, latex if isinstance(latex, list) else [latex], None, False)
            else:
                self._add([name], [entry.get("latex", name)], prior_of(prior), bool(entry.get("periodic", False)))

    def _add(self, names: list[str], latex: list[str], prior: Prior | None, periodic: bool) -> None:
        self.names += names
        self.latex += map(str, latex)
        self.priors += [prior] * len(names)
        self.periodic += [periodic] * len(names)

    @property
    def circular(self) -> list[int]:
        """Columns that are angles."""
        return [i for i, periodic in enumerate(self.periodic) if periodic]

    def __len__(self) -> int:
        return len(self.names)

    def rows(self, theta: Any) -> np.ndarray:
        """Parameters as rows [n, d]: such an array, one row [d], or of one parameter its values [n]."""
        theta, d = np.asarray(theta, dtype=float), len(self)
        if theta.ndim < 2 and (d == 1 or theta.size == d):
            return theta.reshape(-1, d)
        if theta.ndim != 2 or theta.shape[1] != d:
            raise DataError(f"parameters of shape {list(theta.shape)} (must be [n, {d}]: {', '.join(self.names)})")
        return theta

    def bounds(self) -> dict[str, tuple]:
        """Ends of each prior, None where there is none."""
        ends = {}
        for name, prior, periodic in zip(self.names, self.priors, self.periodic):
            low, high = (None, None) if prior is None else (prior.lower, prior.upper)
            pair = tuple(None if end is None or math.isinf(end) else end for end in (low, high))
            ends[name] = (*pair, True) if periodic else pair
        return ends

    def contains(self, theta: np.ndarray) -> np.ndarray:
        """Whether each row [n] lies in the support of the prior."""
        inside = ~np.isnan(theta).any(axis=1)
        for i, prior in enumerate(self.priors):
            if prior is not None:
                inside &= prior.contains(theta[:, i])
        return inside

    def log_prior(self, theta: np.ndarray) -> np.ndarray:
        """ln of the prior density [n]."""
        total = np.sum(np.zeros_like(theta), axis=1)
        for i, prior in enumerate(self.priors):
            if prior is not None:
                total = total + prior.log_prob(theta[:, i])
        for group in self.groups:
            z = group.to_normal(theta[:, group.columns])
            total = total + np.sum(log_normal_density(z), axis=1) - group.log_abs_det()
        return total

    def to_coordinates(self, theta: np.ndarray, flat: float | None = None) -> np.ndarray:
        """z [n, d] of theta: Phi^-1(F), of periodic parameters the angle 2 pi (F - 1/2).

        With `flat` priors between two finite ends have that times (F - 1/2) in place of both.
        """
        columns = [theta[:, :0]]
        groups = {group.columns.start: group for group in self.groups}
        for i, prior in enumerate(self.priors):
            if i in groups:
                columns.append(groups[i].to_normal(theta[:, groups[i].columns]))
            elif prior is not None:
                scale = flat if flat and np.isfinite([prior.lower, prior.upper]).all() else 0
                scale = 2 * np.pi if self.periodic[i] and not flat else scale
                values = theta[:, [i]]
                columns.append(scale * (prior.unit(values) - 0.5) if scale else prior.to_normal(values))
        return np.concatenate(columns, axis=1)

    def from_coordinates(self, z: np.ndarray) -> np.ndarray:
        """theta [n, d] of z, as to_coordinates has them without `flat`."""
        theta = np.array(z, dtype=float)
        for i, prior in enumerate(self.priors):
            if prior is None:
                continue
            turn = z[:, i] / (2 * np.pi) + 0.5
            theta[:, i] = prior.from_unit(turn - np.floor(turn)) if self.periodic[i] else prior.from_normal(z[:, i])
        for group in self.groups:
            theta[:, group.columns] = group.from_normal(z[:, group.columns])
        return theta

    def log_abs_det(self, z: np.ndarray, theta: np.ndarray) -> np.ndarray:
        """ln |det d theta / d z| [n]."""
        real = [i for i, periodic in enumerate(self.periodic) if not periodic]
        base = np.sum(log_normal_density(z[:, real]), axis=1) - len(self.circular) * math.log(2 * math.pi)
        return base - self.log_prior(theta)
