"""Table: named columns that print as text and, in Jupyter, as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

import numpy as np


def cell_text(value: Any) -> str:
    """A cell: numbers have six digits, what is not known is empty."""
    if value is None:
        return ""
    if isinstance(value, (float, np.floating)):
        return f"{value:.6g}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(cell_text, value)) + "]"
    return str(value)


class Table:
    """Columns of equal length; `table["ln_k"]` is an array [n], `table[0]` a row as a dict."""

    def __init__(self, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
        self.columns, self.rows = list(columns), [dict(row) for row in rows]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.rows)

    def __getitem__(self, key: str | int) -> Any:
        if isinstance(key, int):
            return self.rows[key]
        if key not in self.columns:
            raise KeyError(f"there is no column {key!r} (columns: {', '.join(self.columns)})")
        values = [row.get(key) for row in self.rows]
        numbers = values and all(value is None or isinstance(value, (int, float)) for value in values)
        if numbers and not all(isinstance(value, bool) for value in values):
            return np.array([np.nan if value is None else value for value in values])
        return np.array(values, dtype=bool if numbers else object)

    def where(self, **cells: Any) -> Table:
        """The rows whose cells are these."""
        return Table(self.columns, [row for row in self.rows if all(row.get(key) == cells[key] for key in cells)])

    def select(self, *columns: str) -> Table:
        """These columns alone."""
        for name in columns:
            self[name]  # which says what there is
        return Table(columns, self.rows)

    def to_pandas(self):
        """As a pandas.DataFrame."""
        import pandas

        return pandas.DataFrame(self.rows, columns=self.columns)

    def __repr__(self) -> str:
        cells = [self.columns, *([cell_text(row.get(name)) for name in self.columns] for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*cells)]
        return "\n".join("  ".join(cell.ljust(size) for cell, size in zip(row, widths)).rstrip() for row in cells)

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = ("".join(f"<td>{escape(cell_text(row.get(name)))}</td>" for name in self.columns) for row in self.rows)
        lines = "".join(f"<tr>{row}</tr>" for row in body)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
