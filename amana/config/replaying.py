"""Acting out the sample world with the product's own verbs, at the times its story tells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import singledispatchmethod
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import translation

from amana.cases.models import Case, Closing, HandOver
from amana.channels.email.composing import Attached
from amana.channels.email.peeking import peek
from amana.commitments.keeping import admit_broken, dispute, keep
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment, Offer
from amana.commitments.offering import agree_time, offer_time
from amana.config import replaying_own_cases as own_cases
from amana.escalation.climbing import ask
from amana.escalation.ringing import next_alarm, ring
from amana.handling.ending.closing import agree, propose, refuse
from amana.handling.facts.noting import note, note_call
from amana.handling.holding.handing_over import accept, offer, return_it
from amana.handling.intake.importing import new_brand
from amana.handling.intake.receiving import receive
from amana.handling.talking.hearing import hear
from amana.handling.talking.replying import Reply as ReplyToSend
from amana.handling.talking.replying import reply
from amana.people.models import Account, Address, Person
from amana.post.accepting import Came, accept_all
from amana.post.leasing import me
from amana.post.models import Outgoing, RawMessage, Recipient
from amana.record.withdrawing import withdraw
from amana.sample import happenings as told
from amana.sample.casting import Cast, cast
from amana.sample.telling import events, render
from amana.team.models import Agent, Brand, BrandAddress
from amana.team.viewing import Viewer, at_the_desk, by_link, owner

# What the sample's team does every day beside its story, so that only what the story leaves late is late.
DAILY = [Commitment.ANSWER, Commitment.FOLLOW_UP, Commitment.RUNG]
FROM_ABOVE = {
    "en": "This is %(name)s. I have read the whole record. What was promised is late, and that is ours to put right; "
    "I am seeing to it with the person who has your case.",
    "he": "כאן %(name)s. קראתי את כל התיעוד. מה שהובטח מתעכב, והאחריות לכך עלינו. הנושא מטופל יחד עם מי שהפנייה באחריותו.",
    "ar": "معك %(name)s. قرأت السجلّ كاملاً. ما وُعدتم به تأخّر، وإصلاح ذلك علينا، وأتابعه مع المسؤول عن الملفّ.",
}
IS_IT_SOLVED = {
    "en": "Is everything as it should be, or is something still missing?",
    "he": "הכול כשורה, או שעדיין חסר משהו?",
    "ar": "هل كلّ شيء على ما يرام، أم ما زال ينقص شيء؟",
}
READ_AND_NOTED = {
    "en": "Read and noted; nothing was asked that is still open.",
    "he": "נקרא ונרשם; לא נשאר דבר פתוח מהפנייה הזו.",
    "ar": "قُرئت الرسالة ودُوّنت؛ لم يبقَ فيها سؤال مفتوح.",
}


def replay(*, now: datetime, password: str, on_progress: Callable[[int, int], None] = lambda _done, _all: None) -> None:
    """Fill an empty installation with the sample world as it stands at `now`; its people sign in with `password`."""
    story = events(now)
    stage = Stage(cast(), at=story[0].at, password=password)
    for number, event in enumerate(story, 1):
        stage.let_the_clock_run(until=event.at)
        stage.play(event)
        on_progress(number, len(story))
    stage.let_the_clock_run(until=now)
    stage.mark_as_sent()


class Stage:
    """The sample's people and what has become of its events so far."""

    def __init__(self, players: Cast, *, at: datetime, password: str) -> None:
        self.cast = players
        self.password = password
        self.cases: dict[str, UUID] = {}
        self.entries: dict[str, UUID] = {}
        self.promises: dict[str, UUID] = {}
        self.message_ids: dict[str, str] = {}
        self.unread: set[UUID] = set()
        self.brand = self._brand(at)
        self.agents = self._agents(at)
        self.people = {key: self._person(customer, at) for key, customer in players.customers.items()}

    # ── the cast ─────────────────────────────────────────────────────────────

    def _brand(self, at: datetime) -> Brand:
        plan = self.cast.brand
        brand = new_brand(plan.names[plan.language], at=at, language=plan.language, zone=plan.zone, country="IL")
        BrandAddress.objects.create(value=plan.address, brand=brand, added_at=at)
        return brand

    def _agents(self, at: datetime) -> dict[str, Agent]:
        made: dict[str, Agent] = {}
        ranks = {"manager": 0, "lead": 1, "agent": 2}
        above: Agent | None = None
        for key, plan in sorted(self.cast.agents.items(), key=lambda item: ranks[item[1].role]):
            language = plan.languages[0]
            account = Account.objects.create_user(
                plan.address, self.password, name=plan.names[language], language=language, zone=plan.zone, created_at=at
            )
            agent = Agent.objects.create(account=account, role=plan.role, lead=above, joined_at=at, assigned_at=at)
            agent.brands.add(self.brand)
            made[key] = agent
            if plan.role != "agent":
                above = agent
        return made

    def _person(self, plan: Any, at: datetime) -> Person:
        person = Person.objects.create(name=plan.name, language=plan.language, zone=plan.zone, created_at=at)
        for value in plan.addresses[:1]:
            Address.objects.create(kind=Address.MAIL, value=value.lower(), person=person, added_at=at)
        if plan.phone:
            Address.telephone(plan.phone, person=person, at=at).save()
        return person

    # ── helpers ──────────────────────────────────────────────────────────────

    def let_the_clock_run(self, *, until: datetime) -> None:
        """Ring every alarm up to a moment, except that the team sees to its daily answers before they are late."""
        while (due := next_alarm()) is not None and due <= until:
            for row in Commitment.objects.outstanding().filter(alarm_at=due, origin__in=DAILY).select_related("case"):
                self._see_to(row, at=due)
            ring(at=due)

    def _see_to(self, row: Commitment, *, at: datetime) -> None:
        if row.case.is_own or row.owner_agent is None or row.case.key in self.unread:
            return
        by = self.agent(self._key_of(row.owner_agent))
        if row.origin == Commitment.RUNG:
            text = FROM_ABOVE[row.case.language] % {"name": by.name}
            reply(row.case, ReplyToSend(text=text), by=by, at=at)
        elif row.origin == Commitment.FOLLOW_UP:
            propose(row.case, terms=[], text=IS_IT_SOLVED[row.case.language], by=by, at=at)
        else:
            keep(row, by=by, at=at, note=READ_AND_NOTED[row.case.language])

    def mark_as_sent(self) -> None:
        """The story's mails went out long ago; nothing of it may leave when a mail server is set up later."""
        Recipient.objects.filter(outgoing__state=Outgoing.WAITING).update(state=Recipient.SENT)
        Outgoing.objects.filter(state=Outgoing.WAITING).update(state=Outgoing.SENT, sent_at=F("not_before"))

    def case(self, event: told.Happening) -> Case:
        return Case.objects.get(pk=self.cases[event.case or ""])

    def agent(self, key: str) -> Viewer:
        return at_the_desk(Agent.objects.select_related("account").get(pk=self.agents[key].pk))

    def viewer(self, key: str, case: Case) -> Viewer:
        if key in self.agents:
            return self.agent(key)
        person = self.people[key]
        return owner(person) if case.is_own else by_link(person, case.key)

    def promise(self, key: str) -> Commitment:
        return Commitment.objects.get(pk=self.promises[key])

    def draft(self, plan: told.Undertaking, case: Case, said_in: UUID | None = None) -> Draft:
        if plan.promiser == "customer":
            return Draft(
                plan.action, plan.due, "customer", self.people[plan.owner], Commitment.HAND, plan.quote, said_in
            )
        agent = self.agents.get(plan.owner)
        return Draft(plan.action, plan.due, "company", agent, Commitment.READ, plan.quote, said_in)

    def remember(self, plans: tuple[told.Undertaking, ...], case: Case) -> None:
        """Find the promises just made by their action: the newest of that name on the case."""
        for plan in plans:
            rows = Commitment.objects.outstanding().filter(case=case, action=" ".join(plan.action.split()))
            self.promises[plan.key] = rows.order_by("-id").values_list("pk", flat=True)[0]

    # ── the events ───────────────────────────────────────────────────────────

    def play(self, event: told.Event) -> None:
        """Let one event happen at its time, in the language of its case."""
        with translation.override(getattr(event, "language", self.brand.language)):
            self._play(event)

    @singledispatchmethod
    def _play(self, event: object) -> None:
        raise TypeError(f"the sample has no way to play {type(event).__name__}")

    @_play.register
    def _mail(self, event: told.Mail) -> None:
        raw = render(event, message_ids=self.message_ids)
        peeked = peek(raw)
        came = Came(raw, peeked.digest, "sample", peeked.message_id)
        accept_all([came], at=event.at)
        receive(worker=me(), at=event.at)
        row = RawMessage.objects.get(digest=peeked.digest)
        if row.case and event.case:
            self.cases.setdefault(event.case, row.case)
        if row.entry:
            self.entries[event.id] = row.entry
        if event.opens and row.case and not event.holder:
            self.unread.add(row.case)
        elif event.opens and row.case:
            self._give_to(row.case, event.holder, event.at)

    def _give_to(self, key: UUID, holder: str, at: datetime) -> None:
        case = Case.objects.get(pk=key)
        if case.holder_id == self.agents[holder].pk or case.holder is None:
            return
        # The story names who took it; the roster may have chosen another, who hands it over at once.
        row = offer(case, taker=self.agents[holder], why=".", by=self.agent(self._key_of(case.holder)), at=at)
        accept(row, by=self.agent(holder), at=at)

    def _key_of(self, agent: Agent) -> str:
        return next(key for key, one in self.agents.items() if one.pk == agent.pk)

    @_play.register
    def _reply(self, event: told.Reply) -> None:
        case = self.case(event)
        sent = ReplyToSend(
            text=event.text,
            promises=[self.draft(plan, case) for plan in event.promises],
            files=[Attached(file.name, file.media_type, file.content) for file in event.files],
        )
        appended = reply(case, sent, by=self.agent(event.by), at=event.at)
        assert appended is not None
        self.entries[event.id] = appended.id
        self.message_ids[event.id] = Outgoing.objects.get(entry=appended.id).message_id
        self.remember(event.promises, case)

    @_play.register
    def _late_notice(self, event: told.LateNotice) -> None:
        # The clock has written its own notice; the story's answer to it refers to that one.
        sent = Outgoing.objects.filter(case=self.cases[event.case or ""], what="notice").order_by("-created_at").first()
        if sent is not None:
            self.message_ids[event.id] = sent.message_id
        for plan in event.promises:
            case = self.case(event)
            made = make(case, [self.draft(plan, case)], by=self.agent(event.owner), at=event.at)
            self.promises[plan.key] = made[0].pk

    @_play.register
    def _made(self, event: told.PromiseMade) -> None:
        case = self.case(event)
        draft = self.draft(event.promise, case, self.entries.get(event.source))
        made = make(case, [draft], by=self.viewer(event.by, case), at=event.at)
        self.promises[event.promise.key] = made[0].pk

    @_play.register
    def _kept(self, event: told.PromiseKept) -> None:
        promise = self.promise(event.promise)
        if promise.is_outstanding:
            by = self.viewer(event.by, promise.case)
            shown_by = self.entries.get(event.shown_by)
            keep(promise, by=by, at=event.at, shown_by=shown_by, note="" if shown_by else promise.action)

    @_play.register
    def _broken(self, event: told.PromiseBroken) -> None:
        promise = self.promise(event.promise)
        admit_broken(promise, by=self.viewer(event.by, promise.case), at=event.at, why=event.reason)

    @_play.register
    def _offered(self, event: told.NewTimeOffered) -> None:
        promise = self.promise(event.promise)
        offer_time(promise, due_at=event.due, why=event.reason, by=self.viewer(event.by, promise.case), at=event.at)

    @_play.register
    def _agreed(self, event: told.NewTimeAccepted) -> None:
        row = Offer.objects.get(commitment=self.promises[event.promise], ended_at=None)
        case = row.commitment.case
        fresh = agree_time(row, by=self.viewer(event.by, case), at=event.at)
        self.promises[event.promise] = fresh.pk

    @_play.register
    def _disputed(self, event: told.PromiseDisputed) -> None:
        promise = self.promise(event.promise)
        dispute(promise, by=self.viewer(event.by, promise.case), at=event.at, text=event.text)

    @_play.register
    def _note(self, event: told.Note) -> None:
        case = self.case(event)
        if not case.is_own:
            note(case, event.text, by=self.agent(event.by), at=event.at)

    @_play.register
    def _call(self, event: told.Call) -> None:
        case = self.case(event)
        drafts = [self.draft(plan, case) for plan in event.promises]
        said = note_call(case, event.text, who=event.spoke_with, by=self.viewer(event.by, case), at=event.at,
                         minutes=event.minutes, waited=event.waited, promises=drafts)  # fmt: skip
        self.entries[event.id] = said.id
        self.remember(event.promises, case)

    @_play.register
    def _hand_over(self, event: told.HandOverAsked) -> None:
        offer(
            self.case(event), taker=self.agents[event.taker], why=event.reason, by=self.agent(event.giver), at=event.at
        )

    @_play.register
    def _accepted(self, event: told.HandOverAccepted) -> None:
        accept(self._waiting(event), by=self.agent(event.by), at=event.at)

    @_play.register
    def _returned(self, event: told.HandOverReturned) -> None:
        return_it(self._waiting(event), why=event.reason, by=self.agent(event.by), at=event.at)

    def _waiting(self, event: told.Happening) -> HandOver:
        return HandOver.objects.get(case=self.cases[event.case or ""], ended_at=None)

    @_play.register
    def _proposed(self, event: told.ClosingProposed) -> None:
        propose(self.case(event), terms=[], text=event.text, by=self.agent(event.by), at=event.at)

    @_play.register
    def _closed(self, event: told.ClosingAgreed) -> None:
        case = self.case(event)
        row = Closing.objects.get(case=case, ended_at=None)
        agree(row, by=self.viewer(event.by, case), at=event.at)

    @_play.register
    def _refused(self, event: told.ClosingRefused) -> None:
        case = self.case(event)
        row = Closing.objects.get(case=case, ended_at=None)
        by = self.viewer(event.by, case)
        refuse(row, term=event.term, to_next_rung=event.goes_to == "rung_up", by=by, at=event.at)

    @_play.register
    def _climbed(self, event: told.Climbed) -> None:
        case = self.case(event)
        ask(case, text=event.reason, by=self.viewer(event.by, case), at=event.at)

    @_play.register
    def _portal(self, event: told.PortalMessage) -> None:
        case = self.case(event)
        files = [Attached(file.name, file.media_type, file.content) for file in event.files]
        self.entries[event.id] = hear(case, event.text, by=self.viewer(event.by, case), at=event.at, files=files).id

    @_play.register
    def _withdrawn(self, event: told.Withdrawn) -> None:
        case = self.case(event)
        by = self.viewer(event.by, case)
        withdraw(self.entries[event.entry], from_side=event.side, why=event.reason, by=by.actor, at=event.at)

    @_play.register
    def _own_case(self, event: told.OwnCaseOpened) -> None:
        person = self.people[event.by]
        if person.account is None:
            # She keeps cases of her own, and so signs in like anybody who does.
            own_cases.sign_up(person, self.cast.customers[event.by], password=self.password, at=event.at)
        self.cases[event.case or event.id] = own_cases.begin(person, event).key

    @_play.register
    def _own_letter(self, event: told.OwnLetterSent) -> None:
        own_cases.send(self.case(event), event)

    @_play.register
    def _own_answer(self, event: told.OwnRungAnswered) -> None:
        own_cases.hear(self.case(event), event)
