"""The records of one file of an export, one after the other, by what its name ends in. Bounded in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO

from amana.config.moving_in.elements_of_xml import of_xml
from amana.config.moving_in.lists_of_json import of_json
from amana.config.moving_in.opening import Dump, Part
from amana.config.moving_in.records import Found
from amana.config.moving_in.rows_of_tables import of_table

READERS: dict[str, Callable[[IO[bytes], Part], Iterator[Found]]] = {
    "json": of_json,
    "ndjson": of_json,
    "jsonl": of_json,
    "xml": of_xml,
    "csv": of_table,
    "tsv": of_table,
}


def records_in(dump: Dump, part: Part) -> Iterator[Found]:
    """Yield what a file holds, by its ending; what cannot be read is yielded as broken, and what comes after goes on if it can."""
    reader = READERS.get(part.ending)
    if reader is None:
        return
    with dump.open(part) as stream:
        yield from reader(stream, part)
