from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amana.cases.models import COMPANY, Case
from amana.commitments.models import Commitment
from amana.desk.insight import own
from amana.desk.tests.conftest import agent, signed_in
from amana.handling.holding.handing_over import offer
from amana.insight.measures.spanning import A_WEEK, week_with
from amana.insight.models import CountedWeek, Export, Part, PartedWeek, Strained, Tally, WeeklyLetter
from amana.kit.codes import new_id
from amana.review.models import Change, Leak
from amana.team.models import Team
from amana.team.viewing import at_the_desk
from tests.filling import fill
from tests.plans import plans_of

pytestmark = pytest.mark.django_db
LARGE = {"cases_case", "commitments_commitment", "review_leak", "review_change", "insight_part", "insight_climb",
         "insight_strained", "cases_handover", "cases_value", "insight_member"}  # fmt: skip
FIGURES = ["promises", "leaks", "ladder", "waiting"]
ALL = ["", "today/", "patience/", "own/", *(f"{name}/" for name in FIGURES)]


@pytest.fixture
def team(db):
    return Team.objects.create(name="<North>")


@pytest.fixture
def counted(brand, team, now):
    """Two weeks of a team of six and of one of two people."""
    small = Team.objects.create(name="South")
    this = week_with(brand, now)
    for week_on in (this, this - A_WEEK):
        PartedWeek.objects.create(brand=brand, week_on=week_on, counted_at=now)
        CountedWeek.objects.create(brand=brand, week_on=week_on, counted_at=now)
        for whose, people in ((team, 6), (small, 2)):
            Tally.objects.create(brand=brand, team=whose, week_on=week_on, measure="people", value=people)
            rows = [
                ("promises", "ending", "hand", "kept_on_time", 0, 30), ("promises", "ending", "answer", "broken", 0, 10),
                ("promises", "length", "hand", "", 5, 40), ("promises", "used", "hand", "", 0, 30),
                ("waiting", "", "first", "", 3, 20), ("waiting", "language", "first", "he", 3, 20),
                ("waiting", "language", "first", "ar", 3, 3),
                ("climbs", "", "asked", "", 0, 4), ("climbs", "rung", "asked", "2", 0, 4),
                ("climbs", "language", "asked", "he", 0, 3), ("climbs", "language", "asked", "ar", 0, 1),
                ("leaks", "", "opacity", "", 0, 7), ("leaks", "strength", "opacity", "3", 0, 7),
                ("leaks", "rung", "opacity", "0", 0, 7),
            ]  # fmt: skip
            Part.objects.bulk_create(
                Part(brand=brand, team=whose, week_on=week_on, measure=measure, by=by, kind=kind, value=value,
                     bucket=bucket, number=number)
                for measure, by, kind, value, bucket, number in rows
            )  # fmt: skip
        for value, number in (("he", 11), ("ar", 3)):
            Part.objects.create(brand=brand, team=None, week_on=week_on, measure="customers", by="language",
                                kind="first", value=value, number=number)  # fmt: skip
    return this


@pytest.fixture
def five(brand, ruth):
    return [agent(f"Agent{number} Five", brand, lead=ruth) for number in range(5)]


def html(who, path, **asked):
    answer = signed_in(who).get(f"/desk/insight/{path}", asked)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    "role, sees", [("agent", False), ("lead", True), ("manager", True), ("admin", True), ("auditor", True)]
)
def test_figures_are_for_those_who_lead_and_who_read_and_today_is_for_everybody(brand, counted, role, sees):
    client = signed_in(agent("Rona Role", brand, role=role))
    for name in FIGURES:
        assert client.get(f"/desk/insight/{name}/").status_code == (200 if sees else 404)
    assert client.get("/desk/insight/cases/", {"of": "leaks"}).status_code == (200 if sees else 404)
    for path in ("", "today/", "patience/"):
        assert client.get(f"/desk/insight/{path}").status_code == 200
    assert ("/desk/insight/leaks/" in client.get("/desk/insight/").content.decode()) is sees


