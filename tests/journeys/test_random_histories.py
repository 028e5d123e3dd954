"""Random histories of everything that can happen to a case never break what must always be true."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from amana.cases.errors import Refused
from amana.cases.models import CLOSED, OPEN, Case, Closing, HandOver
from amana.commitments import claiming, keeping, offering
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment, Offer
from amana.commitments.settling import next_step
from amana.escalation.answering import record, suggested
from amana.escalation.climbing import ask
from amana.escalation.ringing import next_alarm, ring
from amana.handling.ending import closing
from amana.handling.facts.noting import note, note_call
from amana.handling.holding import handing_over
from amana.handling.models import Suggestion
from amana.handling.opening import open_own_case
from amana.handling.talking.hearing import hear
from amana.handling.talking.replying import Reply, reply, take_back
from amana.language.answer_words import PLAIN, Act
from amana.language.answers import named
from amana.people.models import Company
from amana.post.models import Outgoing, RawMessage
from amana.record.reading import read
from amana.record.verifying import verify
from amana.record.withdrawing import withdraw
from amana.team.viewing import Viewer, at_the_desk, by_link, owner
from tests.cast import NOW, agent, customer
from tests.letters import deliver, letter, take_in

# Every statement is a round trip to PostgreSQL, and a history has hundreds of them. More by hand: scripts/fuzzing.py.
MOST = int(os.environ.get("HISTORIES", {"sqlite": 20, "postgresql": 8}[connection.vendor]))
HOURS = st.integers(1, 60)
PICK = st.integers(0, 10_000)


class Histories(RuleBasedStateMachine):
    """One shop with two agents, a lead and a manager, two customers, and time that moves on."""

    @initialize()
    def begin(self) -> None:
        from amana.handling.intake.importing import ensure_brand

        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.at: datetime = NOW
        self.brand = ensure_brand(["support@example.com"], at=NOW)
        yossi = agent("Yossi Shaked", self.brand, "manager")
        self.ruth = agent("Ruth Amit", self.brand, "lead", yossi)
        self.agents = [agent(name, self.brand, "agent", self.ruth) for name in ("Dana Katz", "Omer Dvir")]
        self.people = [customer("נועה", "noa@customer.example", "he"), customer("سامي", "sami@customer.example", "ar")]
        self.company = Company.objects.create(name="Kav Telecom")

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    # ── picking ──────────────────────────────────────────────────────────────

    def a_case(self, pick: int, *, is_own: bool | None = None) -> Case | None:
        rows = Case.objects.order_by("opened_at", "pk")
        if is_own is not None:
            rows = rows.filter(kept_by="customer" if is_own else "company")
        found = list(rows)
        return found[pick % len(found)] if found else None

    def keeper(self, case: Case, pick: int = 0) -> Viewer:
        if case.is_own:
            return owner(case.customer)
        team = [*self.agents, self.ruth]
        return at_the_desk(team[pick % 3] if pick % 2 or case.holder is None else case.holder)

    def customer_of(self, case: Case) -> Viewer:
        return owner(case.customer) if case.is_own else by_link(case.customer, case.key)

    def attempt(self, verb: Callable[[], object]) -> None:
        """Do it; a refusal is an answer like any other, and must leave nothing behind."""
        with suppress(Refused), transaction.atomic():
            verb()

    def soon(self, hours: int) -> datetime:
        return self.at + timedelta(hours=hours)

    # ── what can happen ──────────────────────────────────────────────────────

    @rule(pick=PICK, text=st.sampled_from(["When does it work?", "אחזור אליכם עד יום ראשון", "سأرسل الصورة غداً", "ok"]))
    def a_mail_comes(self, pick: int, text: str) -> None:
        deliver(f"{['noa', 'sami'][pick % 2]}@customer.example", text, at=self.at)

    @rule(pick=PICK)
    @precondition(lambda self: Outgoing.objects.filter(case__isnull=False).exists())
    def a_mail_is_answered(self, pick: int) -> None:
        rows = list(Outgoing.objects.filter(case__isnull=False).order_by("id"))
        sent = rows[pick % len(rows)]
        sender = ["noa@customer.example", "sami@customer.example", "who@else.example"][pick % 3]
        take_in(letter(sender, "And now?", at=self.at, answers=[sent.message_id]), at=self.at)

    @rule(
        pick=PICK, act=st.sampled_from([*PLAIN["en"], "promised_me"]), more=st.sampled_from(["", " When does it work?"])
    )
    def a_mail_answers_in_plain_words(self, pick: int, act: Act, more: str) -> None:
        """The customer of a case answers our last mail about it, in the words we named or in those and others."""
        case = self.a_case(pick, is_own=False)
        sent = Outgoing.objects.filter(case=case.key).order_by("created_at", "id").last() if case else None
        if case is None or sent is None:
            return
        sender = "noa@customer.example" if case.customer == self.people[0] else "sami@customer.example"
        words = "You promised me a call by Sunday." if act == "promised_me" else named(act, "en")
        take_in(letter(sender, words + more, at=self.at, answers=[sent.message_id]), at=self.at)

    @rule(pick=PICK)
    def a_suggestion_is_decided(self, pick: int) -> None:
        rows = list(Suggestion.objects.filter(ended_at=None).order_by("id"))
        if rows:
            row = rows[pick % len(rows)]
            possible = [one for found in suggested(row.case, at=self.at).get(row.entry, []) for one in found.meanings]
            of = possible[pick % len(possible)].key if possible else ""
            self.attempt(lambda: record(row, of=of, by=self.keeper(row.case, pick), at=self.at))

    @rule(pick=PICK, hours=HOURS, promises=st.booleans())
    def an_agent_replies(self, pick: int, hours: int, promises: bool) -> None:
        case = self.a_case(pick, is_own=False)
        if case is None:
            return
        by = self.keeper(case, pick)
        drafts = [Draft("a call", self.soon(hours), owner=by.agent)] if promises else []
        self.attempt(lambda: reply(case, Reply("We are on it.", drafts), by=by, at=self.at))

    @rule(pick=PICK, seconds=st.integers(0, 12))
    def a_reply_is_taken_back(self, pick: int, seconds: int) -> None:
        rows = list(Outgoing.objects.filter(what="reply").order_by("id"))
        if rows:
            moment = rows[-1].created_at + timedelta(seconds=seconds)
            if moment >= self.at:
                self.at = moment
                self.attempt(lambda: take_back(rows[-1], at=moment))

    @rule(pick=PICK)
    def a_mail_nobody_can_prove_comes(self, pick: int) -> None:
        rows = list(RawMessage.objects.filter(case__isnull=False).exclude(message_id="").order_by("id"))
        if rows:
            first = rows[pick % len(rows)].message_id
            take_in(
                letter("noa@customer.example", "I will send it by Sunday.", at=self.at, answers=[first]), at=self.at
            )

    @rule(pick=PICK, hours=HOURS)
    def something_is_promised(self, pick: int, hours: int) -> None:
        if (case := self.a_case(pick)) is None:
            return
        side = ["company", "customer"][pick % 2]
        who = None if side == "company" else case.customer
        self.attempt(
            lambda: make(case, [Draft("a thing", self.soon(hours), side, who)], by=self.keeper(case), at=self.at)
        )

    @rule(pick=PICK, hours=HOURS, promises=st.booleans())
    def a_call_is_noted(self, pick: int, hours: int, promises: bool) -> None:
        if (case := self.a_case(pick)) is None:
            return
        drafts = [Draft("back to you", self.soon(hours))] if promises else []
        self.attempt(lambda: note_call(case, "We spoke.", who="Avi", by=self.keeper(case, pick), at=self.at,
                                       minutes=3, waited=20, promises=drafts))  # fmt: skip

    @rule(pick=PICK, end=st.sampled_from(["keep", "broken", "release", "dispute", "settle"]), ours=st.booleans())
    def a_promise_ends(self, pick: int, end: str, ours: bool) -> None:
        rows = list(Commitment.objects.exclude(state__in=Commitment.UNCONFIRMED).order_by("id"))
        if not rows:
            return
        row = rows[pick % len(rows)]
        by = self.keeper(row.case, pick) if ours else self.customer_of(row.case)
        verbs: dict[str, Callable[[], object]] = {
            "keep": lambda: keeping.keep(row, by=by, at=self.at, note="done"),
            "broken": lambda: keeping.admit_broken(row, by=by, at=self.at, why="out of stock"),
            "release": lambda: keeping.release(row, by=by, at=self.at),
            "dispute": lambda: keeping.dispute(row, by=by, at=self.at, text="not so"),
            "settle": lambda: keeping.settle_dispute(row, by=by, at=self.at, was_kept=bool(pick % 2), why="seen"),
        }
        self.attempt(verbs[end])

    @rule(pick=PICK, hours=HOURS, what=st.sampled_from(["offer", "agree", "refuse"]), ours=st.booleans())
    def a_time_is_offered(self, pick: int, hours: int, what: str, ours: bool) -> None:
        rows = list(Commitment.objects.outstanding().order_by("id"))
        if not rows:
            return
        row = rows[pick % len(rows)]
        by = self.keeper(row.case) if ours else self.customer_of(row.case)
        if what == "offer":
            self.attempt(lambda: offering.offer_time(row, due_at=self.soon(hours), why="late part", by=by, at=self.at))
            return
        offers = list(Offer.objects.filter(ended_at=None).order_by("id"))
        if offers:
            verb = offering.agree_time if what == "agree" else offering.refuse_time
            mine = offers[pick % len(offers)]
            who = self.keeper(mine.commitment.case) if ours else self.customer_of(mine.commitment.case)
            self.attempt(lambda: verb(mine, by=who, at=self.at))

    @rule(pick=PICK, what=st.sampled_from(["offer", "accept", "return", "back"]))
    def a_case_changes_hands(self, pick: int, what: str) -> None:
        case = self.a_case(pick, is_own=False)
        if case is None:
            return
        team = [*self.agents, self.ruth]
        by, waiting = self.keeper(case, pick), HandOver.objects.filter(case=case, ended_at=None).first()
        if what == "offer":
            self.attempt(lambda: handing_over.offer(case, taker=team[pick % 3], why="knows it", by=by, at=self.at))
        elif waiting is not None:
            taker = at_the_desk(waiting.taker)
            verbs: dict[str, Callable[[], object]] = {
                "accept": lambda: handing_over.accept(waiting, by=taker, at=self.at),
                "return": lambda: handing_over.return_it(waiting, why="not mine", by=taker, at=self.at),
                "back": lambda: handing_over.take_back(waiting, by=by, at=self.at),
            }
            self.attempt(verbs[what])

    @rule(pick=PICK, what=st.sampled_from(["propose", "agree", "refuse", "rung", "withdraw", "reopen", "own"]))
    def a_case_comes_to_its_end(self, pick: int, what: str) -> None:
        if (case := self.a_case(pick)) is None:
            return
        row = Closing.objects.filter(case=case, ended_at=None).first()
        keeper, other = self.keeper(case), self.customer_of(case)
        if what == "propose":
            self.attempt(lambda: closing.propose(case, terms=["it works"], by=keeper, at=self.at))
        elif what == "reopen":
            self.attempt(lambda: closing.reopen(case, why="not solved", by=other, at=self.at))
        elif what == "own":
            self.attempt(lambda: closing.close_own(case, by=other, at=self.at))
        elif row is not None:
            verbs: dict[str, Callable[[], object]] = {
                "agree": lambda: closing.agree(row, by=other, at=self.at),
                "refuse": lambda: closing.refuse(row, term="it works", by=other, at=self.at),
                "rung": lambda: closing.refuse(row, term="it works", to_next_rung=True, by=other, at=self.at),
                "withdraw": lambda: closing.withdraw_proposal(row, why="too early", by=keeper, at=self.at),
            }
            self.attempt(verbs[what])

    @rule(pick=PICK, what=st.sampled_from(["write", "climb", "claim", "accept", "note", "withdraw"]), hours=HOURS)
    def the_customer_speaks_up(  # noqa: C901  # a table of what a customer may say
        self, pick: int, what: str, hours: int
    ) -> None:
        if (case := self.a_case(pick)) is None:
            return
        by, keeper = self.customer_of(case), self.keeper(case)
        if what == "write":
            self.attempt(lambda: hear(case, "What is going on?", by=by, at=self.at))
        elif what == "climb" and not case.is_own:
            self.attempt(lambda: ask(case, text="the next one please", by=by, at=self.at))
        elif what == "claim":
            self.attempt(lambda: claiming.claim(case, action="a credit", who="Avi", when=None, by=by, at=self.at))
        elif what == "accept":
            claimed = Commitment.objects.filter(case=case, state=Commitment.NOTICED, origin=Commitment.CLAIMED).first()
            if claimed:
                self.attempt(lambda: claiming.accept(claimed, due_at=self.soon(hours), by=keeper, at=self.at))
        elif what == "note" and not case.is_own:
            self.attempt(lambda: note(case, "Careful here.", by=keeper, at=self.at))
        elif what == "withdraw":
            said = [e for e in read(case.key, side="company") if e.kind == "message.received"]
            if said:
                withdraw(said[-1].id, from_side="customer", why="a card number", by=keeper.actor, at=self.at)

    @rule(pick=PICK)
    def an_own_case_begins(self, pick: int) -> None:
        person = self.people[pick % 2]
        open_own_case(
            person, self.company, happened="billed twice", wanted="the money back", by=owner(person), at=self.at
        )

    @rule(hours=st.integers(1, 200))
    def time_passes(self, hours: int) -> None:
        until = self.at + timedelta(hours=hours)
        while (due := next_alarm()) is not None and due <= until:
            self.at = max(self.at, due)
            ring(at=self.at)
        self.at = until

    # ── what must always be true ─────────────────────────────────────────────

    @invariant()
    def every_open_case_has_a_next_step_that_is_really_owed(self) -> None:
        if not hasattr(self, "at"):
            return
        for case in Case.objects.filter(state=OPEN):
            owed = list(Commitment.objects.outstanding().filter(case=case).order_by("due_at", "id"))
            found = next_step(owed, at=self.at)
            standing = next((c for c in owed if c.pk == case.next_commitment), None)
            assert standing is not None, f"{case} stands on a promise that is not owed"
            assert found is None or found[0].pk == standing.pk or found[0].due_at == standing.due_at
            assert case.next_due_at == standing.due_at

    @invariant()
    def every_promise_has_an_owner_and_ends_with_its_case(self) -> None:
        if not hasattr(self, "at"):
            return
        confirmed = Commitment.objects.exclude(state__in=Commitment.UNCONFIRMED)
        assert all(c.owner is not None and c.due_at is not None for c in confirmed)
        assert not Commitment.objects.outstanding().filter(case__state=CLOSED).exists()

    @invariant()
    def both_sides_hold_the_same_record_and_it_verifies(self) -> None:
        if not hasattr(self, "at"):
            return
        assert list(verify()) == []
        for case in Case.objects.all():
            ours = [e.hash for e in read(case.key, side="company", audiences=["shared"])]
            theirs = [e.hash for e in read(case.key, side="customer", audiences=["shared"])]
            assert ours == theirs


@pytest.mark.timeout(0 if "HISTORIES" in os.environ else 400)  # many histories, each on a database of its own
@pytest.mark.django_db
def test_random_histories_keep_every_promise_of_the_design() -> None:
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=MOST,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
