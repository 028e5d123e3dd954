"""The lists people and workers wait for are read from an index, and cost the same however many cases there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client

from amana.cases.links import links_for, token_of
from amana.cases.models import COMPANY, Case
from amana.channels.email.signing import message_id as new_message_id
from amana.commitments.models import Commitment
from amana.config.surveying import survey
from amana.desk.framing import counted
from amana.desk.paging import ROWS, Cursor, page_of
from amana.escalation.ringing import next_alarm
from amana.handling.intake.gathering import _takes_part
from amana.handling.mails.correspondence import addresses_of
from amana.kit.codes import new_id, new_token
from amana.people.models import Address, Person
from amana.post.models import DONE, WAITING, MessageKey, Outgoing, RawMessage
from amana.record.storing import insert_all
from amana.search.asking import understand
from amana.search.naming import people as named
from amana.team.models import Agent
from amana.team.viewing import at_the_desk
from tests.filling import desk, fill, some_cases
from tests.plans import Plan, plan_of, plans_of

MANY = 3_000
FEW = 1_500
# What a page may look at more in a table twice as large: its shorter lists are not full yet, and PostgreSQL may begin at
# another index. A list read whole is more by every one of the added cases.
SLACK = 600

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def solid_state(db: None) -> None:
    """PostgreSQL reckons with a turning disk, where a few thousand rows are best read whole; no server has one any more."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL random_page_cost = 1.1")


@pytest.fixture
def full(db: None, now: datetime) -> None:
    fill(MANY, at=now)


@pytest.fixture
def agent(now: datetime) -> Agent:
    return desk(at=now)[1][0]


def only(act: Callable[[], object]) -> Plan:
    plans = plans_of(act)
    assert len(plans) == 1, [plan.sql for plan in plans]
    return plans[0]


def assert_from_an_index(plan: Plan) -> None:
    assert not plan.scans, f"reads all of {plan.scans}:\n{plan.sql}\n{plan.text}"
    assert not plan.sorts, f"sorts:\n{plan.sql}\n{plan.text}"


def test_the_first_page_of_the_queue_is_read_from_its_index(full: None, agent: Agent) -> None:
    rows = Case.objects.visible_to(at_the_desk(agent)).open()
    assert_from_an_index(only(lambda: page_of(rows, by="queue_at", after=None)))


@pytest.mark.sqlite
def test_what_sqlite_has_looked_up_by_itself_leads_to_the_same_index(full: None, agent: Agent, now: datetime) -> None:
    survey(now)

    rows = Case.objects.visible_to(at_the_desk(agent)).open()
    assert_from_an_index(only(lambda: page_of(rows, by="queue_at", after=None)))


def test_the_next_page_begins_where_the_last_one_ended(full: None, agent: Agent) -> None:
    rows = Case.objects.visible_to(at_the_desk(agent)).open()
    _cases, following = page_of(rows.filter(queue_at__gt=some_case().queue_at), by="queue_at", after=None)
    plan = only(lambda: page_of(rows, by="queue_at", after=following))
    assert_from_an_index(plan)
    assert plan.rows is None or plan.rows < SLACK, plan.text


def some_case() -> Case:
    return Case.objects.get(pk=some_cases(3)[1])


@pytest.mark.parametrize("side", ["company", "customer"])
def test_my_own_queue_is_read_from_an_index(full: None, agent: Agent, side: str) -> None:
    rows = Case.objects.visible_to(at_the_desk(agent)).open().filter(holder=agent, waiting_for=side)
    assert_from_an_index(only(lambda: page_of(rows, by="queue_at", after=None)))


@pytest.mark.sqlite
@pytest.mark.parametrize("by", ["holder", "team", ""])
def test_a_list_is_counted_in_its_index_alone(full: None, agent: Agent, now: datetime, by: str) -> None:
    whose: dict[str, object] = {"holder": {"holder": agent}, "team": {"team": new_id()}, "": {}}[by]
    rows = Case.objects.visible_to(at_the_desk(agent)).open().filter(waiting_for=COMPANY, queue_at__lt=now, **whose)

    assert "COVERING INDEX" in only(lambda: counted(rows)).text


