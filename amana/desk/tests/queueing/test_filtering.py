from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import pytest

from amana.cases.models import Case, Tag, Tagged
from amana.desk.models import SavedView
from amana.desk.queueing.filtering import Filter
from amana.desk.tests.conftest import signed_in
from amana.handling.facts.standing_still import note_standstill
from amana.handling.opening import open_case
from amana.kit.codes import new_id
from amana.team.models import Team
from amana.team.viewing import at_the_desk


def seen(client, **asked):
    answer = client.get("/desk/", {"view": "all", **asked})
    assert answer.status_code == 200
    return answer.content.decode()


def several(seen_subjects, html):
    return {one for one in seen_subjects if one in html}


@pytest.fixture
def two(case, noa, brand, dana, omer, now):
    """Noa's router, held by Dana, and a bill in Arabic, held by Omer; both want somebody now."""
    Case.objects.filter(pk=case.pk).update(queue_at=now - timedelta(hours=3))
    bill = open_case(noa, brand, subject="The bill", text="?", by=at_the_desk(omer), at=now - timedelta(days=3))
    Case.objects.filter(pk=bill.pk).update(language="ar", queue_at=now - timedelta(hours=1))
    bill.refresh_from_db()
    return case, bill


BOTH = ("Router dead", "The bill")


def test_each_question_leaves_the_cases_that_answer_to_it(desk, two, omer, brand, now):
    router, bill = two
    tag = Tag.objects.create(brand=brand, name="Fibre", folded="fibre")
    Tagged.objects.create(case=router, tag=tag, at=now)
    assert several(BOTH, seen(desk)) == set(BOTH)
    assert several(BOTH, seen(desk, language="ar")) == {"The bill"}
    assert several(BOTH, seen(desk, holder="me")) == {"Router dead"}
    assert several(BOTH, seen(desk, holder=str(omer.pk))) == {"The bill"}
    assert several(BOTH, seen(desk, holder="nobody")) == set()
    assert several(BOTH, seen(desk, tag=str(tag.pk))) == {"Router dead"}
    day = (now - timedelta(days=2)).astimezone(ZoneInfo(brand.zone)).date().isoformat()
    assert several(BOTH, seen(desk, until=day)) == {"The bill"}
    assert several(BOTH, seen(desk, since=day)) == {"Router dead"}
    note_standstill(bill, stands_still=True, text="The shop", by=at_the_desk(omer), at=now)
    assert several(BOTH, seen(desk, standstill="yes")) == {"The bill"}


def test_the_questions_are_there_once_the_filter_is_opened_and_while_it_asks_something(desk, two):
    closed = seen(desk)
    assert 'name="holder"' not in closed
    opening = parse_qsl(re.search(r'href="\?([^"]*filter=1)"', closed)[1].replace("&amp;", "&"))
    assert 'name="holder"' in seen(desk, **dict(opening))
    assert '<option value="ar" selected' in seen(desk, language="ar")


def test_a_filter_is_said_as_a_sentence(two, dana, omer):
    asked = Filter.read({"holder": str(omer.pk), "language": "ar", "standstill": "1"})
    words = asked.sentence().replace("\u2068", "").replace("\u2069", "")
    assert "Omer Shaked" in words and "Arabic" in words.replace("العربية", "Arabic") and "stands still" in words


@pytest.mark.parametrize(
    "rubbish",
    [{"holder": "'; DROP TABLE"}, {"team": "x"}, {"language": "klingon"}, {"since": "yesterday"}, {"until": "9" * 500},
     {"tag": "0" * 32 + "x"}, {"brand": "\x00"}],
)  # fmt: skip
def test_what_is_not_understood_asks_nothing(desk, two, rubbish):
    assert several(BOTH, seen(desk, **rubbish)) == set(BOTH)


def test_a_filter_looks_through_so_many_cases_and_goes_on_on_the_next_page(
    desk, noa, brand, dana, omer, now, monkeypatch
):
    monkeypatch.setattr("amana.desk.queueing.queue.MOST_LOOKED_THROUGH", 4)
    for number in range(10):
        open_case(noa, brand, subject=f"Matter-{number}.", text="?", by=at_the_desk(dana), at=now - timedelta(days=3))
    last = open_case(noa, brand, subject="The last one", text="?", by=at_the_desk(omer), at=now - timedelta(days=2))
    Case.objects.update(waiting_for="company", queue_at=now - timedelta(hours=5))
    Case.objects.filter(pk=last.pk).update(queue_at=now - timedelta(hours=1))
    found, url = "", {"holder": str(omer.pk), "tab": "now"}
    pages = 0
    while url and pages < 9:
        pages += 1
        html = seen(desk, **url)
        found += html
        following = re.search(r'rel="next" href="\?([^"]+)"', html)
        url = dict(parse_qsl(following[1].replace("&amp;", "&"))) if following else {}
    assert last.subject in found
    assert pages == 3
    assert "Matter-" not in found


def test_a_filter_is_kept_as_a_view_and_shown_to_whom_it_is_for(desk, two, dana, omer):
    answer = desk.post("/desk/queue/views/?language=ar", {"name": "Bills to read", "readers": "mine"})
    assert answer.status_code == 302
    view = SavedView.objects.get()
    html = desk.get("/desk/", {"view": str(view.pk)}).content.decode()
    assert several(BOTH, html) == {"The bill"}
    assert "Bills to read" not in signed_in(omer).get("/desk/").content.decode()
    assert several(BOTH, signed_in(omer).get("/desk/", {"view": str(view.pk)}).content.decode()) == {"The bill"}
    view.readers = SavedView.ALL
    view.save()
    assert "Bills to read" in signed_in(omer).get("/desk/").content.decode()


def test_a_view_of_a_team_is_seen_by_the_team_alone(desk, two, dana, omer):
    team = Team.objects.create(name="Fibre")
    dana.team = team
    dana.save()
    assert desk.post("/desk/queue/views/?holder=me", {"name": "Ours", "readers": "team"}).status_code == 302
    assert "Ours" not in signed_in(omer).get("/desk/").content.decode()
    omer.team = team
    omer.save()
    assert "Ours" in signed_in(omer).get("/desk/").content.decode()


def test_a_view_of_a_strangers_brand_is_nobodys_business(desk, omar):
    SavedView.objects.create(
        name="Theirs", filter={"holder": "me"}, made_by=omar, readers="all", made_at=omar.joined_at
    )
    assert "Theirs" not in desk.get("/desk/").content.decode()


def test_a_view_has_a_filter_and_a_name_of_its_own(desk, case):
    answer = desk.post("/desk/queue/views/", {"name": "All", "readers": "mine"}, follow=True)
    assert "Choose a filter first" in answer.content.decode()
    for expected in (302, 422):
        assert desk.post("/desk/queue/views/?holder=me", {"name": "Mine", "readers": "mine"}).status_code == expected


def test_a_view_is_removed_by_its_maker_and_by_no_other_agent(desk, case, omer, dana, now):
    view = SavedView.objects.create(name="A", filter={"holder": "me"}, made_by=omer, readers="all", made_at=now)
    assert desk.post(f"/desk/queue/views/{view.pk}/removal/").status_code == 404
    assert signed_in(omer).post(f"/desk/queue/views/{view.pk}/removal/").status_code == 302
    assert not SavedView.objects.exists()
    assert desk.post(f"/desk/queue/views/{new_id()}/removal/").status_code == 404
