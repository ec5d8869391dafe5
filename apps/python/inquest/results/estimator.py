"""Estimator: a trained network that answers at any observation, by the command `inquest sample`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from ..command.process import ask_command
from ..base.errors import InquestError, MissingInputError
from .draws import Draws


def _draw_words(n: int, seed: int) -> list[str]:
    return ["--draws", str(n), "--seed", str(seed)]


class Estimator:
    """An estimator file of a run."""

    def __init__(self, path) -> None:
        self.path = Path(path)
        if not self.path.exists():
            raise MissingInputError(f"{self.path} does not exist")

    def sample(self, n: int, x: Any, seed: int = 1) -> Draws:
        """n draws at one observation, an array [...] or what `observation` of a run file takes."""
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder) / "draws.csv"
            self._ask(x, "--observation", [*_draw_words(n, seed), "--output", str(output)], Path(folder))
            names = output.open(encoding="utf-8").readline().strip().split(",")
            table = np.loadtxt(output, delimiter=",", skiprows=1, ndmin=2)
        return Draws(names[:-1], table[:, :-1], np.ones(len(table)), table[:, -1], title=self.path.stem)

    def sample_many(self, n: int, x: np.ndarray, seed: int = 1) -> np.ndarray:
        """n draws [m, n, d] at each of the observations [m, ...]."""
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder) / "draws.npy"
            self._ask(x, "--observations", [*_draw_words(n, seed), "--output", str(output)], Path(folder))
            return np.load(output)

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

    def info(self) -> str:
        """What the file holds."""
        return ask_command(["info", str(self.path)])

    def __repr__(self) -> str:
        return f"Estimator({str(self.path)!r})"
