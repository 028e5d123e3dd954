from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amana.commitments.claiming import claim
from amana.commitments.keeping import dispute, keep
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment, Offer
from amana.desk.entering import Seat
from amana.desk.paging import ROWS
from amana.desk.promising.promises import TABS, _list, kept_rate
from amana.desk.tests.conftest import mail, signed_in
from amana.record.reading import read
from amana.team.models import Agent
from amana.team.viewing import at_the_desk, by_link


@pytest.fixture
def promise(case, dana, now):
    """Something Dana promised an hour ago, due in two."""
    draft = Draft("Call Noa about the router", now + timedelta(hours=2), owner=dana)
    return make(case, [draft], by=at_the_desk(dana), at=now - timedelta(hours=1))[0]


def board(client, more=""):
    answer = client.get(f"/desk/promises/{more}")
    assert answer.status_code == 200
    return answer.content.decode()


def local(at):
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(("language", "word"), [("en", "Late"), ("he", "באיחור"), ("ar", "متأخّر")])
def test_the_board_is_read_in_every_language(promise, dana, desk, language, word, now):
    Commitment.objects.filter(pk=promise.pk).update(due_at=now - timedelta(minutes=41))
    dana.account.language = language
    dana.account.save()

    html = board(desk, "?tab=late")

    assert "ledger-row--late" in html and "Call Noa about the router" in html
    assert word in html


def test_the_queries_do_not_grow_with_the_board(desk, promise, case, dana, now):
    board(desk, "?whose=all")
    with CaptureQueriesContext(connection) as few:
        board(desk, "?whose=all")
    make(case, [Draft(f"Thing {n}", now + timedelta(hours=2, minutes=n), owner=dana) for n in range(60)],
         by=at_the_desk(dana), at=now)  # fmt: skip
    with CaptureQueriesContext(connection) as lots:
        html = board(desk, "?whose=all")

    assert len(lots) == len(few)
    assert html.count("data-row") <= ROWS


@pytest.mark.parametrize("is_mine", [True, False])
@pytest.mark.parametrize("tab", [tab for tab in TABS if tab != "risk"])
def test_the_board_is_read_from_an_index_in_its_order(tab, is_mine, promise, case, dana, brand, now):
    make(case, [Draft(f"Thing {n}", now + timedelta(minutes=n + 1), owner=dana) for n in range(100)],
         by=at_the_desk(dana), at=now)  # fmt: skip
    seat = Seat(dana, at_the_desk(dana), now)
    rows = _list(seat, tab, is_mine=is_mine).order_by("due_at", "pk")[: ROWS + 1]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        assert re.search(r"Index (Only )?Scan using commitment_", rows.explain())
        return
    plan = rows.explain()
    assert re.search(r"commitments_commitment USING (COVERING )?INDEX commitment_", plan)
    # Of the promises of one person the key breaks ties that hardly ever arise; nothing else is sorted.
    assert "TEMP B-TREE FOR ORDER BY" not in plan


def test_the_rate_counts_what_ended_this_month_on_time(promise, case, dana, brand, now):
    seat = Seat(dana, at_the_desk(dana), now)
    assert kept_rate(seat) == (None, 0)
    late = make(case, [Draft("The other", now - timedelta(minutes=5), owner=dana)], by=seat.viewer,
                at=now - timedelta(hours=1))[0]  # fmt: skip
    keep(promise, by=seat.viewer, at=now, note="Called.")
    keep(late, by=seat.viewer, at=now, note="Called.")

    assert kept_rate(seat) == (50, 0)


def test_what_is_disputed_is_said_beside_the_rate(promise, case, dana, noa, desk, now):
    keep(promise, by=at_the_desk(dana), at=now, note="Called.")
    dispute(promise, by=by_link(noa, case.key), at=now, text="Nobody called.")
    Commitment.objects.filter(pk=promise.pk).update(due_at=now - timedelta(minutes=1))

    assert "1 promise is disputed" in board(desk)


def test_a_new_time_is_an_offer_and_the_promise_stays(promise, desk, now):
    url = f"/desk/promises/{promise.pk}/offers/"
    assert desk.post(url, {"due_at": local(now - timedelta(days=1)), "why": "x"}).status_code == 422

    assert desk.post(url, {"due_at": local(now + timedelta(days=1)), "why": "The courier is late."}).status_code == 302

    assert Offer.objects.get().why == "The courier is late."
    assert Commitment.objects.get(pk=promise.pk).is_outstanding
    assert "A new time was offered" in desk.get(f"/desk/promises/{promise.pk}/").content.decode()


