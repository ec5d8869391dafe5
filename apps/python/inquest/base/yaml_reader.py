"""Reads the YAML that Inquest writes: block style, lists of scalars in one line, texts plain or in quotes."""

from __future__ import annotations

import json
import re
from typing import Any

KEY = re.compile(r"""('(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[^'"\[{][^:]*?):(?: (.*))?$""")
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$")
WORDS = {"null": None, "true": True, "false": False, ".inf": float("inf"), "-.inf": float("-inf"),
         ".nan": float("nan"), "{}": {}, "[]": []}


def _scalar(text: str) -> Any:
    if text in WORDS:
        return WORDS[text]
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    if text.startswith('"'):
        return json.loads(re.sub(r"\\x([0-9a-f]{2})", r"\\u00\1", text))
    if NUMBER.match(text):
        return float(text) if re.search(r"[.eE]", text) else int(text)
    return text


def _value(text: str) -> Any:
    """A scalar, or a list of them in brackets."""
    if not text.startswith("[") or text == "[]":
        return _scalar(text)
    items = re.findall(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[^,\s][^,]*""", text[1:-1])
    return [_scalar(item.strip()) for item in items]


class _Lines:
    """Lines with their indentation; that of an item of a list begins behind its dash."""

    def __init__(self, text: str) -> None:
        self.lines = [(len(line) - len(line.lstrip()), line.strip()) for line in text.splitlines()
                      if line.strip() and not line.lstrip().startswith("#")]
        self.next = 0

    def more_at(self, indent: int) -> bool:
        return self.next < len(self.lines) and self.lines[self.next][0] == indent

    def block(self) -> Any:
        indent, text = self.lines[self.next]
        return self.items(indent) if text.startswith("- ") else self.entries(indent)

    def entries(self, indent: int) -> dict[str, Any]:
        result = {}
        while self.more_at(indent) and not self.lines[self.next][1].startswith("- "):
            text = self.lines[self.next][1]
            match = KEY.match(text)
            if not match:
                raise ValueError(f"{text!r} is no entry 'key: value'")
            self.next += 1
            key = str(_scalar(match.group(1)) if match.group(1)[0] in "'\"" else match.group(1))
            result[key] = self.block() if match.group(2) is None else _value(match.group(2))
        return result

    def items(self, indent: int) -> list[Any]:
        result = []
        while self.more_at(indent) and self.lines[self.next][1].startswith("- "):
            text = self.lines[self.next][1][2:]
            if text.startswith("- ") or KEY.match(text):
                self.lines[self.next] = (indent + 2, text)
                result.append(self.block())
            else:
                self.next += 1
                result.append(_value(text))
        return result


def read_yaml(text: str) -> Any:
    """The value of a text; throws ValueError on what is not written so."""
    lines = _Lines(text)
    if not lines.lines:
        return {}
    value = lines.block()
    if lines.next < len(lines.lines):
        raise ValueError(f"{lines.lines[lines.next][1]!r} is indented as no other line")
    return value