def test_the_clock_looks_at_one_end_of_an_index(full: None, now: datetime) -> None:
    plan = only(next_alarm)
    assert_from_an_index(plan)
    assert plan.rows is None or plan.rows <= 1, plan.text
    due = Commitment.objects.outstanding().filter(alarm_at__lte=now).order_by("alarm_at")
    assert_from_an_index(only(lambda: list(due.values_list("pk", "case_id", "alarm_at")[:100])))


def test_waiting_mail_is_found_among_what_is_done(db: None, now: datetime) -> None:
    insert_all([raw(now, DONE if number % 50 else WAITING) for number in range(MANY)])
    analyze()
    waiting = RawMessage.objects.waiting(now).order_by("not_before", "pk").values_list("pk", flat=True)
    assert_from_an_index(only(lambda: list(waiting[:50])))


def raw(at: datetime, state: str) -> RawMessage:
    digest = new_token() * 2
    return RawMessage(digest=digest, sha256=digest, size=4, body=b"mail", state=state, received_at=at, not_before=at)


def test_outgoing_mail_is_found_among_what_was_sent(db: None, now: datetime) -> None:
    insert_all([outgoing(now, Outgoing.SENT if number % 50 else Outgoing.WAITING) for number in range(MANY)])
    analyze()
    ready = Outgoing.objects.ready(now).order_by("not_before", "pk").values_list("pk", flat=True)
    assert_from_an_index(only(lambda: list(ready[:20])))


def outgoing(at: datetime, state: str) -> Outgoing:
    key = new_message_id(b"key", new_id(), new_id(), "filled.example")
    return Outgoing(what="receipt", message_id=key, mail_from="support@filled.example", subject="Re: kettle",
                    mime=b"mail", created_at=at, not_before=at, state=state)  # fmt: skip


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_the_promises_of_a_case_are_found_by_the_case(full: None) -> None:
    key = some_case().key
    owed = Commitment.objects.outstanding().filter(case=key).order_by("due_at")
    assert not only(lambda: list(owed)).scans
    of_some = Commitment.objects.outstanding().filter(case__in=some_cases(50), origin=Commitment.ANSWER)
    assert not only(lambda: list(of_some.values_list("case_id"))).scans


@pytest.mark.sqlite
def test_who_takes_part_is_found_by_the_case_and_not_among_all_addresses(full: None) -> None:
    cases = set(some_cases(50))
    people = list(Case.objects.filter(pk__in=cases).values_list("customer", flat=True))

    assert "kind=?" not in only(lambda: _takes_part(cases)).text
    assert "kind=?" not in only(lambda: addresses_of(people)).text


@pytest.mark.parametrize("typed", ["050-012 3456", "+972500123456", "c17@filled"])
def test_a_person_is_found_by_an_address_and_not_among_all_addresses(
    full: None, agent: Agent, now: datetime, typed: str
) -> None:
    people = list(Person.objects.filter(addresses__isnull=False).order_by("created_at", "pk"))
    insert_all([Address.telephone(f"+972500{123456 + n}", person=one, at=now) for n, one in enumerate(people)])
    analyze()
    viewer = at_the_desk(agent)

    plans = plans_of(lambda: named(understand(typed), viewer))

    is_number = not typed.startswith("c")
    for plan in plans:
        assert "people_address" not in plan.scans, plan.text
        assert not is_number or not plan.scans, plan.text
        assert not is_number or plan.rows is None or plan.rows < SLACK, plan.text
    assert not is_number or [one.pk for one in named(understand(typed), viewer)] == [people[0].pk]


