"""A call while it lasts: timed, typed along, caught, ended, and written down once."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from amana.advocacy.models import CallLine, CaseCompany, PhoneCall
from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.deadlines.models import Rule
from amana.deadlines.seeding import seed
from amana.directory.models import Point, Profile, Wait
from amana.portal.tests.mine.stage import LANGUAGES, entries, in_language, shared, somebody_else, url

SAID = {"en": "He will call me back tomorrow by 18:00", "he": "הוא אמר שיחזור אליי מחר עד 18:00",
        "ar": "سيتصل بي غداً الساعة ٦ مساء"}  # fmt: skip
KEPT = {"headers": {"X-Kept": "1"}}


@pytest.fixture
def dialled(own, client) -> PhoneCall:
    assert client.post(url(own, "call/")).url == url(own, "call/")
    return PhoneCall.objects.get()


def line(client, own, **said: str):
    return client.post(url(own, "call/lines/"), said, **KEPT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_call_goes_from_dialling_to_the_letter(own, client, language):
    in_language(own, language)
    client.post(url(own, "call/"))
    client.post(url(own, "call/answered/"))
    kept = client.post(
        url(own, "call/"), {"act": "keep", "who": "Avi", "said": SAID[language], "revision": "0"}, **KEPT
    ).json()
    assert kept["revision"] == 1 and 'name="kind" value="promise"' in kept["lines"]
    due = kept["lines"].partition('name="due_at" value="')[2].partition('"')[0]
    text = kept["lines"].partition('name="text" value="')[2].partition('"')[0]
    line(client, own, kind="promise", text=text, due_at=due)
    line(client, own, kind="offer", text="Half the money")
    line(client, own, kind="counter", text="All of it")
    line(client, own, kind="technique", text="authority_policy")
    assert client.post(url(own, "call/over/")).url == url(own, "call/end/")
    page = client.get(url(own, "call/end/")).content.decode()
    assert due in page and SAID[language] in page

    key = CallLine.objects.get(kind="promise").pk
    typed = {
        "who": "Avi",
        "said": SAID[language],
        "waited_minutes": "12",
        "minutes": "5",
        f"due-{key}": due,
        "act": "confirm",
    }
    letter = client.post(url(own, "call/end/"), typed)
    noted = entries(own, "call.noted")[0]
    assert (noted["who"], noted["waited"], noted["minutes"]) == ("Avi", 12, 5) and str(noted.id) in letter.url
    promise = Commitment.objects.get(case=own, action=text)
    assert promise.owner_person.name == "Avi" and promise.said_in == noted.id
    assert [(one["side"], one["text"]) for one in entries(own, "offer.noted")] == [
        ("company", "Half the money"),
        ("customer", "All of it"),
    ]
    assert entries(own, "tactic.heard")[0].audience == "customer" and "authority_policy" not in shared(own)
    assert client.get(letter.url).status_code == 200 and client.get(url(own)).status_code == 200
    assert client.get(url(own, "call/end/")).url == url(own)


def test_the_times_are_kept_and_survive_a_reload(own, client, dialled):
    PhoneCall.objects.update(dialled_at=timezone.now() - timedelta(minutes=40))
    at = timezone.now() - timedelta(minutes=10)
    client.post(url(own, "call/answered/"), {"tapped_at": at.isoformat()})
    client.post(url(own, "call/answered/"))
    row = PhoneCall.objects.get()
    assert abs(row.answered_at - at) < timedelta(seconds=1)
    page = client.get(url(own, "call/")).content.decode()
    assert (
        f'data-since="{timezone.localtime(row.dialled_at, timezone.get_fixed_timezone(120)).isoformat()[:16]}' in page
    )
    client.post(url(own, "call/over/"))
    end = client.get(url(own, "call/end/")).content.decode()
    assert 'name="waited_minutes" value="30"' in end and 'name="minutes" value="10"' in end
    assert client.post(url(own, "call/over/"), {"act": "on"}).url == url(own, "call/")
    assert PhoneCall.objects.get().hung_up_at is None


@pytest.mark.parametrize(
    "tapped", ["x", "2099-01-01T00:00:00Z", "2026-01-01T00:00:00", "1001-01-01T00:00:00Z", "9" * 99]
)
def test_a_moment_that_makes_no_sense_is_now_or_when_it_was_dialled(own, client, dialled, tapped):
    client.post(url(own, "call/answered/"), {"tapped_at": tapped})
    row = PhoneCall.objects.get()
    assert row.dialled_at <= row.answered_at <= timezone.now()


def test_dialling_twice_is_one_call(own, client, dialled):
    client.post(url(own, "call/"))
    assert PhoneCall.objects.count() == 1


def test_what_two_pages_type_at_once_is_all_kept(own, client, dialled):
    def typed(said: str, revision: int):
        return client.post(url(own, "call/"), {"act": "keep", "said": said, "revision": revision}, **KEPT).json()

    typed("from the phone", 0)
    assert typed("from the laptop", 0)["said"] == "from the phone\nfrom the laptop"
    assert typed("from the phone\nfrom the laptop, more", 2)["said"] == "from the phone\nfrom the laptop, more"
    assert typed("shorter", 3)["said"] == "shorter"


def test_a_line_sent_twice_is_one_line(own, client, dialled):
    key = str(uuid4())
    for _time in range(3):
        line(client, own, kind="offer", text="A voucher", key=key)
    line(client, own, kind="technique", text="authority_policy")
    line(client, own, kind="technique", text="authority_policy")
    assert CallLine.objects.count() == 2


def test_a_promise_is_read_back_dated_in_words_and_taken_away(own, client, dialled):
    line(client, own, kind="promise", text="A refund", due="in two weeks")
    row = CallLine.objects.get()
    assert row.due_at and row.due_at > timezone.now()
    client.post(url(own, f"call/lines/{row.pk}/"), {"act": "back"})
    assert CallLine.objects.get().is_read_back
    client.post(url(own, f"call/lines/{row.pk}/"), {"act": "drop"})
    assert not CallLine.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "x"}, {"kind": "technique", "text": "lying"}, {"text": " \0"}, {"kind": ""}],
)
def test_a_line_that_makes_no_sense_is_refused(own, client, dialled, wrong):
    assert line(client, own, **({"kind": "offer", "text": "x"} | wrong)).status_code == 422
    plain = client.post(url(own, "call/lines/"), {"kind": "offer", "text": "x"} | wrong)
    assert plain.status_code == 422 and 'role="alert"' in plain.content.decode()
    assert not CallLine.objects.exists()


def test_a_promise_without_a_time_is_asked_about_and_what_was_typed_stays(own, client, dialled):
    line(client, own, kind="promise", text="A refund")
    key = CallLine.objects.get().pk
    answer = client.post(url(own, "call/end/"), {"said": "Blah-blah", f"due-{key}": "", "act": "save"})
    assert answer.status_code == 422 and "Blah-blah" in answer.content.decode() and not entries(own, "call.noted")
    assert client.post(url(own, "call/end/"), {"said": "x", f"due-{key}": "rubbish", "act": "save"}).status_code == 422


def test_a_call_that_nobody_answered_is_written_down_as_that(own, client, dialled):
    client.post(url(own, "call/over/"))
    client.post(url(own, "call/end/"), {"said": "", "waited_minutes": "40", "act": "save"})
    noted = entries(own, "call.noted")[0]
    assert noted["text"] == "Nobody answered." and noted["waited"] == 40


def test_stuck_ends_calmly_and_leads_to_the_next_plan(own, client, dialled):
    client.post(url(own, "call/over/"), {"stuck": "1"})
    answer = client.post(url(own, "call/end/"), {"who": "Avi", "said": "No, no, no.", "act": "save"})
    assert answer.url == url(own, "plan/") and PhoneCall.objects.get().is_stuck


def test_a_call_that_was_none_leaves_nothing(own, client, dialled):
    line(client, own, kind="offer", text="x")
    client.post(url(own, "call/end/"), {"act": "drop"})
    assert not entries(own, "call.noted") and not entries(own, "offer.noted") and not CallLine.objects.exists()


def test_what_comes_after_the_end_is_told_so(own, client, dialled):
    client.post(url(own, "call/end/"), {"said": "x", "act": "save"})
    assert client.post(url(own, "call/"), {"act": "keep", "said": "late"}, **KEPT).status_code == 410
    assert line(client, own, kind="offer", text="late").status_code == 410
    assert len(entries(own, "call.noted")) == 1
    assert client.post(url(own, "call/end/"), {"said": "again", "act": "save"}).url == url(own)
    assert len(entries(own, "call.noted")) == 1


def test_no_call_is_begun_on_a_closed_case(own, client):
    client.post(url(own, "closing/"))
    assert client.post(url(own, "call/")).status_code == 422


def test_another_persons_call_is_nothing(own, client, dialled):
    line(client, own, kind="offer", text="A voucher")
    key = CallLine.objects.get().pk
    stranger = somebody_else()
    for screen in ("call/", "call/end/", f"call/lines/{key}/", "call/over/", "plan/"):
        assert stranger.get(url(own, screen)).status_code in {404, 405}
        assert stranger.post(url(own, screen), {"act": "drop"}).status_code == 404
    assert CallLine.objects.exists()


def test_the_techniques_met_before_come_first(own, client, dialled):
    page = client.get(url(own, "call/")).content.decode()
    assert page.count("on-call__technique") == 22 and "does not record" in page
    assert page.index('value="authority_policy"') < page.index('value="fake_supervisor"')
    for _time in range(2):
        client.post(url(own, "call/"))
        line(client, own, kind="technique", text="fake_supervisor")
        client.post(url(own, "call/end/"), {"said": "x", "act": "save"})
    client.post(url(own, "call/"))
    page = client.get(url(own, "call/")).content.decode()
    assert page.index('value="fake_supervisor"') < page.index('value="authority_policy"')


def test_the_plan_follows_from_what_is_late_and_goes_into_the_call(own, client):
    client.post(url(own, "call/"))
    line(
        client,
        own,
        kind="promise",
        text="The refund",
        due_at=(timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT10:00"),
    )
    key = CallLine.objects.get()
    due = timezone.localtime(key.due_at).strftime("%Y-%m-%dT%H:%M")
    client.post(url(own, "call/end/"), {"who": "Avi", "said": "x", f"due-{key.pk}": due, "act": "save"})
    Commitment.objects.filter(case=own, action="The refund").update(due_at=timezone.now() - timedelta(hours=3))
    page = client.get(url(own, "plan/")).content.decode()
    assert "The refund" in page and "Avi" in page and "150 would do" not in page
    typed = {"whom": "Avi", "goal": "The refund by Monday", "opening": "Good day.", "asks": "A name\nA number", "carry": "c",
             "fallback": "f"}  # fmt: skip
    for _time in range(2):
        client.post(url(own, "plan/"), typed)
    assert len(entries(own, "plan.written")) == 1 and "Good day." not in shared(own)
    assert client.post(url(own, "plan/"), typed | {"goal": " "}).status_code == 422
    assert client.post(url(own, "plan/"), typed | {"act": "call"}).url == url(own, "call/")
    assert "Good day." in client.get(url(own, "call/")).content.decode()


def test_the_page_names_the_number_the_keys_and_what_the_law_says_of_waiting(own, client, settings):
    by = {"source": "x", "checked_on": timezone.now().date()}
    Profile.objects.filter(company=own.company).update(sector="telecom", country="IL", **by)
    Point.objects.create(company=own.company, kind="phone", value="*6060", same="*6060", to_human="3, then 0", **by)
    seed()
    settings.OPEN_MINE = True
    client.post(url(own, "call/"))
    page = client.get(url(own, "call/")).content.decode()
    assert "*6060" in page and "3, then 0" in page and "6 minutes" in page
    client.post(url(own, "call/answered/"))
    assert "6 minutes" not in client.get(url(own, "call/")).content.decode()
    client.post(url(own, "call/end/"), {"said": "x", "waited_minutes": "38", "act": "save"})
    assert Wait.objects.get(company=own.company).minutes == 38


def test_on_a_shared_server_the_directory_learns_nothing_of_own_calls(own, client, settings):
    settings.OPEN_MINE = False
    client.post(url(own, "call/"))
    client.post(url(own, "call/end/"), {"said": "x", "waited_minutes": "38", "act": "save"})
    assert not Wait.objects.exists()


def test_of_several_companies_one_is_called(own, client):
    client.post(url(own, "sides/"), {"who": "company", "name": "Shop Ltd", "role": "seller"})
    row = CaseCompany.objects.get(company__name="Shop Ltd")
    assert f'value="{row.pk}"' in client.get(url(own)).content.decode()
    client.post(url(own, "call/"), {"company": str(row.pk)})
    assert "Shop Ltd" in client.get(url(own, "call/")).content.decode()
    assert PhoneCall.objects.get().company == row


@pytest.mark.parametrize("company", ["x", "\0", "00000000-0000-0000-0000-000000000000"])
def test_a_company_that_is_none_is_the_company_of_the_case(own, client, company):
    client.post(url(own, "call/"), {"company": company})
    assert PhoneCall.objects.get().company is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_law_on_recording_is_shown_where_it_is_known_and_has_to_be_checked_first(own, client, language):
    in_language(own, language)
    seed()
    Case.objects.filter(pk=own.pk).update(zone="Asia/Jerusalem")
    client.post(url(own, "call/"))
    page = client.get(url(own, "call/")).content.decode()
    rule = Rule.objects.get(key="il-recording")
    assert rule.source in page and "<strong>" in page
    Rule.objects.filter(pk=rule.pk).update(checked_on=timezone.localdate() - timedelta(days=1))
    assert (
        "<strong>" not in client.get(url(own, "call/")).content.decode().partition(rule.source)[0].rpartition("<p")[2]
    )
    Case.objects.filter(pk=own.pk).update(zone="Pacific/Auckland")
    assert rule.source not in client.get(url(own, "call/")).content.decode()
