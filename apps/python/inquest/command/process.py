"""The command at work: its output shown, an interrupt handed on, its end an exception where it is no success."""

from __future__ import annotations

import codecs
import ctypes
import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Sequence
from typing import Protocol

from ..base.errors import error_of
from . import console
from .find import find_command

PR_SET_PDEATHSIG = 1  # of Linux
WAIT = 0.05  # seconds between looks at whether it has ended
PATIENCE = 2  # seconds that a command has to leave which waits for an answer


def _output_ends(live: bool) -> tuple[int, int]:
    """Ends to read and to write; a live one is a terminal, for which the command draws a bar."""
    if not live:
        return os.pipe()
    reading, writing = pty.openpty()
    fcntl.ioctl(writing, termios.TIOCSWINSZ, struct.pack("HHHH", 24, console.width(), 0, 0))
    return reading, writing


def _pump_output(file: int, output: console.Output) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    while True:
        try:
            data = os.read(file, 4096)
        except OSError:  # a terminal whose other end is closed
            data = b""
        if not data:
            break
        output.feed(decoder.decode(data))
    output.end()
    os.close(file)


def _pump_messages(stream, messages: console.Messages) -> None:
    for line in stream:
        messages.feed(line.rstrip("\n"))


def _ends_with_parent():
    """What a child does before it begins: it will be told to stop where this process is killed, as a kernel is."""
    if sys.platform != "linux":
        return None
    set_option = ctypes.CDLL(None).prctl
    return lambda: set_option(PR_SET_PDEATHSIG, signal.SIGTERM)


class Server(Protocol):
    """What answers requests of the command while it works."""

    def serve(self, seconds: float) -> None:
        """Answers what is asked within these seconds."""

    def is_silent(self) -> bool:
        """Whether an interrupt has left a request without an answer."""


class NoServer:
    """Waits, where nothing is asked."""

    def serve(self, seconds: float) -> None:
        """Waits."""
        time.sleep(seconds)

    def is_silent(self) -> bool:
        """Never."""
        return False


def _interrupt(process: subprocess.Popen, server: Server) -> None:
    """The first interrupt lets the command keep what it has, the next one ends it, as waiting for no answer does."""
    process.send_signal(signal.SIGINT)
    end = time.monotonic() + PATIENCE
    try:
        while process.poll() is None and not (server.is_silent() and time.monotonic() > end):
            server.serve(WAIT)
    except KeyboardInterrupt:
        pass
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        process.wait()


def run_command(words: Sequence[str], environment: dict[str, str] | None = None, server: Server | None = None,
                hidden: str = "") -> None:
    """Runs the command to its end, while the server answers it; throws the error that it ends with.

    `hidden` is a text that the output is shown without.
    """
    server = server or NoServer()
    reading, writing = _output_ends(console.is_live())
    process = subprocess.Popen([find_command(), *words], stdin=subprocess.DEVNULL, stdout=writing,
                               stderr=subprocess.PIPE, text=True, encoding="utf-8", errors="replace",
                               env={**os.environ, **(environment or {})}, start_new_session=True,
                               preexec_fn=_ends_with_parent())
    os.close(writing)
    messages = console.Messages()
    pumps = [threading.Thread(target=_pump_output, args=(reading, console.Output(hidden)), daemon=True),
             threading.Thread(target=_pump_messages, args=(process.stderr, messages), daemon=True)]
    for pump in pumps:
        pump.start()
    interrupt = None
    try:
        while process.poll() is None:
            server.serve(WAIT)
    except KeyboardInterrupt as error:
        interrupt = error
        _interrupt(process, server)
    except BaseException:
        process.kill()
        raise
    finally:
        process.wait()
        for pump in pumps:
            pump.join()
        process.stderr.close()
    if process.returncode != 0:
        raise error_of(process.returncode, messages.message()) from interrupt


def ask_command(words: Sequence[str]) -> str:
    """The standard output of the command; throws the error that it ends with."""
    done = subprocess.run([find_command(), *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          encoding="utf-8", errors="replace", check=False)
    messages = console.Messages()
    for line in done.stderr.splitlines():
        messages.feed(line)
    if done.returncode != 0:
        raise error_of(done.returncode, messages.message())
    return done.stdout
