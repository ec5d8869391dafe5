"""The version of a function: a hash that changes with its source, so that rows of another one are not gone on with."""

from __future__ import annotations

import functools
import hashlib
import inspect
import textwrap
from collections.abc import Callable
from types import CodeType
from typing import Any


def _constant_text(value: Any) -> str:
    if inspect.iscode(value):
        return code_text(value)
    return str(sorted(map(repr, value))) if isinstance(value, frozenset) else repr(value)


def code_text(code: CodeType) -> str:
    """What a function compiles to, with all that is compiled inside it."""
    return f"{code.co_code.hex()} {code.co_names} {code.co_varnames} {[*map(_constant_text, code.co_consts)]}"


def source_of(function: Callable) -> str:
    """Its source; of a lambda, whose line holds other things, or of what has none, its code; else its name."""
    if isinstance(function, functools.partial):
        return f"{source_of(function.func)} {function.args!r} {sorted(function.keywords.items())!r}"
    one = inspect.unwrap(function)
    one = one if inspect.isroutine(one) or inspect.isclass(one) else type(one)
    code = getattr(one, "__code__", None)
    if code is not None and code.co_name == "<lambda>":
        return code_text(code)
    try:
        return textwrap.dedent(inspect.getsource(one))
    except (OSError, TypeError):
        return code_text(code) if code is not None else str(getattr(one, "__qualname__", type(one).__qualname__))


def version_of(function: Callable) -> str:
    """Twelve digits of a hash."""
    return hashlib.sha256(source_of(function).encode()).hexdigest()[:12]
