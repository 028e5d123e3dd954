"""From what enters the record to who is told: one reaction, a rule for each kind of entry."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from uuid import UUID

from amana.cases.models import COMPANY, Case, HandOver, Mention
from amana.commitments.models import Commitment
from amana.kit.codes import key_in
from amana.notices.kinds import APPROVAL, BELOW, CLIMBED, FOLLOWED, GIVEN, KINDS, LATE, NAMED, OFFERED, SOON, WROTE
from amana.notices.telling import Word, tell_all
from amana.record.appending import Appended
from amana.team.models import Agent, Brand

MOST_WHO_APPROVE = 5
_WEIGHT = {key: place for place, key in enumerate(KINDS)}


def hear(entries: Sequence[Appended]) -> None:
    """Reaction: tell each colleague these entries concern, once for each case, of the weightiest of them.

    Listed after the reactions that make mentions. The caller holds the cases.
    """
    entries = [entry for entry in entries if entry.kind != "promise.made" or _is_of_others(entry)]
    if not entries:
        return
    served = _served({entry.book for entry in entries})
    mentions = _mentions(entries, served)
    words: dict[tuple[UUID, UUID], Word] = {}
    for entry in entries:
        case = served.get(entry.book)
        if case is None:
            continue
        # History that comes in closed is given to nobody; who follows a case hears of its end.
        rule = _RULES.get(entry.kind, _nothing) if case.is_open else _nothing
        for word in [*rule(entry, case), *_mentioned(entry, case, mentions.get(entry.id, []))]:
            at = (word.agent.pk, case.key)
            if at not in words or _WEIGHT[word.kind] < _WEIGHT[words[at].kind]:
                words[at] = word
    tell_all(list(words.values()))


def _served(books: Collection[UUID]) -> dict[UUID, Case]:
    """Return the cases with their brand and holder, each read once however many cases share it; an own case serves nobody."""
    cases = Case.objects.filter(kept_by=COMPANY).in_bulk(books)
    holders = Agent.objects.select_related("account").in_bulk({case.holder_id for case in cases.values()} - {None})
    brands = Brand.objects.in_bulk({case.brand_id for case in cases.values()} - {None})
    for case in cases.values():
        case.holder = holders[case.holder_id] if case.holder_id else None
        case.brand = brands[case.brand_id] if case.brand_id else None
    return cases


def _author(entry: Appended) -> Agent | None:
    key = key_in(entry.by.key) if entry.by.kind == "agent" else None
    return Agent.objects.select_related("account").filter(pk=key).first() if key else None


def _nothing(_entry: Appended, _case: Case) -> Iterator[Word]:
    yield from ()


def _reminded(entry: Appended, case: Case) -> Iterator[Word]:
    """A reminder names whom it is for; the clock that made it is nobody."""
    key = key_in(str(entry.content.get("agent", "")))
    agent = Agent.objects.select_related("account").filter(pk=key).first() if key else None
    if agent is not None:
        kind = BELOW if entry.content.get("to_lead") else LATE if entry.content.get("is_late") else SOON
        yield Word(agent, kind, entry.at, case, about=key_in(str(entry.content["promise"])), entry=entry.id)


def _offered(entry: Appended, case: Case) -> Iterator[Word]:
    row = HandOver.objects.filter(case=case, ended_at=None).select_related("taker__account").first()
    if row is not None:
        yield Word(row.taker, OFFERED, entry.at, case, about=row.pk, by=_author(entry), entry=entry.id)


def _given(entry: Appended, case: Case) -> Iterator[Word]:
    if case.holder is not None:
        yield Word(case.holder, GIVEN, entry.at, case, by=_author(entry), entry=entry.id)


def _wrote(entry: Appended, case: Case) -> Iterator[Word]:
    if case.holder is not None and entry.by.kind != "agent":
        yield Word(case.holder, WROTE, entry.at, case, entry=entry.id)


def _climbed(entry: Appended, case: Case) -> Iterator[Word]:
    owed = Commitment.objects.outstanding().filter(case=case, origin=Commitment.RUNG, owner_agent__isnull=False)
    row = owed.select_related("owner_agent__account").order_by("-made_at", "-pk").first()
    if row is not None and row.owner_agent is not None:
        yield Word(row.owner_agent, CLIMBED, entry.at, case, about=row.pk, by=_author(entry), entry=entry.id)


def _is_of_others(entry: Appended) -> bool:
    """Say whether a promise came about without anybody at the desk: a call at a time the customer chose, an employee's mail."""
    origin = entry.content["origin"]
    by_mail = entry.by.kind == "system" and origin == Commitment.READ and entry.content["promiser"] == COMPANY
    return by_mail or (entry.by.kind != "agent" and origin == Commitment.CALL_BACK)