@pytest.mark.parametrize("path", ALL)
def test_an_empty_installation_has_a_sentence_and_no_figure(brand, ruth, path):
    page = html(ruth, path)
    assert "Traceback" not in page and "<canvas" not in page


@pytest.mark.parametrize("path", ALL)
def test_no_page_of_insight_names_who_serves(case, counted, ruth, dana, omer, path):
    if path != "today/":  # a board of work, as the promises board is, and no figure
        page = html(ruth, path).replace("Ruth Ben-Ami", "")
        assert "Omer" not in page and ("Dana" not in page or path == "patience/")


def test_a_page_begins_with_its_sentence_and_each_figure_has_its_definition_and_its_cases(counted, ruth):
    page = html(ruth, "promises/")
    assert "75 % of promises kept on time" in page and "Promises of ours that ended in the week" in page
    assert f"/desk/insight/cases/?of=promises&amp;value=broken&amp;week={counted}" in page
    assert (
        'data-chart="columns"' in page
        and "chart.umd.min.js" in page
        and "<script>" not in page
        and " style=" not in page
    )


def test_the_start_page_says_in_a_sentence_how_each_page_stands(case, counted, brand, ruth, now):
    Strained.objects.create(case=case, brand=brand, patience=12, since=now)
    page = html(ruth, "")
    for said in ("75 % of promises kept on time", " late.", "1 open case", "28 leaks; most often: ", "16 cases went a rung up",
                 "Half had their first answer within 4 hours"):  # fmt: skip
        assert said in page


def test_small_teams_are_shown_together_and_alone_nowhere(counted, ruth):
    page = html(ruth, "leaks/")
    assert "South" not in page or "small teams together" in page
    assert "Tavor · &lt;North&gt;" not in page


def test_a_group_of_few_customers_is_shown_with_another_or_not_at_all(counted, ruth):
    """Alone it would be the rest of what the weeks say of everybody."""
    assert '<bdi dir="ltr">Arabic, Hebrew</bdi>' in html(ruth, "ladder/")
    Part.objects.filter(measure="customers", value="he").update(number=1)
    assert "fewer than five customers" in html(ruth, "ladder/")


@pytest.mark.parametrize("asked", [
    {"weeks": "9" * 30}, {"weeks": "x\x00"}, {"team": "rubbish"}, {"team": "\x00"}, {"weeks": "-4", "team": "'"},
])  # fmt: skip
@pytest.mark.parametrize("name", FIGURES)
def test_rubbish_asks_for_the_usual(counted, ruth, name, asked):
    assert signed_in(ruth).get(f"/desk/insight/{name}/", asked).status_code == 200


@pytest.mark.parametrize("asked, status", [
    ({}, 404), ({"of": "people"}, 404), ({"of": "leaks", "week": "x"}, 404), ({"of": "leaks", "week": "0001-01-01"}, 404),
    ({"of": "leaks", "week": "9999-12-31"}, 404), ({"of": "leaks", "kind": "\x00", "by": "cause", "value": "'"}, 200),
    ({"of": "waiting", "bucket": "9" * 20}, 200), ({"of": "climbs", "by": "rung", "value": "²"}, 200),
    ({"of": "promises", "value": "disputed", "after": "rubbish"}, 200), ({"of": "promises", "by": "length", "bucket": "5"}, 200),
    ({"of": "leaks", "by": "product", "value": "x" * 500}, 200), ({"of": "leaks", "by": "rung", "value": "-1"}, 200),
])  # fmt: skip
def test_what_is_asked_of_the_cases_may_be_rubbish(counted, ruth, asked, status):
    assert signed_in(ruth).get("/desk/insight/cases/", asked).status_code == status


