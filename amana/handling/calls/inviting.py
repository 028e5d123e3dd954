"""Putting an agreed call into the customer's calendar by mail, moving it there, and taking it out again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.locking import take
from amana.cases.models import COMPANY, Case
from amana.channels.calendar.writing import Meeting, invitation, withdrawal
from amana.channels.email.addresses import is_address
from amana.channels.email.composing import Invited
from amana.channels.email.signing import message_id
from amana.channels.models import Invitation
from amana.commitments.models import Commitment
from amana.handling.mails.correspondence import address_of, answered_ids
from amana.handling.mails.mailing import Mailing, post_all, sending_address, text_lines
from amana.handling.mails.restraining import has_complained
from amana.handling.mails.saying import zone_of
from amana.kit.codes import key_in, new_id
from amana.record.appending import Appended, append_many
from amana.wording.times import moment


def invite(entries: Sequence[Appended]) -> None:
    """Reaction to `promise.made`: a call agreed for a half-hour reaches the customer as an invitation; a moved one moves it."""
    at_of = {key: one.at for one in entries if (key := key_in(one.content["promise"]))}
    rows = Commitment.objects.filter(pk__in=list(at_of), origin=Commitment.CALL_BACK, promiser=COMPANY)
    for row in rows.prefetch_related("replaces").order_by("pk"):
        case = take(row.case_id)
        if case.is_own or case.brand is None or not row.is_outstanding:
            continue
        earlier = [one.pk for one in row.replaces.all()]
        stands = Invitation.objects.filter(commitment__in=earlier, ended_at=None).first() if earlier else None
        if row.window_from is not None:
            _send(case, row, stands, at=at_of[row.pk])
        elif stands is not None:
            _withdraw(case, stands, is_kept=False, at=at_of[row.pk])


def withdraw(entries: Sequence[Appended]) -> None:
    """Reaction to the end of a promise: a call that is let go, or was made before its time, leaves the calendar."""
    ended = {key: one for one in entries if (key := key_in(one.content["promise"]))}
    for row in Invitation.objects.filter(commitment__in=list(ended), ended_at=None).order_by("pk"):
        entry = ended[row.commitment]
        is_kept = entry.kind == "promise.kept"
        if (row.starts_at if is_kept else row.ends_at) > entry.at:
            _withdraw(take(entry.book), row, is_kept=is_kept, at=entry.at)
        else:
            Invitation.objects.filter(pk=row.pk).update(ended_at=entry.at)


def _send(case: Case, call: Commitment, stands: Invitation | None, *, at: datetime) -> None:
    """Write the invitation, or a later time into the one that stands; nothing where no mail reaches the customer."""
    to = _reachable(case)
    if to is None or call.window_from is None or call.due_at is None:
        return
    row = stands or Invitation(id=new_id(), uid=_uid(case, call.pk), case=case.key, address=to.lower())
    if stands is not None:
        row.sequence += 1
    row.commitment, row.case, row.starts_at, row.ends_at = call.pk, case.key, call.window_from, call.due_at
    row.answer, row.answered_at, row.proposed_at, row.sent_at = "", None, None, at
    row.save()
    with translation.override(case.language):
        agreed = _("A call is agreed: %(when)s.") if stands is None else _("The call has a new time: %(when)s.")
        how = _(
            "It comes with this mail as an invitation for your calendar. If the time does not suit you, decline it there "
            "or choose another one on the page of your case."
        )
        text = f"{agreed % {'when': _when(case, row, at)}} {how}"
        meeting = _meeting(case, row, to)
    _mail(case, to, text, Invited("REQUEST", invitation(meeting, at=at)), call, row, at=at)


def _withdraw(case: Case, row: Invitation, *, is_kept: bool, at: datetime) -> None:
    row.sequence, row.ended_at = row.sequence + 1, at
    row.save(update_fields=["sequence", "ended_at"])
    to = _reachable(case)
    if to is None or to.lower() != row.address:
        return
    with translation.override(case.language):
        done = _("The call that was planned for %(when)s has been made already; it can leave your calendar.")
        gone = _("The call that was planned for %(when)s does not take place; it can leave your calendar.")
        text = (done if is_kept else gone) % {"when": _when(case, row, at)}
        meeting = _meeting(case, row, to)
    _mail(case, to, text, Invited("CANCEL", withdrawal(meeting, at=at)), None, row, at=at)


def _reachable(case: Case) -> str | None:
    to = address_of(case.customer)
    if to is None or not is_address(to) or not to.partition("@")[0].isascii() or has_complained(to):
        return None
    return to


def _uid(case: Case, call: UUID) -> str:
    """Return a name for the event that only we can have made, so that an answer to it finds its case."""
    assert case.brand is not None
    domain = sending_address(case.brand).partition("@")[2]
    return message_id(settings.MAIL_KEY.encode(), case.key, call, domain)


def _when(case: Case, row: Invitation, at: datetime) -> str:
    zone = zone_of(case)
    return f"{moment(row.starts_at, zone=zone, now=at)}–{row.ends_at.astimezone(zone):%H:%M}"


def _meeting(case: Case, row: Invitation, to: str) -> Meeting:
    """Return the event: words of ours alone, as calendars are read by more programs and people than mails are."""
    brand = case.brand
    assert brand is not None
    title = _("A call from %(brand)s, case %(number)s") % {"brand": brand.name, "number": case.number}
    words = _("We call you in this half-hour.")
    return Meeting(row.uid, row.sequence, row.starts_at, row.ends_at, title, words,
                   (brand.name, sending_address(brand)), ("", to))  # fmt: skip


def _mail(  # the parts of a mail, each named at the call
    case: Case, to: str, text: str, invited: Invited, promise: Commitment | None, row: Invitation, *, at: datetime
) -> None:
    says = {"about": str(row.commitment), "invitation": invited.method.lower()}
    mailing = Mailing(
        case=case, person=case.customer, to=to, text=text, what="notice", kind="notice.sent", subject=case.subject,
        promise=promise or _next(case), answers=answered_ids(case), says=says, invitation=invited,
    )  # fmt: skip
    post_all([mailing], append_many(text_lines([mailing], at=at))[:1], at=at)


def _next(case: Case) -> Commitment | None:
    owed = Commitment.objects.outstanding().filter(case=case)
    return owed.order_by("due_at", "pk").first()