def _promised(entry: Appended, case: Case) -> Iterator[Word]:
    if case.holder is not None:
        about = key_in(str(entry.content["promise"]))
        yield Word(case.holder, SOON, entry.at, case, about=about, entry=entry.id)


def _decides(entry: Appended, case: Case) -> Iterator[Word]:
    """Who was asked to decide on a proposal, by name."""
    key = key_in(str(entry.content.get("asks", "")))
    agent = Agent.objects.select_related("account").filter(pk=key).first() if key else None
    if agent is not None:
        yield Word(agent, APPROVAL, entry.at, case, by=_author(entry), entry=entry.id)


def _approval(entry: Appended, case: Case) -> Iterator[Word]:
    """Whom the one who asks works for, else those who lead in the brand."""
    asks = _author(entry)
    lead = asks.lead if asks is not None else None
    if lead is not None and lead.is_lead and lead.account.is_active:
        leads = [lead]
    else:
        rows = Agent.objects.serving().filter(brands=case.brand_id, role__in=[Agent.LEAD, Agent.MANAGER])
        leads = list(rows.select_related("account").order_by("joined_at", "pk")[:MOST_WHO_APPROVE])
    for agent in leads:
        yield Word(agent, APPROVAL, entry.at, case, by=asks, entry=entry.id)


def _mentions(entries: Sequence[Appended], served: Mapping[UUID, Case]) -> dict[UUID, list[Mention]]:
    """Return who is named in each entry, or follows its case: the rows were written just before. One query for all."""
    # Nobody follows a case yet that came into being with what is heard of it.
    new = {entry.book for entry in entries if entry.kind == "case.opened"}
    keys = [
        entry.id
        for entry in entries
        if entry.kind in MENTIONING and entry.book in served
        and not (entry.kind == "message.received" and entry.book in new)
    ]  # fmt: skip
    found: dict[UUID, list[Mention]] = {}
    if not keys:
        return found
    rows = Mention.objects.filter(entry__in=keys, seen_at=None)
    for row in rows.select_related("agent__account", "by__account"):
        found.setdefault(row.entry, []).append(row)
    return found


def _mentioned(entry: Appended, case: Case, mentions: Sequence[Mention]) -> Iterator[Word]:
    for row in mentions:
        kind = NAMED if row.by_id else FOLLOWED
        yield Word(row.agent, kind, entry.at, case, about=row.pk, by=row.by or _author(entry), entry=entry.id)


_RULES: Mapping[str, Callable[[Appended, Case], Iterator[Word]]] = {
    "reminder.sent": _reminded,
    "handover.offered": _offered,
    "case.opened": _given,
    "case.held": _given,
    "message.received": _wrote,
    "message.doubtful": _wrote,
    "rung.asked": _climbed,
    "rung.climbed": _climbed,
    "amends.asked": _approval,
    "conduct.proposed": _decides,
    "promise.made": _promised,
}
# Those that reach followers, and the notes that name somebody.
MENTIONING = {
    "message.received", "message.sent", "call.noted", "promise.late", "promise.broken", "handover.accepted",
    "rung.asked", "closing.proposed", "closing.refused", "closing.agreed", "closing.lapsed", "case.reopened",
    "case.merged", "case.unmerged", "note.written",
}  # fmt: skip
HEARD = MENTIONING | set(_RULES)
