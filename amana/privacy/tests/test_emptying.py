"""What is erased is nowhere: in no table, no index, no file, no byte of the database; and the record still verifies."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, models

from amana.api.models import Token
from amana.cases.errors import Refused
from amana.cases.labelling import Field, Value
from amana.cases.models import Participant
from amana.channels.email.composing import Attached
from amana.channels.models import Call
from amana.handling.beside import goes_with, rows_beside
from amana.handling.emptying import words_in
from amana.handling.facts.noting import note
from amana.handling.facts.stipulating import write_term
from amana.handling.handing_out.exporting import export
from amana.handling.holding.handing_over import accept, offer
from amana.handling.talking.hearing import hear
from amana.handling.talking.replying import Reply, reply
from amana.people.models import Address
from amana.post.emptying import empty_old
from amana.post.models import Outgoing
from amana.privacy import emptying, erasing
from amana.privacy.asking import ask
from amana.privacy.emptying import empty_case
from amana.privacy.erasing import erase_person, preview
from amana.privacy.models import Emptied, Request
from amana.privacy.retaining import empty_what_is_over, hold, keep_for, let_go
from amana.readings.taking import read_some
from amana.record.reading import entry, read
from amana.record.verifying import verify
from amana.record.withdrawing import erase, withdraw
from amana.review.leaks.keeping import look_at
from amana.search.models import Sweep
from amana.search.sweeping import sweep
from amana.search.taking_in import take_in_some
from amana.team.viewing import at_the_desk, by_link
from tests.cast import closed_at_rest
from tests.letters import deliver

pytestmark = pytest.mark.django_db
MARK = "zvoranek"
TEXT = """Shalom, I am Zvoranek Levi, my telephone is 054-123 99 88 and my order is ZVORANEK-77.
The machine has been leaking since Sunday, zvoranek zvoranek. Please call me, I will send a picture by 20 November 2026."""


@pytest.fixture
def case(brand, dana, omer, now):
    """A case with something in every place where a customer's words are kept."""
    for path in Path(settings.FILES).rglob("*"):  # of tests before this one
        path.unlink() if path.is_file() else None
    made = deliver(f"{MARK}@levi.example", TEXT, name="Zvoranek Levi", subject="The Zvoranek leak", at=now)
    field = Field.objects.create(brand=brand, name="Serial", kind=Field.TEXT)
    Value.objects.create(field=field, case=made, text=f"{MARK}-1", folded=f"{MARK}-1", set_at=now)
    file = Attached(f"{MARK}.txt", "text/plain", b"A zvoranek picture in words.")
    hear(made, f"And here is the file of {MARK}.", by=by_link(made.customer, made.key), at=now, files=[file])
    desk = at_the_desk(dana)
    note(made, f"{MARK} sounded tired.", by=desk, at=now)
    write_term(made, f"{MARK} says that it no longer leaks", by=desk, at=now)
    row = offer(made, taker=omer, why=f"Knows {MARK}", by=desk, at=now)
    accept(row, by=at_the_desk(omer), at=now)
    made.refresh_from_db()
    reply(made, Reply(f"Dear {MARK}, I will send the part by Monday."), by=at_the_desk(omer), at=now)
    take_in_some(worker="test", at=now + timedelta(minutes=1))
    read_some(worker="test", at=now + timedelta(minutes=1))
    look_at(made.key, at=now + timedelta(days=9))
    made.refresh_from_db()
    return made


@pytest.fixture
def over(case, now):
    """The same case, closed long ago, with nothing that has still to leave."""
    return closed_at_rest(case, at=now)


def places_of(word: str) -> list[str]:
    """Return each table of the database, and each file beside it, in which a word stands, in plain letters or in bytes."""
    hexed = [one.encode().hex() for one in (word, word.capitalize(), word.upper())]
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            said = " ".join(value.hex() if isinstance(value, bytes | memoryview) else str(value)
                            for row in cursor.fetchall() for value in row).lower()  # fmt: skip
            if word in said or any(one in said for one in hexed):
                found.append(table)
    folder = Path(settings.FILES)
    return found + [
        str(path) for path in folder.rglob("*") if path.is_file() and word.encode() in path.read_bytes().lower()
    ]


