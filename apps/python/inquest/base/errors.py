"""Errors of the command as exceptions: one class, whose subclasses are the exit statuses of sysexits.h."""

from __future__ import annotations

import re
import signal


class InquestError(Exception):
    """What went wrong, in the words of the command."""

    exit_status = 70


class UsageError(InquestError):
    """A wrong call: of a function here, or of the command."""

    exit_status = 64


class DataError(InquestError):
    """Content of an input file."""

    exit_status = 65


class MissingInputError(InquestError):
    """A file that is not there."""

    exit_status = 66


class InternalError(InquestError):
    """A defect of inquest, or of a library below it."""

    exit_status = 70


class FileError(InquestError):
    """Reading or writing failed."""

    exit_status = 74


class RunFileError(InquestError):
    """The run file."""

    exit_status = 78


class Interrupted(InquestError, KeyboardInterrupt):
    """Stopped by the user; the run can be gone on with by resume=True."""

    exit_status = 130


class SimulatorError(DataError):
    """A Python function that serves as simulator or likelihood has failed; its own exception is the __cause__."""


KINDS = {kind.exit_status: kind for kind in (UsageError, DataError, MissingInputError, InternalError, FileError,
                                             RunFileError, Interrupted)}
SPELLINGS = {r"go on with: inquest run .*": "go on with resume=True",
             r"inquest check-simulator \S+": "inquest.check_simulator(...)",
             r"--(resume|force|quiet)\b": r"\1=True", r"--(output|threads|seed|draws)\b": r"\1=..."}


def error_of(exit_status: int, message: str) -> InquestError:
    """The exception of an exit status, with options of the command spelled as arguments of Python."""
    for option, argument in SPELLINGS.items():
        message = re.sub(option, argument, message)
    if exit_status in (-signal.SIGINT, Interrupted.exit_status):
        return Interrupted(message.splitlines()[-1] if message else "stopped; go on with resume=True")
    if exit_status < 0:
        message = f"the command was ended by signal {-exit_status}" + (f": {message}" if message else "")
    return KINDS.get(exit_status, InternalError)(message or f"the command ended with exit status {exit_status}")
