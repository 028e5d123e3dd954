"""What leaks, on the page of a case: in words, with its entries and its opposite act, and "not so" with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from amana.commitments.making import Draft
from amana.desk.tests.conftest import agent, signed_in
from amana.handling.facts.noting import note, note_call
from amana.portal.tests.conftest import door_to
from amana.readings.taking import read_some
from amana.record.reading import read
from amana.review.leaks.keeping import look_at
from amana.review.models import Leak
from amana.review.opposing import OPPOSITES
from amana.team.models import Agent
from amana.team.viewing import at_the_desk

DAY = timedelta(days=1)


@pytest.fixture
def leaking(case, dana, now):
    """A call with a promise, a day ago, and nothing written since."""
    at = now - DAY
    note_call(case, "A new router by Sunday.", who="Noa", by=at_the_desk(dana), at=at,
              promises=[Draft("A new router", now + 3 * DAY)])  # fmt: skip
    while read_some(worker="test", at=now):
        pass
    look_at(case.key, at=now + DAY)
    return case


def page(client, case):
    return client.get(reverse("desk:case", args=[case.number])).content.decode()


def leak_of(case, kind="no_paper"):
    return Leak.objects.get(case=case, kind=kind)


def test_the_page_tells_the_leak_its_entry_and_its_opposite_act(leaking, desk):
    text = page(desk, leaking)
    call = [one for one in read(leaking.key, side="company") if one.kind == "call.noted"][-1]
    assert "said but not written" in text and "Promised in a call, and not written to the customer." in text
    assert f'href="#entry-{call.number}"' in text
    assert reverse("desk:calls", args=[leaking.number]) in text
    assert reverse("desk:leak_dispute", args=[leaking.number, leak_of(leaking).pk]) in text


@pytest.mark.parametrize("opposite", OPPOSITES, ids=lambda one: one.leak)
def test_every_leak_has_its_act_on_the_page(case, desk, now, opposite):
    Leak.objects.create(case=case, brand=case.brand, kind=opposite.leak, strength=1, at=now, found_at=now,
                        words={"reason": "told_again", "values": {}})  # fmt: skip
    card = page(desk, case).split('id="leaks"')[1].split("</section>")[0]
    assert str(opposite.label).split()[0] in card


def test_not_so_takes_a_reason_and_says_who(leaking, desk, dana):
    url = reverse("desk:leak_dispute", args=[leaking.number, leak_of(leaking).pk])
    assert desk.get(url).status_code == 200
    assert desk.post(url, {"why": ""}).status_code == 422
    assert leak_of(leaking).disputed_at is None
    answer = desk.post(url, {"why": "She has it in a text message."}, follow=True)
    text = answer.content.decode()
    assert "She has it in a text message." in text and dana.name in text and "not so" in text
    back = reverse("desk:leak_return", args=[leaking.number, leak_of(leaking).pk])
    assert back in text and desk.get(back).status_code == 405
    desk.post(back)
    assert leak_of(leaking).disputed_at is None


def test_who_only_reads_sees_the_leak_and_disputes_nothing(leaking, brand):
    client = signed_in(agent("Avi Auditor", brand, role=Agent.AUDITOR))
    text = page(client, leaking)
    assert "said but not written" in text and "/dispute/" not in text
    client.post(reverse("desk:leak_dispute", args=[leaking.number, leak_of(leaking).pk]), {"why": "x"})
    assert leak_of(leaking).disputed_at is None


def test_a_leak_of_another_case_is_not_found_by_this_ones_address(leaking, desk, noa, brand, dana, now):
    from amana.handling.opening import open_case

    other = open_case(noa, brand, subject="Bill", text="And the bill?", by=at_the_desk(dana), at=now)
    url = reverse("desk:leak_dispute", args=[other.number, leak_of(leaking).pk])
    assert desk.get(url).status_code == 404 and desk.post(url, {"why": "x"}).status_code == 404


def test_contempt_in_a_note_is_shown_without_a_name_or_a_link(case, desk, dana, now):
    note(case, "This idiot again, let him wait.", by=at_the_desk(dana), at=now - DAY)
    while read_some(worker="test", at=now):
        pass
    look_at(case.key, at=now)
    card = next(one for one in page(desk, case).split("<li") if "belong nowhere" in one)
    assert dana.name not in card and "#entry-" not in card and "idiot" not in card


def test_the_customer_reads_nothing_of_leaks(leaking, client):
    door = door_to(leaking, leaking.customer)
    text = door.enter(client).get(door.url).content.decode()
    assert "A new router by Sunday." in text
    assert "said but not written" not in text and "not written to the customer" not in text


@pytest.mark.parametrize("language", ["he", "ar"])
def test_the_card_is_told_in_the_reader_s_language_without_failing(leaking, brand, language):
    client = signed_in(agent("Lior Levi", brand, language=language))
    with translation.override(language):
        assert 'id="leaks"' in page(client, leaking)


def test_the_page_asks_once_for_leaks_however_many_there_are(leaking, desk, now, django_assert_max_num_queries):
    for kind, _name in Leak.KINDS:
        Leak.objects.get_or_create(
            case=leaking, kind=kind,
            defaults={"brand": leaking.brand, "strength": 1, "at": now, "found_at": now, "words": {"reason": "canned"}},
        )  # fmt: skip
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        page(desk, leaking)
    # Beside the one question whether there is any.
    assert sum(one["sql"].startswith('SELECT "review_leak"') for one in asked) == 1
