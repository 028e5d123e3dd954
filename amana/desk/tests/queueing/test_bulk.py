from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import Case, HandOver
from amana.commitments.recounting import recount
from amana.desk.models import BulkAct
from amana.desk.tests.conftest import signed_in
from amana.handling.holding.assigning import assign
from amana.handling.holding.handing_over import accept
from amana.handling.opening import open_case
from amana.kit.codes import new_id
from amana.record.reading import read
from amana.team.viewing import at_the_desk


@pytest.fixture
def unheld(noa, brand, dana, now):
    """Three cases nobody holds."""
    cases = [
        open_case(noa, brand, subject=f"Matter {n}", text="?", by=at_the_desk(dana), at=now - timedelta(hours=1))
        for n in range(3)
    ]
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(holder=None)
    return cases


def act(client, cases, **said):
    return client.post("/desk/queue/acts/", {"case": [str(case.pk) for case in cases], **said}, follow=True)


def holders(cases):
    return [Case.objects.get(pk=case.pk).holder for case in cases]


def test_what_nobody_holds_is_taken_and_put_back(desk, dana, unheld, now):
    html = act(desk, unheld, act="take").content.decode()
    assert "3 cases are in your hands now." in html
    assert holders(unheld) == [dana] * 3
    assert [entry["holder"] for entry in read(unheld[0].key, side="customer") if entry.kind == "case.held"] == [
        "Dana Katz"
    ]
    url = f"/desk/queue/acts/{BulkAct.objects.get().pk}/undo/"
    assert url in html
    assert "3 cases are as they were." in desk.post(url, follow=True).content.decode()
    assert holders(unheld) == [None] * 3
    assert desk.post(url).status_code == 404
    assert list(recount(at=now)) == []


def test_a_lead_deals_out_and_what_somebody_holds_is_only_offered(ruth, dana, omer, unheld, case):
    html = act(signed_in(ruth), [*unheld, case], act="deal", taker=str(omer.pk), why="Fibre is his").content.decode()
    assert "4 cases are handed on." in html
    assert holders([*unheld, case]) == [omer, omer, omer, dana]
    row = HandOver.objects.get()
    assert (row.giver, row.taker) == (dana, omer)


def test_what_was_accepted_since_is_not_undone(ruth, omer, unheld, case, now):
    lead = signed_in(ruth)
    act(lead, [*unheld, case], act="deal", taker=str(omer.pk), why="Fibre is his")
    accept(HandOver.objects.get(), by=at_the_desk(omer), at=now)
    html = lead.post(f"/desk/queue/acts/{BulkAct.objects.get().pk}/undo/", follow=True).content.decode()
    assert "3 cases are as they were." in html and "1 case has gone on since and stays." in html


def test_what_cannot_be_done_is_said_and_holds_up_no_other(desk, omer, unheld, case):
    html = act(desk, [*unheld, case], act="take").content.decode()
    assert "Somebody holds this case already." in html and "3 cases are in your hands now." in html


def test_an_agent_gives_no_unheld_case_to_another(desk, omer, unheld):
    html = act(desk, unheld[:1], act="deal", taker=str(omer.pk), why="x").content.decode()
    assert "Only a lead gives a case to somebody else." in html
    assert holders(unheld[:1]) == [None]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [({"act": "take", "case": []}, "Tick the cases first."), ({"act": "burn"}, "Choose what is to be done with them."),
     ({"act": "deal", "taker": "x", "why": "y"}, "Say who takes them."), ({"act": "take", "case": ["rubbish", "\x00"]}, "Tick")],
)  # fmt: skip
def test_rubbish_is_answered_with_what_to_do(desk, unheld, said, sentence):
    answer = desk.post("/desk/queue/acts/", {"case": [str(unheld[0].pk)], **said}, follow=True)
    assert sentence in answer.content.decode()
    assert holders(unheld) == [None] * 3


def test_a_stranger_takes_nothing_and_undoes_nothing(omar, desk, unheld):
    assert "Tick the cases first." in act(signed_in(omar), unheld, act="take").content.decode()
    act(desk, unheld, act="take")
    assert signed_in(omar).post(f"/desk/queue/acts/{BulkAct.objects.get().pk}/undo/").status_code == 404
    assert desk.post(f"/desk/queue/acts/{new_id()}/undo/").status_code == 404


def test_the_way_back_leads_to_the_queue_and_nowhere_else(desk, unheld):
    for here, expected in (("/desk/?view=unheld", "/desk/?view=unheld"), ("https://evil.example/desk/", "/desk/")):
        answer = desk.post("/desk/queue/acts/", {"case": [str(unheld[0].pk)], "act": "take", "here": here})
        assert answer["Location"] == expected


def test_giving_takes_along_what_the_company_owes_without_an_owner(unheld, dana, now):
    from amana.commitments.models import Commitment

    case = unheld[0]
    Commitment.objects.filter(case=case).update(owner_agent=None, owner_company=case.company)
    assign(case, to=dana, why="", by=at_the_desk(dana), at=now)
    assert set(Commitment.objects.filter(case=case).values_list("owner_agent", flat=True)) == {dana.pk}
