"""What tests of the Python package share: folders that go away, a command that is a script, a small run."""

import functools
import importlib.util
import io
import os
import tempfile
import unittest
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

import numpy as np

import inquest

OBSERVATION = np.array([0.8, 1.1, 0.9, 1.2])
COMMAND = {"command": ["python3", "simulate.py"], "data_shape": [4], "persistent": True}
LINEAR = {
    "name": "linear",
    "observation": OBSERVATION,
    "models": {
        "free": {"simulator": COMMAND,
                 "parameters": {"mu": {"prior": {"normal": [0, 1]}, "latex": r"\mu"},
                                "phi": {"prior": {"uniform": [0, 6]}}}},
        "fixed": {"simulator": COMMAND, "parameters": {"mu": 0, "phi": {"prior": {"uniform": [0, 6]}}}},
    },
    "simulations": {"train": 1000, "test": 100},
    "posterior": {"npe": {"method": "npe", "flow": "maf", "ensemble": 1, "training": {"steps": 300}},
                  "moments": {"method": "moments", "ensemble": 1, "training": {"steps": 300}}},
    "evidence": {"network": {"method": "network", "tune": False, "hidden": [16], "ensemble": 2, "bootstrap": 2,
                             "training": {"steps": 200, "max_epochs": 20}}},
    "diagnostics": {"learning_curve": False},
}
SIMULATOR = """import sys
import numpy as np

for line in sys.stdin:
    theta, seeds, x, _ = line.split()
    noise = np.stack([np.random.default_rng(seed).normal(0, 0.5, 4) for seed in np.load(seeds)])
    np.save(x, np.load(theta)[:, :1] + noise)
    print("done", flush=True)
"""


@contextmanager
def folder():
    """A folder to work in, which goes away."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as path:
        os.chdir(path)
        try:
            yield Path(path)
        finally:
            os.chdir(before)


@contextmanager
def fake_command(script):
    """A shell script in place of the command."""
    with tempfile.TemporaryDirectory() as path:
        file = Path(path) / "inquest"
        file.write_text("#!/bin/sh\n" + script)
        file.chmod(0o755)
        with mock.patch.dict(os.environ, {"INQUEST": str(file)}):
            yield file


def printed(call):
    """What a call gives, and what it prints on standard output and error."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        value = call()
    return value, out.getvalue(), err.getvalue()


def needs(*modules):
    """Skips a test where a program is not installed."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    return unittest.skipIf(missing, f"{', '.join(missing)} not installed")


@functools.lru_cache(maxsize=None)
def _kept_folder():
    return tempfile.TemporaryDirectory()


@functools.lru_cache(maxsize=None)
def small_run():
    """A run of two models with 1,000 simulations each, made once."""
    path = Path(_kept_folder().name)
    (path / "simulate.py").write_text(SIMULATOR)
    spec = {**LINEAR, "folder": str(path)}
    return printed(lambda: inquest.run(spec, output=path / "linear", threads=1, quiet=True))[0]
