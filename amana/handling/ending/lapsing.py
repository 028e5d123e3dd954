"""When silence may end a case, and when it never may: over open money, over somebody being cut off, or unheard."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from amana.cases.models import Case, Closing
from amana.commitments.models import Commitment
from amana.handling.facts.stipulating import points_of, terms_of
from amana.language import read
from amana.language.normalising import fold
from amana.record.reading import read as read_record

# Folded, as `fold` leaves them; the words of a list are looked for with what is attached to them.
_MONEY = (
    r"\b(?:refund|reimburs|credit|compensat|chargeback|repay|pay(?:ment)?\s+back|money\s+back|deposit|overcharg|fine|debt)\w*"
    r"|החזר|זיכוי|לזכות|פיצוי|חיוב\s+(?:כפול|שגוי|יתר)|כסף|כספי|פיקדונ|פיקדון|קנס|חוב\b|תשלום"
    r"|استرداد|استرجاع|رد\s+(?:ال)?مبلغ|مبلغ|تعويض|خصم|رصيد|مستحق|غرامه|(?:ال)?دين\b|مال\b|اموال|فلوس"
)
_CUT_OFF = (
    r"\b(?:disconnect|cut\s+off|cut-off|terminat|reconnect|suspen(?:d|sion)|shut\s?off|evict|eviction)\w*"
    r"|ניתוק|לנתק|ינותק|תנותק|מנותק|חיבור\s+מחדש|השעיי?ה|פינוי|הפסקת\s+(?:שירות|חשמל|מימ|מים|גז)"
    r"|(?:ال)?(?:فصل|قطع)\s+(?:ال)?(?:خدمه|خط|كهرباء|ماء|مياه|غاز|انترنت)|قطع|سيفصل|تعليق\s+(?:ال)?(?:خدمه|حساب)|اعاده\s+(?:ال)?توصيل|اخلاء"
)
_GRAVE = re.compile(f"{_MONEY}|{_CUT_OFF}")
# Among so many of the latest entries a mail that came back is looked for.
LATEST = 100


def is_grave(text: str, *, at: datetime) -> bool:
    """Say whether words are about money, or about somebody being cut off from a service.

    An amount counts as such; the words are a short list in three languages, wide on purpose: a person looks where it errs.
    """
    if _GRAVE.search(fold(text)):
        return True
    named = read(text, sent_at=at, side="company", only=["identifiers"]).identifiers
    return any(one.kind == "amount" for one in named)


def silence_cannot_end(case: Case, closing: Closing, *, at: datetime) -> str:
    """Return the term or open promise over which silence ends no case; "" where it may.

    Looks at the terms the proposal names, at those that stand on the case, and at what either side has promised and not done.
    """
    return next((text for text in _open_words(case, closing) if is_grave(text, at=at)), "")


def _open_words(case: Case, closing: Closing) -> Iterable[str]:
    yield from (point.text for point in points_of(closing))
    yield from (term.text for term in terms_of(case) if not term.is_met)
    owed = Commitment.objects.outstanding().filter(case=case)
    yield from owed.exclude(origin=Commitment.CLOSING).order_by("due_at", "pk").values_list("action", flat=True)


def has_bounced(case: Case, *, since: datetime) -> bool:
    """Say whether a question of ours came back since a moment: then nobody was asked, and silence says nothing."""
    said = read_record(case.key, side="company", audiences=["shared"], most=LATEST)
    asked = {str(one.id) for one in said if one.kind in {"notice.sent", "message.sent"} and one.at >= since}
    return any(one.kind == "message.bounced" and one["message"] in asked for one in said)
