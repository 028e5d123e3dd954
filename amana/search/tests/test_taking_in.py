from __future__ import annotations

import sys
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from amana.post.models import File
from amana.post.storing import discard
from amana.record.withdrawing import withdraw
from amana.search import taking_in
from amana.search.extracting import Unreadable, form_of, text_of
from amana.search.finding import hits
from amana.search.models import FileText, Indexed, Meaning, Slip, Walk, Word
from amana.search.spelling import beginning_with, meant, slips_between
from amana.search.taking_in import claim, take_in_some
from amana.search.tests.conftest import attached, docx, note, pdf, say, search, take_in_all
from amana.search.walking import begin_again, is_walking, progress, walk_some


def found(query, viewer):
    return [(row.entry, bool(row.file)) for row in hits(search(query, viewer)).rows]


# ── files ────────────────────────────────────────────────────────────────────


def test_a_file_is_found_by_its_name_at_once_and_by_its_text_when_it_was_read(case, dana, noa):
    said = say(
        case, "See the file", by=noa, files=[attached("warranty-card.pdf", pdf("Serial QX 55501", "boiler valve"))]
    )

    assert found("warranty", dana) == [(said.id, False)]
    assert not found("boiler", dana)
    take_in_all()
    assert found("boiler valve", dana) == found("QX-55501", dana) == found('"boiler valve"', dana) == [(said.id, True)]
    assert found("boiler kind:file", dana) == found("boiler with:file", dana) == [(said.id, True)]
    assert set(found("warranty", dana)) == {(said.id, False), (said.id, True)}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", docx("The boiler", "valve שסתום")), ("a.txt", "boiler valve שסתום".encode()), ("A.CSV", b"x;boiler;valve"),
        ("he.txt", "boiler שסתום".encode("cp1255")), ("u.txt", "boiler שסתום".encode("utf-16")),
    ],
)  # fmt: skip
def test_other_files_are_read_too(case, dana, noa, name, content):
    say(case, "See the file", by=noa, files=[attached(name, content)])
    take_in_all()

    assert found("boiler", dana)
    assert name == "A.CSV" or found("שסתום", dana)


BAD = {
    "damaged": b"%PDF-1.4 nothing of the kind", "empty": pdf(), "large": b"%PDF" + b"0" * (20 * 2**20 + 1),
}  # fmt: skip


@pytest.mark.parametrize("why", BAD)
def test_a_file_that_cannot_be_read_says_why_and_is_found_by_name(case, dana, noa, why):
    say(case, "See the file", by=noa, files=[attached("strange.pdf", BAD[why], "application/pdf")])
    take_in_all()

    row = Indexed.objects.unreadable().get()
    assert row.error == why
    assert (row.entry, True) in found("strange", dana)


def test_a_file_that_is_gone_from_the_disk_stops_nothing(case, dana, noa):
    say(case, "See the file", by=noa, files=[attached("gone.txt", b"boiler", "text/plain")])
    discard(File.objects.get().key)
    take_in_all()

    assert Indexed.objects.unreadable().get().error == "damaged"
    assert not Indexed.objects.filter(worked_at=None).exists()


def test_a_document_that_unpacks_without_end_or_declares_entities_is_refused():
    bomb = docx(body="<w:document>" + " " * (31 * 2**20) + "</w:document>")
    laughs = docx(body='<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')

    for content in (bomb, laughs):
        with pytest.raises(Unreadable, match="large"):
            text_of(content, "docx")


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's")
def test_a_reader_that_runs_wild_is_ended(tmp_path, monkeypatch):
    hungry, endless = tmp_path / "hungry.py", tmp_path / "endless.py"
    hungry.write_text("x = b'x' * (2 * 2**30)")
    endless.write_text("while True: pass")
    began = time.monotonic()

    monkeypatch.setattr("amana.search.extracting.READER", hungry)
    with pytest.raises(Unreadable):
        text_of(b"x", "pdf")
    monkeypatch.setattr("amana.search.extracting.READER", endless)
    monkeypatch.setattr("amana.search.extracting.SECONDS", 1.0)
    with pytest.raises(Unreadable, match="slow"):
        text_of(b"x", "pdf")
    assert time.monotonic() - began < 15


def test_what_has_no_text_is_not_read():
    assert form_of("photo.jpg", "image/jpeg") == form_of("a.zip", "application/zip") == form_of("", "") == ""
    assert form_of("x", "text/plain; charset=utf-8") == form_of("X.TXT", "") == "text"


def test_a_withdrawn_entry_takes_its_files_with_it(case, dana, noa, now):
    said = say(case, "See the file", by=noa, files=[attached("card.txt", b"boiler valve", "text/plain")])
    take_in_all()

    withdraw(said.id, from_side="company", why="Not for you.", by=dana.actor, at=now)

    assert not found("boiler", dana) and not found("card", dana)
    assert not FileText.objects.exists()
    assert not Word.objects.filter(word=b"boiler").exists()


def test_an_entry_withdrawn_before_it_was_taken_in_leaves_nothing(case, dana, noa, now):
    said = say(case, "See the file", by=noa, files=[attached("card.txt", b"boiler valve", "text/plain")])
    withdraw(said.id, from_side="customer", why="Not for you.", by=dana.actor, at=now)
    take_in_all()

    assert not Word.objects.filter(word__in=[b"boiler", b"file"]).exists()
    assert not Indexed.objects.filter(entry=said.id).exists()


