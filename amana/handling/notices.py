"""What the product writes by itself: reminders to colleagues, and a word to the customer when something is late."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.models import COMPANY, Case, Closing
from amana.channels.email.addresses import is_address
from amana.commitments.models import Commitment
from amana.handling.correspondence import address_of, answered_ids
from amana.handling.mailing import Mailing, send_all
from amana.handling.plain_mail import write_reminder
from amana.handling.restraining import allowed
from amana.handling.saying import zone_of
from amana.kit.codes import new_id
from amana.kit.quiet_hours import next_civil_moment
from amana.people.models import Account
from amana.record.appending import SYSTEM, Line, append
from amana.team.models import Agent
from amana.wording.times import moment


def remind(commitment: Commitment, case: Case, *, to_lead: bool = False, is_late: bool = False, at: datetime) -> bool:
    """Remind whoever answers for a promise, or their lead; written into their own side's chain.

    In an own case that is its keeper, whoever owes the promise. Returns whether anybody was reminded.
    """
    account = _whom(commitment, case, to_lead=to_lead)
    if account is None:
        return False
    says = {"promise": str(commitment.pk), "action": commitment.action, "to": account.name, "is_late": is_late}
    append(Line(case.key, "reminder.sent", SYSTEM, at, says, audience=case.kept_by))
    write_reminder(account, case, commitment, is_late=is_late, at=at)
    return True


def _whom(commitment: Commitment, case: Case, *, to_lead: bool) -> Account | None:
    if case.is_own:
        return case.customer.account
    owner = commitment.owner_agent if commitment.promiser == COMPANY else None
    agent = owner or case.holder
    if agent is not None and to_lead:
        agent = agent.lead
    return agent.account if agent is not None and agent.account.is_active else None


def tell_late(
    commitment: Commitment, case: Case, *, next_word_at: datetime, not_before: datetime, at: datetime
) -> UUID | None:
    """Tell the customer, once, that a promise is late and when we write next; not in quiet hours."""
    with translation.override(case.language):
        words = {
            "action": commitment.action,
            "when": moment(commitment.due_at or at, zone=zone_of(case), now=at),
            "next": moment(next_word_at, zone=zone_of(case), now=at),
        }
        text = _(
            "We promised: %(action)s, by %(when)s. That has not happened, and you should not have to ask about it. "
            "You will hear from us by %(next)s at the latest."
        )
        return _notice(case, text % words, commitment, not_before=not_before, at=at)


def tell_rung(commitment: Commitment, case: Case, rung: Agent, *, at: datetime) -> UUID | None:
    """Tell the customer who has taken the matter up, a rung higher; not in quiet hours."""
    with translation.override(case.language):
        words = {"name": rung.name, "action": commitment.action}
        text = _(
            "The promise is still late: %(action)s. From now on it is also in the hands of: %(name)s, "
            "with the whole record."
        )
        return _notice(case, text % words, commitment, not_before=_civil(case, at), at=at)


def ask(case: Case, closing: Closing, *, text: str, at: datetime) -> UUID | None:
    """Ask the customer whether the case may be closed, at once, as somebody here has just decided to."""
    return _notice(case, _question(case, closing, text), None, not_before=at, at=at, is_capped=False)


def ask_again(case: Case, closing: Closing, *, at: datetime) -> UUID | None:
    """Ask the customer once more whether the case may be closed, not in quiet hours; return the entry that asks."""
    return _notice(case, _question(case, closing, ""), None, not_before=_civil(case, at), at=at)


def _question(case: Case, closing: Closing, text: str) -> str:
    with translation.override(case.language):
        question = _("May we close this case? If something is still missing, an answer to this mail is enough.")
    parts = [text.strip(), question, "\n".join(f"– {term}" for term in closing.terms)]
    return "\n\n".join(part for part in parts if part)


def _civil(case: Case, at: datetime) -> datetime:
    return next_civil_moment(at, zone=case.zone, week=case.brand.week.working if case.brand else None)


def _notice(
    case: Case, text: str, about: Commitment | None, *, not_before: datetime, at: datetime, is_capped: bool = True
) -> UUID | None:
    to = address_of(case.customer)
    if to is None or not is_address(to) or not to.partition("@")[0].isascii():
        return None
    if is_capped and not allowed([(case.key, to)], at=at):
        return None
    entry = new_id()
    promise = Commitment.objects.filter(pk=case.next_commitment).first() if case.next_commitment else None
    send_all(
        [
            Mailing(
                case=case,
                person=case.customer,
                to=to,
                text=text,
                what="notice",
                kind="notice.sent",
                subject=case.subject,
                promise=promise,
                answers=answered_ids(case),
                says={"about": str(about.pk) if about else None},
                not_before=not_before,
                entry=entry,
            )
        ],
        at=at,
    )
    return entry
