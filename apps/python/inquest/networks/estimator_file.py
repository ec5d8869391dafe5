"""EstimatorFile: what an estimator file holds (docs/file_formats.md, Estimators)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict

import numpy as np

from ..base.errors import DataError, MissingInputError
from ..base.hdf5 import h5py_module
from ..base.yaml_reader import read_yaml

KNOWN_FORMAT = 1


class Weights(Dict[str, np.ndarray]):
    """Weights of one network by name, which remember what was asked for."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.used: set[str] = set()

    def __getitem__(self, name: str) -> np.ndarray:
        self.used.add(name)
        return super().__getitem__(name)


@dataclass
class EstimatorFile:
    """Kind, spec, arrays and the weights of each network."""

    path: Path
    kind: str
    spec: dict[str, Any]
    arrays: dict[str, np.ndarray]
    members: list[Weights]

    def require_all_used(self) -> None:
        """Throws where a weight was not asked for: the networks are then others than this package knows."""
        for i, member in enumerate(self.members):
            unused = sorted(set(member) - member.used)
            if unused:
                raise DataError(f"{self.path}: weights/{i}/{unused[0]} is not known (a newer inquest has written the "
                                "file); ask the command, or take a newer package")


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def read_estimator_file(path: Path) -> EstimatorFile:
    """Reads a whole file."""
    path = Path(path)
    if not path.exists():
        raise MissingInputError(f"{path} does not exist")
    h5py = h5py_module()
    if not h5py.is_hdf5(path):
        raise DataError(f"{path} is no HDF5 file (an estimator is one)")
    with h5py.File(path, "r") as file:
        if "kind" not in file.attrs or "spec" not in file.attrs:
            raise DataError(f"{path} is no estimator file (it has no attributes kind and spec)")
        if int(file.attrs["format"]) > KNOWN_FORMAT:
            raise DataError(f"{path} has format {int(file.attrs['format'])} (this package knows {KNOWN_FORMAT}); take "
                            "a newer one")
        weights = file["weights"] if "weights" in file else {}
        arrays = file["arrays"] if "arrays" in file else {}
        members = [Weights({name: weights[str(i)][name][()] for name in weights[str(i)]})
                   for i in range(len(weights))]
        return EstimatorFile(path, _text(file.attrs["kind"]), read_yaml(_text(file.attrs["spec"])),
                             {name: arrays[name][()] for name in arrays}, members)
