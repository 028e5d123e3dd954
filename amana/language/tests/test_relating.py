"""Times told by another time, and promises that are only told of."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from amana.language import read
from amana.language.promises.retelling import retold_in

SENT = datetime(2026, 11, 18, 10, tzinfo=ZoneInfo("Asia/Jerusalem"))  # a Wednesday


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("טכנאי יגיע אליך ביום ראשון בין 8 ל-12. נשלח לך סמס שעה לפני.", "22.11 11:00"),
        ("התור שלך נקבע ל-2.12 בשעה 10:40. נשלח לך תזכורת יום לפני.", "01.12 18:00"),
        ("الفني بيجيك الأحد الساعة ١٢ الظهر. السائق بيتصل قبل ما يوصل بنص ساعة.", "22.11 11:30"),
        ("Our fitter will be with you on Monday at 2pm. He'll bring the samples while he's there.", "23.11 14:00"),
    ],
)
def test_a_time_told_by_another_is_counted_from_it(text: str, last: str) -> None:
    due = read(text, sent_at=SENT, side="company").promises[-1].due.at
    assert due is not None and f"{due.astimezone(SENT.tzinfo):%d.%m %H:%M}" == last


@pytest.mark.parametrize(
    "text",
    [
        "We said we'd call on Tuesday and didn't.",
        "אמרנו לך שנחזור ביום שלישי ולא חזרנו.",
        "قلنا لك نتصل الثلاثاء وما اتصلنا.",
        "הכרטיס נשלח אליך בדואר רשום ב-15.11.",
    ],
)
def test_what_was_told_or_sent_before_is_no_promise(text: str) -> None:
    assert not read(text, sent_at=SENT, side="company").promises


def test_a_promise_after_a_broken_one_stands() -> None:
    text = "we said we'd call on tuesday and didn't, so i'll ring you today"
    ((start, end),) = retold_in(text)
    assert start <= text.index("call") < end <= text.index("ring")