def test_the_cases_behind_a_figure_are_those_it_counted(case, counted, ruth, now):
    Leak.objects.create(
        case=case, brand=case.brand, kind="opacity", strength=3, at=now - timedelta(minutes=1), found_at=now
    )
    Leak.objects.create(
        case=case, brand=case.brand, kind="no_paper", strength=1, at=now - timedelta(days=30), found_at=now
    )
    CountedWeek.objects.all().delete()  # before a week has closed there is one group, everybody
    Tally.objects.all().delete()

    assert case.subject in html(ruth, "cases/", of="leaks", kind="opacity", week=str(counted))
    assert case.subject not in html(ruth, "cases/", of="leaks", kind="opacity", week=str(counted - A_WEEK))
    assert case.subject not in html(ruth, "cases/", of="leaks", kind="no_paper", week=str(counted))
    assert case.subject in html(ruth, "cases/", of="leaks", by="strength", value="3", kind="opacity", weeks="4")
    assert case.subject not in html(ruth, "cases/", of="leaks", by="strength", value="1", kind="opacity", weeks="4")


def test_a_page_of_cases_looks_through_so_many_rows_at_most(case, counted, ruth, dana, now, monkeypatch):
    from amana.desk.insight import cases

    monkeypatch.setattr(cases, "MOST_LOOKED_THROUGH", 3)
    CountedWeek.objects.all().delete()
    Tally.objects.all().delete()
    for number in range(7):
        ended = now - timedelta(minutes=number + 1)
        Commitment.objects.create(
            case=case, promiser=COMPANY, promiser_company=case.company, promisee_person=case.customer, owner_agent=dana,
            action=f"thing {number}", origin="hand", due_at=ended, made_at=ended - timedelta(hours=1), ended_in=new_id(),
            state="broken" if number == 5 else "kept", ended_at=ended,
        )  # fmt: skip
    client, asked = signed_in(ruth), {"of": "promises", "value": "broken", "weeks": "4"}
    first = client.get("/desk/insight/cases/", asked)
    assert "None so far" in first.content.decode()
    second = client.get(f"/desk/insight/cases/{first.context['pages']['after_url']}")
    assert [row["what"] for row in second.context["rows"]] == ["Thing 5"] or "hing 5" in second.content.decode()


def test_ones_own_leaks_are_those_of_the_cases_one_holds(case, ruth, dana, omer, now):
    Leak.objects.create(case=case, brand=case.brand, kind="no_apology", strength=3, at=now, found_at=now)
    Leak.objects.create(case=case, brand=case.brand, kind="no_paper", strength=3, at=now, found_at=now, gone_at=now)
    Case.objects.filter(pk=case.pk).update(holder=dana)
    page = html(dana, "own/")
    assert "no apology" in page and case.subject in page and "said but not written" not in page
    for other in (ruth, omer):
        assert case.subject not in html(other, "own/")


def test_of_the_cases_one_holds_those_due_first_are_looked_at_whoever_has_to_act(case, dana, now, monkeypatch):
    """They are read in the order of an index and no further: an agent may hold half of all cases."""
    monkeypatch.setattr(own, "MOST_CASES", 3)
    fill(12, at=now)
    Case.objects.open().update(holder=dana)
    first = list(Case.objects.in_queue_order()[:3])
    last = Case.objects.in_queue_order().last()
    for one in (*first, last):
        Leak.objects.create(case=one, brand=one.brand, kind="no_apology", strength=3, at=now, found_at=now)
    pages = []
    plans = [plan for plan in plans_of(lambda: pages.append(html(dana, "own/"))) if "LIMIT 3" in plan.sql]
    assert all(one.number in pages[0] for one in first) and last.number not in pages[0]
    assert {one.waiting_for for one in Case.objects.open()} == {"company", "customer"}
    assert len(plans) == 2
    if connection.vendor == "sqlite":  # PostgreSQL sorts a dozen rows as it likes
        assert not any(plan.sorts for plan in plans)


def test_today_says_what_breaks_in_the_next_hours(case, ruth, dana, omer, now):
    Commitment.objects.outstanding().filter(case=case).update(
        due_at=now + timedelta(hours=1), action="Call her back", origin="hand"
    )
    offer(case, taker=omer, why="She called twice.", by=at_the_desk(dana), at=now)
    page = html(dana, "today/")
    assert "Call her back" in page and "Dana Katz" in page and "Omer" in page
    assert "Nobody waits for a call of ours" in page

    Commitment.objects.outstanding().filter(case=case).update(due_at=now - timedelta(hours=1))
    assert "Late already: " in html(dana, "today/")


