"""Reads the story files into drafts: every instant and due time worked out, nothing put into words yet."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from amana.sample.dating import due_at, happened_at


@dataclass
class Draft:
    """One [[event]] of a story; `fields` are taken out one by one, so that a misspelt one is found at the end."""

    id: str
    at: datetime
    kind: str
    # Any: a TOML table has no narrower type.
    fields: dict[str, Any]

    def take(self, name: str, default: Any = None) -> Any:
        return self.fields.pop(name, default)

    def need(self, name: str) -> Any:
        if name not in self.fields:
            raise ValueError(f"{self.id}: {self.kind} needs {name!r}")
        return self.fields.pop(name)


@dataclass
class Story:
    """One file: `case` is "" for mail that is nobody's matter; `dues` and `moments` by short key, for placeholders."""

    case: str
    head: dict[str, Any]
    drafts: list[Draft]
    dues: dict[str, datetime] = field(default_factory=dict)
    moments: dict[str, datetime] = field(default_factory=dict)

    def moment(self, reference: str) -> datetime | None:
        """The due time of a promise, else the instant of an event (of an offered time: the time offered)."""
        return self.dues.get(reference) or self.moments.get(reference)

    def full(self, short: str) -> str:
        """The id in the whole world of an event or promise that this story calls `short`."""
        return short if not self.case or short == self.case else f"{self.case}.{short}"


def stories(now: datetime) -> list[Story]:
    """Return every story with its instants relative to `now`; raises ValueError where a file contradicts itself."""
    root = files("amana.sample") / "stories"
    return [_story(path, now) for path in sorted(_story_files(root), key=lambda path: path.name)]


def _story_files(folder: Traversable) -> Iterator[Traversable]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _story_files(entry)
        elif entry.name.endswith(".toml"):
            yield entry


def _story(path: Traversable, now: datetime) -> Story:
    head = tomllib.loads(path.read_text(encoding="utf-8"))
    rows = head.pop("event")
    story = Story(case=head.pop("case"), head=head, drafts=[])
    for number, row in enumerate(rows):
        short = row.pop("id", story.case if not number and story.case else f"{number + 1}")
        draft = Draft(id=story.full(short), at=happened_at(row.pop("at"), now), kind=row.pop("kind"), fields=row)
        story.drafts.append(draft)
        story.moments[short] = draft.at
        _work_out_dues(story, draft, short, now)
    times = [draft.at for draft in story.drafts]
    if story.case and times != sorted(times):
        raise ValueError(f"{path.name} is out of order")
    return story


def _work_out_dues(story: Story, draft: Draft, short: str, now: datetime) -> None:
    made = [*draft.fields.get("promises", []), *([draft.fields["promise"]] if draft.kind == "promise" else [])]
    for promise in made:
        promise["due"] = story.dues[promise["key"]] = due_at(promise["due"], draft.at, now)
    if draft.kind == "new_time":
        draft.fields["due"] = story.moments[short] = due_at(draft.fields["due"], draft.at, now)
