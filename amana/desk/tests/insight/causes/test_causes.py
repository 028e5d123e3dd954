"""Causes and costs at the desk: who sees what, forms that keep what was typed, and what a case says of its cause."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amana.desk.tests.conftest import agent, signed_in
from amana.escalation.gathering import go_on_telling
from amana.insight.causes.counting import count_cause
from amana.insight.causes.gathering import add_case, add_group
from amana.insight.causes.opening import Said, open_cause
from amana.insight.causes.telling import begin_waiting
from amana.insight.models import Assumption, Cause, CauseCase, Fix, Group, Message, Notable, Outcome, OutcomeImport
from amana.insight.tests.causes.conftest import DAY, arrivals, asked, group_of, member
from amana.kit.codes import new_id
from amana.post.models import Outgoing
from amana.team.models import Agent, SettingChange
from amana.team.viewing import at_the_desk


@pytest.fixture
def lead(ruth):
    return signed_in(ruth)


@pytest.fixture
def auditor(brand):
    return signed_in(agent("Avi Auditor", brand, role=Agent.AUDITOR))


@pytest.fixture
def group(brand, now) -> Group:
    return group_of(brand, "Where is my code?", now)


@pytest.fixture
def cause(brand, ruth, group, case, now) -> Cause:
    by = at_the_desk(ruth)
    made = open_cause(brand, Said("The code comes after three days", (now - 60 * DAY).date(), ruth), by=by, at=now)
    add_group(made, group, by=by, at=now)
    member(group, case, now - DAY)
    return made


def local(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def form(ruth, now, **changes) -> dict[str, str]:
    return {
        "what": "The bill shows the old address",
        "more": "",
        "since": now.date().isoformat(),
        "owner": str(ruth.pk),
    } | changes


def test_from_what_is_rising_a_cause_is_opened(lead, desk, brand, group, ruth, now):
    day = (now - DAY).date()
    row = Notable.objects.create(group=group, brand=brand, noticed_on=day, seen_on=day, recent=12, recent_of=700, base=8,
                                 base_of=5600, chance=1e-6)  # fmt: skip
    html = lead.get("/desk/causes/").content.decode()
    assert "Where is my code?" in html and "12 cases in seven days, where the eight weeks before let expect 1" in html
    assert "Open its cause" not in desk.get("/desk/causes/").content.decode()
    page = f"/desk/causes/new/?group={group.pk}"
    assert "It is about: Where is my code?" in lead.get(page).content.decode()
    answer = lead.post(page, form(ruth, now))
    made = Cause.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/desk/causes/{made.pk}/"
    assert made.groups.get().group == group
    html = lead.get("/desk/causes/").content.decode()
    assert "Open its cause" not in html and made.what in html
    assert desk.post(f"/desk/rising/{row.pk}/removal/").status_code == 302
    row.refresh_from_db()
    assert row.dismissed_at is None
    lead.post(f"/desk/rising/{row.pk}/removal/")
    row.refresh_from_db()
    assert row.dismissed_at is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"what": "User error"},
        {"what": ""},
        {"owner": ""},
        {"owner": "rubbish"},
        {"since": "32.13.2026"},
        {"since": "3026-01-01"},
    ],
)
def test_what_is_no_cause_stays_in_the_form(changes, lead, ruth, now):
    answer = lead.post("/desk/causes/new/", form(ruth, now, more="kept words", **changes))
    assert answer.status_code == 422 and "kept words" in answer.content.decode()
    assert not Cause.objects.exists()


def test_an_agent_reads_a_cause_and_changes_none(desk, cause, ruth, now):
    html = desk.get(f"/desk/causes/{cause.pk}/").content.decode()
    assert cause.what in html and "Promise a fix" not in html and "What it costs" not in html
    for name in ("change", "withdrawal", "reopening", "fixes", "message"):
        assert desk.get(f"/desk/causes/{cause.pk}/{name}/").status_code == 404
        assert desk.post(f"/desk/causes/{cause.pk}/{name}/", form(ruth, now)).status_code == 404
    for page in ("/desk/causes/new/", "/desk/costs/", "/desk/outcomes/"):
        assert desk.get(page).status_code == 404


def test_an_auditor_reads_all_of_it_and_changes_nothing(auditor, cause, brand, now):
    count_cause(cause, at=now)
    assert "What it costs" in auditor.get(f"/desk/causes/{cause.pk}/").content.decode()
    for page in ("/desk/causes/", "/desk/costs/", "/desk/outcomes/", f"/desk/settings/brands/{brand.pk}/assumptions/"):
        assert auditor.get(page).status_code == 200
    auditor.post(f"/desk/causes/{cause.pk}/cases/", {"number": "x"})
    auditor.post("/desk/causes/new/", {"what": "x"})
    assert Cause.objects.count() == 1


def test_a_stranger_finds_no_cause(omar, cause):
    client = signed_in(omar)
    assert client.get(f"/desk/causes/{cause.pk}/").status_code == 404
    assert cause.what not in client.get("/desk/causes/").content.decode()


def test_a_fix_is_promised_done_and_seen_on_the_case(lead, desk, cause, case, dana, now):
    assert "no fix promised yet" in desk.get(f"/desk/cases/{case.number}/").content.decode()
    page = f"/desk/causes/{cause.pk}/fixes/"
    said = {"what": "Send it at once", "how": "ends", "owner": str(dana.pk), "due_at": local(now + 3 * DAY)}
    assert lead.post(page, said | {"due_at": local(now - DAY)}).status_code == 422
    assert lead.post(page, said | {"how": "rubbish"}).status_code == 422
    assert lead.post(page, said).status_code == 302
    html = desk.get(f"/desk/cases/{case.number}/").content.decode()
    assert "The code comes after three days" in html and "Dana Katz" in html and "mends it by" in html
    fix = Fix.objects.get()
    assert desk.post(f"/desk/fixes/{fix.pk}/time/", {"due_at": local(now + 6 * DAY), "why": "Parts"}).status_code == 302
    assert desk.post(f"/desk/fixes/{fix.pk}/agreement/").status_code == 404
    assert lead.post(f"/desk/fixes/{fix.pk}/agreement/").status_code == 302
    fix = Fix.objects.outstanding().get()
    assert desk.post(f"/desk/fixes/{fix.pk}/fulfilment/", {"text": ""}).status_code == 422
    assert desk.post(f"/desk/fixes/{fix.pk}/fulfilment/", {"text": "It goes out at once"}).status_code == 302
    assert Cause.objects.get().state == Cause.MENDED
    html = lead.get(f"/desk/causes/{cause.pk}/").content.decode()
    assert "said that this is done:" in html and "Send it at once" in html
    assert lead.post(f"/desk/causes/{cause.pk}/reopening/", {"text": "Two more today"}).status_code == 302
    assert Cause.objects.get().state == Cause.FOUND


def test_a_fix_that_is_late_is_shown_late_and_one_can_be_broken(lead, cause, ruth, now):
    fix = Fix.objects.create(id=new_id(), cause=cause, what="Send it at once", owner=ruth, due_at=now - DAY, made_at=now - 9 * DAY,
                             made_by=ruth)  # fmt: skip
    assert "cause-row--late" in lead.get("/desk/causes/").content.decode()
    assert "cause-row--late" in lead.get(f"/desk/causes/{cause.pk}/").content.decode()
    assert lead.post(f"/desk/fixes/{fix.pk}/breach/", {"text": "No money"}).status_code == 302
    assert "cause-row--late" not in lead.get("/desk/causes/").content.decode()


def test_groups_and_cases_come_and_go(lead, desk, cause, group, brand, case, now):
    other = group_of(brand, "The code is wrong", now)
    page = f"/desk/causes/{cause.pk}/"
    assert "The code is wrong" in lead.get(page).content.decode()
    lead.post(f"{page}groups/", {"group": str(other.pk), "act": "in"})
    assert cause.groups.count() == 2
    lead.post(f"{page}groups/", {"group": str(other.pk), "act": "out"})
    assert cause.groups.count() == 1
    assert "Choose the questions." in lead.post(f"{page}groups/", {"group": "rubbish"}, follow=True).content.decode()
    assert desk.post(f"{page}groups/", {"group": str(other.pk)}).status_code == 404
    desk.post(f"{page}cases/", {"number": case.number, "act": "in"})
    assert CauseCase.objects.get().case == case
    desk.post(f"{page}cases/", {"number": case.number, "act": "out"})
    assert desk.post(f"{page}cases/", {"number": "AM-NOTHNG"}).status_code == 404
    case_page = f"/desk/cases/{case.number}/cause/"
    assert "It comes from this" in desk.get(case_page).content.decode()
    desk.post(case_page, {"cause": str(cause.pk), "act": "in"})
    assert CauseCase.objects.exists() and "Take it out" in desk.get(case_page).content.decode()
    desk.post(case_page, {"cause": str(cause.pk), "act": "out"})
    assert not CauseCase.objects.exists()
    assert desk.post(case_page, {"cause": "rubbish"}).status_code == 404


def test_who_gets_a_message_is_seen_before_it_goes_and_how_far_it_came_after(lead, cause, case, now):
    page = f"/desk/causes/{cause.pk}/message/"
    assert "1 customer waits and reads this" in lead.get(page).content.decode()
    said = {
        "action": "You have your code",
        "due_at": local(now + 9 * DAY),
        f"text_{case.language}": "It comes late because of us.",
    }
    assert lead.post(page, said | {f"text_{case.language}": ""}).status_code == 422
    assert lead.post(page, said).status_code == 302
    row = Message.objects.get()
    html = lead.get(f"/desk/causes/{cause.pk}/").content.decode()
    assert "goes to all who wait" in html and "It comes late because of us." in html
    begin_waiting(row.goes_at)
    go_on_telling(row.goes_at + timedelta(minutes=1))
    assert "1 of 1 so far" in lead.get(f"/desk/causes/{cause.pk}/").content.decode()
    assert Outgoing.objects.filter(case=case.key, what="reply").count() == 1


def test_a_message_that_waits_is_taken_back(lead, desk, cause, ruth, now):
    row = Message.objects.create(id=new_id(), cause=cause, by=ruth, texts={"en": "x"}, action="x", due_at=now + 9 * DAY,
                                 written_at=now, goes_at=now + DAY)  # fmt: skip
    url = f"/desk/cause-messages/{row.pk}/removal/"
    assert desk.post(url).status_code == 404
    assert lead.post(url).status_code == 302
    row.refresh_from_db()
    assert row.taken_back_at is not None


def test_where_nobody_waits_nothing_can_be_sent(lead, brand, ruth, now):
    cause = open_cause(brand, Said("Old address", now.date(), ruth), by=at_the_desk(ruth), at=now)
    html = lead.get(f"/desk/causes/{cause.pk}/message/").content.decode()
    assert "Nobody waits for it now" in html and "Send it to all" not in html


def test_the_page_says_how_often_it_comes_and_what_it_costs(lead, cause, group, brand, now):
    arrivals(brand, now, days=90)
    asked(group, dict.fromkeys(range(2, 50), 2), now)
    count_cause(cause, at=now)
    html = lead.get(f"/desk/causes/{cause.pk}/").content.decode()
    assert "of 1,000 new cases (" in html and "Week by week" in html
    assert "Assumed: a contact costs" in html and "Nobody here has said so" in html


def test_no_page_asks_more_however_many_cases_there_are(lead, cause, group, brand, noa, dana, now):
    from amana.handling.opening import open_case

    def queries(url: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert lead.get(url).status_code == 200
        return len(found)

    count_cause(cause, at=now)
    urls = (f"/desk/causes/{cause.pk}/", "/desk/causes/")
    by_hand = open_case(noa, brand, subject="Code", text="Where is it?", by=at_the_desk(dana), at=now)
    add_case(cause, by_hand, by=at_the_desk(dana), at=now)
    few = [queries(url) for url in urls]
    for n in range(12):
        more = open_case(noa, brand, subject=f"Code {n}", text="Where is it?", by=at_the_desk(dana), at=now)
        if n % 2:
            member(group, more, now)
        else:
            add_case(cause, more, by=at_the_desk(dana), at=now)
    assert [queries(url) for url in urls] == few


# ── costs ────────────────────────────────────────────────────────────────────


def test_what_is_assumed_is_changed_by_who_leads_and_noted(lead, desk, brand):
    page = f"/desk/settings/brands/{brand.pk}/assumptions/"
    assert desk.get(page).status_code == 404
    assert "Nobody measured these" in lead.get(page).content.decode()
    said = {"currency": "eur", "per_contact": "4", "per_minute": "0.5", "minutes_a_contact": "8"}
    for wrong in ({"currency": "x"}, {"per_contact": "-1"}, {"per_minute": "NaN"}, {"minutes_a_contact": "many"}):
        assert lead.post(page, said | wrong).status_code == 422
    assert lead.post(page, said).status_code == 302
    assert Assumption.objects.get().currency == "EUR"
    assert SettingChange.objects.get().part == "assumptions"
    html = lead.get("/desk/costs/").content.decode()
    assert "a contact costs 4.00 EUR" in html and "Nobody here has said so" not in html


def test_a_file_is_looked_at_taken_in_and_taken_back(lead, auditor, brand, case, noa):
    def sent(text: str) -> dict[str, object]:
        return {"brand": str(brand.pk), "file": SimpleUploadedFile("stayed.csv", text.encode()), "field": ""}

    assert lead.post("/desk/outcomes/", {"brand": str(brand.pk)}).status_code == 422
    assert lead.post("/desk/outcomes/", sent("nonsense")).status_code == 422
    answer = lead.post(
        "/desk/outcomes/", sent("who,what\nnoa@levi.example,left\nx@else.example,left\nnoa@levi.example,\n")
    )
    row = OutcomeImport.objects.get()
    page = f"/desk/outcomes/{row.pk}/"
    assert answer["Location"] == page
    html = lead.get(page).content.decode()
    assert "It counts for nothing yet" in html and "It says neither stayed, left nor bought more." in html
    auditor.post(page, {"act": "take"})
    row.refresh_from_db()
    assert row.taken_at is None
    assert lead.post(page, {"act": "take"}).status_code == 302
    assert Outcome.objects.get().person == noa
    assert "stayed.csv" in lead.get("/desk/outcomes/").content.decode()
    assert lead.post(page, {"act": "back"}).status_code == 302
    assert not Outcome.objects.exists() and "Ruth Ben-Ami" in lead.get(page).content.decode()
