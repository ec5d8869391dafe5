"""YAML of plain values, on one line."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from .errors import RunFileError


def _number(value: float) -> str:
    if math.isfinite(value):
        return repr(value)
    return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"


def yaml_text(value: Any) -> str:
    """A scalar, a list, an array or a dict in YAML's flow style."""
    if isinstance(value, np.ndarray):
        return yaml_text(value.tolist())
    if isinstance(value, np.generic):
        return yaml_text(value.item())
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, (str, os.PathLike)):
        return json.dumps(os.fspath(value), ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{yaml_text(str(key))}: {yaml_text(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(yaml_text, value)) + "]"
    raise RunFileError(f"{value!r} (a {type(value).__name__} has no place in a run file); give a number, text, list or "
                       "dict")
