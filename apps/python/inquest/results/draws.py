"""Draws: parameters by name, with weights, and as the objects of GetDist, anesthetic, ArviZ and xarray."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ..base.table import Table

QUANTILES = (0.025, 0.16, 0.5, 0.84, 0.975)


@dataclass
class Draws:
    """Draws [n, d] of named parameters; those of several chains stand one chain after the other."""

    names: list[str]
    values: np.ndarray  # [n, d]
    weights: np.ndarray  # [n]
    log_posterior: np.ndarray  # [n], up to a constant where the route knows no more
    labels: list[str] = field(default_factory=list)  # LaTeX
    bounds: dict[str, tuple] = field(default_factory=dict)  # ends of the prior, None where there is none
    chains: list[int] = field(default_factory=list)  # lengths of Markov chains
    title: str = ""
    stem: Path | None = None  # of the files that they are from

    def __post_init__(self) -> None:
        self.labels = self.labels or list(self.names)

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, name: str) -> np.ndarray:
        """One parameter [n]."""
        if name not in self.names:
            raise KeyError(f"there is no parameter {name!r} (parameters: {', '.join(self.names)})")
        return self.values[:, self.names.index(name)]

    def keys(self) -> list[str]:
        """Names of the parameters, for dict(draws)."""
        return list(self.names)

    @property
    def is_weighted(self) -> bool:
        """Whether some draws count more than others."""
        return bool(np.ptp(self.weights) > 0) if len(self) else False

    def mean(self) -> np.ndarray:
        """Weighted mean [d]."""
        return np.average(self.values, axis=0, weights=self.weights)

    def cov(self) -> np.ndarray:
        """Weighted covariance [d, d]."""
        offset = self.values - self.mean()
        return (self.weights[:, None] * offset).T @ offset / self.weights.sum()

    def quantile(self, levels: Sequence[float] | float) -> np.ndarray:
        """Weighted quantiles [levels, d]; of one level [d]."""
        order = np.argsort(self.values, axis=0)
        sums = np.cumsum(self.weights[order], axis=0)
        places = (sums - 0.5 * self.weights[order]) / sums[-1]
        columns = [np.interp(levels, places[:, i], self.values[order[:, i], i]) for i in range(len(self.names))]
        return np.stack(columns, axis=-1)

    def equal_weights(self, seed: int = 0) -> Draws:
        """Of weighted draws some, each at most once, by weight over the largest weight; of others all."""
        if not self.is_weighted:
            return self
        kept = np.random.default_rng(seed).random(len(self)) * self.weights.max() < self.weights
        return Draws(self.names, self.values[kept], np.ones(kept.sum()), self.log_posterior[kept], self.labels,
                     self.bounds, [], self.title)

    def summary(self) -> Table:
        """Mean, standard deviation and quantiles of each parameter."""
        levels = self.quantile(QUANTILES)
        sd = np.sqrt(np.diag(self.cov()))
        rows = [{"parameter": name, "mean": self.mean()[i], "sd": sd[i], **dict(zip(map(str, QUANTILES), levels[:, i]))}
                for i, name in enumerate(self.names)]
        return Table(["parameter", "mean", "sd", *map(str, QUANTILES)], rows)

    def to_pandas(self):
        """A pandas.DataFrame with a column for each parameter, and one of weights."""
        import pandas

        return pandas.DataFrame({**{name: self[name] for name in self.names}, "weight": self.weights})

    def to_xarray(self):
        """An xarray.Dataset with dimensions chain and draw; weighted draws become fewer of equal weight."""
        from .converters import to_xarray

        return to_xarray(self)

    def to_arviz(self):
        """ArviZ's InferenceData, or from ArviZ 1.0 an xarray.DataTree, with the group `posterior`."""
        from .converters import to_arviz

        return to_arviz(self)

    def to_getdist(self):
        """GetDist's MCSamples, with labels and the ends of the priors."""
        from .converters import to_getdist

        return to_getdist(self)

    def to_anesthetic(self):
        """anesthetic's NestedSamples of a nested run, MCMCSamples of chains, else Samples."""
        from .converters import to_anesthetic

        return to_anesthetic(self)

    def _title(self) -> str:
        many = f", {len(self.chains)} chains" if len(self.chains) > 1 else ", weighted" if self.is_weighted else ""
        return f"{self.title}: {len(self)} draws{many}".lstrip(": ")

    def __repr__(self) -> str:
        return f"{self._title()}\n{self.summary()!r}"

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p>{escape(self._title())}</p>{self.summary()._repr_html_()}"
