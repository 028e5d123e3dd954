"""What of the composer's form may name another customer: its words, its copies, and the words of its files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from amana.cases.models import Case
from amana.channels.email.composing import Attached
from amana.desk.entering import Seat
from amana.drafting import mentioning
from amana.handling.confidence.finding_others import Other
from amana.search.extracting import Unreadable, form_of, text_of

# Files whose words are looked at before they leave, the first so many, none larger.
MOST_FILES = 5
LARGEST = 5 * 2**20
_JOINTS = str.maketrans("_-.", "   ")  # that stand between the words of a file name


def others_of(text: str, cc: str, files: Sequence[Attached], case: Case, seat: Seat) -> list[Other]:
    """Return the other customers a draft mentions, in its words, quotes included, in its copies and in its files."""
    texts = {mentioning.TEXT: text} if text.strip() else {}
    for file in list(files)[:MOST_FILES]:
        called = PurePath(file.name).stem.translate(_JOINTS)
        texts[file.name] = f"{called}\n{file.name}\n{_words_in(file)}"
    copies = [part for part in cc.replace(";", ",").split(",") if "@" in part]
    return mentioning.others_of(texts, copies, case, by=seat.viewer, at=seat.at)


def _words_in(file: Attached) -> str:
    form = form_of(file.name, file.type)
    if not form or len(file.content) > LARGEST:
        return ""
    try:
        return text_of(file.content, form)
    except Unreadable:
        return ""


def accepted_in(posted: str) -> frozenset[str]:
    """Return what was said to be meant, as the form carries it."""
    return frozenset(part for part in posted.split(",")[:50] if part)