def test_the_words_stood_in_many_places(case):
    assert len(places_of(MARK)) > 12


def test_nothing_of_an_erased_person_is_left_anywhere_and_the_record_verifies(
    over, brand, yossi, now, django_capture_on_commit_callbacks
):
    later = now + timedelta(days=400)
    asked = ask(over.customer, Request.ERASE, words=f"Forget {MARK}, please", at=later)
    with django_capture_on_commit_callbacks(execute=True):
        done = erase_person(asked, by=at_the_desk(yossi), at=later)
    assert done.state == Request.DONE and done.counts["cases"] == 1 and done.counts["entries"] > 8
    while sweep(later) or empty_old(later):
        pass
    assert places_of(MARK) == []
    assert list(verify([over.key])) == []
    over.refresh_from_db()
    assert over.subject == "" and over.customer.name == "" and over.opened_at == now
    assert not Address.objects.filter(person=over.customer).exists()
    assert export(over.key, side="customer", at=later, purpose="a test")


def test_what_stands_in_the_way_is_named_and_nothing_is_touched(case, yossi, dana, now):
    asked = ask(case.customer, Request.ERASE, at=now)
    assert preview(case.customer).open == [case.number]
    with pytest.raises(Refused, match=case.number):
        erase_person(asked, by=at_the_desk(yossi), at=now)
    with pytest.raises(Refused):
        erase_person(asked, by=at_the_desk(dana), at=now)
    with pytest.raises(Refused):
        empty_case(case, why=Emptied.OVER, by=at_the_desk(yossi).actor, at=now)
    assert case.customer.name == "Zvoranek Levi" and not Emptied.objects.exists()


def test_a_long_case_is_emptied_in_parts_and_goes_on_where_it_broke_off(over, yossi, now, monkeypatch):
    monkeypatch.setattr(emptying, "AT_ONCE", 3)
    own, parts = emptying.erase_many, []

    def breaks(words, **how):
        parts.append(len(words))
        if len(parts) == 3:
            raise OSError("the power went")
        return own(words, **how)

    monkeypatch.setattr(emptying, "erase_many", breaks)
    actor, left = at_the_desk(yossi).actor, len(words_in(over, side="company"))
    with pytest.raises(OSError, match="power"):
        empty_case(over, why=Emptied.OVER, by=actor, at=now)
    assert parts == [3, 3, 3] and len(words_in(over, side="company")) == left - 6 > 3
    assert list(verify([over.key])) == [] and not Emptied.objects.exists()
    done = empty_case(over, why=Emptied.OVER, by=actor, at=now)
    assert done.entries == left - 6 and words_in(over, side="company") == []
    assert max(parts) == 3 and list(verify([over.key])) == []
    assert empty_case(over, why=Emptied.OVER, by=actor, at=now) == done


def test_an_entry_that_was_withdrawn_from_the_company_is_emptied_with_the_others(over, yossi, now):
    """Its words are kept for the other side until then."""
    said = next(one for one in read(over.key, side="company") if one.kind == "message.received")
    withdraw(said.id, from_side="company", why="a password", by=at_the_desk(yossi).actor, at=now)
    empty_case(over, why=Emptied.OVER, by=at_the_desk(yossi).actor, at=now)
    assert entry(said.id, side="customer").content is None
    assert "tired" not in str(read(over.key, side="customer"))


def test_a_case_that_is_kept_for_a_reason_is_not_erased(over, yossi, now):
    desk = at_the_desk(yossi)
    kept = hold(over, why="A claim", until=(now + timedelta(days=30)).date(), by=desk, at=now)
    asked = ask(over.customer, Request.ERASE, at=now)
    with pytest.raises(Refused, match=over.number):
        erase_person(asked, by=desk, at=now)
    let_go(kept, by=desk)
    assert erase_person(asked, by=desk, at=now).state == Request.DONE
    with pytest.raises(Refused):
        erase_person(asked, by=desk, at=now)
    with pytest.raises(Refused):
        hold(over, why="Too late", until=(now + timedelta(days=30)).date(), by=desk, at=now)


