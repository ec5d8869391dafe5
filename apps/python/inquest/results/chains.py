"""Reads posteriors/<model>.<route>.* of a run directory (docs/file_formats.md, Posteriors)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .draws import Draws


def _beside(stem: Path, ending: str) -> Path:
    return stem.with_name(stem.name + ending)


def chain_files(stem: Path) -> list[Path]:
    """The one file of draws, or those of each Markov chain in their order; none where there are no draws."""
    if _beside(stem, ".txt").exists():
        return [_beside(stem, ".txt")]
    files = []
    while _beside(stem, f"_{len(files) + 1}.txt").exists():
        files.append(_beside(stem, f"_{len(files) + 1}.txt"))
    return files


def read_bounds(stem: Path) -> dict[str, tuple]:
    """Ends of each prior from .ranges, None where there is none, with `True` behind them where it is periodic."""
    bounds = {}
    for line in _beside(stem, ".ranges").read_text(encoding="utf-8").splitlines():
        name, low, high, *more = line.split()
        bounds[name] = (*(None if end == "N" else float(end) for end in (low, high)), *([True] if more else []))
    return bounds


def read_draws(stem: Path, title: str) -> Draws:
    """All draws below a stem that has files of them."""
    files = chain_files(stem)
    parts = [np.loadtxt(file, ndmin=2) for file in files]
    table = np.concatenate(parts)
    columns = [line.split(None, 1) for line in _beside(stem, ".paramnames").read_text(encoding="utf-8").splitlines()]
    return Draws(names=[column[0].removesuffix("*") for column in columns], values=table[:, 2:], weights=table[:, 0],
                 log_posterior=-table[:, 1], labels=[column[-1].strip() for column in columns],
                 bounds=read_bounds(stem), chains=[] if files[0] == _beside(stem, ".txt") else list(map(len, parts)),
                 title=title, stem=stem)
