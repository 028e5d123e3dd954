from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from amana.cases.models import Case
from amana.desk.tests.conftest import agent, signed_in
from amana.handling.talking.hearing import hear
from amana.handling.talking.replying import Reply, reply
from amana.post.models import Outgoing
from amana.record.reading import read
from amana.review.conduct.models import ConductIncident, ConductPolicy, ConductStep
from amana.review.conduct.noting import Noted, note_incident
from amana.review.conduct.policies import set_policy
from amana.review.conduct.stepping import set_conditions, warn
from amana.team.models import Agent, Team
from amana.team.viewing import at_the_desk, by_link

pytestmark = pytest.mark.django_db
HURT = "You stupid cow, I hate you"
DAY = timedelta(days=1)


def at(name, case, *more):
    return reverse(f"desk:{name}", args=[case.number, *more])


def text_of(client, url):
    return client.get(url).content.decode()


@pytest.fixture
def hurt(case, noa, now):
    return hear(case, HURT, by=by_link(noa, case.key), at=now - timedelta(hours=5))


def noted(desk, case, entry, quote=HURT, kind="abuse"):
    return desk.post(at("conduct_incident", case), {"entry": str(entry.id), "quote": quote, "kind": kind})


def test_what_is_no_incident_stands_before_the_form_and_a_right_is_refused_with_its_reason(desk, case, noa, now):
    said = hear(case, "I will sue you and tell the press", by=by_link(noa, case.key), at=now)
    for url in (at("conduct", case), at("conduct_incident", case)):
        assert "Never an incident" in text_of(desk, url)
    answer = noted(desk, case, said, "I will sue you and tell the press", "extortion")
    assert answer.status_code == 422 and "never an incident" in answer.content.decode()
    assert not ConductIncident.objects.exists()


def test_an_incident_is_noted_warned_about_and_shown(desk, case, hurt):
    assert noted(desk, case, hurt).status_code == 302
    page = text_of(desk, at("conduct", case))
    assert HURT in page and "Warn" in page and "Set conditions" not in page
    url = at("conduct_step", case, "warning")
    answer = desk.post(url, {"care": "unasked", "care_words": "", "text": ""})
    assert answer.status_code == 422 and "First ask" in answer.content.decode()
    assert desk.post(url, {"text": "x"}).status_code == 422
    assert desk.post(url, {"care": "nothing", "care_words": "Asked", "text": "Please"}).status_code == 302
    assert "warning" in text_of(desk, at("case", case)) and "Set conditions" in text_of(desk, at("conduct", case))


@pytest.mark.parametrize("entry", ["", "rubbish", "0b6c1e52-6a35-4d5b-9a1c-7c39a2a4f8de", "\x00"])
def test_rubbish_is_no_entry(desk, case, entry):
    said = {"entry": entry, "quote": "x", "kind": "abuse"}
    assert desk.post(at("conduct_incident", case), said).status_code == 422
    assert desk.get(at("conduct_incident", case), {"entry": entry}).status_code == 200
    assert desk.get(at("conduct_step", case, "anything")).status_code == 404


def test_taking_back_is_one_form(desk, case, hurt):
    noted(desk, case, hurt)
    step = ConductStep.objects.get()
    assert desk.post(reverse("desk:conduct_taking_back", args=[step.pk]), {"why": "I misread"}).status_code == 302
    assert "Nothing was noted" in text_of(desk, at("conduct", case))


@pytest.fixture
def ready(case, hurt, dana, noa, brand, ruth, now):
    """Warned, conditions set, broken, answered: what is left is a proposal."""
    mine, theirs = at_the_desk(dana), by_link(noa, case.key)
    set_policy(brand, is_obliged=False, teams=[], notice_days=14, elsewhere={"en": "The ombudsman"}, by=ruth, at=now)
    start = now - timedelta(hours=5)
    note_incident(case, Noted("abuse", HURT, hurt.id), by=mine, at=start)
    warn(case, text="", care="nothing", care_words="Asked", by=mine, at=start)
    hear(case, "So what", by=theirs, at=start + timedelta(hours=1))
    set_conditions(case, text="In writing", by=mine, at=start + timedelta(hours=2))
    again = hear(case, "Idiot that you are", by=theirs, at=start + timedelta(hours=3))
    note_incident(case, Noted("abuse", "Idiot that you are", again.id), by=mine, at=start + timedelta(hours=3))
    reply(case, Reply("We hear you."), by=mine, at=start + timedelta(hours=4))
    return case


