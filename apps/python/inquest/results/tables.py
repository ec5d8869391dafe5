"""Tables of results.json: posteriors, ln K, calibration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..base.table import Table


def posterior_table(results: Mapping[str, Any]) -> Table:
    """Mean, standard deviation and 95% interval of each parameter by each route."""
    rows = []
    for model, routes in results["posterior"].items():
        for route, answer in routes.items():
            low, high = ((answer.get("quantiles") or {}).get(level) for level in ("0.025", "0.975"))
            for i, name in enumerate(answer["parameters"]):
                rows.append({"model": model, "route": route, "parameter": name, "mean": answer["mean"][i],
                             "sd": answer["std"][i], "2.5%": low and low[i], "97.5%": high and high[i]})
    return Table(["model", "route", "parameter", "mean", "sd", "2.5%", "97.5%"], rows)


def log_k_table(results: Mapping[str, Any]) -> Table:
    """ln K of each pair of models by each route, the first model over the second; none where nothing tells it."""
    rows = []
    for route, answer in results["evidence"].items():
        models = answer["models"]
        for i, j in ((i, j) for i in range(len(models)) for j in range(len(models)) if i < j):
            cells = {key: answer[name][i][j] for key, name in (("ln_k", "log_k"), ("error", "log_k_error"),
                                                              ("lower_bound", "lower_bound"))}
            if "extrapolated" in answer and answer["extrapolated"][i][j]:
                cells |= {"ln_k": None, "error": None}
            rows.append({"route": route, "model": models[i], "other": models[j], **cells,
                         "error_kind": answer["error_kind"]})
    return Table(["route", "model", "other", "ln_k", "error", "lower_bound", "error_kind"], rows)


def flattened(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Entries of nested dicts under dotted names."""
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from flattened(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def calibration_table(results: Mapping[str, Any]) -> Table:
    """A row for each model and route with every single number of its calibration, under dotted names."""
    by_model = results.get("diagnostics", {}).get("calibration", {})
    rows = [{"model": model, "route": route,
             **{name: value for name, value in flattened(answer) if not isinstance(value, list)}}
            for model, routes in by_model.items() for route, answer in routes.items()]
    return Table(list(dict.fromkeys(["model", "route", *(key for row in rows for key in row)])), rows)
