"""Simulator and Likelihood: Python functions as a run file has external programs."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ..base.errors import UsageError
from .arguments import Arguments, name_of
from .row_generators import RowGenerators

HOPELESS_ROWS = 5  # that fail one after the other, where none has ever succeeded


def words_of(error: BaseException) -> str:
    """The traceback from the user's function on."""
    frames = error.__traceback__
    while frames is not None and Path(frames.tb_frame.f_code.co_filename).parent == Path(__file__).parent:
        frames = frames.tb_next
    return "".join(traceback.format_exception(type(error), error, frames))


@dataclass
class Function:
    """What simulators and likelihoods have in common.

    `function` takes the parameters of one row by their names, or all as `theta` [k]; of a whole batch, each [n] or
    `theta` [n, k], where it is `vectorised`. It runs in this process, or in `workers` copies of it, if several.
    """

    function: Callable
    vectorised: bool = False
    workers: int = 1
    batch: int = 1000
    timeout: float = 600
    arguments: Arguments = field(init=False, repr=False, compare=False)

    extra = ("rng",)

    def __post_init__(self) -> None:
        if not callable(self.function):
            raise UsageError(f"{self.function!r} is no function")
        self.arguments = Arguments(self.function, self.extra)

    @property
    def name(self) -> str:
        """The function's name."""
        return name_of(self.function)

    def entry(self, words: Sequence[str]) -> dict[str, Any]:
        """What a run file says of it, with the words of the command that asks it."""
        return {"command": list(words), "persistent": True, "workers": self.workers, "batch": self.batch,
                "timeout": self.timeout}


@dataclass
class Simulator(Function):
    """A function that draws data of `data_shape` with `rng`, a np.random.Generator seeded for the row.

    A vectorised one gets RowGenerators, and gives data [n, ...data_shape].
    """

    data_shape: Sequence[int] | None = None
    deterministic: bool = False
    symmetry: Mapping[str, Any] | None = None  # of the data, as in a run file
    succeeded: bool = field(default=False, init=False, repr=False, compare=False)  # with any row, ever

    def entry(self, words: Sequence[str]) -> dict[str, Any]:
        """As Function.entry; the shape of the data must be known by now."""
        if self.data_shape is None:
            raise UsageError(f"the shape of the data of {self.name} is not known (no observation is given as an "
                             f"array); give one, or say inquest.Simulator({self.name}, data_shape=[...])")
        return {**super().entry(words), "data_shape": [int(size) for size in self.data_shape],
                "deterministic": self.deterministic, **({"symmetry": dict(self.symmetry)} if self.symmetry else {})}

    def answer(self, names: Sequence[str], files: Sequence[str]) -> str:
        """Simulates theta.npy with seeds.npy into x.npy and status.npy; returns what a row threw, or throws it."""
        self.arguments.check(names)
        theta, seeds = np.load(files[0]), np.load(files[1])
        simulate = self._batch if self.vectorised else self._rows
        x, status, words = simulate(names, theta, seeds)
        np.save(files[2], x)
        np.save(files[3], status)
        return words

    def _batch(self, names: Sequence[str], theta: np.ndarray, seeds: np.ndarray) -> tuple[np.ndarray, np.ndarray, str]:
        x = self.arguments.call(names, theta, rng=RowGenerators(seeds))
        return self._checked(x, (len(theta), *self.data_shape)), np.zeros(len(theta), np.int8), ""

    def _rows(self, names: Sequence[str], theta: np.ndarray, seeds: np.ndarray) -> tuple[np.ndarray, np.ndarray, str]:
        x, status, words = np.zeros((len(theta), *self.data_shape)), np.zeros(len(theta), np.int8), ""
        for row, seed in enumerate(seeds):
            try:
                one = self.arguments.call(names, theta[row], rng=np.random.default_rng(int(seed)))
                x[row] = self._checked(one, tuple(self.data_shape))
                self.succeeded = True
            except Exception as error:
                if not self.succeeded and row + 1 >= min(HOPELESS_ROWS, len(theta)):
                    raise
                status[row], words = 1, words_of(error)
        return x, status, words

    def _checked(self, x: Any, shape: tuple[int, ...]) -> np.ndarray:
        x = np.asarray(x, dtype=float)
        if x.shape != shape and not (x.size == 1 and np.prod(shape) == 1):
            raise ValueError(f"{self.name} gives data of shape {list(x.shape)} (must be {list(shape)})")
        return x.reshape(shape)


@dataclass
class Likelihood(Function):
    """A function that gives ln p(x | theta), normalised, of the parameters and `x`, the observation [d]."""

    extra = ("x",)

    def answer(self, names: Sequence[str], files: Sequence[str]) -> str:
        """Evaluates theta.npy at x.npy into log_likelihood.npy."""
        self.arguments.check(names)
        theta, x = np.load(files[0]), np.load(files[1]).reshape(-1)
        if self.vectorised:
            values = np.asarray(self.arguments.call(names, theta, x=x), dtype=float)
        else:
            values = np.array([float(self.arguments.call(names, row, x=x)) for row in theta])
        if values.shape != (len(theta),):
            raise ValueError(f"{self.name} gives values of shape {list(values.shape)} (must be [{len(theta)}])")
        np.save(files[2], values)
        return ""
