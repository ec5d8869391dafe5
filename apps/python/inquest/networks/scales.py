"""Scales: what each number of the data goes through before networks see it."""

from __future__ import annotations

import numpy as np

from ..base.errors import DataError


def lower_factor_places(d: int) -> np.ndarray:
    """[d (d + 1) / 2, d d] of 0 and 1, by which a diagonal and what is below it, row by row, become a matrix."""
    rows, columns = np.tril_indices(d, -1)
    places = [*(i * d + i for i in range(d)), *(rows * d + columns)]
    return np.eye(d * d)[places]


class Scales:
    """(map(x) - location) / scale of each number, from an array [2, 4 or 5, p] of an estimator file."""

    def __init__(self, array: np.ndarray) -> None:
        self.location, self.scale = array[0], array[1]
        none = np.zeros_like(self.location)
        self.origin, self.width = (array[2], array[3]) if len(array) > 2 else (none, none)
        kind = array[4] if len(array) > 4 else np.where(self.width > 0, 2, 0)
        self.is_log, self.is_asinh = kind == 1, kind == 2

    def __len__(self) -> int:
        return len(self.location)

    def apply(self, x: np.ndarray) -> np.ndarray:
        """What networks see of x [n, p], in single precision."""
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            seen = self.standard(x).astype(np.float32).astype(float)
        if not np.isfinite(seen).all():
            row, column = np.argwhere(~np.isfinite(seen))[0]
            raise DataError(f"row {row}, column {column} = {x[row, column]} (not finite, or too far from the data of "
                            "the training)")
        return seen

    def standard(self, x: np.ndarray) -> np.ndarray:
        """The same [n, p], unchecked and not rounded."""
        width = np.where(self.is_asinh, self.width, 1)
        mapped = np.where(self.is_asinh, np.arcsinh((x - self.origin) / width), np.where(self.is_log, np.log1p(x), x))
        return (mapped - self.location) / self.scale

    def invert(self, y: np.ndarray) -> np.ndarray:
        """x of y [n, p], where there is no map."""
        return self.location + self.scale * y

    def log_abs_det(self, x: np.ndarray) -> np.ndarray:
        """ln |det| of the map at each row [n]."""
        width = np.where(self.is_asinh, self.width, 1)
        slope = np.where(self.is_asinh, -np.log(np.hypot(width, x - self.origin)),
                         np.where(self.is_log, -np.log1p(np.where(self.is_log, x, 0)), 0))
        return np.sum(slope - np.log(self.scale), axis=1)