# ── leases ───────────────────────────────────────────────────────────────────


def test_two_workers_never_have_the_same_in_hand(case, dana, now):
    for number in range(6):
        note(case, f"kettle {number}", by=dana, at=now)

    one = claim(worker="one", at=now, most=3)
    other = claim(worker="other", at=now, most=30)

    assert len(one) == 3 and not {row.pk for row in one} & {row.pk for row in other}
    assert claim(worker="third", at=now) == []
    assert len(claim(worker="third", at=now + timedelta(hours=1))) == 1  # each alone: one of them ended a worker


def test_the_newest_is_taken_in_first(case, dana, noa, now):
    old = say(case, "samovar", by=noa, at=now - timedelta(days=3))
    new = say(case, "samovar", by=noa, at=now + timedelta(seconds=1))

    taken = [row.entry for row in claim(worker="one", at=now)]

    assert taken[0] == new.id and taken[-1] == old.id


def test_one_bad_text_stops_no_other_and_is_left_after_three_tries(case, dana, now, monkeypatch):
    bad = note(case, "bad samovar", by=dana, at=now)
    count = taking_in.count

    def counting(texts):
        texts = list(texts)
        if any("bad" in text for text in texts):
            raise ValueError("a bad text")
        count(texts)

    monkeypatch.setattr(taking_in, "count", counting)
    for minute in range(8):
        at = now + timedelta(minutes=2 * minute)
        while take_in_some(worker="test", at=at):
            pass

    assert not Indexed.objects.filter(worked_at=None).exists()
    assert Indexed.objects.get(entry=bad.id).error == "ValueError"
    assert Indexed.objects.unreadable().count() == 1
    assert found("bad samovar", dana)


def test_taking_in_twice_changes_nothing(case, dana, now):
    take_in_all()
    before = (Word.objects.count(), Slip.objects.count(), Meaning.objects.count())
    Indexed.objects.update(worked_at=None)
    take_in_all()

    assert (Word.objects.count(), Slip.objects.count(), Meaning.objects.count()) == before


# ── slips ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("kettle", "kettle", 0), ("ketle", "kettle", 1), ("kettel", "kettle", 1), ("kottle", "kettle", 1), ("abcdefgh", "badcefgh", 2),
     ("kitten", "sitting", 3), ("a", "abcdef", 3)],
)  # fmt: skip
def test_slips_are_counted(one, other, slips):
    assert slips_between(one, other, 2) == slips


def test_the_nearest_and_most_frequent_word_comes_first(db):
    from amana.search.spelling import count

    count([{"reception", "perception"}, {"reception", "deception"}, {"receptions"}])

    assert [one.word for one in meant("recepton")] == ["reception", "deception", "receptions"]
    assert meant("rec") == meant("reception1") == []
    assert beginning_with("rece") == ["reception", "receptions"]


# ── going through the cases ──────────────────────────────────────────────────


def test_what_was_said_before_is_found_when_the_cases_were_gone_through(case, dana, noa, now):
    said = say(case, "samovar", by=noa, at=now, files=[attached("lid.txt", b"brass", "text/plain")])
    begin_again(now, afresh=True)
    assert not found("samovar", dana) and is_walking(now)

    assert walk_some(worker="one", at=now) == 1
    take_in_all()

    assert found("samovar", dana) == [(said.id, False)] and found("brass", dana) == [(said.id, True)]
    assert not is_walking(now)
    assert progress().is_done


def test_a_walk_goes_on_where_it_stopped_and_doubles_nothing(case, dana, noa, brand, now):
    from amana.handling.opening import open_case

    cases = [case, *(open_case(noa, brand, subject=f"Case {n}", text="samovar", by=dana, at=now) for n in range(4))]
    before = Indexed.objects.count()
    begin_again(now)
    assert walk_some(worker="one", at=now, most=2) == 2
    assert Walk.objects.get().before == sorted(one.key for one in cases)[-2]  # the newest first
    Indexed.objects.filter(case=case).delete()

    while is_walking(now):
        walk_some(worker="two", at=now, most=2)

    assert Indexed.objects.count() == before
    assert Walk.objects.get().cases == 5


def test_only_one_worker_walks_and_another_takes_over_when_it_died(case, now):
    begin_again(now)
    Walk.objects.update(taken_by="dead", taken_until=now + timedelta(minutes=2))

    assert not is_walking(now) and walk_some(worker="one", at=now) == 0
    assert walk_some(worker="one", at=now + timedelta(minutes=3)) == 1


def test_a_walk_brings_back_nothing_that_was_withdrawn(case, dana, noa, now):
    said = say(case, "samovar", by=noa, at=now)
    withdraw(said.id, from_side="customer", why="A card number.", by=dana.actor, at=now)
    begin_again(now, afresh=True)
    walk_some(worker="one", at=now)

    assert not found("samovar", dana)


def test_a_new_installation_has_nothing_to_go_through(db):
    assert Walk.objects.get().pk == 1
    walk_some(worker="one", at=timezone.now())
    assert progress().is_done
