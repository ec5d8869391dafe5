"""Simulation-based inference: the command `inquest` and its files from Python.

    run = inquest.run("hubble.yaml", {"simulations.train": 20000})
    run.posterior("lambda", "npe").to_getdist()
    run.log_k()
"""

from .base.errors import (DataError, FileError, InquestError, InternalError, Interrupted, MissingInputError,
                          RunFileError, SimulatorError, UsageError)
from .chain_evidence import chain_evidence
from .functions.function import Likelihood, Simulator
from .functions.row_generators import RowGenerators
from .results.draws import Draws
from .results.estimator import Estimator
from .results.run import Run
from .results.run import open_run as open  # noqa: A001  (inquest.open("hubble/"))
from .running import check, check_simulator, run
from .base.table import Table

__version__ = "0.1.0"
__all__ = ["DataError", "Draws", "Estimator", "FileError", "InquestError", "InternalError", "Interrupted",
           "Likelihood", "MissingInputError", "RowGenerators", "Run", "RunFileError", "Simulator", "SimulatorError",
           "Table", "UsageError", "chain_evidence", "check", "check_simulator", "open", "run"]