def test_a_breach_says_why(promise, desk):
    url = f"/desk/promises/{promise.pk}/breach/"
    assert desk.post(url, {"why": ""}).status_code == 422
    assert desk.post(url, {"why": "There is none left."}).status_code == 302
    assert Commitment.objects.get(pk=promise.pk).state == Commitment.BROKEN


def test_a_promise_is_passed_on_to_a_colleague_and_to_nobody_else(promise, desk, omer, omar):
    url = f"/desk/promises/{promise.pk}/owner/"
    assert desk.post(url, {"to": str(omar.pk)}).status_code == 422
    assert desk.post(url, {"to": str(omer.pk)}).status_code == 302
    assert Commitment.objects.get(pk=promise.pk).owner_agent == omer


def test_a_lead_settles_a_dispute_with_a_reason(promise, case, dana, noa, desk, ruth, now):
    keep(promise, by=at_the_desk(dana), at=now, note="Called.")
    dispute(promise, by=by_link(noa, case.key), at=now, text="Nobody called.")
    url = f"/desk/promises/{promise.pk}/settlement/"

    assert desk.post(url, {"was_kept": "yes", "why": "I called."}).status_code == 422
    assert signed_in(ruth).post(url, {"was_kept": "yes", "why": ""}).status_code == 422
    assert signed_in(ruth).post(url, {"was_kept": "yes", "why": "The call is on record."}).status_code == 302
    assert Commitment.objects.get(pk=promise.pk).state == Commitment.KEPT


def test_what_was_noticed_is_confirmed_with_a_time_or_dropped(desk, dana, brand, noa, now):
    mail("I will send you the serial number soon. I will pay the bill soon.")
    first, second = Commitment.objects.filter(state=Commitment.NOTICED).order_by("pk")[:2]

    url = f"/desk/promises/{first.pk}/confirmation/"
    assert desk.post(url, {"action": "The number"}).status_code == 422
    assert desk.post(url, {"action": "The number", "due_at": local(now + timedelta(days=2))}).status_code == 302
    assert desk.post(f"/desk/promises/{second.pk}/dismissal/").status_code == 302

    assert Commitment.objects.get(action="The number", state=Commitment.OPEN).promiser == "customer"
    assert not Commitment.objects.filter(state=Commitment.NOTICED, pk__in=[first.pk, second.pk]).exists()


def test_what_the_customer_remembers_is_accepted_or_answered_with_an_entry(desk, case, noa, dana, now):
    viewer = by_link(noa, case.key)
    claimed = claim(case, action="A visit on Monday", who="Omer", when=None, by=viewer, at=now)
    other = claim(case, action="A refund", who="Omer", when=None, by=viewer, at=now)
    shown = desk.get(f"/desk/promises/{claimed.pk}/").content.decode()
    assert "Show what was said" in shown

    given = {"action": claimed.action, "due_at": local(now + timedelta(days=2))}
    assert desk.post(f"/desk/promises/{claimed.pk}/confirmation/", given).status_code == 302
    assert desk.post(f"/desk/promises/{other.pk}/dismissal/").status_code == 404
    call = next(one for one in read(case.key, side="company") if one.kind == "call.noted")
    assert desk.post(f"/desk/promises/{other.pk}/answer/", {"entry": str(call.id), "text": "Here."}).status_code == 302

    assert Commitment.objects.get(action="A visit on Monday", state=Commitment.OPEN).owner_agent == dana
    assert read(case.key, side="customer")[-1].kind in {"promise.shown", "promise.made"}


def test_at_risk_is_what_each_brand_reminds_of(promise, dana, brand, now):
    def at_risk():
        agent = Agent.objects.select_related("account").get(pk=dana.pk)
        early = promise.due_at - timedelta(hours=4)
        return list(_list(Seat(agent, at_the_desk(agent), early), "risk", is_mine=True))

    # Beside it stands the case's own first promise, which may be due at the same hour.
    assert promise not in at_risk()
    brand.policy = {"remind_owner": 5}
    brand.save()
    assert promise in at_risk()
