"""The parts of a letter: what was written now, what is quoted, the signature and the legal notice."""

from __future__ import annotations

from amana.language.findings import Part
from amana.language.unquoting import spans_of


def parts_of(text: str) -> tuple[Part, ...]:
    """The stretches of whole lines of each kind, in order, without gaps; a text without letters has none."""
    return tuple(Part(span.start, span.end, span.kind) for span in spans_of(text)[0])
