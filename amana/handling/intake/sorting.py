"""Deciding where a letter belongs: into a case, a new one, set aside, or before a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext as _

from amana.channels.email.signing import Claimed, ClaimedReply
from amana.handling.calls.hearing_answers import Heard
from amana.handling.intake.letters import Letter
from amana.handling.intake.vouching import DRESSED_UP
from amana.handling.outside.hearing import Thread

Where = Literal[
    "new", "continue", "unverified", "automatic", "answer", "employee", "invited", "bounce", "aside", "hold", "wait"
]


@dataclass(frozen=True)
class Place:
    """Where a letter goes. `case` names the case it continues; `reason` is for those who look at the lists."""

    where: Where
    case: UUID | None = None
    reason: str = ""
    question: UUID | None = None  # which it answers, for somebody outside


@dataclass
class Known:
    """What the look-ups of a batch found; the batch adds to it as it goes."""

    signed: Mapping[UUID, Claimed | ClaimedReply]  # by raw message: an id or reply address that we gave out
    cases_of: dict[str, UUID] = field(default_factory=dict)  # by Message-ID already in the record
    waiting: set[str] = field(default_factory=set)  # Message-IDs accepted, but not read yet
    takes_part: set[tuple[UUID, str]] = field(default_factory=set)  # (case, address)
    # By (case, address): how those sign who act for a customer and may write.
    helpers: Mapping[tuple[UUID, str], Mapping[str, str]] = field(default_factory=dict)
    readers: set[tuple[UUID, str]] = field(default_factory=set)  # those who act for a customer, but may only read
    numbers: dict[UUID, str] = field(default_factory=dict)  # of the cases that are named
    onward: dict[UUID, UUID] = field(default_factory=dict)  # where a case that was merged goes on
    disabled: set[str] = field(default_factory=set)  # addresses of agents who may no longer sign in
    employed: Mapping[tuple[UUID, str], UUID] = field(default_factory=dict)  # who writes from our own domain, by brand
    threads: Mapping[UUID, Thread] = field(
        default_factory=dict
    )  # questions to somebody outside, by the key that was signed

    heard: Mapping[UUID, Heard] = field(default_factory=dict)  # by raw message: the invitation of ours it answers

    def thread_of(self, letter: Letter) -> Thread | None:
        """Return the question a letter answers, by an id we signed for it."""
        claimed = self.signed.get(letter.raw.pk)
        return self.threads.get(claimed.case) if claimed is not None else None


def place(letter: Letter, known: Known) -> Place:
    """Return where a letter belongs.

    A case is joined only through an id we signed, or a message already in it, and only by
    somebody who takes part in it; a number in the subject, or an id anybody can copy, opens nothing.
    """
    mail = letter.mail
    if mail.bounce is not None or (mail.automatic is not None and mail.automatic.kind == "bounce"):
        return Place("bounce", reason=_("A delivery report."))
    if letter.raw.pk in known.heard:
        # Calendars mark what they send as automatic, though somebody pressed a button for it.
        return Place("invited", known.heard[letter.raw.pk].case)
    if mail.automatic is not None and (not letter.is_imported or mail.automatic.kind != "loop"):
        return _automatic(letter, known)
    if mail.sender is None:
        return Place("hold", reason=_("Nobody, or more than one, is named as the sender."))
    if letter.is_ours and not letter.is_imported:
        return Place("aside", reason=_("It claims to come from our own address."))
    if letter.sender in known.disabled and not letter.is_imported:
        return Place("hold", reason=_("It comes from a colleague who may no longer sign in."))
    if mail.authenticity == "fail":
        return Place("hold", reason=_("The sender's domain says that this mail is not theirs."))
    return _by_thread(letter, known)


def _automatic(letter: Letter, known: Known) -> Place:
    automatic = letter.mail.automatic
    assert automatic is not None
    thread = known.thread_of(letter)
    if automatic.kind == "auto_reply" and thread is not None and thread.address == letter.sender:
        return Place("automatic", goes_on(thread, known), _("An automatic reply."))
    if automatic.kind == "auto_reply":
        claimed = known.signed.get(letter.raw.pk)
        if claimed is not None and (joined := joins(claimed.case, letter.sender, known)):
            return Place("automatic", joined, _("An automatic reply."))
    reasons = {
        "auto_reply": _("An automatic reply."),
        "list": _("A mailing list."),
        "newsletter": _("A newsletter."),
        "loop": _("Our own mail, come back."),
    }
    return Place("aside", reason=reasons.get(automatic.kind, _("An automatic message.")))


def goes_on(thread: Thread, known: Known) -> UUID:
    """Return the case an answer belongs to, also after that one was merged."""
    return known.onward.get(thread.case, thread.case)


def _answering(letter: Letter, thread: Thread, known: Known) -> Place:
    """An answer from outside is for the company alone; from another address a person looks at it first."""
    if letter.sender == thread.address:
        return Place("answer", goes_on(thread, known), question=thread.question)
    reason = _("It answers a question of ours on %(number)s, but comes from another address than we asked.")
    return Place("hold", thread.case, reason % {"number": known.numbers.get(thread.case, "")})


def _by_thread(letter: Letter, known: Known) -> Place:
    if (thread := known.thread_of(letter)) is not None:
        return _answering(letter, thread, known)
    claimed = known.signed.get(letter.raw.pk)
    if claimed is not None and claimed.case in known.numbers:
        if joined := joins(claimed.case, letter.sender, known):
            return Place("continue", joined)
        if (claimed.case, letter.sender) in known.employed and not letter.is_imported:
            return _from_within(letter, claimed.case, known)
        reason = _("It answers %(number)s, but comes from somebody who takes no part in it.")
        if (claimed.case, letter.sender) in known.readers:
            reason = _("It answers %(number)s, and comes from a helper of the customer who may read, but not write.")
        return Place("hold", claimed.case, reason % {"number": known.numbers[claimed.case]})
    if any(reference in known.waiting for reference in letter.references):
        return Place("wait")
    return _by_references(letter, known) or Place("new")


def _by_references(letter: Letter, known: Known) -> Place | None:
    """Return where the messages lead that a letter answers; None where they are nobody's it belongs to."""
    for reference in letter.references:
        case = known.cases_of.get(reference)
        if case is None:
            continue
        joined = known.onward.get(case, case) if letter.is_ours else joins(case, letter.sender, known)
        if joined is None and (case, letter.sender) in known.employed and not letter.is_imported:
            return _from_within(letter, case, known)
        if joined is None:
            continue
        is_trusted = letter.is_imported or letter.mail.authenticity == "pass"
        return Place("continue" if is_trusted else "unverified", joined)
    return None


def _from_within(letter: Letter, case: UUID, known: Known) -> Place:
    """Somebody of ours without an account: believed when the domain is proven and the name is not dressed up as another's."""
    if letter.mail.authenticity == "pass" and DRESSED_UP.isdisjoint(letter.mail.oddities):
        return Place("employee", known.onward.get(case, case))
    return Place(
        "hold", case, _("It comes from a domain of ours, and nothing shows that it was really sent from there.")
    )


def joins(case: UUID, sender: str, known: Known) -> UUID | None:
    """Return the case somebody's words on this one belong to: where it goes on, if they take part in that, else itself."""
    return next((one for one in (known.onward.get(case), case) if one and (one, sender) in known.takes_part), None)
