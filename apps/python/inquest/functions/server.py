"""FunctionServer: answers the requests of the command with Python functions, one connection a request."""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import sys
import time
import warnings
from pathlib import Path
from typing import Any

from ..base.errors import FileError
from .function import Function, words_of
from .version import version_of

PROGRAM = "inquest-python"  # what the run file names; no path, so that a moved installation changes no simulation
BRIDGE = Path(__file__).with_name("bridge.py")
LONGEST_SOCKET = 100  # characters of its path


class FunctionServer:
    """Functions under their names, in a folder of its own for the time of one run."""

    def __init__(self, folder: Path) -> None:
        self.functions: dict[tuple[str, str], Function] = {}
        self.failure: BaseException | None = None  # the last exception of a function
        self.children: list[int] = []
        self.connection: socket.socket | None = None  # with a request that is being answered
        self.folder, self.path = folder, str(folder / "python.socket")
        self.socket: socket.socket | None = None

    def _listen(self) -> None:
        """Makes the socket, and the program that asks at it."""
        if len(self.path) > LONGEST_SOCKET:
            raise FileError(f"{self.path} is too long for a socket (must be <= {LONGEST_SOCKET} characters); set "
                            "TMPDIR to a folder with a shorter path")
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(self.path)
        self.socket.listen(128)
        program = self.folder / PROGRAM
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -I -S {shlex.quote(str(BRIDGE))} "$@"\n')
        program.chmod(0o755)

    def add(self, function: Function) -> dict[str, Any]:
        """What a run file says of this function."""
        if self.socket is None:
            self._listen()
        name, version = function.name, version_of(function.function)
        while self.functions.get((name, version), function) != function:
            name += "'"  # another function of the same name and source
        self.functions[name, version] = function
        return function.entry([PROGRAM, name, version])

    @property
    def environment(self) -> dict[str, str]:
        """By which the command finds the program, and the program this server."""
        return {"PATH": f"{self.folder}:{os.environ.get('PATH', '')}", "INQUEST_PYTHON_SOCKET": self.path}

    def start(self) -> None:
        """Starts the copies of this process that answer where a function has several workers."""
        workers = max((function.workers for function in self.functions.values()), default=1)
        for _ in range(workers if workers > 1 else 0):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # a kernel's threads hold no lock of ours
                child = os.fork()
            if child == 0:
                self._answer_for_ever()
            self.children.append(child)

    def serve(self, seconds: float) -> None:
        """Answers what is asked within these seconds; where copies do that, or after an interrupt, it waits."""
        if self.children or self.is_silent():
            time.sleep(seconds)
            return
        self.socket.settimeout(seconds)
        try:
            connection, _ = self.socket.accept()
        except (socket.timeout, BlockingIOError):
            return
        connection.settimeout(None)
        self.connection = connection
        self._reply(connection)
        connection.close()
        self.connection = None

    def is_silent(self) -> bool:
        """Whether an interrupt has left a request without an answer: an end of it would be taken for failed rows."""
        return self.connection is not None

    def close(self) -> None:
        """Answers no more, and ends the copies."""
        for one in (self.connection, self.socket):
            if one is not None:
                one.close()
        for child in self.children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        self.children = []

    def _answer_for_ever(self) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        parent = os.getppid()
        try:
            while os.getppid() == parent:
                self.serve(1)
        finally:
            os._exit(0)

    def _reply(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as stream:
            line = stream.readline()
        if not line:
            return
        request = json.loads(line)
        try:
            function = self.functions[tuple(request["function"])]
            answer = {"failed": False, "words": function.answer(request["parameters"], request["files"])}
        except Exception as error:  # of the function: told with its traceback
            self.failure = error
            answer = {"failed": True, "words": words_of(error)}
        try:
            connection.sendall(json.dumps(answer).encode() + b"\n")
        except OSError:  # the command has given up waiting
            pass
