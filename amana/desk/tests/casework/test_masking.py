from __future__ import annotations

import pytest

from amana.desk.tests.conftest import signed_in
from amana.handling.talking.hearing import hear
from amana.kit.codes import new_id
from amana.language.masking import hides, masked
from amana.record.reading import read
from amana.team.viewing import by_link


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("My card is 4580 4580 4580 4580 thanks", "My card is •••• •••• •••• 4580 thanks"),
        ("כרטיס 4580458045804580", "כרטיס ••••••••••••4580"),
        ("ת.ז. 123456782", "ת.ז. •••••6782"),
        ("תעודת זהות: 123456782.", "תעודת זהות: •••••6782."),
        ("رقم الهوية 123456782", "رقم الهوية •••••6782"),
        ("My ID number is 123456782", "My ID number is •••••6782"),
    ],
)
def test_cards_and_national_ids_show_their_end_alone(text, shown):
    assert masked(text) == shown
    assert hides(text)


@pytest.mark.parametrize(
    "text",
    [
        "Order 123456782",
        "call 054-1234567",
        "4580 4580 4580 4581",
        "id 123456789",
        "149.90 of 2026-11-22",
        "",
        "1" * 5000,
    ],
)
def test_what_is_no_such_number_stays(text):
    assert masked(text) == text
    assert not hides(text)


@pytest.mark.django_db
def test_a_covered_number_is_shown_to_who_asks_for_a_while_and_it_is_written_down(desk, case, noa, dana, omer, now):
    said = hear(case, "My card is 4580 4580 4580 4580", by=by_link(noa, case.key), at=now)
    page = f"/desk/cases/{case.number}/"
    html = desk.get(page).content.decode()
    assert "4580 4580 4580 4580" not in html and "•••• •••• •••• 4580" in html
    assert desk.post(f"{page}entries/{said.id}/unmasking/").status_code == 302
    assert "4580 4580 4580 4580" in desk.get(page).content.decode()
    assert "4580 4580 4580 4580" not in signed_in(omer).get(page).content.decode()
    [line] = [one for one in read(case.key, side="company") if one.kind == "entry.unmasked"]
    assert (line["about"], line["by"]) == (str(said.id), "Dana Katz")
    assert "entry.unmasked" not in {one.kind for one in read(case.key, side="customer")}


@pytest.mark.django_db
def test_there_is_nothing_to_uncover_where_nothing_is_covered(desk, case, omar, noa, now):
    said = hear(case, "Hello", by=by_link(noa, case.key), at=now)
    url = f"/desk/cases/{case.number}/entries/{said.id}/unmasking/"
    assert desk.post(url).status_code == 404
    assert signed_in(omar).post(url).status_code == 404
    assert desk.post(f"/desk/cases/{case.number}/entries/{new_id()}/unmasking/").status_code == 404
