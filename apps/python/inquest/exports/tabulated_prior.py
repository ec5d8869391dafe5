"""TabulatedPrior: a prior whose map to its coordinate is a table of cubics, for programs without its special functions.

The table is of z = Phi^-1(F), or of F, against y = ln(t - low) - ln(high - t), without what belongs to an infinite
end, or y = t where both are infinite, with t = theta, or ln theta of a log-uniform prior. Values and slopes at its
knots are exact.
"""

from __future__ import annotations

import numpy as np

from ..networks.priors import LogUniform, Normal, Prior
from ..networks.special import log_normal_cdf, log_normal_density
from .traced import Traced

REACH, STEP = 37.0, 1 / 32  # standard deviations: how far the table goes, and from knot to knot


class TabulatedPrior:
    """A prior of traced parameters; what the table has no place for is not a number."""

    def __init__(self, prior: Prior) -> None:
        self.prior, self.lower, self.upper = prior, prior.lower, prior.upper
        self.is_log = isinstance(prior, LogUniform)
        self.ends = tuple(np.log([self.lower, self.upper])) if self.is_log else (self.lower, self.upper)
        z = np.arange(-REACH, REACH + STEP / 2, STEP)
        with np.errstate(all="ignore"):  # what is no number there has no place in the table
            theta = np.unique(prior.from_normal(z))
            theta = theta[(theta > self.lower) & (theta < self.upper)]
            z, y = prior.to_normal(theta), self._variable(theta)
            rises = (np.diff(y, prepend=-np.inf) > 0) & (np.diff(z, prepend=-np.inf) > 0)
        keep = np.isfinite(z) & np.isfinite(y) & rises
        self.y, z, theta = y[keep], z[keep], theta[keep]
        log_slope = prior.log_prob(theta) + self._log_slope(theta)
        self.of_z = cubics(self.y, z, np.exp(log_slope - log_normal_density(z)))
        self.of_unit = cubics(self.y, np.exp(log_normal_cdf(z)), np.exp(log_slope))

    def contains(self, theta: Traced) -> Traced:
        """Whether theta is in the support, its ends too."""
        return self.prior.contains(theta)

    def log_prob(self, theta: Traced) -> Traced:
        """ln of the density."""
        return self.prior.log_prob(theta)

    def to_normal(self, theta: Traced) -> Traced:
        """z [n, 1] of theta [n, 1]."""
        y = self._variable(theta)
        return np.where((y >= self.y[0]) & (y <= self.y[-1]), self._interpolated(y, self.of_z), np.nan)

    def unit(self, theta: Traced) -> Traced:
        """F [n, 1] of theta [n, 1], whose ends are those of the table."""
        return self._interpolated(np.minimum(np.maximum(self._variable(theta), self.y[0]), self.y[-1]), self.of_unit)

    def _variable(self, theta):
        t = np.log(theta) if self.is_log else theta
        if not np.isfinite(self.ends).any():
            return t
        below = np.log(t - self.ends[0]) if np.isfinite(self.ends[0]) else 0
        return below - (np.log(self.ends[1] - t) if np.isfinite(self.ends[1]) else 0)

    def _log_slope(self, theta: np.ndarray) -> np.ndarray:
        """ln d theta / d y [n]."""
        t = np.log(theta) if self.is_log else theta
        below, above = np.isfinite(self.ends)
        of_t = np.zeros_like(t)
        of_t = of_t + np.log(t - self.ends[0]) if below else of_t
        of_t = of_t + np.log(self.ends[1] - t) if above else of_t
        if below and above:
            of_t = of_t - np.log(self.ends[1] - self.ends[0])
        return of_t + (np.log(theta) if self.is_log else 0)

    def _interpolated(self, y: Traced, table: np.ndarray) -> Traced:
        row = y.row_of(self.y[:-1], table)
        s = (y - row[..., 0]) * row[..., 1]
        return row[..., 2] + s * (row[..., 3] + s * (row[..., 4] + s * row[..., 5]))


def cubics(y: np.ndarray, value: np.ndarray, slope: np.ndarray) -> np.ndarray:
    """Of each interval its start, 1 / width and four coefficients [m - 1, 6], by values and slopes at both ends."""
    width, rise = np.diff(y), np.diff(value)
    left, right = width * slope[:-1], width * slope[1:]
    return np.stack([y[:-1], 1 / width, value[:-1], left, 3 * rise - 2 * left - right, left + right - 2 * rise], axis=1)


def tabulated(prior: Prior | None) -> Prior | TabulatedPrior | None:
    """The prior itself where its coordinate is in closed form."""
    return prior if prior is None or isinstance(prior, Normal) else TabulatedPrior(prior)
