"""Maps of single coordinates, with ln of their slopes: affine and rational-quadratic; and the linear one of all."""

from __future__ import annotations

import math

import numpy as np

BOUND = math.log(1000)  # of the logarithm of an affine slope
LEAST_SHARE = 1e-3  # of a bin's width or height in the whole
LEAST_SLOPE = 1e-3


def bounded(r: np.ndarray) -> np.ndarray:
    """r / (1 + |r| / ln 1000)."""
    return r / (1 + np.abs(r) / BOUND)


class Affine:
    """u = z e^s + t with s = bounded(r); raw parameters t, r (Papamakarios, Pavlakou & Murray 2017)."""

    parameters = 2

    def forward(self, z: np.ndarray, raw: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """u [...] and ln du/dz [...] of z [...] with raw [..., 2]."""
        s = bounded(raw[..., 1])
        return z * np.exp(s) + raw[..., 0], s

    def inverse(self, u: np.ndarray, raw: np.ndarray) -> np.ndarray:
        """z [...] of u [...]."""
        return (u - raw[..., 0]) * np.exp(-bounded(raw[..., 1]))


class RationalQuadratic:
    """Monotonic splines of [-bound, bound] (Durkan et al. 2019); circular ones of an angle (Rezende et al. 2020).

    Raw parameters: `bins` widths and heights before their softmax, slopes at the inner knots (of a circle: at the first
    one too) before their softplus, and the phase of a circle.
    """

    def __init__(self, bins: int, bound: float, circular: bool = False) -> None:
        self.bins, self.bound, self.circular = bins, bound, circular
        self.parameters = 3 * bins + 1 if circular else 3 * bins - 1

    def _knots(self, raw: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Left ends and sizes [..., bins] of the bins."""
        share = np.exp(raw - np.max(raw, axis=-1, keepdims=True))
        share = share / np.sum(share, axis=-1, keepdims=True)
        size = 2 * self.bound * (LEAST_SHARE + (1 - self.bins * LEAST_SHARE) * share)
        return np.cumsum(size, axis=-1) - size - self.bound, size

    def _bin(self, raw: np.ndarray, point: np.ndarray, inverse: bool) -> tuple[np.ndarray, ...]:
        """x, y, width, height and the slopes at both ends of each point's bin, [...] each."""
        n = self.bins
        x, width = self._knots(raw[..., :n])
        y, height = self._knots(raw[..., n:2 * n])
        inner = raw[..., 2 * n:3 * n - (0 if self.circular else 1)]
        end = inner[..., :1] if self.circular else np.zeros_like(raw[..., :1])
        ends = [inner, end] if self.circular else [end, inner, end]
        slope = LEAST_SLOPE + np.logaddexp(0, np.concatenate(ends, axis=-1) + math.log(math.expm1(1 - LEAST_SLOPE)))
        index = np.sum(point[..., None] >= (y if inverse else x)[..., 1:], axis=-1)[..., None]
        return tuple(np.take_along_axis(of, index, axis=-1)[..., 0]
                     for of in (x, y, width, height, slope[..., :-1], slope[..., 1:]))

    def _wrap(self, angle: np.ndarray) -> np.ndarray:
        turns = (angle + self.bound) / (2 * self.bound)
        return (turns - np.floor(turns)) * (2 * self.bound) - self.bound

    def forward(self, z: np.ndarray, raw: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """u [...] and ln du/dz [...] of z [...] with raw [..., parameters]; beyond the bound the identity."""
        inside = (z >= -self.bound) & (z < self.bound) | self.circular
        point = self._wrap(z + raw[..., 3 * self.bins]) if self.circular else np.where(inside, z, 0)
        x, y, width, height, left, right = self._bin(raw, point, False)
        s, xi = height / width, (point - x) / width
        denominator = s + (left + right - 2 * s) * xi * (1 - xi)
        u = y + height * (s * xi**2 + left * xi * (1 - xi)) / denominator
        slope = right * xi**2 + 2 * s * xi * (1 - xi) + left * (1 - xi)**2
        log_slope = 2 * np.log(s) + np.log(slope) - 2 * np.log(denominator)
        return np.where(inside, u, z), np.where(inside, log_slope, 0)

    def inverse(self, u: np.ndarray, raw: np.ndarray) -> np.ndarray:
        """z [...] of u [...]."""
        inside = (u >= -self.bound) & (u < self.bound) | self.circular
        point = self._wrap(u) if self.circular else np.where(inside, u, 0)
        x, y, width, height, left, right = self._bin(raw, point, True)
        s, rise = height / width, point - y
        curve = left + right - 2 * s
        a, b = height * (s - left) + rise * curve, height * left - rise * curve
        z = x + width * 2 * s * rise / (b + np.sqrt(np.maximum(b * b + 4 * a * s * rise, 0)))
        return self._wrap(z - raw[..., 3 * self.bins]) if self.circular else np.where(inside, z, u)


class LuMixing:
    """u = L U z + b; `factors` hold L below the diagonal, U above it, and ln of U's diagonal on it."""

    def __init__(self, factors: np.ndarray, bias: np.ndarray) -> None:
        factors, self.bias = factors.astype(float), bias.astype(float)
        lower = np.tril(factors, -1) + np.eye(len(factors))
        upper = np.triu(factors, 1) + np.diag(np.exp(np.diag(factors)))
        self.matrix, self.log_det = lower @ upper, float(np.trace(factors))

    def forward(self, z: np.ndarray) -> np.ndarray:
        """u [n, d] of z [n, d]."""
        return z @ self.matrix.T + self.bias

    def inverse(self, u: np.ndarray) -> np.ndarray:
        """z [n, d] of u [n, d]."""
        return np.linalg.solve(self.matrix, (u - self.bias).T).T