def test_a_case_that_is_kept_from_now_on_is_emptied_by_nobody_who_looked_before(over, yossi, now):
    """Whoever looked for holds a moment ago finds the new one where the case is held."""
    hold(over, why="A claim", until=(now + timedelta(days=30)).date(), by=at_the_desk(yossi), at=now)
    left = words_in(over, side="company")
    with pytest.raises(Refused, match=over.number):
        empty_case(over, why=Emptied.OVER, by=at_the_desk(yossi).actor, at=now)
    assert words_in(over, side="company") == left and not Emptied.objects.exists()


def test_what_is_written_after_an_emptying_goes_with_the_next_one(over, yossi, now):
    """Whoever answers an old mail opens the case again, and it is closed again with words in it."""
    desk, later = at_the_desk(yossi), now + timedelta(days=90)
    first = empty_case(over, why=Emptied.OVER, by=desk.actor, at=now)
    again = now + timedelta(days=1)
    hear(over, f"It leaks once more, says {MARK}.", by=by_link(over.customer, over.key), at=again)
    with pytest.raises(Refused, match="Close it first"):
        empty_case(over, why=Emptied.OVER, by=desk.actor, at=again)
    closed_at_rest(over, at=again)
    keep_for(over.brand, 1, by=desk, at=later)
    assert empty_what_is_over(later) == 1
    assert MARK not in str(read(over.key, side="company"))
    row = Emptied.objects.get()
    assert row.at == later and row.entries > first.entries
    assert empty_what_is_over(later + timedelta(days=1)) == 0


def test_who_writes_while_they_are_being_erased_keeps_their_name_until_that_is_closed(over, yossi, now, monkeypatch):
    own = erasing.empty_case

    def meanwhile(case, **how):
        done = own(case, **how)
        deliver(f"{MARK}@levi.example", "One more thing.", name="Zvoranek Levi", subject="New", at=now)
        return done

    monkeypatch.setattr(erasing, "empty_case", meanwhile)
    asked = ask(over.customer, Request.ERASE, at=now)
    with pytest.raises(Refused, match="Close these cases first"):
        erase_person(asked, by=at_the_desk(yossi), at=now)
    asked.refresh_from_db()
    assert asked.state == Request.OPEN and Address.objects.filter(person=over.customer).exists()


def test_no_case_is_left_out_of_an_erasure_however_many_there_are(over, yossi, now, monkeypatch):
    """The bound is one of what is named and copied, not of what is erased."""
    second = deliver(f"{MARK}@levi.example", f"Another one of {MARK}.", name="Zvoranek Levi", subject="Two", at=now)
    assert second.key != over.key
    monkeypatch.setattr(erasing, "MOST_CASES", 1)
    asked = ask(over.customer, Request.ERASE, at=now)
    with pytest.raises(Refused, match=second.number):
        erase_person(asked, by=at_the_desk(yossi), at=now)
    closed_at_rest(second, at=now)
    assert erase_person(asked, by=at_the_desk(yossi), at=now).counts["cases"] == 2
    assert MARK not in str(read(second.key, side="company")) + str(read(over.key, side="company"))


def test_what_was_said_in_a_case_of_somebody_else_is_erased_by_whoever_serves_its_brand_and_if_nobody_needs_it(
    over, yossi, omar, brand, now
):
    other = deliver("gal@tavor.example", "My own case.", name="Gal Tavor", subject="Other", at=now)
    Participant.objects.create(case=other, person=over.customer, added_at=now)
    hear(other, "Zvoranek was there as well.", by=by_link(over.customer, other.key), at=now)
    desk, asked = at_the_desk(yossi), ask(over.customer, Request.ERASE, at=now)
    kept = hold(other, why="A claim", until=(now + timedelta(days=30)).date(), by=desk, at=now)
    assert preview(over.customer).held == [other.number]
    with pytest.raises(Refused, match=other.number):
        erase_person(asked, by=desk, at=now)
    let_go(kept, by=desk)
    type(other).objects.filter(pk=other.pk).update(brand=omar.brands.get())
    with pytest.raises(Refused, match="brand you do not serve"):
        erase_person(asked, by=desk, at=now)
    assert "Zvoranek" in str(read(other.key, side="company"))
    yossi.brands.add(omar.brands.get())
    assert erase_person(asked, by=at_the_desk(yossi), at=now).state == Request.DONE


