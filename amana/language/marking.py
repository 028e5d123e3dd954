"""A text with what was found in it marked in place, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from amana.language.findings import Finding, Promise, Reading, Tactic

OPEN, CLOSE = "⟦", "⟧"
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"
# Characters that would move the cursor or change the colour of a terminal.
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, *range(128, 160)), "\ufffd")


def marked(text: str, reading: Reading, zone: ZoneInfo, *, is_coloured: bool = False) -> str:
    """The text with each finding between ⟦ and ⟧ and a number, and below it what each number is, with its reason.

    Due times are shown in `zone`. `is_coloured` makes what was found bold. Control characters are shown as U+FFFD.
    """
    numbered = list(enumerate(sorted(_findings(reading), key=lambda one: (one[1].start, -one[1].end)), 1))
    opens: dict[int, str] = {}
    closes: dict[int, str] = {}
    bold, plain = (_BOLD, _PLAIN) if is_coloured else ("", "")
    for number, (_name, found) in numbered:
        opens[found.start] = opens.get(found.start, "") + bold + OPEN
        closes[found.end] = f"{CLOSE}{str(number).translate(_RAISED)}{plain}" + closes.get(found.end, "")
    cuts = sorted({0, len(text), *opens, *closes})
    pieces = [
        closes.get(start, "") + opens.get(start, "") + text[start:end].translate(_CONTROLS)
        for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)
    ]
    legend = [line for number, (name, found) in numbered for line in _legend(number, name, found, zone)]
    return "\n".join(["".join(pieces).rstrip("\n"), *([""] if legend else []), *legend, *_about(reading)]) + "\n"


def _findings(reading: Reading) -> Iterator[tuple[str, Finding]]:
    lists: tuple[tuple[str, tuple[Finding, ...]], ...] = (
        ("promise", reading.promises),
        ("question", reading.questions),
        ("request", reading.requests),
        ("wanted", reading.desired),
        ("tried", reading.tried),
        ("tactic", reading.tactics),
        ("mark", reading.marks),
        ("feeling", reading.tone.feelings),
        ("named", reading.identifiers),
    )
    return ((name, one) for name, found in lists for one in found)


def _legend(number: int, name: str, found: Finding, zone: ZoneInfo) -> Iterator[str]:
    kind = getattr(found, "id", None) or getattr(found, "kind", None)
    certainty = f" ({found.certainty})" if isinstance(found, Tactic) else ""
    said = " ".join(found.quote.translate(_CONTROLS).split())
    yield f"{number:>3}  {name}{f' {kind}' if kind else ''}{certainty}: {said}"
    if isinstance(found, Promise):
        due = f"{found.due.at.astimezone(zone):%a %d %b %Y %H:%M}" if found.due.at else "no time"
        yield f"     by the {found.by}, {found.firmness}, {due} ({found.due.rule})"
    yield f"     {found.reason}, {found.confidence:.0%}"


def _about(reading: Reading) -> Iterator[str]:
    yield ""
    yield f"language: {', '.join(reading.languages) or 'unknown'}; heat {reading.tone.heat} of 100"
    yield "made with: " + ", ".join(f"{name} {version}" for name, version in sorted(reading.versions.items()))
