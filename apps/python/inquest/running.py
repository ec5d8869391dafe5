"""Runs the command on a run file, a dict or a path, and opens what it leaves."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .base.errors import InquestError, SimulatorError, UsageError
from .command.process import run_command
from .functions.server import PROGRAM, FunctionServer
from .results.run import Run, open_run
from .run_file import observation_entry, run_name, setting_words, write_run_file
from .served_models import ServedModels, data_shape_of, with_simulator

STAGES = ["simulate", "train", "infer", "compare", "diagnose", "run"]
MENDED = "mend the simulator, then go on with resume=True"
MENDED_FUNCTION = "mend the function, and run with force=True"  # other source is another simulator


def _words(spec: Any, settings: Mapping[str, Any], observation: Any, stem: Path, server: FunctionServer) -> list[str]:
    """The run file and the values on top of it, as words of the command."""
    shaped = observation if observation is not None or not isinstance(spec, Mapping) else spec.get("observation")
    served = ServedModels(server, data_shape_of(shaped))
    settings = served.settings(settings)
    if observation is not None:
        is_entry = isinstance(observation, (str, os.PathLike, Mapping))
        settings["observation"] = observation if is_entry else observation_entry(observation, stem)
    if not isinstance(spec, Mapping):
        return [os.fspath(spec), *setting_words(settings)]
    spec = served.spec(spec)
    if "observation" not in settings and data_shape_of(spec.get("observation")) is not None:
        spec["observation"] = observation_entry(spec["observation"], stem)
    file = server.folder / f"{run_name(spec)}.yaml"
    write_run_file(spec, Path.cwd(), file)
    return [str(file), *setting_words(settings)]


def _call(command: str, spec: Any, settings: Mapping[str, Any] | None, simulator: Any, observation: Any, stem: Path,
          options: list[str]) -> None:
    settings = dict(settings or {})
    if simulator is not None:
        spec, settings = with_simulator(spec, settings, simulator)
    with tempfile.TemporaryDirectory(prefix="inquest-") as scratch:
        server = FunctionServer(Path(scratch))
        try:
            words = _words(spec, settings, observation, stem, server)
            server.start()
            run_command([command, *words, *options], server.environment, server if server.functions else None,
                        hidden=f"{scratch}/")
        except InquestError as error:
            message = str(error).replace(f"{scratch}/", "")  # a dict is in no file that the user knows
            if PROGRAM in message and "it printed last" in message:
                raise SimulatorError(message.replace(MENDED, MENDED_FUNCTION)) from server.failure
            error.args = (message,)
            raise
        finally:
            server.close()


def run(spec: Any, settings: Mapping[str, Any] | None = None, *, simulator: Callable | Mapping[str, Any] | None = None,
        observation: Any = None, output: Any = None, threads: int | None = None, resume: bool = False,
        force: bool = False, quiet: bool = False, stage: str = "run") -> Run:
    """Runs a run file, or a dict in its place, and opens the run directory.

    `settings` are values on top of it, by dotted keys: {"simulations.train": 20000}. `simulator` is a Python function
    that simulates all models, or a dict of one for each. `observation` is an array [...] or what a run file takes.
    `output` is the run directory, after the file's name or the dict's `name` by default. `stage` is how far it goes:
    simulate, train, infer, compare, diagnose, or all of it.
    """
    if stage not in STAGES:
        raise UsageError(f"stage = {stage!r} (must be one of: {', '.join(STAGES)})")
    stem = Path(output if output is not None else run_name(spec))
    options = ["--output", str(stem)]
    options += ["--threads", str(threads)] if threads is not None else []
    options += [word for word, given in (("--resume", resume), ("--force", force), ("--quiet", quiet)) if given]
    _call(stage, spec, settings, simulator, observation, stem, options)
    return open_run(stem)


def check(spec: Any, settings: Mapping[str, Any] | None = None, *,
          simulator: Callable | Mapping[str, Any] | None = None, observation: Any = None,
          threads: int | None = None) -> None:
    """Reads a run file, builds everything, runs a few simulations, trains nothing, and prints what it found."""
    _call("check", spec, settings, simulator, observation, Path(run_name(spec)),
          ["--threads", str(threads)] if threads is not None else [])


def check_simulator(spec: Any, settings: Mapping[str, Any] | None = None, *,
                    simulator: Callable | Mapping[str, Any] | None = None, observation: Any = None) -> None:
    """Holds the simulators of a run file to the law, row i from theta i and seed i alone, and prints each breach."""
    _call("check-simulator", spec, settings, simulator, observation, Path(run_name(spec)), [])
