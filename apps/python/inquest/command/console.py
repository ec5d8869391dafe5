"""What the command prints, shown where the user looks: a terminal, a notebook, or a plain stream."""

from __future__ import annotations

import re
import shutil
import sys

CLEAR_LINE = "\r\x1b[K"
MESSAGE = re.compile(r"inquest: (warning: )?")
NOTEBOOK_WIDTH = 100


def in_notebook() -> bool:
    """Whether output goes to a cell of Jupyter."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return type(shell).__name__ == "ZMQInteractiveShell"


def is_live() -> bool:
    """Whether a line of progress can be overwritten by the next."""
    return in_notebook() or sys.stdout.isatty()


def width() -> int:
    """Characters of a line of progress."""
    return NOTEBOOK_WIDTH if in_notebook() else shutil.get_terminal_size().columns


class Output:
    """Passes on standard output without `hidden`; a cell of Jupyter knows no escape that clears a line, gets spaces."""

    def __init__(self, hidden: str = "") -> None:
        self.stream, self.plain, self.shown, self.hidden = sys.stdout, in_notebook(), 0, hidden

    def feed(self, text: str) -> None:
        """Shows the next piece of text."""
        text = text.replace("\r\n", "\n")
        text = text.replace(self.hidden, "") if self.hidden else text
        first, *frames = text.split(CLEAR_LINE)
        shown = first
        self._count(first)
        for frame in frames:
            shown += ("\r" + " " * self.shown + "\r" if self.plain else CLEAR_LINE) + frame
            self.shown = 0
            self._count(frame)
        self.stream.write(shown)
        self.stream.flush()

    def end(self) -> None:
        """Begins a new line where one of progress has stayed."""
        if self.shown:
            self.stream.write("\n")
            self.stream.flush()

    def _count(self, frame: str) -> None:
        end = frame.rfind("\n")
        self.shown = len(frame) - end - 1 + (self.shown if end < 0 else 0)


class Messages:
    """Splits standard error into warnings, which are shown, and the error, which is kept."""

    def __init__(self) -> None:
        self.error: list[str] = []
        self.is_error = False

    def feed(self, line: str) -> None:
        """Takes a line without its end; what begins with no name goes on with the line before."""
        match = MESSAGE.match(line)
        if match:
            self.is_error = not match.group(1)
        if self.is_error:
            self.error.append(line[match.end():] if match else line)
        else:
            print(line, file=sys.stderr, flush=True)

    def message(self) -> str:
        """What the command said of its end."""
        return "\n".join(self.error).strip()
