"""Runs the command on a run file, a dict or a path, and opens what it leaves."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .command.process import run_command
from .base.errors import InquestError
from .results.run import Run, open_run
from .run_file import observation_entry, run_name, setting_words, write_run_file


def _words(spec: Any, settings: Mapping[str, Any] | None, observation: Any, stem: Path, scratch: Path) -> list[str]:
    """The run file and the values on top of it, as words of the command."""
    settings = dict(settings or {})
    if observation is not None:
        settings["observation"] = (observation if isinstance(observation, (str, os.PathLike, Mapping)) else
                                   observation_entry(observation, stem))
    if not isinstance(spec, Mapping):
        return [os.fspath(spec), *setting_words(settings)]
    file = scratch / f"{run_name(spec)}.yaml"
    write_run_file(spec, Path.cwd(), file)
    return [str(file), *setting_words(settings)]


def _call(command: str, spec: Any, settings: Any, observation: Any, stem: Path, options: list[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="inquest-") as scratch:
        try:
            run_command([command, *_words(spec, settings, observation, stem, Path(scratch)), *options])
        except InquestError as error:  # a dict is in no file that the user knows
            error.args = tuple(str(text).replace(f"{scratch}/", "") for text in error.args)
            raise


def run(spec: Any, settings: Mapping[str, Any] | None = None, *, observation: Any = None, output: Any = None,
        threads: int | None = None, resume: bool = False, force: bool = False, quiet: bool = False) -> Run:
    """Runs a run file, or a dict in its place, and opens the run directory.

    `settings` are values on top of it, by dotted keys: {"simulations.train": 20000}. `observation` is an array [...] or
    what a run file takes. `output` is the run directory, after the file's name or the dict's `name` by default.
    """
    stem = Path(output if output is not None else run_name(spec))
    options = ["--output", str(stem)]
    options += ["--threads", str(threads)] if threads is not None else []
    options += [word for word, given in (("--resume", resume), ("--force", force), ("--quiet", quiet)) if given]
    _call("run", spec, settings, observation, stem, options)
    return open_run(stem)


def check(spec: Any, settings: Mapping[str, Any] | None = None, *, observation: Any = None,
          threads: int | None = None) -> None:
    """Reads a run file, builds everything, runs a few simulations, trains nothing, and prints what it found."""
    _call("check", spec, settings, observation, Path(run_name(spec)),
          ["--threads", str(threads)] if threads is not None else [])
