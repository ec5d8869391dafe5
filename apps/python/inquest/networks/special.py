"""Probabilities of the normal, gamma and beta distributions, and their inverses, in NumPy and the standard library.

Tails are held by their logarithm: 1 - 1e-20 is no double, ln 1e-20 is one.
"""

from __future__ import annotations

import math

import numpy as np

LN_2, LN_2PI = math.log(2), math.log(2 * math.pi)
FAR = 30.0  # standard deviations beyond which the tail has its asymptotic series
erfc = np.vectorize(math.erfc, otypes=[float])
log_gamma = np.vectorize(math.lgamma, otypes=[float])


def log_normal_density(z: np.ndarray) -> np.ndarray:
    """ln N(z; 0, 1)."""
    return -0.5 * (z * z + LN_2PI)


def log_normal_cdf(z: np.ndarray) -> np.ndarray:
    """ln Phi(z), for every z."""
    z = np.asarray(z, dtype=float)
    tail = 0.5 * erfc(np.abs(np.maximum(z, -FAR)) / math.sqrt(2))
    far, s = np.minimum(z, -FAR), 1 / np.square(np.minimum(z, -FAR))
    series = log_normal_density(far) - np.log(-far) + np.log1p(-s * (1 - s * (3 - s * (15 - 105 * s))))
    with np.errstate(divide="ignore"):
        return np.where(z > 0, np.log1p(-tail), np.where(z > -FAR, np.log(tail), series))


def normal_quantile_from_log(log_p: np.ndarray) -> np.ndarray:
    """z with ln Phi(z) = log_p <= ln 1/2: Abramowitz & Stegun 26.2.23, and Newton's method in ln Phi."""
    log_p = np.asarray(log_p, dtype=float)
    t = np.sqrt(-2 * np.maximum(log_p, -1e300))
    z = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))))
    for _ in range(6):
        at = log_normal_cdf(z)
        z = z - (at - log_p) * np.exp(np.minimum(at - log_normal_density(z), 700))
    return np.where(log_p == -np.inf, -np.inf, z)


def log_complement(log_p: np.ndarray) -> np.ndarray:
    """ln (1 - e^log_p) for log_p <= 0."""
    log_p = np.minimum(log_p, 0)
    small = log_p < -LN_2
    with np.errstate(divide="ignore"):
        return np.where(small, np.log1p(-np.exp(np.where(small, log_p, -1))),
                        np.log(-np.expm1(np.where(small, -1, log_p))))


def _continued_fraction(a_of, b_of, first: np.ndarray, steps: int = 400) -> np.ndarray:
    """first + a1 / (b1 + a2 / (b2 + ...)), by Lentz's method."""
    tiny = 1e-290
    f = np.where(first == 0, tiny, first)
    c, d = f, np.zeros_like(f)
    for i in range(1, steps):
        a, b = a_of(i), b_of(i)
        d = b + a * d
        c = b + a / c
        d = 1 / np.where(np.abs(d) < tiny, tiny, d)
        c = np.where(np.abs(c) < tiny, tiny, c)
        f = f * c * d
        if np.all(np.abs(c * d - 1) < 1e-15):
            break
    return f


def log_gamma_tails(shape: float, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """ln P(shape, x) and ln Q(shape, x), the regularised incomplete gamma functions."""
    x = np.asarray(x, dtype=float)
    front = shape * np.log(x) - x - math.lgamma(shape)
    small = x < shape + 1
    xs = np.where(small, x, 1.0)
    term = np.full_like(xs, 1 / shape)
    total, k = term.copy(), shape
    while np.any(term > 1e-17 * total):
        k += 1
        term = term * xs / k
        total = total + term
    log_p = front + np.log(total)
    xl = np.where(small, shape + 2, x)
    fraction = _continued_fraction(lambda i: -i * (i - shape), lambda i: xl + 2 * i + 1 - shape, xl + 1 - shape)
    log_q = front - np.log(fraction)
    return np.where(small, log_p, log_complement(log_q)), np.where(small, log_complement(log_p), log_q)


def log_beta_cdf(a: float, b: float, y: np.ndarray) -> np.ndarray:
    """ln I_theta(a, b) with theta = 1 / (1 + e^-y)."""
    y = np.asarray(y, dtype=float)
    log_theta, log_rest = -np.logaddexp(0, -y), -np.logaddexp(0, y)
    log_front = a * log_theta + b * log_rest - (math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b))
    theta = np.exp(log_theta)
    direct = theta < (a + 1) / (a + b + 2)

    def fraction(p, q, t):
        def a_of(i):
            m = i // 2
            if i % 2 == 0:
                return m * (q - m) * t / ((p + 2 * m - 1) * (p + 2 * m))
            return -(p + m) * (p + q + m) * t / ((p + 2 * m) * (p + 2 * m + 1))
        return _continued_fraction(a_of, lambda i: np.ones_like(t), np.ones_like(t))

    lower = log_front - np.log(a * fraction(a, b, np.where(direct, theta, 0.0)))
    upper = log_front - np.log(b * fraction(b, a, np.where(direct, 0.0, np.exp(log_rest))))
    return np.where(direct, lower, log_complement(upper))


def rising_root(log_cdf, log_density, y: np.ndarray, log_p: np.ndarray) -> np.ndarray:
    """y with log_cdf(y) = log_p of a log-concave density, by Newton's method from the left of the root.

    ln CDF is concave then, so that no step goes beyond the root.
    """
    for _ in range(100):
        at = log_cdf(y)
        step = (log_p - at) * np.exp(np.minimum(at - log_density(y), 700))
        y = y + step
        if np.all(np.abs(step) < 1e-13 * (1 + np.abs(y))):
            break
    return y
