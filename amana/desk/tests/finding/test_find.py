from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from amana.channels.email.composing import Attached
from amana.desk.tests.conftest import mail, signed_in
from amana.handling.facts.noting import note
from amana.handling.talking.hearing import hear
from amana.search.taking_in import take_in_some
from amana.team.viewing import at_the_desk, by_link


def found(desk, query):
    answer = desk.get("/desk/find/", {"q": query})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_case_number_leads_straight_to_its_case(desk, case):
    for typed in (case.number, case.number.lower(), f" {case.number[3:]} "):
        assert desk.get("/desk/find/", {"q": typed}).url == f"/desk/cases/{case.number}/"


@pytest.mark.parametrize("query", ["noa", "Levi", "noa@levi", "050-123 4567", "0501234567", "+972 50 123 4567"])
def test_a_person_is_found_by_name_address_or_telephone(desk, case, query):
    assert "Noa Levi" in found(desk, query)


def test_a_number_that_is_no_telephone_is_looked_for_in_names(desk, brand):
    mail("Hello", sender="Caller 0539876543 <caller@levi.example>")

    assert "Caller 0539876543" in found(desk, "0539876543")


@pytest.mark.parametrize("query", ["dead router", "ROUTER", "rout", "routr", '"router is dead"', "router holder:me"])
def test_words_are_found_in_the_record(desk, case, query):
    take_in_some(worker="test", at=timezone.now())

    assert "The router is dead." in plain(found(desk, query))


def plain(page):
    return re.sub(r"</?mark>", "", page)


def test_what_was_looked_for_is_marked_and_leads_to_its_entry(desk, case):
    page = found(desk, "dead")

    assert "The router is <mark>dead</mark>." in page
    assert re.search(rf'href="/desk/cases/{case.number}/#entry-\d+"', page)


def test_a_slip_is_said_and_a_likelier_word_is_offered(desk, case, dana):
    note(case, "The ruoter of the neighbour", by=at_the_desk(dana), at=timezone.now())
    for number in range(6):
        note(case, f"A router, {number}", by=at_the_desk(dana), at=timezone.now())
    take_in_some(worker="test", at=timezone.now(), most=100)

    offered = found(desk, "ruoter")
    assert "Did you mean" in offered and "?q=router" in offered and "ruoter</mark>" in offered
    instead = found(desk, "roouter")
    assert "Nothing holds" in instead and "A <mark>router</mark>, 5" in instead


def test_hits_of_one_case_stand_together_and_the_others_are_a_link_away(desk, case, dana):
    for number in range(6):
        note(case, f"samovar {number}", by=at_the_desk(dana), at=timezone.now())

    page = found(desk, "samovar")
    assert page.count(f">{case.number}<") == 1 and page.count("<mark>samovar</mark>") == 3
    assert "6 places" in plain(page) and "1 case" in page
    whole = desk.get("/desk/find/", {"q": f"samovar case:{case.number}"})
    assert f"in the case \u2068{case.number}" in whole.content.decode()


def test_filters_are_chips_that_can_be_taken_away(desk, case):
    page = found(desk, "router holder:me state:open")

    assert "held by me" in page and 'href="?q=router%20state%3Aopen"' in page
    assert "“<bdi>tag:none</bdi>” names nothing here" in found(desk, "router tag:none")


def test_the_form_writes_its_filters_into_the_query(desk, case):
    answer = desk.get(
        "/desk/find/", {"q": "router holder:me", "f-holder": "Dana Katz", "f-state": "open", "f-with": "file"}
    )

    assert parse_qs(urlsplit(answer.url).query) == {"q": ['router state:open holder:"Dana Katz" with:file']}


@pytest.mark.parametrize(("language", "key"), [("he", "באחריות"), ("ar", "المسؤول")])
def test_the_form_writes_in_the_readers_language(desk, dana, case, language, key):
    dana.account.language = language
    dana.account.save()

    answer = desk.get("/desk/find/", {"q": "router", "f-holder": "Dana"})

    assert parse_qs(urlsplit(answer.url).query) == {"q": [f"router {key}:Dana"]}


def test_the_text_of_a_file_is_quoted_with_its_name(desk, case, noa):
    hear(
        case,
        "See",
        by=by_link(noa, case.key),
        at=timezone.now(),
        files=[Attached("lid.txt", "text/plain", b"A brass lid")],
    )
    for _ in range(2):
        take_in_some(worker="test", at=timezone.now())

    page = found(desk, "brass")
    assert "lid.txt" in page and "A <mark>brass</mark> lid" in page


def test_a_stranger_finds_neither_words_nor_files_nor_meaning_nor_people(omar, case):
    take_in_some(worker="test", at=timezone.now())

    for query in ("router", "routr", "rout", "noa", "broken modem", "holder:dana", "state:open", case.number):
        page = found(signed_in(omar), query)
        assert "router is" not in plain(page) and "Noa Levi" not in page


def test_all_pages_together_hold_every_hit(desk, case, dana):
    for number in range(90):
        note(case, f"samovar number {number}", by=at_the_desk(dana), at=timezone.now())

    page, pages = found(desk, "samovar"), 1
    while following := re.search(r'rel="next" href="(\?[^"]+)"', page):
        page, pages = desk.get("/desk/find/" + unescape(following[1])).content.decode(), pages + 1
    assert pages == 3


def test_what_was_written_is_shown_and_not_obeyed(desk, case, dana):
    note(case, "samovar <script>alert(1)</script> <b>bold</b>", by=at_the_desk(dana), at=timezone.now())

    page = found(desk, "samovar alert")
    assert "<script>alert" not in page and "&lt;script&gt;" in page


def test_hebrew_is_quoted_from_right_to_left_though_it_begins_with_a_product(desk, case, dana):
    note(case, "Nura 5 המכונה מרעישה מאוד בכל בוקר", by=at_the_desk(dana), at=timezone.now())

    assert 'class="found__quote" dir="rtl"' in found(desk, "מרעישה")


def test_hebrew_is_found_without_its_prefixes(desk, brand, dana, noa):
    mail("הזמנתי מטחנה והיא לא הגיעה.", subject="איפה המטחנה")

    for query in ("מטחנה", "והמטחנה"):
        assert "הזמנתי מטחנה" in plain(found(desk, query))


@pytest.mark.parametrize(
    "query", ["", " ", '"', "' OR 1=1 --", "a AND NOT b", "*", "(", "\\", "x" * 3000, "%", "\u202e"]
)
def test_any_query_is_only_words(desk, case, query):
    answer = desk.get("/desk/find/", {"q": query})

    assert answer.status_code == 200
    assert b"<h1" in answer.content


@pytest.mark.parametrize("language", ["he", "ar"])
def test_what_is_not_there_is_said_in_the_readers_language(desk, dana, language):
    dana.account.language = language
    dana.account.save()

    assert "Nothing was found." not in found(desk, "zzzz")


def test_card_numbers_are_masked_where_they_are_quoted(desk, case, dana):
    note(case, "samovar paid with 4580 1234 5678 9015 or 4111 1111 1111 1111", by=at_the_desk(dana), at=timezone.now())

    page = found(desk, "samovar")
    assert "4111 1111" not in page and "1111" in page
