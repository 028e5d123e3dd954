"""Files of companies are read with limits, looked at, written once, and taken back without what people made of them."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amana.directory.editing import add, change, remove
from amana.directory.errors import Refused
from amana.directory.finding import find
from amana.directory.importing import collections, records
from amana.directory.importing.bringing_in import bring_in
from amana.directory.importing.matching import plan
from amana.directory.importing.opening import read
from amana.directory.importing.records import CannotRead
from amana.directory.importing.taking_back import take_back
from amana.directory.listing import company_named
from amana.directory.models import Executive, Key, Name, Part, Point, Profile, Run, Tip
from amana.directory.permissions import OPERATOR
from amana.people.models import Company, Person

TABLE = """name,aliases,domains,country,sector,phone,mail,hours,keys,wait,source,checked_on,confidence,tip
Tahuna,טחונה|Tahuna Mills,tahuna.example,IL,food,*2700,,Sun-Thu 08:00-17:00,"3, then 0",12,own bill,2026-11-01,high,Ask for Avi
Tahuna,,tahuna.example,IL,,+972 3 123 4567,help@tahuna.example,,,,,,,
Zol Shop,,zol.example,,retail,rubbish,not a mail,whenever,,,,,,
,,,,,,,,,,,,,
"""
FACTS = (Profile, Name, Part, Point, Executive, Tip, Key)


def brought(content: bytes | str, at) -> Run | None:
    return bring_in(plan(read(content.encode() if isinstance(content, str) else content)), by=None, at=at)


def counts() -> list[int]:
    return [Company.objects.count(), *(model._default_manager.count() for model in FACTS)]


def packed(files: Iterable[tuple[str, object]]) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as archive:
        for name, content in files:
            raw = content if isinstance(content, bytes) else json.dumps(content).encode()
            member = tarfile.TarInfo(name)
            member.size = len(raw)
            archive.addfile(member, io.BytesIO(raw))
    return held.getvalue()


def test_a_table_becomes_companies_with_ways_to_reach_them(at, db):
    run = brought("\ufeff" + TABLE, at)
    assert run is not None and run.counts["new"] == 2
    tahuna = find("טחונה")[0]
    assert (tahuna.name, tahuna.country, tahuna.sector) == ("Tahuna", "IL", "food")
    phones = {row.same: row for row in Point.objects.filter(company=tahuna.key, kind="phone")}
    assert set(phones) == {"*2700", "+97231234567"}
    assert (
        phones["*2700"].to_human == "3, then 0"
        and phones["*2700"].usual_wait == 12
        and phones["*2700"].week is not None
    )
    assert phones["*2700"].checked_on is not None and phones["*2700"].confidence == "high"
    assert not Point.objects.filter(company__name="Zol Shop").exists()
    assert Tip.objects.get().text == "Ask for Avi"


@pytest.mark.parametrize("parting, encoding", [(";", "utf-8"), ("\t", "utf-16"), (",", "utf-8-sig")])
def test_tables_of_other_programs_are_read(at, db, parting, encoding):
    text = parting.join(("Name", "Phone")) + "\n" + parting.join(("טחונה", "*2700")) + "\r\n"
    assert [one.name for one in read(text.encode(encoding)).records] == ["טחונה"]


def test_twice_the_same_changes_nothing(at, db):
    brought(TABLE, at)
    before = counts()
    assert brought(TABLE, at) is None
    assert counts() == before and Run.objects.count() == 1


def test_what_was_added_to_a_file_is_added_and_what_people_changed_stays(at, db):
    brought(TABLE, at)
    changed = Point.objects.get(same="*2700")
    change(changed, {"kind": "phone", "value": "*2701"}, by=OPERATOR, at=at)
    remove(Point.objects.get(same="+97231234567"), by=OPERATOR, at=at)
    run = brought(TABLE.replace(",retail,", ",retail,").replace("Ask for Avi", "Ask for Ruth"), at)
    assert run is not None and run.counts["added_to"] == 1
    assert {row.same for row in Point.objects.filter(kind="phone")} == {"*2701"}
    assert {row.text for row in Tip.objects.all()} == {"Ask for Avi", "Ask for Ruth"}


def test_taking_back_leaves_nothing_of_it(at, db):
    before = counts()
    run = brought(TABLE, at)
    assert run is not None
    assert take_back(run, by=None, at=at) == {"companies": 2, "kept": 0}
    assert counts() == before
    with pytest.raises(Refused):
        take_back(run, by=None, at=at)
    assert brought(TABLE, at) is not None


def test_taking_back_keeps_what_hangs_on_a_case_or_on_somebodys_words(at, db):
    run = brought(TABLE, at)
    assert run is not None
    tahuna, zol = Company.objects.get(name="Tahuna"), Company.objects.get(name="Zol Shop")
    Person.objects.create(name="Noa", company=zol)
    add(tahuna, "tip", {"text": "They answer at night."}, by=OPERATOR, at=at)
    assert take_back(run, by=None, at=at) == {"companies": 0, "kept": 2}
    assert [one.name for one in find("zol")] == ["Zol Shop"] and [one.name for one in find("tahuna")] == ["Tahuna"]
    assert not Point.objects.exists() and Tip.objects.get().text == "They answer at night."
    assert [one.is_alike for one in find("טחונה")] == [True]


def test_a_company_that_is_here_is_added_to_and_left_as_it_was_afterwards(at, kav):
    add(kav, "name", {"text": "kav.example", "kind": "domain"}, by=OPERATOR, at=at)
    before = counts()
    run = brought("name,domains,country,sector,phone\nKav Telecom,kav.example,IL,telecom,*2700\n", at)
    assert run is not None and run.counts["added_to"] == 1 and Company.objects.count() == 1
    profile = Profile.objects.get(company=kav)
    assert (profile.country, profile.sector) == ("IL", "telecom")
    take_back(run, by=None, at=at)
    profile.refresh_from_db()
    assert (profile.country, profile.sector) == ("", "") and counts() == before


def test_the_same_name_at_another_domain_is_another_company(at, kav):
    add(kav, "name", {"text": "kav.example", "kind": "domain"}, by=OPERATOR, at=at)
    brought("name,domains\nKav Telecom,other.example\n", at)
    assert Company.objects.filter(name="Kav Telecom").count() == 2


def test_what_somebody_named_for_themselves_is_not_added_to(at, gil):
    company_named("Kav Telecom", by=gil, at=at)
    brought("name,phone\nKav Telecom,*2700\n", at)
    assert Company.objects.filter(name="Kav Telecom").count() == 2


def test_bringing_in_asks_the_database_equally_often_for_ten_times_as_many(at, db):
    def table(most: int, word: str) -> str:
        return "name,phone\n" + "".join(f"{word} {n},*{n + 1000}\n" for n in range(most))

    with CaptureQueriesContext(connection) as few:
        brought(table(30, "Few"), at)
    with CaptureQueriesContext(connection) as many:
        brought(table(300, "Many"), at)
    assert len(many) <= len(few) + 2


CARDS = """BEGIN:VCARD
VERSION:3.0
FN:Tahuna
ORG:Tahuna;Mills
TEL;TYPE=WORK,VOICE:+972 3 123 4567
TEL;TYPE=FAX:+972 3 123 4568
EMAIL;TYPE=INTERNET:help@tahuna.example
ADR;TYPE=WORK:;;5 HaMasger;Tel Aviv;;67776;Israel
URL:https://www.tahuna.example/
END:VCARD
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D7=A2=D7=9E=D7=99=D7=AA;=D7=A8=
=D7=95=D7=AA;;;
ORG:Tahuna
TITLE:CEO
EMAIL;HOME:ruth@gmail.com
EMAIL;WORK:ruth.amit@tahuna.example
TEL;CELL:+972 50 123 4567
ADR;HOME:;;12 Home Street;Haifa;;;
END:VCARD
BEGIN:VCARD
VERSION:4.0
KIND:org
FN:Zol\\, Shop
TEL;VALUE=uri;TYPE="voice,work":tel:+97231112222
END:VCARD
"""


def test_cards_become_companies_and_people_without_what_is_private(at, db):
    found = {one.name: one for one in read(CARDS.encode()).records if not one.people}
    assert [row.value for row in found["Tahuna"].points] == [
        "+972 3 123 4567",
        "help@tahuna.example",
        "5 HaMasger, Tel Aviv, 67776, Israel",
    ]
    assert found["Tahuna"].domains == ("tahuna.example",)
    assert found["Zol, Shop"].points[0].value == "+97231112222"
    person = next(one.people[0] for one in read(CARDS.encode()).records if one.people)
    assert (person.name, person.role, person.mail) == ("רות עמית", "CEO", "ruth.amit@tahuna.example")
    brought(CARDS, at)
    everything = str(list(Point.objects.values_list("value"))) + str(list(Executive.objects.values_list("mail")))
    assert not any(word in everything for word in ("gmail", "050", "50 123", "Home Street", "4568"))


def test_the_collections_are_told_apart_and_read():
    contacts = {"Tahuna [IL]": {"contact": {"email": "help@tahuna.example", "twitter": "tahuna"}, "domain": "tahuna.example",
                                "categories": ["food"], "regions": ["il"]}, "Broken": 3, "Odd": {"contact": [], "domain": "x"}}  # fmt: skip
    found = read(json.dumps(contacts).encode())
    assert (
        found.source == "twofactorauth"
        and [one.name for one in found.records] == ["Tahuna"]
        and len(found.problems) == 2
    )
    assert found.records[0].country == "IL" and found.records[0].points[1].value == "https://x.com/tahuna"
    sites = [
        {"name": "Zol", "url": "https://zol.example/end", "difficulty": "hard", "domains": ["zol.example"]},
        7,
        {"name": None},
    ]
    found = read(json.dumps(sites).encode())
    assert (
        found.source == "justdeleteme" and found.records[0].points[0].purpose == "cancel" and len(found.problems) == 2
    )
    row = {
        "slug": "tahuna",
        "name": "Tahuna GmbH",
        "email": "dpo@tahuna.example",
        "web": "https://tahuna.example",
        "sources": ["https://tahuna.example/privacy"],
    }
    found = read(
        packed(
            [
                ("companies/tahuna.json", row),
                ("companies/bad.json", b"{"),
                ("companies/list.json", []),
                ("../../etc/passwd", b"x"),
            ]
        )
    )
    assert found.source == "datenanfragen" and len(found.records) == 1 and len(found.problems) == 2
    assert {row.purpose for row in found.records[0].points} == {"privacy"} and "CC0" in found.records[0].source


@pytest.mark.parametrize(
    "content",
    [
        b"", b"   ", b"\x00" * 2000, b"{}", b"[]", b"{", b"[" * 200_000, b"null", b"12", b'{"a": {"contact": 1}}', b"name\n", b"x,y\n1,2\n",
        b"\xff\xfe\x00", b"name\n\xff\xfe\xfd", b"BEGIN:VCARD", b"BEGIN:VCARD\nEND:VCARD", b"\x1f\x8bgzip no more", b"PK\x03\x04zip",
        b"name\n" + b"x" * 200_000,
    ],
)  # fmt: skip
def test_rubbish_is_refused_with_a_sentence(content):
    with pytest.raises(CannotRead) as refused:
        read(content)
    assert str(refused.value).endswith((".", "`")) or ":" in str(refused.value)


def test_a_file_can_be_too_large_too_many_or_unpack_to_too_much(monkeypatch):
    monkeypatch.setattr("amana.directory.importing.opening.MOST_BYTES", 100)
    with pytest.raises(CannotRead, match="larger"):
        read(b"name\n" + b"a\n" * 100)
    monkeypatch.undo()
    monkeypatch.setattr(collections, "MOST_UNPACKED", 10)
    with pytest.raises(CannotRead, match="unpacks"):
        read(packed([("companies/a.json", {"slug": "a", "name": "A"})]))
    monkeypatch.undo()
    monkeypatch.setattr("amana.directory.importing.tables.MOST_RECORDS", 3)
    with pytest.raises(CannotRead, match="lines"):
        read(b"name\n" + b"".join(b"n%d\n" % n for n in range(9)))


def test_a_cut_archive_is_damaged_and_not_half_read():
    whole = packed([(f"companies/{n}.json", {"slug": str(n), "name": f"N {n}", "web": "x" * 500}) for n in range(200)])
    with pytest.raises(CannotRead):
        read(whole[: len(whole) // 2])


def test_one_company_with_everything_too_much_is_limited():
    row = {
        "slug": "a",
        "name": "A" * 5000,
        "runs": [f"name {n}" for n in range(5000)],
        "email": "a@" + "b" * 900,
        "phone": 7,
        "address": ["x"],
    }
    one = read(packed([("companies/a.json", row)])).records[0]
    assert len(one.name) == 200 and len(one.aliases) <= records.MOST_NAMES and one.points == ()


@pytest.mark.slow
def test_the_three_collections_come_in_whole_and_twice_the_same(at, db, shared):
    files = ("datenanfragen-companies.tar.gz", "twofactorauth-contacts.json", "jdm-sites.json")
    for name in files:
        content = (shared / "data" / name).read_bytes()
        made = plan(read(content))
        assert made.read.problems == []
        bring_in(made, by=None, at=at)
        assert plan(read(content)).counts["unchanged"] == made.counts["companies"]
    assert Key.objects.filter(source="datenanfragen", key__startswith="company:").count() == 3069
    purposes = Point.objects.filter(run__source="datenanfragen", company__directory__kind="company").values_list(
        "purpose", flat=True
    )
    assert set(purposes) == {"privacy"}
