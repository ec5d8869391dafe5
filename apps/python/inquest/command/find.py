"""Where the command `inquest` is."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from ..base.errors import MissingInputError


def checkout_builds() -> list[Path]:
    """Commands built in the checkout that this package stands in, the release first."""
    root = Path(__file__).resolve().parents[4]
    if not (root / "bootstrap").exists():
        return []
    release = root / "build" / "release" / "inquest"
    return [path for path in [release, *sorted(root.glob("build/*/inquest"))] if os.access(path, os.X_OK)]


def find_command() -> str:
    """The path of the command: of $INQUEST, else beside the checkout, else on the PATH."""
    named = os.environ.get("INQUEST")
    if named:
        found = shutil.which(os.path.expanduser(named))
        if not found:
            raise MissingInputError(f"$INQUEST = {named} (there is no such executable); set it to the path of inquest")
        return os.path.abspath(found)
    found = [str(path) for path in checkout_builds()] + [shutil.which("inquest")]
    if not found[0]:
        raise MissingInputError("the command inquest is not found (it is not on the PATH, and $INQUEST is not set); "
                                "build it with ./bootstrap build, and set os.environ['INQUEST'] to its path")
    return os.path.abspath(found[0])
