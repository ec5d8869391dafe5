"""The probability that a normal vector lies in a box: Genz (1992), at Richtmyer's points."""

from __future__ import annotations

import numpy as np

from .special import LN_2, log_complement, log_normal_cdf, normal_quantile_from_log

POINTS = 1 << 11


def prime_roots(count: int) -> np.ndarray:
    """Square roots of the first primes [count]."""
    primes: list[int] = []
    number = 2
    while len(primes) < count:
        if all(number % prime for prime in primes):
            primes.append(number)
        number += 1
    return np.sqrt(np.array(primes, dtype=float))


def _quantile(log_share: np.ndarray) -> np.ndarray:
    """z of any ln Phi(z)."""
    small = log_share <= -LN_2
    z = normal_quantile_from_log(np.where(small, log_share, log_complement(log_share)))
    return np.where(small, z, -z)


def _products(mean: np.ndarray, factor: np.ndarray, lower: np.ndarray, upper: np.ndarray, w: np.ndarray) -> np.ndarray:
    """The product of conditional probabilities [n] at points w [n, d - 1] of the unit cube."""
    z, product = np.zeros((len(w), len(mean))), np.ones(len(w))
    for i in range(len(mean)):
        shift = mean[i] + z[:, :i] @ factor[i, :i]
        a, b = (lower[i] - shift) / factor[i, i], (upper[i] - shift) / factor[i, i]
        mirrored = a > 0  # there both probabilities are small where the interval is far above zero
        low = np.exp(log_normal_cdf(np.where(mirrored, -b, a)))
        high = np.exp(log_normal_cdf(np.where(mirrored, -a, b)))
        product = product * np.maximum(high - low, 0)
        if i + 1 < len(mean):
            inside = _quantile(np.log(np.clip(low + w[:, i] * (high - low), 1e-300, 1 - 1e-16)))
            z[:, i] = np.where(mirrored, -inside, inside)
    return product


def log_box_probability(mean: np.ndarray, factor: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> float:
    """ln P(lower < t < upper) of t ~ N(mean, L L^T), with the lower factor L [d, d]; the last one in closed form."""
    if len(mean) == 1:
        return float(np.log(_products(mean, factor, lower, upper, np.zeros((1, 0)))[0]))
    turn = np.arange(1, POINTS + 1)[:, None] * prime_roots(len(mean) - 1)
    w = np.abs(2 * (turn - np.floor(turn)) - 1)
    both = [_products(mean, factor, lower, upper, one) for one in (w, 1 - w)]
    return float(np.log(np.mean(both)))
