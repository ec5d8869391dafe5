"""Python functions in a run file, a dict or settings: each is replaced by the command that asks for it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from .base.errors import UsageError
from .functions.function import Function, Likelihood, Simulator
from .functions.server import FunctionServer

KINDS = {"simulator": Simulator, "likelihood": Likelihood}


def model_names(spec: Any) -> list[str]:
    """Models of a dict, or of a file whose `models` are written one below the other."""
    if isinstance(spec, Mapping):
        return list(spec.get("models", {}))
    text = Path(spec).read_text(encoding="utf-8") if Path(spec).is_file() else ""
    block = re.search(r"^models:[ \t]*(?:#.*)?\n((?:[ \t]+.*\n|[ \t]*#.*\n|\n)*)", text + "\n", re.MULTILINE)
    indents = re.findall(r"^( +)[^\s#]", block.group(1), re.MULTILINE) if block else []
    return re.findall(rf"^{indents[0]}([^\s:#'\"]+):", block.group(1), re.MULTILINE) if indents else []


def data_shape_of(observation: Any) -> tuple[int, ...] | None:
    """The shape of an observation that is an array or a list."""
    if observation is None or isinstance(observation, (str, os.PathLike, Mapping)):
        return None
    return np.shape(observation) or (1,)


class ServedModels:
    """The functions of one run, as entries of its run file."""

    def __init__(self, server: FunctionServer, data_shape: tuple[int, ...] | None) -> None:
        self.server, self.data_shape = server, data_shape

    def entry(self, kind: str, value: Any, parameters: list[str] | None = None) -> Any:
        """A function as its command, and anything else as it is."""
        if not isinstance(value, Function):
            if not callable(value):
                return value
            value = KINDS[kind](value)
        if not isinstance(value, KINDS[kind]):
            raise UsageError(f"{value.name} is a {type(value).__name__} (a {kind} is needed)")
        if isinstance(value, Simulator) and value.data_shape is None:
            value = replace(value, data_shape=self.data_shape)
        if parameters is not None:
            value.arguments.check(parameters)
        return self.server.add(value)

    def spec(self, spec: Mapping[str, Any]) -> dict[str, Any]:
        """A dict in place of a run file with its functions replaced."""
        models = {}
        for name, model in (spec.get("models") or {}).items():
            parameters = list(model.get("parameters") or {}) if isinstance(model, Mapping) else None
            models[name] = {key: self.entry(key, value, parameters) if key in KINDS else value
                            for key, value in model.items()} if isinstance(model, Mapping) else model
        return {**spec, "models": models} if models else dict(spec)

    def settings(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Values on top of a run file with their functions replaced."""
        return {key: self.entry(key.rsplit(".", 1)[-1], value) if key.rsplit(".", 1)[-1] in KINDS else value
                for key, value in settings.items()}


def with_simulator(spec: Any, settings: Mapping[str, Any], simulator: Callable | Mapping[str, Any]) -> tuple[Any, dict]:
    """Run file and settings with one simulator for all models, or with those of a dict by model."""
    names = model_names(spec)
    by_model = simulator if isinstance(simulator, Mapping) else {name: simulator for name in names}
    if not by_model:
        raise UsageError(f"the models of {spec} are not found (each is a line of its own below `models:`); name the "
                         "model: simulator={'NAME': function}")
    unknown = [name for name in by_model if names and name not in names]
    if unknown:
        raise UsageError(f"simulator: there is no model {unknown[0]!r}; choose of: {', '.join(names)}")
    if not isinstance(spec, Mapping):
        return spec, {**settings, **{f"models.{name}.simulator": one for name, one in by_model.items()}}
    models = {name: {**model, "simulator": by_model[name]} if name in by_model else model
              for name, model in spec["models"].items()}
    return {**spec, "models": models}, dict(settings)
