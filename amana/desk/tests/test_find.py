from __future__ import annotations

import pytest

from amana.desk.tests.conftest import mail


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


@pytest.mark.parametrize("query", ["dead router", "ROUTER", "rout"])
def test_words_are_found_in_the_record(desk, case, query):
    assert "The router is dead." in found(desk, query)


def test_hebrew_is_found_without_its_prefixes(desk, brand, dana, noa):
    mail("הזמנתי מטחנה והיא לא הגיעה.", subject="איפה המטחנה")

    for query in ("מטחנה", "והמטחנה"):
        assert "הזמנתי מטחנה" in found(desk, query)


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