def test_parting_is_proposed_by_one_and_decided_by_another_who_reads_what_the_customer_will(
    ready, desk, ruth, dana, now
):
    said = {"text": "The words", "ends_on": (now + 30 * DAY).date().isoformat(), "asks": str(ruth.pk)}
    assert desk.post(at("conduct_step", ready, "parting"), said | {"ends_on": "soon"}).status_code == 422
    assert desk.post(at("conduct_step", ready, "parting"), said | {"asks": str(dana.pk)}).status_code == 422
    assert desk.post(at("conduct_step", ready, "parting"), said).status_code == 302
    step = ConductStep.objects.get(kind="parting")
    assert "Read and decide" not in text_of(desk, at("conduct", ready))
    lead, url = signed_in(ruth), reverse("desk:conduct_confirmation", args=[step.pk])
    assert "You decide" in text_of(lead, at("case", ready)) and "The ombudsman" in text_of(lead, url)
    desk.post(url)
    step.refresh_from_db()
    assert step.state == "proposed"
    assert lead.post(url).status_code == 302
    step.refresh_from_db()
    assert (step.state, step.confirmed_by) == ("told", ruth)


def test_a_proposal_may_be_left_unconfirmed_with_a_reason(ready, desk, ruth, now):
    said = {"text": "The words", "ends_on": (now + 30 * DAY).date().isoformat(), "asks": str(ruth.pk)}
    desk.post(at("conduct_step", ready, "parting"), said)
    url = reverse("desk:conduct_refusal", args=[ConductStep.objects.get(kind="parting").pk])
    assert signed_in(ruth).post(url, {"why": ""}).status_code == 422
    assert signed_in(ruth).post(url, {"why": "Let us talk first"}).status_code == 302
    assert "We serve until" not in text_of(desk, at("conduct", ready))


def test_an_auditor_reads_and_changes_nothing(case, hurt, desk, brand):
    noted(desk, case, hurt)
    auditor = signed_in(agent("Avi Auditor", brand, role=Agent.AUDITOR))
    page = text_of(auditor, at("conduct", case))
    assert HURT in page and "Note an incident" not in page and "Take it back" not in page
    step, mails = ConductStep.objects.get(), Outgoing.objects.count()
    for url in (at("relief", case), at("conduct_step", case, "warning"),
                reverse("desk:conduct_taking_back", args=[step.pk])):  # fmt: skip
        auditor.post(url, {"why": "x", "care": "nothing", "care_words": "x"})
    assert Outgoing.objects.count() == mails and ConductStep.objects.get().state == "told"
    assert Case.objects.get(pk=case.pk).holder == case.holder


def test_one_click_relieves(desk, case, dana, ruth):
    assert "Relieve me of this customer now" in text_of(desk, at("case", case))
    assert desk.post(at("relief", case)).status_code == 302
    assert Case.objects.get(pk=case.pk).holder == ruth
    assert "conduct.relieved" in [one.kind for one in read(case.key, side="company")]
    assert "was treated badly" in text_of(desk, "/desk/day/")


def test_a_brand_settles_notice_and_where_else_to_turn(brand, ruth, desk, dana):
    url = reverse("desk:brand_conduct", args=[brand.pk])
    assert desk.get(url).status_code == 404
    team = Team.objects.create(name="Water")
    Agent.objects.filter(pk=dana.pk).update(team=team)
    said = {"notice_days": "30", "teams": [str(team.pk)], "elsewhere_en": "The ombudsman", "elsewhere_he": "הנציבות"}
    assert signed_in(ruth).post(url, said).status_code == 302
    row = ConductPolicy.objects.get()
    assert (row.notice_days, row.is_obliged, list(row.obliged_teams.all())) == (30, False, [team])
    assert row.elsewhere == {"en": "The ombudsman", "he": "הנציבות"}
    for bad in ({"notice_days": "0"}, {"notice_days": "x"}, {"notice_days": "30", "teams": ["rubbish"]}):
        assert signed_in(ruth).post(url, bad).status_code == 422


def test_nothing_of_it_shows_in_a_list_or_orders_a_queue(desk, case, hurt):
    case.refresh_from_db()
    before = case.queue_at, case.patience
    noted(desk, case, hurt)
    case.refresh_from_db()
    assert (case.queue_at, case.patience) == before
    for url in ("/desk/?view=all", "/desk/people/", f"/desk/people/{case.customer_id}/"):
        page = text_of(desk, url)
        assert "Conduct" not in page and "/conduct/" not in page and "abuse" not in page.lower()


def test_the_page_asks_the_same_however_much_was_noted(desk, case, noa, dana, now, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def note_one(number):
        words = f"You stupid cow number {number}, I hate you"
        said = hear(case, words, by=by_link(noa, case.key), at=now - timedelta(hours=4))
        note_incident(case, Noted("abuse", words, said.id), by=at_the_desk(dana), at=now)

    note_one(1)
    with CaptureQueriesContext(connection) as few:
        desk.get(at("conduct", case))
    for number in range(2, 6):
        note_one(number)
    with django_assert_max_num_queries(len(few)):
        desk.get(at("conduct", case))
