"""What the product writes by itself: reminders to colleagues, and a word to the customer when something is late."""

from __future__ import annotations

from datetime import datetime

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
) -> bool:
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


def tell_rung(commitment: Commitment, case: Case, rung: Agent, *, at: datetime) -> bool:
    """Tell the customer who has taken the matter up, a rung higher."""
    with translation.override(case.language):
        words = {"name": rung.name, "action": commitment.action}
        text = _(
            "The promise is still late: %(action)s. From now on it is also in the hands of: %(name)s, "
            "with the whole record."
        )
        return _notice(case, text % words, commitment, not_before=at, at=at)


def ask_again(case: Case, closing: Closing, *, at: datetime) -> bool:
    """Ask the customer once more whether the case may be closed."""
    with translation.override(case.language):
        text = _("May we close this case? If something is still missing, an answer to this mail is enough.")
        if closing.terms:
            text += "\n" + "\n".join(f"– {term}" for term in closing.terms)
        return _notice(case, text, None, not_before=at, at=at)


def _notice(case: Case, text: str, about: Commitment | None, *, not_before: datetime, at: datetime) -> bool:
    to = address_of(case.customer)
    if to is None or not is_address(to) or not allowed([(case.key, to)], at=at):
        return False
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
            )
        ],
        at=at,
    )
    return True
