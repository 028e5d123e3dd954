"""What one reading holds, as plain values that are kept beside the entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from amana.language.findings import Finding, Reading
from amana.readings.models import LONGEST_QUOTE

# More than this in one text is noise.
MOST = 200
# Never written down a second time.
SECRET = {"card"}

Kept = dict[str, Any]


def kept(reading: Reading) -> list[Kept]:
    """Return the findings in the order of the text, the first 200 of them, without payment cards."""
    found = sorted(_findings(reading), key=lambda one: (one["start"], one["kind"]))
    return found[:MOST]


def _findings(reading: Reading) -> Iterator[Kept]:
    yield from (_one("question", "", one) for one in reading.questions)
    yield from (_one("request", "", one) for one in reading.requests)
    # The kind of outcome stands in the reason, behind its first word.
    yield from (_one("wanted", one.reason.partition(" ")[2][:40], one) for one in reading.desired)
    yield from (_one("mark", one.id, one) for one in reading.marks)
    yield from (_one("feeling", one.kind, one) for one in reading.tone.feelings)
    yield from _with_more(reading)


def _with_more(reading: Reading) -> Iterator[Kept]:
    for promise in reading.promises:
        more = {"by": promise.by, "firmness": promise.firmness, "action": plain(promise.action)}
        yield _one("promise", promise.code, promise, more | {"due": promise.due.to_json()["at"]})
    for tried in reading.tried:
        yield _one("tried", tried.by, tried, {"action": plain(tried.action)})
    for tactic in reading.tactics:
        yield _one("tactic", tactic.id, tactic, {"certainty": tactic.certainty, "evidence": tactic.evidence})
    for named in reading.identifiers:
        if named.kind not in SECRET:
            yield _one("identifier", named.kind, named, {"value": plain(named.value)})


def _one(kind: str, label: str, found: Finding, more: Kept | None = None) -> Kept:
    return {
        "kind": kind,
        "id": label,
        "start": found.start,
        "end": found.end,
        "quote": plain(found.quote),
        "reason": plain(found.reason),
        "confidence": round(found.confidence, 2),
        "more": more or {},
    }


def plain(words: str) -> str:
    """Return words that every database keeps: without NUL and lone surrogates, and not without end."""
    return words.replace("\0", "").encode("utf-8", "replace").decode()[:LONGEST_QUOTE]
