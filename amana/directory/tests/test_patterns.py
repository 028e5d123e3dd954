"""What an address may be is judged from published ones alone, with the evidence and how sure that is."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.directory.addressing.patterns import Published, candidates, candidates_at
from amana.directory.addressing.transliterating import spellings
from amana.directory.models import Executive

TAHUNA = [
    Published("Dana Katz", "dana.katz@tahuna.example", "annual report 2026"),
    Published("Omer Dvir", "Omer.Dvir@tahuna.example", "press page"),
    Published("רות עמית", "ruth.amit@tahuna.example", "press page"),
]


def test_three_of_one_form_are_quite_sure_for_a_name_in_latin_letters():
    found = candidates("John Smith", TAHUNA)
    assert [(one.mail, one.form, one.confidence, one.against) for one in found] == [
        ("john.smith@tahuna.example", "first.last", "high", 0)
    ]
    assert {known.source for known in found[0].shown_by} == {"annual report 2026", "press page"}


def test_a_hebrew_name_has_its_spellings_and_is_never_quite_sure():
    found = candidates("משה כהן", TAHUNA)
    assert [(one.mail, one.confidence) for one in found] == [
        ("moshe.cohen@tahuna.example", "medium"),
        ("moshe.kohen@tahuna.example", "low"),
    ]


def test_a_name_by_its_letters_alone_is_a_guess_and_says_so():
    found = candidates("זלמן קורנבליט", TAHUNA)
    assert found and all(one.confidence == "low" and not one.is_usual for one in found)


def test_one_address_is_a_guess_and_contrary_ones_lower_it():
    assert candidates("John Smith", TAHUNA[:1])[0].confidence == "low"
    mixed = [
        *TAHUNA[:2],
        Published("Gil Bar", "gbar@tahuna.example", "site"),
        Published("Tal Or", "tor@tahuna.example", "site"),
    ]
    found = candidates("John Smith", mixed)
    assert {one.confidence for one in found} == {"low"} and found[0].against == 2


def test_private_mail_and_what_has_no_source_is_no_evidence():
    private = [Published("Dana Katz", "dana.katz@gmail.com", "a list"), Published("Omer Dvir", "omer.dvir@tahuna.example", " "),
               Published("Omer Dvir", "rubbish", "site")]  # fmt: skip
    assert candidates("John Smith", private) == [] == candidates("John Smith", [])


def test_a_published_address_is_no_guess():
    found = candidates("dana  katz", TAHUNA)
    assert [(one.mail, one.is_published) for one in found] == [("dana.katz@tahuna.example", True)]


def test_nothing_is_asked_of_any_server_nor_kept(kav, monkeypatch):
    for one in TAHUNA:
        Executive.objects.create(company=kav, name=one.name, mail=one.mail, source=one.source)

    def refuse(*_arguments, **_named):
        raise AssertionError("a server was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    before = Executive.objects.count()
    assert candidates_at(kav, "John Smith")[0].mail == "john.smith@tahuna.example"
    assert Executive.objects.count() == before


@pytest.mark.parametrize(
    "name, spelled",
    [
        ("ד״ר רונית לוי", "ronit levi"), ("יוסי בן דוד", "yossi bendavid"), ("عبد الله السعيد", "abdullah alsaeed"),
        ("José García", "jose garcia"), ("سامي حداد", "sami haddad"),
    ],
)  # fmt: skip
def test_names_are_put_into_latin_letters(name, spelled):
    first = spellings(name)[0]
    assert f"{first.first} {first.last}" == spelled


@given(st.text(max_size=200))
def test_no_name_breaks_it(name):
    assert len(candidates(name, TAHUNA)) <= 5
