"""Priors (docs/configuration.md): each as a place among the reals, z = Phi^-1(F(theta)), and back.

A place in a distribution is its nearer tail: the logarithm of a probability <= 1/2, and the side it is on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..base.errors import DataError
from .special import (LN_2, log_beta_cdf, log_complement, log_gamma_tails, log_normal_cdf, log_normal_density,
                      normal_quantile_from_log, rising_root)

_erf = np.vectorize(math.erf, otypes=[float])


class Prior:
    """A normalised density of one parameter; subclasses know its logarithm, its tails and its quantiles."""

    lower, upper = -np.inf, np.inf

    def log_density(self, theta: np.ndarray) -> np.ndarray:
        """ln of the density inside the support."""
        raise NotImplementedError

    def tails(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """ln of the probability below and above theta."""
        raise NotImplementedError

    def quantile(self, log_p: np.ndarray, above: np.ndarray) -> np.ndarray:
        """Where the tail below, or above, has this probability <= 1/2."""
        raise NotImplementedError

    def contains(self, theta: np.ndarray) -> np.ndarray:
        """Whether theta is in the support, its ends too."""
        return (theta >= self.lower) & (theta <= self.upper)

    def log_prob(self, theta: np.ndarray) -> np.ndarray:
        """ln of the density, -inf outside the support."""
        inside = self.contains(theta)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(inside, self.log_density(np.where(inside, theta, self.inner())), -np.inf)

    def inner(self) -> float:
        """A place inside the support."""
        return float(self.quantile(np.array(-LN_2), np.array(False)))

    def to_normal(self, theta: np.ndarray) -> np.ndarray:
        """z of theta, infinite at and beyond the ends of the support."""
        inside = (theta > self.lower) & (theta < self.upper)
        below, above = self.tails(np.where(inside, theta, self.inner()))
        z = normal_quantile_from_log(np.minimum(below, above))
        return np.where(inside, np.where(below <= above, z, -z), np.where(theta <= self.lower, -np.inf, np.inf))

    def from_normal(self, z: np.ndarray) -> np.ndarray:
        """theta of z."""
        theta = self.quantile(log_normal_cdf(-np.abs(z)), z > 0)
        return np.clip(theta, np.nextafter(self.lower, np.inf), np.nextafter(self.upper, -np.inf))

    def unit(self, theta: np.ndarray) -> np.ndarray:
        """F(theta)."""
        below, above = self.tails(theta)
        return np.where(below <= above, np.exp(below), -np.expm1(above))

    def from_unit(self, u: np.ndarray) -> np.ndarray:
        """theta with F(theta) = u."""
        with np.errstate(divide="ignore"):
            return self.quantile(np.where(u <= 0.5, np.log(u), np.log1p(-u)), u > 0.5)


class Uniform(Prior):
    """Flat between low and high."""

    def __init__(self, low: float, high: float) -> None:
        self.lower, self.upper = low, high

    def log_density(self, theta):
        return np.zeros_like(theta) - math.log(self.upper - self.lower)

    def tails(self, theta):
        width = self.upper - self.lower
        with np.errstate(divide="ignore"):
            return np.log((theta - self.lower) / width), np.log((self.upper - theta) / width)

    def quantile(self, log_p, above):
        distance = (self.upper - self.lower) * np.exp(log_p)
        return np.where(above, self.upper - distance, self.lower + distance)


class LogUniform(Prior):
    """Flat in the logarithm."""

    def __init__(self, low: float, high: float) -> None:
        self.lower, self.upper, self.flat = low, high, Uniform(math.log(low), math.log(high))

    def log_density(self, theta):
        return self.flat.log_density(theta) - np.log(theta)

    def tails(self, theta):
        return self.flat.tails(np.log(theta))

    def quantile(self, log_p, above):
        return np.exp(self.flat.quantile(log_p, above))


class Normal(Prior):
    """Gaussian."""

    def __init__(self, mean: float, sd: float) -> None:
        self.mean, self.sd = mean, sd

    def log_density(self, theta):
        return log_normal_density((theta - self.mean) / self.sd) - math.log(self.sd)

    def tails(self, theta):
        z = (theta - self.mean) / self.sd
        return log_normal_cdf(z), log_normal_cdf(-z)

    def quantile(self, log_p, above):
        z = normal_quantile_from_log(log_p)
        return self.mean + self.sd * np.where(above, -z, z)

    def to_normal(self, theta):
        return (theta - self.mean) / self.sd

    def from_normal(self, z):
        return self.mean + self.sd * z


class TruncatedNormal(Prior):
    """Gaussian inside [low, high]."""

    def __init__(self, mean: float, sd: float, low: float, high: float) -> None:
        self.mean, self.sd, self.lower, self.upper = mean, sd, low, high
        self.a, self.b = (low - mean) / sd, (high - mean) / sd
        self.log_mass = float(self._mass(np.array(self.a), np.array(self.b)))

    @staticmethod
    def _mass(a, b):
        """ln (Phi(b) - Phi(a)), in the tail that both are nearer to."""
        flip = a + b > 0
        low, high = np.where(flip, -b, a), np.where(flip, -a, b)
        with np.errstate(invalid="ignore"):
            return log_normal_cdf(high) + log_complement(log_normal_cdf(low) - log_normal_cdf(high))

    def log_density(self, theta):
        return log_normal_density((theta - self.mean) / self.sd) - math.log(self.sd) - self.log_mass

    def tails(self, theta):
        z = (theta - self.mean) / self.sd
        return self._mass(np.full_like(z, self.a), z) - self.log_mass, \
            self._mass(z, np.full_like(z, self.b)) - self.log_mass

    def quantile(self, log_p, above):
        log_rest = log_complement(log_p)
        of_low, of_high = np.where(above, log_p, log_rest), np.where(above, log_rest, log_p)
        sign = 1.0 if self.a + self.b <= 0 else -1.0
        log_phi = np.logaddexp(of_low + log_normal_cdf(sign * self.a), of_high + log_normal_cdf(sign * self.b))
        half = log_phi <= -LN_2
        z = normal_quantile_from_log(np.where(half, log_phi, log_complement(np.where(half, -LN_2, log_phi))))
        return self.mean + self.sd * sign * np.where(half, z, -z)


class LogNormal(Normal):
    """Gaussian in the natural logarithm."""

    lower = 0.0

    def log_density(self, theta):
        inside = theta > 0
        log = np.log(np.where(inside, theta, 1))
        return np.where(inside, super().log_density(log) - log, -np.inf)

    def tails(self, theta):
        return super().tails(np.log(theta))

    def quantile(self, log_p, above):
        return np.exp(super().quantile(log_p, above))

    def to_normal(self, theta):
        with np.errstate(divide="ignore", invalid="ignore"):
            return super().to_normal(np.log(theta))

    def from_normal(self, z):
        return np.exp(super().from_normal(z))


class HalfNormal(Prior):
    """Positive half of a Gaussian around 0."""

    lower = 0.0

    def __init__(self, sd: float) -> None:
        self.sd = sd

    def log_density(self, theta):
        return log_normal_density(theta / self.sd) + LN_2 - math.log(self.sd)

    def tails(self, theta):
        above = LN_2 + log_normal_cdf(-theta / self.sd)
        with np.errstate(divide="ignore"):
            return np.log(_erf(theta / self.sd / math.sqrt(2))), above

    def quantile(self, log_p, above):
        # Below: Phi(-x) = (1 - p) / 2; near 0 Newton's method in erf keeps what the difference loses.
        x = -normal_quantile_from_log(np.where(above, log_p, log_complement(log_p)) - LN_2)
        p = np.where(above, 0.5, np.exp(log_p))
        near = p * math.sqrt(math.pi / 2)
        for _ in range(6):
            near = near - (_erf(near / math.sqrt(2)) - p) / (2 * np.exp(log_normal_density(near)))
        return self.sd * np.where(above, x, near)


class Exponential(Prior):
    """exp(-rate theta) on [0, inf)."""

    lower = 0.0

    def __init__(self, rate: float) -> None:
        self.rate = rate

    def log_density(self, theta):
        return math.log(self.rate) - self.rate * theta

    def tails(self, theta):
        return log_complement(-self.rate * theta), -self.rate * theta

    def quantile(self, log_p, above):
        return -np.where(above, log_p, np.log1p(-np.exp(np.where(above, -1.0, log_p)))) / self.rate


class Gamma(Prior):
    """theta^(shape-1) exp(-rate theta) on [0, inf)."""

    lower = 0.0

    def __init__(self, shape: float, rate: float) -> None:
        self.shape, self.rate = shape, rate

    def _log_density_in_log(self, y):
        return self.shape * y - np.exp(y) - math.lgamma(self.shape)

    def log_density(self, theta):
        x = self.rate * theta
        power = 0 if self.shape == 1 else (self.shape - 1) * np.log(x)
        return math.log(self.rate) + power - x - math.lgamma(self.shape)

    def tails(self, theta):
        return log_gamma_tails(self.shape, self.rate * theta)

    def quantile(self, log_p, above):
        a = self.shape
        start = (log_p + math.lgamma(a + 1)) / a  # P(a, x) <= x^a / Gamma(a + 1): left of the root
        below = rising_root(lambda y: log_gamma_tails(a, np.exp(y))[0], self._log_density_in_log,
                            np.where(above, math.log(a), start), np.where(above, -LN_2, log_p))
        t = -log_p  # Q(a, a + sqrt(2 a t) + t) <= e^-t: right of the root
        right = np.log(a + np.sqrt(2 * a * t) + t)
        beyond = -rising_root(lambda y: log_gamma_tails(a, np.exp(-y))[1], lambda y: self._log_density_in_log(-y),
                              np.where(above, -right, -math.log(a + 2)), np.where(above, log_p, -LN_2))
        return np.exp(np.where(above, beyond, below)) / self.rate


class Beta(Prior):
    """theta^(a-1) (1-theta)^(b-1) on [0, 1]."""

    lower, upper = 0.0, 1.0

    def __init__(self, a: float, b: float) -> None:
        self.a, self.b = a, b
        self.log_norm = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)

    def log_density(self, theta):
        parts = [np.zeros_like(theta) if power == 1 else (power - 1) * log
                 for power, log in ((self.a, np.log(theta)), (self.b, np.log1p(-theta)))]
        return parts[0] + parts[1] - self.log_norm

    def tails(self, theta):
        y = np.log(theta) - np.log1p(-theta)
        return log_beta_cdf(self.a, self.b, y), log_beta_cdf(self.b, self.a, -y)

    def quantile(self, log_p, above):
        roots = []
        for a, b, wanted in ((self.a, self.b, np.logical_not(above)), (self.b, self.a, above)):
            log_q = np.where(wanted, log_p, -LN_2)
            start = (log_q + math.log(a) + self.log_norm) / a  # the CDF is <= e^(a y) / (a B)
            roots.append(rising_root(lambda y, a=a, b=b: log_beta_cdf(a, b, y),
                                     lambda y, a=a, b=b: a * y - (a + b) * np.logaddexp(0, y) - self.log_norm,
                                     start, log_q))
        return 1 / (1 + np.exp(-np.where(above, -roots[1], roots[0])))


FAMILIES = {"uniform": Uniform, "log_uniform": LogUniform, "normal": Normal, "truncated_normal": TruncatedNormal,
            "log_normal": LogNormal, "half_normal": HalfNormal, "beta": Beta, "gamma": Gamma,
            "exponential": Exponential}


def prior_of(entry: dict[str, Any]) -> Prior:
    """The prior of an entry such as {"uniform": [50, 90]}."""
    (family, arguments), = entry.items()
    if family not in FAMILIES:
        raise DataError(f"prior {family} (not known: {', '.join(FAMILIES)})")
    numbers: Sequence[float] = arguments if isinstance(arguments, list) else [arguments]
    return FAMILIES[family](*map(float, numbers))
