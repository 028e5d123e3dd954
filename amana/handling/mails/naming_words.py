"""Naming the words by which a mail can be answered, as each case stands: what we named counts as said when it comes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.models import COMPANY, Case, Closing
from amana.commitments.models import Commitment, Offer
from amana.language.answer_words import Act
from amana.language.answers import named
from amana.record.reading import books_with

NAMED: tuple[Act, ...] = (
    "agree", "not_solved", "accept_time", "refuse_time", "not_kept", "climb", "send_record", "release", "version",
)  # fmt: skip
MOST = 3  # lines
# What is said of a promise is said of one made in words; an answer or a question is asked for by writing.
BY_ITSELF = (Commitment.ANSWER, Commitment.FOLLOW_UP, Commitment.CLOSING)


@dataclass(frozen=True)
class Stands:
    """What can be said of a case by mail."""

    is_asked: bool
    is_offered: bool
    is_late: bool
    is_one: bool  # promise that can be released
    is_noted: bool  # a call


def words_for(cases: Iterable[Case], *, asking: Iterable[UUID] = (), at: datetime) -> dict[UUID, list[str]]:
    """Return at most three lines for each case, in its language; five queries, however many cases.

    `asking` are cases whose mail asks in the same moment whether they may be closed. A closed case has none: any reply
    opens it again.
    """
    rows = {case.key: case for case in cases if case.is_open}
    keys = list(rows)
    closing = {*asking, *_of_cases(Closing.objects.filter(case__in=keys, ended_at=None, proposed_by=COMPANY), "case")}
    offers = Offer.objects.filter(commitment__case__in=keys, ended_at=None, offered_by=COMPANY, due_at__gt=at)
    offered = _of_cases(offers.filter(commitment__promiser=COMPANY), "commitment__case")
    ours = Commitment.objects.outstanding().filter(case__in=keys, promiser=COMPANY, state=Commitment.OPEN)
    late = _of_cases(ours.filter(due_at__lte=at).exclude(origin=Commitment.CLOSING), "case")
    owed = Commitment.objects.outstanding().filter(case__in=keys, promiser=COMPANY).exclude(origin__in=BY_ITSELF)
    promises = Counter(owed.values_list("case", flat=True))
    noted = books_with("call.noted", keys, by="agent")
    found = {}
    for key, case in rows.items():
        # Of several promises nobody could say which is meant, and while a closing waits the words would answer that.
        is_one = promises[key] == 1 and key not in closing
        stands = Stands(key in closing, key in offered, key in late, is_one, key in noted)
        found[key] = _lines(case.language, stands)[:MOST]
    return found


def _of_cases(rows: QuerySet[Any], name: str) -> set[UUID]:  # Any: rows of three models
    return set(rows.values_list(name, flat=True))


def _lines(language: str, stands: Stands) -> list[str]:
    said = {act: named(act, language) for act in NAMED}
    with translation.override(language):
        asked = [
            (stands.is_asked, _('Answer "%(agree)s", or "%(not_solved)s", or write what is still missing.')),
            (stands.is_offered, _('A new time is offered: answer "%(accept_time)s" or "%(refuse_time)s".')),
            (stands.is_late, _('Answer "%(not_kept)s" to have it written down, or "%(climb)s" to be passed on.')),
        ]
        is_asked = any(applies for applies, _line in asked)
        more = [
            (not is_asked, _('You can also answer "%(climb)s" or "%(send_record)s".')),
            (stands.is_one, _('If you no longer need what was promised, answer "%(release)s".')),
            (stands.is_noted, _('If you remember a call otherwise, begin your answer with "%(version)s:".')),
        ]
    return [line % said for applies, line in (*asked, *more) if applies]
