"""Where facts of the directory come from, under which licence, and how that is said."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A collection that was brought in: what it is called, its licence, and where it is kept."""

    name: str
    title: str
    licence: str
    home: str


SOURCES = {
    one.name: one
    for one in (
        Source("seed", "Amana's own list", "Apache-2.0", "amana/directory/importing/seed.toml"),
        Source(
            "datenanfragen", "datenanfragen.de company database", "CC0-1.0", "https://github.com/datenanfragen/data"
        ),
        Source("twofactorauth", "2factorauth contacts", "MIT", "https://github.com/2factorauth/twofactorauth"),
        Source("justdeleteme", "JustDeleteMe", "MIT", "https://github.com/jdm-contrib/jdm"),
        Source("csv", "a table", "", ""),
        Source("vcard", "cards of contacts", "", ""),
    )
}
