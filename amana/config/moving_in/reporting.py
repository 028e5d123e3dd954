"""What is told of a move: how many of each, what is odd, what is left out and why; the same for a dry run."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

# Places named for each sentence; how many there are in all is counted.
MOST_PLACES = 20


@dataclass
class Told:
    """One sentence, how often it was said, and the first places it was said of."""

    times: int = 0
    places: list[str] = field(default_factory=list)

    def of(self, place: str) -> None:
        self.times += 1
        if len(self.places) < MOST_PLACES:
            self.places.append(place)


@dataclass
class Report:
    """Counts by name, oddities that were put up with, and what was left out; sentences are whole and for a person."""

    system: str
    path: str
    is_dry: bool
    counts: Counter[str] = field(default_factory=Counter)
    odd: dict[str, Told] = field(default_factory=dict)
    left_out: dict[str, Told] = field(default_factory=dict)
    # Not yet written down with what they were about: place, why, and the piece itself.
    pieces: list[tuple[str, str, str]] = field(default_factory=list)

    def is_odd(self, sentence: str, place: str) -> None:
        self.odd.setdefault(sentence, Told()).of(place)

    def leaves_out(self, sentence: str, place: str, raw: str) -> None:
        """Say that something cannot be taken in; what it was is kept."""
        self.left_out.setdefault(sentence, Told()).of(place)
        if not self.is_dry:
            self.pieces.append((place, sentence, raw))

    def lines(self) -> Iterator[str]:
        """Yield the report as people read it."""
        for name, count in self.counts.items():
            yield f"{count:>9,}  {name}"
        for title, told in (("Odd, and taken in all the same:", self.odd), ("Left out:", self.left_out)):
            if told:
                yield ""
                yield title
            for sentence, said in told.items():
                more = f" and {said.times - len(said.places[:3])} more" if said.times > 3 else ""
                yield f"{said.times:>9,}  {sentence} ({', '.join(said.places[:3])}{more})"

    def write(self, path: Path) -> None:
        """Write the whole report as JSON."""
        said = {
            "system": self.system,
            "source": self.path,
            "dry_run": self.is_dry,
            "counts": dict(self.counts),
            "odd": {sentence: vars(told) for sentence, told in self.odd.items()},
            "left_out": {sentence: vars(told) for sentence, told in self.left_out.items()},
        }
        path.write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", "utf-8")
