"""Every way of saying a time in Hebrew and in Arabic that is known, standard and spoken: the table that grows."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from amana.kit.working_time import week_in_zone
from amana.language.due.ar import ARABIC
from amana.language.due.he import HEBREW
from amana.language.due.resolving import due_from
from amana.language.normalising import fold_in_place

ISRAEL = ZoneInfo("Asia/Jerusalem")
SENT = datetime(2026, 11, 18, 10, tzinfo=ISRAEL)  # a Wednesday
GRAMMARS = {"he": HEBREW, "ar": ARABIC}


def rows() -> list[list[str]]:
    """Language, words and the moment they name, day first; "-" where they name none."""
    lines = (Path(__file__).parent / "words_of_time.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(("language", "words", "moment"), rows())
def test_words_of_time_name_their_moment(language: str, words: str, moment: str) -> None:
    folded, _ = fold_in_place(words)
    parts = GRAMMARS[language].parts(folded)
    due = due_from(parts, folded, sent=SENT, week=week_in_zone("Asia/Jerusalem"))
    assert parts, "not seen as a time at all"
    assert (f"{due.at.astimezone(ISRAEL):%d.%m %H:%M}" if due.at else "-") == moment


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("he", "סמסטר ב'"),
        ("he", "דבר ראשון, תודה"),
        ("he", "הבמאי שלנו"),
        ("ar", "برنامج الحماية"),
        ("ar", "ثلاثة أشخاص"),
    ],
)
def test_what_only_looks_like_a_time_is_none(language: str, words: str) -> None:
    assert not GRAMMARS[language].parts(fold_in_place(words)[0])
