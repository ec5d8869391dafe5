"""Run: a run directory as an object."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

from ..base.errors import MissingInputError, UsageError
from ..base.table import Table
from .chains import chain_files, read_draws
from .draws import Draws
from .estimator import Estimator
from .simulations import Simulations, read_simulations
from .tables import calibration_table, log_k_table, posterior_table
from .verdict import Verdict

REPORT_HEIGHT = 640  # pixels of the report in a notebook


def _choose(kind: str, given: str | None, known: list[str]) -> str:
    if given is None and len(known) == 1:
        return known[0]
    if given not in known:
        problem = f"there is no {kind} {given!r}" if given is not None else f"there are several {kind}s"
        raise UsageError(f"{problem} in this run; choose one of: {', '.join(known) or 'none'}")
    return given


class Run:
    """A finished run, read when it is asked for."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self._results: dict[str, Any] | None = None

    @property
    def results(self) -> dict[str, Any]:
        """results.json as it is (docs/file_formats.md)."""
        if self._results is None:
            file = self.path / "results.json"
            if not file.exists():
                raise MissingInputError(f"{file} does not exist (the run has no answers yet); go on with it by "
                                        "inquest.run(..., resume=True)")
            self._results = json.loads(file.read_text(encoding="utf-8"))
        return self._results

    @property
    def models(self) -> list[str]:
        """Names of the models that have a posterior."""
        return list(self.results["posterior"])

    @property
    def warnings(self) -> list[str]:
        """All warnings of the run."""
        return list(self.results["warnings"])

    @property
    def verdict(self) -> Verdict:
        """Which answers are quoted, why, and whether they are trusted."""
        return Verdict(self.results["verdict"])

    def routes(self, model: str) -> list[str]:
        """Names of the routes that gave a posterior of a model."""
        return list(self.results["posterior"][_choose("model", model, self.models)])

    def posterior(self, model: str | None = None, route: str | None = None) -> Draws:
        """Draws of one route; the only model needs no name, and no name of a route means the quoted one."""
        model = _choose("model", model, self.models)
        routes = self.routes(model)
        if route is None:
            route = (self.results["verdict"]["posterior"].get(model) or {}).get("route")
        route = _choose("route", route, routes)
        stem = self.path / "posteriors" / f"{model}.{route}"
        if not chain_files(stem):
            if self.results["posterior"][model][route].get("quantiles") is None:
                raise UsageError(f"route {route} of model {model} has no draws (it gives mean and covariance alone); "
                                 "see posteriors(), or take another route")
            raise MissingInputError(f"{stem}.txt does not exist (the run was removed or replaced); open it again")
        return read_draws(stem, f"{model}.{route}")

    def posteriors(self) -> Table:
        """Mean, standard deviation and 95% interval of each parameter by each route."""
        return posterior_table(self.results)

    def log_k(self, route: str | None = None) -> Table:
        """ln K of each pair of models, by one route or by all."""
        table = log_k_table(self.results)
        return table if route is None else table.where(route=_choose("route", route, list(self.results["evidence"])))

    def calibration(self) -> Table:
        """What the calibration of each route came to; no rows where it was not asked for."""
        return calibration_table(self.results)

    def estimator(self, model: str, route: str | None = None) -> Estimator:
        """A trained estimator; `estimator("evidence", "network")` is one of ln K."""
        folder = self.path / "estimators"
        name = model if route is None else f"{model}.{route}"
        known = sorted(path.stem for path in folder.glob("*.h5"))
        return Estimator(folder / f"{_choose('estimator', name, known)}.h5")

    def simulations(self, model: str | None = None) -> Simulations:
        """All simulations of a model: parameters, data and status."""
        return read_simulations(self.path / "simulations.h5", model)

    @property
    def report(self) -> Path:
        """The report, one HTML page."""
        return self.path / "report.html"

    def __repr__(self) -> str:
        if not (self.path / "results.json").exists():
            return f"Run({str(self.path)!r}), without answers yet"
        tables = [table for table in (self.posteriors(), self.log_k()) if len(table)]
        return "\n\n".join([f"Run({str(self.path)!r})", *map(repr, tables), repr(self.verdict)])

    def _repr_html_(self) -> str:
        if not self.report.exists():
            return f"<pre>{escape(repr(self))}</pre>"
        page = escape(self.report.read_text(encoding="utf-8"), quote=True)
        return f'<iframe srcdoc="{page}" style="width:100%;height:{REPORT_HEIGHT}px;border:1px solid #ccc"></iframe>'


def open_run(path) -> Run:
    """The run directory at a path."""
    path = Path(path)
    if not (path / "resolved.yaml").exists():
        problem = "is no run directory (it has no resolved.yaml)" if path.exists() else "does not exist"
        raise MissingInputError(f"{path} {problem}")
    return Run(path)
