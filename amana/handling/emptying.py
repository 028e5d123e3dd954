"""Emptying a case: what was said is destroyed on both sides, what is sealed stays whole and says nothing."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import Case, Closing, HandOver, Participant
from amana.commitments.models import Commitment
from amana.handling.beside import goes_with, rows_beside
from amana.handling.models import Point, Term
from amana.handling.questions import Question
from amana.post.models import File, MessageKey, Outgoing, RawMessage, Recipient
from amana.post.storing import discard
from amana.record.appending import Actor
from amana.record.reading import Side, beginnings
from amana.record.verifying import verify
from amana.record.withdrawing import erase_many, words_of

# These say that something was erased, and nothing else.
_STAYS = {"entry.erased", "entry.withdrawn"}
# Kept, because others hold on to them; emptied of their words instead.
_KEPT: set[type[models.Model]] = {Commitment, Participant}


def empty_record(case: Case, *, side: Side, why: str, by: Actor, at: datetime) -> int:
    """Destroy what one side may read of a case, and every mail and file of it; return how many entries were erased.

    The caller holds the case. Raises Refused while a mail of it has still to leave, and when the record would not verify
    afterwards.
    """
    must_have_left(case)
    erased = erase_many(words_in(case, side=side), why=why, by=by, at=at)
    _discard(case)
    must_verify(case)
    return erased


def words_in(case: Case, *, side: Side) -> list[UUID]:
    """Return what is to be erased of a case, the oldest first: what one side has of it, and was not erased yet."""
    return words_of(case.key, side=side, besides=_STAYS)


def is_emptied(case: Case) -> bool:
    """Whether the words of a case were destroyed: not even those that opened it are left."""
    return any(one.content is None for one in beginnings([case.key], side="company", most=1))


def empty_ledger(case: Case, *, at: datetime) -> None:
    """Take the words out of the promises of a case, and release those that are outstanding; when they were due stays."""
    rows = Commitment.objects.filter(case=case)
    rows.filter(state=Commitment.NOTICED).delete()
    rows.outstanding().update(state=Commitment.RELEASED, ended_at=at, alarm_at=None)
    rows.update(action="–", quote="", due_words="", due_rule="")


def empty_beside(case: Case) -> None:
    """Delete the rows of every table that belong to the case alone, and the words of those that others hold on to."""
    for model, name in rows_beside():
        if model not in _KEPT and goes_with(model, name):
            rows: models.QuerySet[models.Model] = model._default_manager.filter(**{name: case.pk})
            rows.delete()
    HandOver.objects.filter(case=case).exclude(why="").update(why="–")
    Closing.objects.filter(case=case).update(terms=[])
    Point.objects.filter(closing__case=case).update(text="–", done="")
    Term.objects.filter(case=case).update(text="–", done="")
    Question.objects.filter(case=case).update(address="", name="", subject="")


def must_verify(case: Case) -> None:
    """Raises Refused when the record of a case is not as it was sealed."""
    fault = next(verify([case.key]), None)
    if fault is not None:
        raise Refused(_("The record does not verify, so nothing was deleted: %(fault)s") % {"fault": str(fault)})


def must_have_left(case: Case) -> None:
    """Raises Refused while a mail of the case is on its way, or held for somebody to decide."""
    rows = Outgoing.objects.filter(case=case.key, state__in=[*Outgoing.UNDER_WAY, Outgoing.HELD])
    if rows.exists():
        raise Refused(
            _("A mail of case %(number)s has still to leave. Wait until it is gone, or stop it.")
            % {"number": case.number}
        )


def _discard(case: Case) -> None:
    files, sent = File.objects.filter(case=case.key), Outgoing.objects.filter(case=case.key)
    raws = RawMessage.objects.filter(case=case.key)
    keys = [*files.values_list("key", flat=True), *raws.exclude(file_key="").values_list("file_key", flat=True)]
    for key in keys:
        transaction.on_commit(partial(discard, key))
    files.delete()
    # An id of theirs names their computer; no answer to it finds this case any more.
    MessageKey.objects.filter(raw__in=raws).delete()
    raws.update(body=b"", file_key="", message_id="", subject="", sender="", envelope_from="", envelope_to="", size=0)
    Recipient.objects.filter(outgoing__in=sent).delete()
    sent.update(mime=b"", subject="", last_error="")
