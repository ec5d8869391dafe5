"""ln Z of chains that other programs made, by the command."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .base.table import Table
from .command.process import ask_command


def chain_evidence(*chains: Any, ignore_rows: float | None = None, without: Sequence[str] = (),
                   log_posterior: str | None = None, seed: int = 1) -> Table:
    """ln Z of each chain with its error, a row each; ln K of two is the difference of their rows.

    A chain is a file of ArviZ (.nc), anesthetic (.csv), NumPy (.npz) or a table with columns `weight` and
    `log_posterior`, or a GetDist root. `ignore_rows` is the share of each that is burn-in, or a number of rows from 1
    on; `without` names columns that follow from others. Throws DataError where the draws do not support an answer.
    """
    words = [os.fspath(chain) for chain in chains] + ["--seed", str(seed)]
    words += ["--ignore-rows", repr(ignore_rows)] if ignore_rows is not None else []
    words += ["--without", ",".join(without)] if without else []
    words += ["--log-posterior", log_posterior] if log_posterior else []
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "ln_z.csv"
        ask_command(["evidence", *words, "--output", str(output)])
        with output.open(encoding="utf-8", newline="") as lines:
            columns, *rows = csv.reader(lines)
    return Table(columns, [{"chain": name, **dict(zip(columns[1:], map(float, values)))} for name, *values in rows])
