"""The keeper of own cases is reminded once of each thing, as they chose, and not at night."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime, time, timedelta
from io import BytesIO

import pytest

from amana.advocacy.ending.checking_up import plan_check_up, remind_due
from amana.cases.models import Case
from amana.commitments.making import Draft
from amana.commitments.models import Commitment
from amana.escalation.ringing import ring
from amana.handling.facts.noting import note_call
from amana.notices.kinds import KEEPER_KINDS, LOOK, THEIRS
from amana.notices.models import Browser, KeeperManner, KeeperTold, Push
from amana.notices.pushing import send_pushes
from amana.notices.reminding import forget, remind_keeper
from amana.notices.tests.conftest import Surfer, push_service  # noqa: F401  # a fixture
from amana.people.models import Account
from amana.portal.tests.mine.stage import LANGUAGES, in_language, somebody_else
from amana.post.models import Outgoing
from amana.team.viewing import owner

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def mail(settings):
    settings.SMTP_URL = "smtp://mail.example"


@pytest.fixture
def told(own, client) -> Case:
    """An own case whose keeper is told in one browser."""
    surfer = Surfer()
    assert client.post("/mine/reminders/browsers/key/").json()["key"]
    answer = client.post(
        "/mine/reminders/browsers/", {"subscription": surfer.says()}, headers={"User-Agent": "Firefox/1 Linux"}
    )
    assert answer.status_code == 200
    own.refresh_from_db()
    return Case.objects.select_related("owner__account", "company").get(pk=own.pk)


def promised(case: Case, *, due: datetime) -> Commitment:
    said_at = due - DAY
    Case.objects.filter(pk=case.pk).update(opened_at=said_at)
    note_call(case, "They will call.", who="Avi", by=owner(case.customer), at=said_at,
              promises=[Draft("A call back", due, promiser="company")])  # fmt: skip
    return Commitment.objects.get(case=case, action="A call back")


def ring_until(until: datetime) -> None:
    for _again in range(12):
        ring(at=until)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_offers_each_kind_and_keeps_what_is_chosen(own, client, mail, language):
    in_language(own, language)
    page = client.get("/mine/reminders/").content.decode()
    assert all(f'name="{kind}"' in page for kind in KEEPER_KINDS)
    chosen = {THEIRS: ["push"], "quiet_from": "22:30", "quiet_until": "07:00", "is_quiet": "1"}
    assert client.post("/mine/reminders/", chosen).status_code == 302
    manner = KeeperManner.objects.get()
    assert manner.ways_of(THEIRS) == {"push"} and manner.ways_of(LOOK) == set() and manner.quiet_from == time(22, 30)


def test_mail_is_not_offered_where_none_is_sent_and_stays_as_it_was(own, client):
    assert 'value="mail"' not in client.get("/mine/reminders/").content.decode()
    client.post("/mine/reminders/", {"quiet_from": "22:00", "quiet_until": "07:00"})
    assert KeeperManner.objects.get().ways_of(THEIRS) == {"mail"}


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"quiet_from": "x"},
        {"quiet_from": "25:00", "quiet_until": "1"},
        {"quiet_from": "\0", "quiet_until": "9" * 99},
    ],
)
def test_rubbish_for_times_is_refused_with_a_sentence(own, client, said):
    assert client.post("/mine/reminders/", said).status_code == 422 and not KeeperManner.objects.exists()


def test_a_broken_promise_reaches_the_browser_sealed_and_the_mail_once(told, mail, push_service):  # noqa: F811  # a fixture by its name
    promised(told, due=NOON)
    ring_until(NOON + timedelta(minutes=5))
    late = [row for row in Push.objects.all() if row.says["kind"] == THEIRS]
    assert len(late) == 1 and late[0].says["url"].startswith(f"/mine/{told.number}/promises/")
    assert "A call back" not in str(late[0].says)
    assert [row.subject for row in Outgoing.objects.filter(what="reminder") if "Late" in row.subject]
    assert send_pushes(NOON + timedelta(minutes=6), door=push_service.door) >= 1 and push_service.got
    before = Push.objects.count(), Outgoing.objects.count()
    ring_until(NOON + timedelta(minutes=20))
    assert (Push.objects.count(), Outgoing.objects.count()) == before


def test_at_night_it_waits_for_the_morning(told, mail):
    Account.objects.update(zone="UTC")
    KeeperManner.objects.create(account=told.owner.account, quiet_from=time(21), quiet_until=time(8))
    told.owner.account.refresh_from_db()
    night = NOON.replace(hour=23)
    assert remind_keeper(told, THEIRS, about=told.pk, path="/mine/", at=night)
    morning = night.replace(hour=8) + DAY
    assert Push.objects.get().not_before == morning and Outgoing.objects.get().not_before == morning
    KeeperManner.objects.update(is_quiet=False)
    remind_keeper(told, LOOK, about=told.pk, path="/mine/", at=night)
    assert Push.objects.get(says__kind=LOOK).not_before == night


def test_what_is_switched_off_does_not_come(told, mail):
    KeeperManner.objects.create(account=told.owner.account, ways={THEIRS: []})
    remind_keeper(told, THEIRS, about=told.pk, path="/mine/", at=NOON)
    assert not Push.objects.exists() and not Outgoing.objects.exists()


def test_of_one_thing_one_is_told_once_and_after_ninety_days_it_is_forgotten(told):
    assert remind_keeper(told, THEIRS, about=told.pk, path="/mine/", at=NOON)
    assert not remind_keeper(told, THEIRS, about=told.pk, path="/mine/", at=NOON)
    assert Push.objects.count() == 1 and forget(NOON + 89 * DAY) == 0 and forget(NOON + 91 * DAY) == 1
    assert not KeeperTold.objects.exists()


def test_a_check_up_is_brought_to_mind_on_its_day_and_not_for_ever(told, mail):
    due = NOON + DAY
    plan_check_up(told, "Is it on the bill?", due_at=due, by=owner(told.customer), at=NOON)
    assert remind_due(NOON) == 0 and remind_due(due + timedelta(minutes=1)) == 1
    assert remind_due(due + timedelta(minutes=2)) == 0 and Push.objects.get().says["kind"] == LOOK
    KeeperTold.objects.all().delete()
    assert remind_due(due + 3 * DAY) == 0


def test_a_browser_is_tried_and_taken_away_by_its_keeper_alone(told, client):
    client.post("/mine/reminders/browsers/trial/")
    assert Push.objects.count() == 1
    key = Browser.objects.get().pk
    assert somebody_else().post(f"/mine/reminders/browsers/{key}/removal/").status_code == 404
    assert client.post(f"/mine/reminders/browsers/{key}/removal/").status_code == 302
    assert not Browser.objects.exists() and not Push.objects.exists()


@pytest.mark.parametrize("told_so", ["", "{}", "[]", '{"endpoint": "http://127.0.0.1/", "keys": {}}', "\0", "x" * 9000])
def test_what_is_no_subscription_is_refused_with_a_sentence(own, client, told_so):
    answer = client.post("/mine/reminders/browsers/", {"subscription": told_so})
    assert answer.status_code == 422 and answer.json()["sentence"] and not Browser.objects.exists()


def test_the_worker_speaks_for_own_cases_and_says_nothing_of_anybody(client, db):
    answer = client.get("/mine/worker.js")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/javascript")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert b'url.pathname.startsWith("/mine/")' in answer.content


def test_own_reminders_need_somebody_signed_in(db, client):
    client.logout()
    for address in ("", "browsers/", "browsers/key/", "browsers/trial/"):
        assert client.post(f"/mine/reminders/{address}").status_code == 302


def test_deleting_everything_forgets_how_somebody_was_reminded_and_the_export_has_it(told, client):
    client.post("/mine/reminders/", {"quiet_from": "22:00", "quiet_until": "07:00", "is_quiet": "1"})
    remind_keeper(told, LOOK, about=told.pk, path="/mine/", at=NOON)
    zipped = zipfile.ZipFile(BytesIO(client.post("/mine/data/all/").content)).read("me.json").decode()
    assert '"22:00:00"' in zipped and "push.example.net" in zipped and "abc123" not in zipped
    client.post("/mine/data/deleting/", {"mail": told.owner.account.email})
    assert not Browser.objects.exists() and not KeeperManner.objects.exists() and not KeeperTold.objects.exists()
    assert not Push.objects.exists()
