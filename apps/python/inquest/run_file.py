"""Run files from Python: a path, or a dict in place of YAML, and values on top of either."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from .base.errors import RunFileError
from .base.yaml_text import yaml_text
LONGEST_LIST = 1000  # numbers that are written out


def setting_words(settings: Mapping[str, Any]) -> list[str]:
    """The words of the command that put values on top of a run file."""
    return [word for key, value in settings.items() for word in ("--set", f"{key}={yaml_text(value)}")]


def observation_entry(x: np.ndarray, stem: Path) -> Any:
    """The `observation` of a run file; what is long, or has several dimensions, stands in a file beside the run."""
    x = np.asarray(x, dtype=float)
    if x.ndim <= 1 and x.size <= LONGEST_LIST:
        return x.reshape(-1).tolist()
    file = stem.with_name(stem.name + ".observation.npy").absolute()
    np.save(file, x)
    return str(file)


def write_run_file(spec: Mapping[str, Any], folder: Path, file: Path) -> None:
    """Writes a dict as a run file whose relative paths start from `folder`, one key of the first two levels a line."""
    lines = ["# Written by Python."]
    folder = (folder / os.path.expanduser(spec.get("folder", ""))).absolute()
    for key, value in {"inquest": 1, **spec, "folder": str(folder)}.items():
        if isinstance(value, Mapping) and value:
            lines += [f"{key}:", *(f"  {yaml_text(name)}: {yaml_text(entry)}" for name, entry in value.items())]
        else:
            lines.append(f"{key}: {yaml_text(value)}")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def run_name(spec: Any) -> str:
    """The name of the run directory where none is given: of the file, or the `name` of a dict."""
    if not isinstance(spec, Mapping):
        return Path(spec).stem
    if "name" not in spec:
        raise RunFileError("name is not given (the run directory is called after it); add 'name' to the dict")
    return str(spec["name"])
