"""Spectrum: power spectra of maps and series, cross-correlations, moments and peaks, in place of the data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..base.errors import DataError, UsageError

ROUNDING = 1e-13  # of modes over the root mean square of the numbers, and of their mean
MAPS = {"data": lambda x: x, "log1p": np.log1p, "asinh": np.arcsinh}


def shells_of(rows: int, columns: int, at_most: int) -> tuple[np.ndarray, np.ndarray]:
    """The shell of each mode [rows, columns], -1 of the mean, and the number of modes of each shell."""
    y, x = np.fft.fftfreq(rows)[:, None], np.fft.fftfreq(columns)[None, :]
    length = max(rows, columns) * np.hypot(y, x)
    longest, edge, edges = length.max(), 0.5, []
    for left in range(at_most, 0, -1):
        if edge >= longest:
            break
        edge = max(edge + 1, edge * (longest / edge)**(1 / left))
        edges.append(edge)
    edges[-1] = max(edges[-1], longest)
    shell = np.searchsorted(edges, length, side="left")
    shell[length == 0] = -1
    there, renumbered = np.unique(shell, return_inverse=True)
    return renumbered.reshape(shell.shape) - int(there[0] == -1), np.unique(shell[shell >= 0], return_counts=True)[1]


class Spectrum:
    """What networks see of each row of data of a shape, channels first."""

    def __init__(self, options: Mapping[str, Any], shape: tuple[int, ...]) -> None:
        if options["kind"] != "spectrum":
            raise UsageError(f"data.summary of kind {options['kind']} (NumPy knows spectrum); ask the command")
        self.maps = (shape[0], shape[1] if len(shape) == 3 else 1, shape[-1])
        self.of, self.moments = MAPS[options.get("of", "data")], bool(options.get("moments", False))
        self.peaks = list(options.get("peaks", []))
        self.shell, self.count = shells_of(*self.maps[1:], int(options.get("shells", 16)))

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Numbers [n, s] of x [n, p]."""
        with np.errstate(invalid="ignore", divide="ignore"):
            result = np.array([self._of_row(row.reshape(self.maps)) for row in x])
        if not np.isfinite(result).all():
            row = int(np.argwhere(~np.isfinite(result))[0, 0])
            raise DataError(f"row {row}: its spectrum is not finite (a constant map, or numbers that "
                            "have no logarithm); leave it out")
        return result

    def _of_row(self, channels: np.ndarray) -> np.ndarray:
        values = self.of(channels)
        modes = np.fft.fft2(values, norm="ortho")
        power = [self._cross_power(mode, mode) for mode in modes]
        numbers = []
        for one, of_shell in zip(values, power):
            square = np.mean(one**2)
            mean = one.mean()
            numbers.append([0.0 if abs(mean) < ROUNDING * np.sqrt(square) else mean])
            numbers.append(np.log(np.where(of_shell > ROUNDING**2 * square, of_shell, np.nan)))
            if self.moments:
                numbers.append(_moments(one))
            numbers.append(np.sqrt(_peaks(one, self.peaks)))
        for c in range(len(modes)):
            for other in range(c):
                numbers.append(self._cross_power(modes[c], modes[other]) / np.sqrt(power[c] * power[other]))
        return np.concatenate(numbers)

    def _cross_power(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        product, inside = (x * np.conj(y)).real, self.shell >= 0
        return np.bincount(self.shell[inside], product[inside], len(self.count)) / self.count


def _moments(x: np.ndarray) -> list[float]:
    second, third, fourth = (np.mean((x - x.mean())**power) for power in (2, 3, 4))
    return [0.5 * np.log(second), third / second**1.5, fourth / second**2 - 3]


def _peaks(x: np.ndarray, thresholds: list[float]) -> np.ndarray:
    """How many numbers above their eight neighbours on the torus, a line's row being its own neighbour."""
    if not thresholds:
        return np.zeros(0)
    is_peak = np.ones(x.shape, bool)
    for i in (-1, 0, 1):
        for j in (-1, 0, 1):
            if i % x.shape[0] or j % x.shape[1]:
                is_peak &= np.roll(x, (i, j), (0, 1)) < x
    heights = (x[is_peak] - x.mean()) / x.std(ddof=1)
    return np.array([np.count_nonzero(heights >= threshold) for threshold in thresholds], float)
