"""RowGenerators: one seeded NumPy Generator for each row, so that no batch changes a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

# Distributions whose arguments are broadcast, with the number of arguments before `size`.
DISTRIBUTIONS = {
    "beta": 2, "binomial": 2, "chisquare": 1, "exponential": 1, "f": 2, "gamma": 2, "geometric": 1, "gumbel": 2,
    "hypergeometric": 3, "integers": 2, "laplace": 2, "logistic": 2, "lognormal": 2, "logseries": 1,
    "negative_binomial": 2, "noncentral_chisquare": 2, "noncentral_f": 3, "normal": 2, "pareto": 1, "poisson": 1,
    "power": 1, "random": 0, "rayleigh": 1, "standard_cauchy": 0, "standard_exponential": 0, "standard_gamma": 1,
    "standard_normal": 0, "standard_t": 1, "triangular": 3, "uniform": 2, "vonmises": 2, "wald": 2, "weibull": 1,
    "zipf": 1,
}


class RowGenerators:
    """Draws as np.random.Generator does, arrays [n, ...], row i of which follows from seed i alone."""

    def __init__(self, seeds: Sequence[int]) -> None:
        self.generators = [np.random.default_rng(int(seed)) for seed in seeds]

    def __len__(self) -> int:
        return len(self.generators)

    def __iter__(self) -> Iterator[np.random.Generator]:
        return iter(self.generators)

    def __getitem__(self, row: int) -> np.random.Generator:
        return self.generators[row]

    def __getattr__(self, name: str) -> Any:
        if name not in DISTRIBUTIONS:
            raise AttributeError(f"a batch has no rng.{name} (it draws the distributions that broadcast); take the "
                                 "Generators of the rows: for row, generator in enumerate(rng)")

        def draw(*arguments: Any, size: Any = None, **more: Any) -> np.ndarray:
            count = DISTRIBUTIONS[name]
            size = arguments[count] if len(arguments) > count else size
            return self._draw(name, arguments[:count], size, more)

        return draw

    def _draw(self, name: str, arguments: tuple, size: Any, more: dict[str, Any]) -> np.ndarray:
        """Row i gets row i of every argument that has as many dimensions as the result, and the others whole."""
        named = {key: value for key, value in more.items() if np.ndim(value)}
        shape = (np.broadcast_shapes(*map(np.shape, [*arguments, *named.values()])) if size is None
                 else tuple(np.atleast_1d(size)))
        n = len(self)
        if not shape:
            shape = (n,)
        if shape[0] != n:
            raise ValueError(f"rng.{name} draws an array of shape {tuple(map(int, shape))} (each of the {n} rows draws "
                             f"by its own seed); give a size that begins with {n}, the number of rows")

        def of_row(value: Any, row: int) -> Any:
            if np.ndim(value) < len(shape):
                return value
            return np.asarray(value)[row if np.shape(value)[0] == n else 0]

        return np.stack([getattr(generator, name)(*(of_row(value, row) for value in arguments), size=shape[1:],
                                                  **{key: of_row(value, row) for key, value in more.items()})
                         for row, generator in enumerate(self.generators)]) if n else np.empty(shape)
