"""Mails that did not reach somebody, or may have been sent twice; and trying once more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import Http404
from ninja import Schema

from amana.api.calling import Call
from amana.api.rooming import Room
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.cases.models import Case
from amana.channels.email.sending import try_again
from amana.handling.talking.unsent import MOST, STOPPED, unsent, what_happened
from amana.language.masking import masked
from amana.post.models import Outgoing

room = Room("unsent mail")


class UnsentOut(Schema):
    """A mail that did not reach somebody or may be doubled, and why. `can_be_sent_again` where it stopped here."""

    key: UUID
    case: str
    to: list[str]
    subject: str
    what: str
    written_at: datetime
    can_be_sent_again: bool


class UnsentMailOut(Schema):
    mails: list[UnsentOut]


class AgainOut(Schema):
    """Whether this call had it sent again; false where it was on its way already."""

    is_sent_again: bool


@room.read("unsent-mail", scope=CASES_READ, name="list_unsent_mail", gives=UnsentMailOut)
def list_unsent_mail(request: Call) -> UnsentMailOut:
    """The newest mails that did not reach somebody or may be doubled, a hundred at most; none means that nothing is missing."""
    rows = list(unsent(request.caller.viewer).defer("mime").prefetch_related("recipients")[:MOST])
    cases = Case.objects.in_bulk([row.case for row in rows if row.case])
    return UnsentMailOut(mails=[_unsent_out(row, cases[row.case]) for row in rows if row.case])


def _unsent_out(row: Outgoing, case: Case) -> UnsentOut:
    return UnsentOut(
        key=row.pk, case=case.number, to=[one.address for one in row.recipients.all()], subject=masked(row.subject),
        what=masked(what_happened(row)), written_at=row.created_at, can_be_sent_again=row.state in STOPPED,
    )  # fmt: skip


@room.write("unsent-mail/{key}/again", scope=CASES_WRITE, name="send_again", gives=AgainOut)
def send_again(request: Call, key: UUID) -> AgainOut:
    """Send a mail that stopped once more, to those who did not get it."""
    row = unsent(request.caller.viewer).filter(pk=key).first()
    if row is None:
        raise Http404
    return AgainOut(is_sent_again=try_again(row, at=request.caller.at))
