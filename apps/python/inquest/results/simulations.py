"""Simulations of a run, from simulations.h5."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..base.errors import MissingInputError, UsageError
from ..base.hdf5 import h5py_module


@dataclass
class Simulations:
    """All rows of one model; status is 0 of good ones."""

    names: list[str]
    theta: np.ndarray  # [n, k]
    x: np.ndarray  # [n, ...]
    status: np.ndarray  # [n]

    def __len__(self) -> int:
        return len(self.theta)


def read_simulations(file: Path, model: str | None = None) -> Simulations:
    """The rows of a model; the only one needs no name."""
    if not file.exists():
        raise MissingInputError(f"{file} does not exist (nothing was simulated)")
    with h5py_module().File(file, "r") as store:
        models = list(store)
        model = models[0] if model is None and len(models) == 1 else model
        if model not in models:
            raise UsageError(f"there is no model {model!r} in {file}; choose one of: {', '.join(models)}")
        group = store[model]
        names = [name.decode() if isinstance(name, bytes) else str(name) for name in group["parameters"][()]]
        return Simulations(names, group["theta"][()], group["x"][()], group["status"][()])
