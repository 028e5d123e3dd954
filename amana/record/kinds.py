"""Every kind of entry: which chain it goes to, its schema version, who may append it, what it must say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from amana.record.errors import UnknownKind

Audience = Literal["shared", "company", "customer"]
AUDIENCES: Final[tuple[Audience, ...]] = ("shared", "company", "customer")

AGENT, PERSON, SYSTEM = "agent", "person", "system"
EITHER = (AGENT, PERSON)
ANYONE = (AGENT, PERSON, SYSTEM)


@dataclass(frozen=True)
class Kind:
    """One kind of entry. `says` are the fields its content must have; more are allowed."""

    name: str
    audience: Audience
    who: tuple[str, ...]
    says: tuple[str, ...]
    version: int = 1


_LISTED = [
    # the case
    Kind("case.opened", "shared", ANYONE, ("number", "subject", "channel", "kept_by")),
    Kind("case.came_by", "shared", (SYSTEM,), ("way", "page")),
    Kind("case.held", "shared", ANYONE, ("holder", "why")),
    Kind("case.reopened", "shared", ANYONE, ("why",)),
    Kind("case.standstill", "shared", EITHER, ("stands_still", "text")),
    Kind("case.merged", "shared", (AGENT,), ("merged", "into", "here", "why")),
    Kind("case.unmerged", "shared", (AGENT,), ("merged", "into", "here", "why")),
    Kind("case.split", "shared", (AGENT,), ("split", "into", "here", "quotes")),
    Kind("case.linked", "company", (AGENT,), ("number",)),
    Kind("case.unlinked", "company", (AGENT,), ("number",)),
    Kind("case.tagged", "company", (AGENT,), ("tag",)),
    Kind("case.untagged", "company", (AGENT,), ("tag",)),
    Kind("case.described", "company", (AGENT,), ("field", "value")),
    Kind("case.set_aside", "company", ANYONE, ("why",)),
    Kind("case.moved_in", "company", (SYSTEM,), ("source", "system", "foreign", "text")),
    # what was said
    Kind("message.received", "shared", (PERSON, SYSTEM), ("from", "text", "channel", "files")),
    Kind("message.sent", "shared", (AGENT, SYSTEM), ("from", "to", "text", "channel", "files")),
    Kind("message.sealed", "shared", (SYSTEM,), ("message", "message_id", "sha256", "size")),
    Kind("message.bounced", "shared", (SYSTEM,), ("message", "to", "why")),
    Kind("message.automatic", "company", (SYSTEM,), ("from", "text", "what")),
    Kind("message.doubtful", "company", (SYSTEM,), ("from", "text", "why", "files")),
    Kind("receipt.sent", "shared", (SYSTEM,), ("to", "text")),
    Kind("notice.sent", "shared", (SYSTEM,), ("to", "text", "about")),
    Kind("call.noted", "shared", ANYONE, ("who", "text", "minutes", "waited")),
    Kind("version.added", "shared", EITHER, ("about", "text")),
    Kind("question.asked", "company", (AGENT,), ("question", "to", "text", "quotes", "files")),
    Kind("question.answered", "company", (SYSTEM,), ("question", "from", "text", "files", "message_id")),
    Kind("question.bounced", "company", (SYSTEM,), ("message", "to", "why")),
    Kind("question.ended", "company", (AGENT,), ("question", "name")),
    Kind("note.received", "company", (SYSTEM,), ("from", "text", "files")),
    Kind("note.written", "company", (AGENT,), ("text",)),
    Kind("recording.added", "company", (AGENT,), ("call", "file", "consent")),
    Kind("recording.shared", "shared", (AGENT,), ("call", "file")),
    Kind("recording.heard", "company", (SYSTEM,), ("call", "text", "language", "engine", "confidence", "seconds")),
    Kind("recording.deleted", "company", (AGENT,), ("call", "why")),
    # promises
    Kind("promise.made", "shared", ANYONE, ("promise", "action", "owner", "due", "due_words", "rule", "promiser")),
    Kind("promise.claimed", "shared", EITHER, ("promise", "action", "who", "when")),
    Kind("promise.shown", "shared", (AGENT,), ("promise", "entry", "text")),
    Kind("promise.kept", "shared", ANYONE, ("promise", "action", "shown_by")),
    Kind("promise.broken", "shared", EITHER, ("promise", "action", "why")),
    Kind("promise.released", "shared", ANYONE, ("promise", "action", "why")),
    Kind("promise.late", "shared", (SYSTEM,), ("promise", "action", "due")),
    Kind("promise.time_offered", "shared", ANYONE, ("promise", "action", "due", "why")),
    Kind("promise.time_agreed", "shared", ANYONE, ("promise", "action", "due")),
    Kind("promise.time_refused", "shared", EITHER, ("promise", "action")),
    Kind("promise.disputed", "shared", EITHER, ("promise", "action", "text")),
    Kind("promise.settled", "shared", EITHER, ("promise", "action", "how", "why")),
    Kind("promise.passed", "shared", ANYONE, ("promise", "action", "owner", "why")),
    Kind("invitation.answered", "shared", (SYSTEM,), ("promise", "action", "answer", "address")),
    Kind("reminder.sent", "company", (SYSTEM,), ("promise", "to")),
    # hands and rungs
    Kind("handover.offered", "shared", (AGENT,), ("giver", "taker", "why")),
    Kind("handover.accepted", "shared", (AGENT,), ("giver", "taker")),
    Kind("handover.returned", "shared", (AGENT,), ("giver", "taker", "why")),
    Kind("handover.taken_back", "shared", ANYONE, ("giver", "taker")),
    Kind("rung.asked", "shared", EITHER, ("text", "to")),
    Kind("rung.climbed", "shared", ANYONE, ("to", "why")),
    Kind("rung.reported", "company", (AGENT,), ("text",)),
    # the end
    Kind("closing.proposed", "shared", EITHER, ("terms", "text")),
    Kind("closing.agreed", "shared", EITHER, ("terms",)),
    Kind("closing.refused", "shared", EITHER, ("term", "to")),
    Kind("closing.lapsed", "shared", (SYSTEM,), ("reminders", "proposed")),
    Kind("closing.withdrawn", "shared", ANYONE, ("why",)),
    Kind("closing.as_history", "shared", (SYSTEM,), ("why",)),
    Kind("term.written", "shared", EITHER, ("key", "text")),
    Kind("term.met", "shared", EITHER, ("key", "action", "text", "shown_by")),
    Kind("term.dropped", "shared", EITHER, ("key", "action", "why")),
    Kind("followup.answered", "shared", (PERSON,), ("is_solved", "text")),
    Kind("care.answered", "shared", (PERSON,), ("answer", "text")),
    # who acts for the customer
    Kind("helper.named", "shared", (PERSON,), ("helper", "relation", "scope", "until", "by")),
    Kind("helper.claimed", "shared", (AGENT,), ("helper", "relation", "scope", "until", "by", "text")),
    Kind("helper.confirmed", "shared", (PERSON,), ("helper", "scope", "until", "by")),
    Kind("helper.changed", "shared", (PERSON,), ("helper", "scope", "until", "by")),
    Kind("helper.revoked", "shared", EITHER, ("helper", "by")),
    # making up for it
    Kind("fault.admitted", "shared", (AGENT,), ("text",)),
    Kind("amends.given", "shared", (AGENT,), ("what", "why", "amount", "currency")),
    Kind("amends.asked", "company", (AGENT,), ("what", "why", "amount", "currency")),
    Kind("amends.approved", "company", (AGENT,), ("what", "why")),
    Kind("amends.declined", "company", (AGENT,), ("what", "why")),
    Kind("gesture.given", "shared", (AGENT,), ("what", "why")),
    # how a customer treats those who serve: what is noted is our own, what is said to them both sides read
    Kind("conduct.noted", "company", (AGENT,), ("incident", "what", "words", "about", "number")),
    Kind("conduct.asked", "company", (AGENT,), ("care", "text")),
    Kind("conduct.said", "shared", (AGENT,), ("step", "key", "words", "text")),
    Kind("conduct.answered", "shared", (PERSON,), ("step", "key", "said_in")),
    Kind("conduct.proposed", "company", (AGENT,), ("step", "key", "text")),
    Kind("conduct.dropped", "company", (AGENT,), ("step", "key", "why")),
    Kind("conduct.taken_back", "shared", (AGENT,), ("step", "key", "why")),
    Kind("conduct.lapsed", "shared", (SYSTEM,), ("steps",)),
    Kind("conduct.relieved", "company", (AGENT,), ("agent", "to", "why")),
    # what leaks, as a machine found it and a person does not
    Kind("case.praised", "company", (AGENT,), ("text",)),
    Kind("leak.disputed", "company", (AGENT,), ("leak", "why")),
    Kind("leak.reinstated", "company", (AGENT,), ("leak",)),
    # the record about itself
    Kind("entry.corrected", "shared", EITHER, ("about", "text")),
    Kind("entry.withdrawn", "shared", EITHER, ("about", "from_side", "why")),
    Kind("entry.erased", "shared", ANYONE, ("about", "why")),
    Kind("entry.unmasked", "company", (AGENT,), ("about",)),
    # one record of two that were kept apart: from when on, and what each side shows of its own
    Kind("record.linked", "shared", (PERSON,), ("by",)),
    Kind("record.parted", "shared", EITHER, ("by",)),
    Kind(
        "entry.disclosed", "shared", EITHER, ("original", "kind", "said_at", "noted_by", "fingerprint", "text", "files")
    ),
    Kind("system.quoted", "company", (AGENT,), ("label", "value", "source", "asked_at")),
    Kind("others.mentioned", "company", (AGENT,), ("message", "others")),
    Kind("record.exported", "company", (AGENT, SYSTEM), ("sha256", "purpose")),
    # a consumer's own case
    Kind("goal.set", "customer", (PERSON,), ("happened", "wanted", "settle_for")),
    Kind("letter.drafted", "customer", (PERSON,), ("to", "subject", "text")),
    Kind("letter.sent", "shared", (PERSON,), ("to", "subject", "text", "how", "kind", "files")),
    Kind("rung.answered", "shared", (PERSON,), ("who", "rung", "text", "how_far")),
    Kind("exhibit.added", "shared", (PERSON,), ("text", "what", "files")),
    Kind("offer.noted", "shared", (PERSON,), ("side", "text", "call")),
    Kind("plan.written", "customer", (PERSON,), ("goal", "whom", "opening", "asks", "carry", "fallback")),
    Kind("tactic.heard", "customer", (PERSON,), ("tactic", "call")),
    Kind("cost.noted", "customer", (PERSON,), ("sort", "what", "amount", "currency", "minutes")),
    Kind("cost.dropped", "customer", (PERSON,), ("what",)),
    Kind("paper.kept", "customer", (PERSON,), ("what", "files")),
    Kind("side.added", "customer", (PERSON,), ("name", "role")),
    Kind("side.dropped", "customer", (PERSON,), ("name",)),
    Kind("checkup.planned", "customer", (PERSON,), ("what", "due")),
    Kind("checkup.answered", "customer", (PERSON,), ("what", "answer", "text")),
    Kind("contact.stopped", "customer", (PERSON,), ("address",)),
    Kind("contact.resumed", "customer", (PERSON,), ("address", "why")),
    Kind("ally.kept", "customer", (PERSON,), ("name", "reach", "did")),
    # times that run on an own case, and whom its keeper lets read it
    Kind("clock.started", "customer", (PERSON,), ("clock", "title", "last_on", "source")),
    Kind("clock.ended", "customer", (PERSON,), ("clock", "title", "how")),
    Kind("clock.reminded", "customer", (SYSTEM,), ("clock", "title", "last_on", "of")),
    Kind("rule.checked", "customer", (PERSON,), ("rule", "title", "where")),
    Kind("share.made", "customer", (PERSON,), ("share", "name", "scope", "until")),
    Kind("share.ended", "customer", (PERSON,), ("share", "name")),
    Kind("case.read_by_operator", "customer", (SYSTEM,), ("by", "why")),
]

KINDS: Final[dict[str, Kind]] = {kind.name: kind for kind in _LISTED}


def kind_named(name: str) -> Kind:
    """Return the kind. Raises UnknownKind when kinds.py does not list it."""
    try:
        return KINDS[name]
    except KeyError:
        raise UnknownKind(f"There is no kind of entry called {name!r}.") from None
