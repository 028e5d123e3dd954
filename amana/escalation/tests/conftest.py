"""How a customer answers our mails: the mail they send, and what became of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import Case
from amana.commitments.making import Draft, make
from amana.commitments.recounting import recount
from amana.escalation.answering import suggested
from amana.escalation.ringing import ring
from amana.post.models import Outgoing
from amana.record.reading import read
from amana.record.verifying import verify
from tests.letters import letter, take_in

LANGUAGES = ["en", "he", "ar"]
HOUR = timedelta(hours=1)
FROM = "noa@customer.example"


@pytest.fixture
def speaks(case):
    """The case, in the language asked for."""

    def in_language(language: str) -> Case:
        Case.objects.filter(pk=case.pk).update(language=language)
        case.refresh_from_db()
        return case

    return in_language


def answer(text, *, at, sender=FROM, name="Noa Levi", answers=None, **more):
    """Answer our last mail to the customer."""
    last = Outgoing.objects.filter(case__isnull=False).order_by("created_at", "id").last()
    ids = answers if answers is not None else [last.message_id]
    return take_in(letter(sender, text, at=at, name=name, answers=ids, **more), at=at)


def ring_all(*, at):
    while ring(at=at):
        pass


def kinds(case):
    return [entry.kind for entry in read(case.key, side="company")]


def last(case, kind):
    return next(entry for entry in reversed(read(case.key, side="company")) if entry.kind == kind)


def state(case):
    case.refresh_from_db()
    return case.state


def waiting(case, at):
    return [one for found in suggested(case, at=at).values() for one in found]


def promised(case, desk, now, action="A call", hours=2):
    return make(case, [Draft(action, now + hours * HOUR, owner=desk.agent)], by=desk, at=now)[0]


def all_is_well(at):
    assert list(verify()) == [] and list(recount(at=at)) == []