def test_no_number_of_an_erased_person_is_left_with_the_calls_and_their_own_token_stays(over, brand, yossi, now):
    """A call that an exchange tells of is known by the exchange's own name for it, whoever was called."""
    person, said = (
        over.customer,
        {"brand": brand, "direction": "in", "began_at": now, "recording_url": "https://pbx.example/1"},
    )
    filed = Call.objects.create(
        **said, ref="1", number="+972541239988", state=Call.PLACED, case=over.key, entry=over.key
    )
    waiting = Call.objects.create(**said, ref="2", number="+972541239988", state=Call.TO_PLACE, person=person)
    other = Call.objects.create(**said, ref="3", number="+972501112233", state=Call.TO_PLACE)
    token = Token.objects.create(name="Mine", person=person, digest="d" * 64, beginning="amana_12", made_at=now)
    erase_person(ask(person, Request.ERASE, at=now), by=at_the_desk(yossi), at=now)
    found = Call.objects.in_bulk()
    for row in (filed, waiting):
        assert (found[row.pk].number, found[row.pk].recording_url, found[row.pk].person_id) == ("", "", None)
    assert found[other.pk].number == "+972501112233" and Token.objects.filter(pk=token.pk).exists()


def test_what_is_erased_while_the_index_is_swept_is_swept_as_well(over, yossi, now):
    """Its moment is when somebody asked, which may lie before the sweep began."""
    Sweep.objects.create(pk=1, asked_at=now - timedelta(hours=1), begun_at=now + timedelta(seconds=5))
    said = next(one for one in read(over.key, side="company") if one.kind == "message.received")
    erase(said.id, why="asked", by=at_the_desk(yossi).actor, at=now)
    row = Sweep.objects.get()
    assert (row.asked_at, row.begun_at) == (now, None)


def test_a_mail_that_has_still_to_leave_is_waited_for(over, yossi, now):
    Outgoing.objects.filter(what="reply").update(state=Outgoing.WAITING)
    with pytest.raises(Refused, match="still to leave"):
        empty_case(over, why=Emptied.OVER, by=at_the_desk(yossi).actor, at=now)
    assert bytes(Outgoing.objects.get(what="reply").mime)


def test_words_said_in_somebody_elses_case_are_erased_there_alone(over, yossi, brand, now):
    other = deliver("gal@tavor.example", "My own case of yesterday.", name="Gal Tavor", subject="Other", at=now)
    Participant.objects.create(case=other, person=over.customer, added_at=now)
    hear(other, "Zvoranek was there as well.", by=by_link(over.customer, other.key), at=now)
    erase_person(ask(over.customer, Request.ERASE, at=now), by=at_the_desk(yossi), at=now)
    said = [one["text"] for one in read(other.key, side="company") if one.kind == "message.received"]
    assert "My own case of yesterday." in str(said) and "Zvoranek" not in str(said)


def test_every_table_that_outlives_a_case_has_its_words_taken_out():
    """A new table with words that is not deleted with its case has to be named where cases are emptied."""
    named = {"cases.Case", "cases.Helper", "cases.HandOver", "cases.Closing", "cases.CaseLink", "commitments.Commitment",
             "handling.Question", "handling.Suggestion", "handling.Term", "recordings.Recording", "review.ConductIncident",
             "review.ConductStep", "review.Amends"}  # fmt: skip
    found = set()
    for model, name in rows_beside():
        words = [
            one
            for one in model._meta.concrete_fields
            if isinstance(one, models.TextField | models.CharField | models.JSONField)
        ]
        if words and not goes_with(model, name) and any(not one.choices for one in words):
            found.add(model._meta.label)
    assert found <= named