def test_a_message_is_found_by_its_id(full: None) -> None:
    wanted = [f"{number * 11}@filled.example" for number in range(50)]
    rows = MessageKey.objects.filter(value__in=wanted).values_list("value", "case", "raw", "raw__state")
    assert not only(lambda: list(rows)).scans


def test_a_plan_that_reads_everything_is_recognised(full: None) -> None:
    everything = plan_of(
        str(Case.objects.filter(subject="x").order_by("subject").values("pk").query).replace("= x", "= 'x'")
    )
    assert everything.scans == ("cases_case",)
    assert plan_of('SELECT "pk" FROM (SELECT "book_id" AS "pk" FROM "cases_case" ORDER BY "subject") AS "S"').sorts


# ── whole pages ──────────────────────────────────────────────────────────────

PAGES = {
    "queue": "/desk/",
    "everybody's queue": "/desk/?view=all&tab=next",
    "promises board": "/desk/promises/",
    "everybody's promises": "/desk/promises/?whose=all&tab=week",
    "people": "/desk/people/",
    "somebody by name": "/desk/people/?q=customer+12",
    "case": "case",
    "portal": "portal",
    "counter": "/desk/counter/",
    "notices": "/desk/settings/notices/",
    "day": "/desk/day/",
    "questions": "questions",
    "conduct": "conduct",
    "reports": "/desk/reports/",
    "changes": "/desk/settings/changes/",
    "policies": "policies",
    "patience": "patience",
}


def address(name: str, now: datetime) -> str:
    case = some_case()
    if name in {"case", "questions", "conduct"}:
        return f"/desk/cases/{case.number}/{name}/".replace("/case/", "/")
    if name in {"policies", "patience"}:
        return f"/desk/settings/brands/{case.brand_id}/{name}/"
    if name == "portal":
        link = links_for([(case.key, case.customer_id)], at=now)[(case.key, case.customer_id)]
        return f"/c/{token_of(link)}/"
    return PAGES[name]


def plans_of_page(client: Client, url: str) -> list[Plan]:
    assert client.get(url).status_code == 200
    return plans_of(lambda: client.get(url))


def test_no_page_reads_a_large_table_from_end_to_end_or_more_rows_because_there_are_more_cases(
    agent: Agent, client: Client, now: datetime
) -> None:
    # Who manages reads every page.
    Agent.objects.filter(pk=agent.pk).update(role=Agent.MANAGER)
    client.force_login(agent.account)
    fill(FEW, at=now)
    among_few = {name: plans_of_page(client, address(name, now)) for name in PAGES}
    fill(MANY - FEW, at=now, begin=FEW)
    found = []
    for name, few in among_few.items():
        many = plans_of_page(client, address(name, now))
        found += [f"{name}: reads all of {plan.scans}\n{plan.sql}\n{plan.text}" for plan in many if plan.scans]
        if len(many) != len(few):
            found.append(f"{name}: {len(few)} queries became {len(many)}")
        elif looked_at(many) > looked_at(few) + SLACK:
            most = max(many, key=lambda plan: plan.rows or 0)
            found.append(
                f"{name}: looked at {looked_at(few)} rows, then {looked_at(many)}, most of them by\n{most.sql}\n{most.text}"
            )
    assert not found, "\n\n".join(found)


def looked_at(plans: list[Plan]) -> int:
    """Return how many rows a page looked at in all; SQLite does not say."""
    return sum(plan.rows or 0 for plan in plans)


def test_every_page_of_a_queue_is_reached_once(full: None, agent: Agent) -> None:
    rows = Case.objects.visible_to(at_the_desk(agent)).open().filter(holder=agent, waiting_for=COMPANY)
    seen: list[object] = []
    after: Cursor | None = None
    while True:
        cases, after = page_of(rows, by="queue_at", after=after)
        seen += [case.pk for case in cases]
        if after is None:
            break
    assert seen == list(rows.order_by("queue_at", "pk").values_list("pk", flat=True))
    assert len(seen) >= 2 * ROWS
