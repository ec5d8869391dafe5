"""DataView: what networks see of data, the scales of an estimator file on the numbers or on a summary of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..base.errors import DataError
from .estimator_file import EstimatorFile
from .scales import Scales
from .spectrum import Spectrum


def rows_of(x: Any, shape: tuple[int, ...]) -> np.ndarray:
    """Data as rows [n, numbers]: one row, or [n, ...], of this shape or as vectors."""
    if isinstance(x, str) or hasattr(x, "__fspath__"):
        raise DataError(f"the observation is {str(x)!r} (in NumPy it must be an array); read it first")
    x = np.asarray(x, dtype=float)
    numbers = int(np.prod(shape))
    if x.shape == shape or x.shape == (numbers,):
        return x.reshape(1, numbers)
    if x.ndim > 1 and (x.shape[1:] == shape or x.shape[1:] == (numbers,)):
        return x.reshape(len(x), numbers)
    raise DataError(f"data of shape {list(x.shape)} (the estimator was trained on data of shape {list(shape)})")


def data_shape_of(file: EstimatorFile, scales: int) -> tuple[int, ...]:
    """The shape of a row of data; of files from before it was stated a vector of as many numbers as have scales."""
    return tuple(file.spec.get("data", {}).get("shape", [scales]))


class DataView:
    """Data of `shape` as networks see them, of shape `seen`: channels first, or a vector of a summary."""

    def __init__(self, file: EstimatorFile) -> None:
        self.scales = Scales(file.arrays["x_standardizer"])
        data = file.spec.get("data", {})
        self.shape = data_shape_of(file, len(self.scales))
        channels_first = self.shape if int(data.get("channels", 1)) > 1 else (1, *self.shape)
        self.summary = Spectrum(data["summary"], channels_first) if "summary" in data else None
        self.seen = channels_first if self.summary is None else (len(self.scales),)

    def apply(self, x: Any) -> np.ndarray:
        """What networks see [n, numbers] of one row of data, or of [n, ...]."""
        rows = rows_of(x, self.shape)
        return self.scales.apply(rows if self.summary is None else self.summary(rows))
