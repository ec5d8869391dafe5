"""How a function takes its parameters: as one array called theta, or each by its name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..base.errors import UsageError


def name_of(function: Callable) -> str:
    """The name of a function, or of the class of a callable object."""
    return getattr(function, "__name__", type(function).__name__)


class Arguments:
    """Calls a function with what it asks for: theta or its columns by name, and `extra` values such as rng or x."""

    def __init__(self, function: Callable, extra: Sequence[str]) -> None:
        self.function, self.extra = function, list(extra)
        try:
            signature = inspect.signature(function)
        except (TypeError, ValueError):  # of a compiled function
            self.wanted, self.required, self.takes_all = ["theta", *extra], ["theta", *extra], False
            return
        kinds = signature.parameters.values()
        self.wanted = [one.name for one in kinds if one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY)]
        self.required = [one.name for one in kinds if one.name in self.wanted and one.default is one.empty]
        self.takes_all = any(one.kind == one.VAR_KEYWORD for one in kinds)

    def check(self, names: Sequence[str]) -> None:
        """Throws where the function asks for what is no parameter of the model."""
        known = {"theta", *names, *self.extra}
        unknown = [name for name in self.required if name not in known]
        ignored = [name for name in names if name not in self.wanted]
        one_array = "theta" in self.wanted and "theta" not in names
        if unknown or (ignored and not one_array and not self.takes_all):
            problem = f"asks for {unknown[0]}" if unknown else f"does not take {ignored[0]}"
            raise UsageError(f"{name_of(self.function)} {problem} (the parameters of its model are "
                             f"{', '.join(names)}); name its arguments after the parameters, or take all as one array, "
                             "`theta`")

    def call(self, names: Sequence[str], theta: np.ndarray, **extra: Any) -> Any:
        """Calls it with theta [..., k], whose last axis are the names."""
        values = {"theta": theta, **{name: theta[..., i] for i, name in enumerate(names)}, **extra}
        if self.takes_all and "theta" not in self.wanted:
            wanted = [*names, *(name for name in self.extra if name in extra)]
        else:
            wanted = [name for name in self.wanted if name in values]
        return self.function(**{name: values[name] for name in wanted})