def test_patience_lists_the_least_first_with_its_reasons_and_only_ones_own_brands(case, brand, ruth, omar, now):
    Change.objects.create(person=case.customer, case=case, points=-60, reason="late", at=now)
    Case.objects.filter(pk=case.pk).update(patience=12)
    Strained.objects.create(case=case, brand=brand, patience=12, since=now)
    page = html(ruth, "patience/")
    assert case.subject in page and "a promise was late" in page
    assert case.subject not in html(omar, "patience/")
    for rubbish in ("x", "5", "5_", f"5_{new_id()}", "²_²", "99999_" + str(new_id())):
        html(ruth, "patience/", after=rubbish)


def test_the_file_holds_what_the_page_shows_and_is_written_down(counted, ruth, five):
    answer = signed_in(ruth).post("/desk/insight/promises/file/", {"weeks": "4"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["What", "Of", "Figure", "Value"]
    assert ["How promises ended", str(counted), "kept on time", "60"] in rows
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert Export.objects.count() == 1 and "attachment" in answer.headers["Content-Disposition"]


def test_where_fewer_than_five_serve_no_figure_leaves(counted, ruth):
    assert "stay on the screen" in html(ruth, "promises/")
    answer = signed_in(ruth).post("/desk/insight/promises/file/", {"weeks": "4"})
    assert answer.status_code == 302 and not Export.objects.exists()


@pytest.mark.parametrize("name", ["people", "x", "today"])
def test_there_is_no_file_of_anything_else(counted, ruth, name):
    assert signed_in(ruth).post(f"/desk/insight/{name}/file/").status_code == 404


def test_an_auditor_takes_a_file_and_no_letter(counted, brand, five):
    auditor = signed_in(agent("Avi Auditor", brand, role="auditor"))
    assert auditor.post("/desk/insight/leaks/file/", {"weeks": "13"}).headers["Content-Type"].startswith("text/csv")
    auditor.post("/desk/insight/letter/", {"wanted": "yes"})
    assert not WeeklyLetter.objects.exists()


def test_the_letter_is_switched_on_the_start_page(counted, ruth):
    client = signed_in(ruth)
    for wanted in ("no", "yes"):
        assert client.post("/desk/insight/letter/", {"wanted": wanted}).status_code == 302
        assert WeeklyLetter.objects.get(agent=ruth).is_wanted is (wanted == "yes")


@pytest.mark.parametrize("path", ALL)
def test_a_page_asks_so_many_queries_however_much_there_is(counted, brand, ruth, path):
    client = signed_in(ruth)
    with CaptureQueriesContext(connection) as few:
        client.get(f"/desk/insight/{path}")
    for number in range(12):
        rows = Part.objects.filter(week_on=counted)
        Part.objects.bulk_create(
            Part(brand=row.brand, team=row.team, week_on=counted - number * A_WEEK, measure=row.measure, by=row.by,
                 kind=row.kind, value=f"{row.value}", bucket=number % 12, number=1)
            for row in rows[:12]
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        client.get(f"/desk/insight/{path}")
    assert len(many) == len(few) <= 45


@pytest.mark.sqlite  # PostgreSQL reads a few hundred rows whole, as it may
@pytest.mark.parametrize("path", [*ALL, *(f"cases/?of={of}&weeks=52" for of in ("promises", "waiting", "climbs", "leaks")),
                                  "cases/?of=waiting&by=language&value=he&bucket=3&kind=first&weeks=52"])  # fmt: skip
def test_a_page_reads_no_large_table_from_end_to_end(case, counted, ruth, now, path):
    fill(200, at=now)
    Leak.objects.create(case=case, brand=case.brand, kind="opacity", strength=3, at=now, found_at=now)
    client = signed_in(ruth)
    scanned = {table for plan in plans_of(lambda: client.get(f"/desk/insight/{path}")) for table in plan.scans}
    assert not scanned & LARGE, scanned
