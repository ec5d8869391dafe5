"""The version of a function: a hash that changes with its source, so that rows of another one are not gone on with."""

from __future__ import annotations

import functools
import hashlib
import inspect
import textwrap
from collections.abc import Callable


def source_of(function: Callable) -> str:
    """Its source, or of what has none its code, or its name."""
    if isinstance(function, functools.partial):
        return f"{source_of(function.func)} {function.args!r} {sorted(function.keywords.items())!r}"
    one = inspect.unwrap(function)
    one = one if inspect.isroutine(one) or inspect.isclass(one) else type(one)
    try:
        return textwrap.dedent(inspect.getsource(one))
    except (OSError, TypeError):
        code = getattr(one, "__code__", None)
        return repr((code.co_code, code.co_consts, code.co_names)) if code else repr(getattr(one, "__qualname__", one))


def version_of(function: Callable) -> str:
    """Twelve digits of a hash."""
    return hashlib.sha256(source_of(function).encode()).hexdigest()[:12]
