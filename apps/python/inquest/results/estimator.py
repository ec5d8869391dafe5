"""Estimator: a trained network that answers at any observation, by the command or in NumPy alone."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from ..base.errors import InquestError, MissingInputError, UsageError
from ..command.process import ask_command
from ..networks.estimator_file import read_estimator_file
from ..networks.load import load_network
from ..exports.onnx_export import export_onnx
from ..exports.safetensors import export_safetensors
from .draws import Draws


def _draw_words(n: int, seed: int) -> list[str]:
    return ["--draws", str(n), "--seed", str(seed)]


class Estimator:
    """An estimator file of a run."""

    def __init__(self, path) -> None:
        self.path = Path(path)
        self._network: Any = None
        if not self.path.exists():
            raise MissingInputError(f"{self.path} does not exist")

    @property
    def network(self) -> Any:
        """What the file holds, in NumPy (inquest.networks)."""
        if self._network is None:
            self._network = load_network(self.path)
        return self._network

    def sample(self, n: int, x: Any, seed: int = 1, in_numpy: bool = False) -> Draws:
        """n draws at one observation, an array [...] or what `observation` of a run file takes.

        The command draws, or NumPy, which needs no command and takes an array; the two draw other numbers.
        """
        if in_numpy:
            network = self._that_can("sample")
            theta, log_prob = network.sample(n, x, seed)
            return Draws(network.space.names, theta, np.ones(n), log_prob, network.space.latex,
                         network.space.bounds(), title=self.path.stem)
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder) / "draws.csv"
            self._ask(x, "--observation", [*_draw_words(n, seed), "--output", str(output)], Path(folder))
            with output.open(encoding="utf-8") as file:
                names = file.readline().strip().split(",")
            table = np.loadtxt(output, delimiter=",", skiprows=1, ndmin=2)
        return Draws(names[:-1], table[:, :-1], np.ones(len(table)), table[:, -1], title=self.path.stem)

    def sample_many(self, n: int, x: np.ndarray, seed: int = 1) -> np.ndarray:
        """n draws [m, n, d] at each of the observations [m, ...]."""
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder) / "draws.npy"
            self._ask(x, "--observations", [*_draw_words(n, seed), "--output", str(output)], Path(folder))
            return np.load(output)

    def log_prob(self, theta: Any, x: Any) -> np.ndarray:
        """ln of the normalised posterior density [n] of theta [n, d] at x, of kinds npe and moments; in NumPy."""
        return self._that_can("log_prob").log_prob(theta, x)

    def log_likelihood(self, theta: Any, x: Any) -> np.ndarray:
        """ln q(x | theta) [n] of theta [n, d], of kind nle; in NumPy."""
        return self._that_can("log_likelihood").log_likelihood(theta, x)

    def moments(self, x: Any) -> tuple[np.ndarray, np.ndarray]:
        """Posterior mean [m, d] and covariance [m, d, d] at each observation, of kind moments; in NumPy."""
        return self._that_can("moments").moments(x)

    def log_k(self, x: Any) -> np.ndarray:
        """ln K [m, models, models] at each observation, of networks, marginal flows and npe_nle; in NumPy."""
        return self._that_can("log_k").log_k(x)

    def export(self, path) -> Path:
        """Writes weights, arrays and spec as .safetensors, or what the network answers as .onnx."""
        path = Path(path)
        writers = {".safetensors": export_safetensors, ".onnx": export_onnx}
        if path.suffix not in writers:
            raise UsageError(f"{path} (estimators are exported as {' or '.join(writers)}); choose another name")
        writers[path.suffix](read_estimator_file(self.path), path)
        return path

    def info(self) -> str:
        """What the file holds, in words."""
        return ask_command(["info", str(self.path)])

    def _that_can(self, call: str) -> Any:
        network = self.network
        if not hasattr(network, call):
            known = [name for name in ("sample", "log_prob", "log_likelihood", "moments", "log_k")
                     if hasattr(network, name)]
            raise UsageError(f"{self.path.name} has no {call} in NumPy; it has {', '.join(known)}")
        return network

    def _ask(self, x: Any, option: str, words: list[str], folder: Path) -> None:
        """Calls `inquest sample`; an array goes by a file, so that no digit and no shape is lost."""
        word = str(x)
        if not isinstance(x, (str, Path)):
            word = str(folder / "x.npy")
            np.save(word, np.asarray(x, dtype=float))
        try:
            ask_command(["sample", str(self.path), option, word, *words])
        except InquestError as error:
            error.args = tuple(str(text).replace(str(folder / "x.npy"), "x") for text in error.args)
            raise

    def __repr__(self) -> str:
        return f"Estimator({str(self.path)!r})"
