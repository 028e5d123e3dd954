"""What the product writes by itself: reminders to colleagues, and a word to the customer when something is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.locking import take
from amana.cases.models import COMPANY, Case, Closing
from amana.channels.email.addresses import is_address
from amana.commitments.keeping import keep_all
from amana.commitments.models import Commitment, Offer
from amana.handling.chats.noticing import notice_for
from amana.handling.chats.posting import Message, post, text_line
from amana.handling.facts.stipulating import as_lines, points_of
from amana.handling.mails.correspondence import address_of, answered_ids
from amana.handling.mails.mailing import Mailing, post_all, text_lines
from amana.handling.mails.reminding_employees import employee_of, remind_employee
from amana.handling.mails.restraining import allowed, has_complained
from amana.handling.mails.saying import zone_of
from amana.kit.codes import new_id
from amana.kit.quiet_hours import next_civil_moment
from amana.record.appending import SYSTEM, Appended, Line, append, append_many
from amana.team.models import Agent
from amana.team.viewing import the_system
from amana.wording.times import moment

# Whose offer of another time reaches the customer: an agent's, and that of an employee, which the product writes down.
OURS = ("agent", "system")


def remind(commitment: Commitment, case: Case, *, to_lead: bool = False, is_late: bool = False, at: datetime) -> bool:
    """Remind whoever answers for a promise, or their lead; written into their own side's chain.

    In an own case that is its keeper, whoever owes the promise. They, and a colleague, are told as they chose, by the
    reaction to the entry. Returns whether anybody was reminded.
    """
    agent = None if case.is_own else _whom(commitment, case, to_lead=to_lead)
    account = case.customer.account if case.is_own else agent.account if agent else None
    employee = None if case.is_own or to_lead else employee_of(commitment)
    told = account or employee
    if told is None:
        return False
    says = {"promise": str(commitment.pk), "action": commitment.action, "to": told.name, "is_late": is_late}
    if agent is not None:
        says |= {"agent": str(agent.pk), "to_lead": to_lead}
    said = append(Line(case.key, "reminder.sent", SYSTEM, at, says, audience=case.kept_by))
    if employee is not None:
        remind_employee(commitment, case, entry=said.id, is_late=is_late, at=at)
    return True


def _whom(commitment: Commitment, case: Case, *, to_lead: bool) -> Agent | None:
    owner = commitment.owner_agent if commitment.promiser == COMPANY else None
    agent = owner or case.holder
    if agent is not None and to_lead:
        agent = agent.lead
    return agent if agent is not None and agent.account.is_active else None


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


def tell_offers(entries: Sequence[Appended]) -> None:
    """Reaction: a new time that one of us offers for a promise of ours reaches the customer by mail."""
    ours = {str(entry.content["promise"]): entry for entry in entries if entry.by.kind in OURS}
    rows = Offer.objects.filter(commitment__in=list(ours), ended_at=None, offered_by=COMPANY)
    for offer in rows.filter(commitment__promiser=COMPANY).select_related("commitment").order_by("pk"):
        case = take(offer.commitment.case_id)
        if not case.is_own:
            tell_offer(offer, case, at=ours[str(offer.commitment_id)].at)


def tell_offer(offer: Offer, case: Case, *, at: datetime) -> UUID | None:
    """Tell the customer which other time we offer for a promise, at once, as somebody here has just decided to."""
    with translation.override(case.language):
        words = {
            "action": offer.commitment.action,
            "old": moment(offer.commitment.due_at or at, zone=zone_of(case), now=at),
            "new": moment(offer.due_at, zone=zone_of(case), now=at),
        }
        text = _(
            "We promised: %(action)s, by %(old)s. We offer another time: %(new)s. Until you agree, the old one holds."
        )
        parts = [text % words, offer.why]
    return _notice(case, "\n\n".join(filter(None, parts)), offer.commitment, not_before=at, at=at, is_capped=False)


def tell_understood(
    case: Case, words: Sequence[str], done: Sequence[str], *, keeps: Sequence[Commitment] = (), at: datetime
) -> UUID | None:
    """Tell the customer, at once, as what we read their mail, what was done, and how to take it back.

    Where it could be sent it keeps these promises to answer; the caller holds the case.
    """
    with translation.override(case.language):
        read = _('We read your mail as: "%(words)s".') % {"words": '", "'.join(words)}
        back = _("If that is wrong, just answer this mail; a person will read it and put it right.")
    return _notice(case, "\n\n".join([read, *done, back]), None, not_before=at, at=at, keeps=keeps)


def tell(case: Case, text: str, *, not_before: datetime | None = None, at: datetime) -> UUID | None:
    """Send the customer a word that somebody here has just decided on, at once, or no sooner than `not_before`."""
    return _notice(case, text, None, not_before=not_before or at, at=at, is_capped=False)


def ask(case: Case, closing: Closing, *, text: str, at: datetime) -> UUID | None:
    """Ask the customer whether the case may be closed, at once, as somebody here has just decided to."""
    return _notice(case, _question(case, closing, text), None, not_before=at, at=at, is_capped=False)


def ask_again(case: Case, closing: Closing, *, at: datetime) -> UUID | None:
    """Ask the customer once more whether the case may be closed, not in quiet hours; return the entry that asks.

    The page of the case says it too from then on, and when the case ends without a word.
    """
    says = {"reminder": closing.reminders + 1, "channels": ["email", "portal"]}
    return _notice(case, _question(case, closing, ""), None, not_before=_civil(case, at), at=at, says=says)


def _question(case: Case, closing: Closing, text: str) -> str:
    parts = [text.strip(), closing_question(case.language, as_lines(points_of(closing)))]
    return "\n\n".join(part for part in parts if part)


def closing_question(language: str, terms: str) -> str:
    """Return the question whether a case may be closed, with its terms one a line, in a language."""
    with translation.override(language):
        question = _("May we close this case? If something is still missing, an answer to this mail is enough.")
        named = _("This is what it was to end with, and what was done:") if terms else ""
    return "\n\n".join(part for part in (question, named, terms) if part)


def ask_whether_still_solved(case: Case, *, with_care: bool, at: datetime) -> UUID | None:
    """Ask the customer of a closed case whether it is still solved, not in quiet hours; return the entry that asks."""
    with translation.override(case.language):
        parts = [
            _("Some days ago we closed this case in agreement with you. Is it still solved?"),
            _("You can answer with one click on the page below. If it is not solved, a word from you is enough: it is "
              "opened again, with the same person."),
        ]  # fmt: skip
        if with_care:
            parts.append(_("There we also ask one question, once: did you feel taken care of?"))
    return _notice(case, "\n\n".join(parts), None, not_before=_civil(case, at), at=at)


def _civil(case: Case, at: datetime) -> datetime:
    return next_civil_moment(at, zone=case.zone, week=case.brand.week.working if case.brand else None)


def _notice(  # noqa: PLR0913  # the parts of a notice, each named at the call
    case: Case,
    text: str,
    about: Commitment | None,
    *,
    not_before: datetime,
    at: datetime,
    is_capped: bool = True,
    keeps: Sequence[Commitment] = (),
    says: Mapping[str, object] | None = None,
) -> UUID | None:
    to = address_of(case.customer)
    said = {"about": str(about.pk) if about else None, **(says or {})}
    if to is None:
        message = notice_for(case, text, says=said, not_before=not_before)
        return _by_messenger(message, is_capped=is_capped, keeps=keeps, at=at) if message is not None else None
    if not is_address(to) or not to.partition("@")[0].isascii():
        return None
    if has_complained(to) if not is_capped else not allowed([(case.key, to)], at=at):
        return None
    entry = new_id()
    mailing = Mailing(
        case=case,
        person=case.customer,
        to=to,
        text=text,
        what="notice",
        kind="notice.sent",
        subject=case.subject,
        promise=_next(case, keeps),
        answers=answered_ids(case),
        says=said,
        not_before=not_before,
        entry=entry,
    )
    kept = keep_all(list(keeps), by=the_system(), at=at, shown_by=entry)
    post_all([mailing], append_many([*text_lines([mailing], at=at), *kept])[:1], at=at)
    return entry


def _by_messenger(message: Message, *, is_capped: bool, keeps: Sequence[Commitment], at: datetime) -> UUID | None:
    """Send a notice to somebody who has no mail address that we know."""
    if is_capped and not allowed([(message.case.key, message.who.address)], at=at):
        return None
    kept = keep_all(list(keeps), by=the_system(), at=at, shown_by=message.entry)
    post(message, append_many([text_line(message, at=at), *kept])[0], at=at)
    return message.entry


def _next(case: Case, keeps: Sequence[Commitment]) -> Commitment | None:
    """Return the promise that a mail names as the next step, once those it keeps have ended."""
    if case.next_commitment not in {one.pk for one in keeps}:
        return Commitment.objects.filter(pk=case.next_commitment).first() if case.next_commitment else None
    owed = Commitment.objects.outstanding().filter(case=case).exclude(pk__in=[one.pk for one in keeps])
    return owed.order_by("due_at", "pk").first()
