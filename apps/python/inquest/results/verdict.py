"""Verdict: what a run concludes, in words and in values."""

from __future__ import annotations

from html import escape
from typing import Any


class Verdict:
    """Prints as the sentences of the report; `evidence` and `posterior` have the values (docs/file_formats.md)."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    @property
    def words(self) -> str:
        """All sentences."""
        return self.values["words"]

    @property
    def trusted(self) -> bool | None:
        """False where a part is not trusted, True where all parts are confirmed, else None."""
        return self.values["trusted"]

    @property
    def evidence(self) -> dict[str, Any] | None:
        """On ln K: route, ln_k, error, ...; None where no models are compared."""
        return self.values["evidence"]

    @property
    def posterior(self) -> dict[str, dict[str, Any]]:
        """On the posterior of each model: route, why, ..."""
        return self.values["posterior"]

    def __repr__(self) -> str:
        words = self.words
        return "\n".join(words) if isinstance(words, list) else words

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"
