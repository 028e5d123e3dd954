"""Each helpdesk's export comes in as it should: counts, sides, times, states, tags, files; twice the same; and nobody hears of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from amana.cases.labelling import Tagged
from amana.cases.models import Case, Mention
from amana.commitments.models import Commitment
from amana.handling.models import LeftOut, MovedIn, Origin
from amana.people.models import Account, Address, Person
from amana.post.models import File, MessageKey, Outgoing
from amana.post.storing import fetch
from amana.readings.models import Reading
from amana.record.reading import entry_count, read
from amana.record.verifying import verify

# Sample: cases, of them open, messages, notes, files, and how much was left out.
EXPECTED = {
    ("zendesk", "zendesk_json"): (5, 1, 11, 1, 1, 2),
    ("zendesk", "zendesk_api"): (2, 1, 3, 0, 0, 1),
    ("zendesk", "zendesk_xml"): (2, 1, 2, 1, 0, 0),
    ("freshdesk", "freshdesk_export"): (2, 1, 4, 1, 1, 2),
    ("freshdesk", "freshdesk_api"): (1, 0, 2, 0, 0, 0),
    ("freshdesk", "freshdesk_xml"): (1, 0, 2, 0, 0, 0),
    ("zammad", "zammad"): (3, 1, 3, 1, 1, 1),
    ("freescout", "freescout_api"): (2, 1, 3, 1, 1, 3),
    ("freescout", "freescout_tables"): (1, 0, 2, 0, 1, 1),
    ("csv", "csv"): (2, 1, 3, 1, 1, 3),
    ("csv", "csv_one_table.csv"): (1, 1, 2, 0, 0, 0),
}


def moved(foreign):
    return MovedIn.objects.get(what="case", foreign=foreign).case


def said(case):
    return [
        one
        for one in read(case.key, side="company")
        if one.kind in {"message.received", "message.sent", "note.received"}
    ]


@pytest.mark.parametrize(("system", "sample"), EXPECTED)
def test_a_sample_comes_in_whole_and_twice_is_once(system, sample, bring, dana_there):
    tried = bring(system, sample, is_dry=True)
    assert (Case.objects.count(), Person.objects.count(), Origin.objects.count(), LeftOut.objects.count()) == (
        0,
        0,
        0,
        0,
    )

    report = bring(system, sample)

    counts = report.counts
    found = (
        counts["cases came in"], counts["of them open, with a next step from now"], counts["messages came in"],
        counts["notes came in"], counts["files came in"], sum(told.times for told in report.left_out.values()),
    )  # fmt: skip
    assert found == EXPECTED[system, sample]
    # What the dry run said is what happened.
    assert [count for name, count in tried.counts.items()] == [count for name, count in counts.items()]
    assert {why: told.times for why, told in tried.left_out.items()} == {
        why: told.times for why, told in report.left_out.items()
    }
    assert (Case.objects.count(), Case.objects.filter(state="open").count()) == found[:2]
    assert File.objects.count() == found[4] and list(verify()) == []
    # Nobody is told, nobody can sign in who could not before, and nothing is read that was not asked for.
    assert not Outgoing.objects.exists() and not Mention.objects.exists() and not Reading.objects.exists()
    assert Account.objects.count() == 3 and not Person.objects.filter(account__isnull=False).exists()
    for case in Case.objects.filter(state="open"):
        assert case.next_due_at is not None and Commitment.objects.outstanding().filter(case=case).count() == 1

    before, people, kept = entry_count(), Person.objects.count(), LeftOut.objects.count()
    again = bring(system, sample)
    assert again.counts["cases came in"] == 0 and again.counts["cases that are here already"] == found[0]
    assert (entry_count(), Person.objects.count(), LeftOut.objects.count()) == (before, people, kept)


def test_a_zendesk_ticket_stands_in_the_record_as_it_was_written(bring, dana_there):
    bring("zendesk", "zendesk_json")

    case = moved("1234")
    assert (case.subject, case.state, case.language, case.holder) == ("המקרר לא מקרר", "closed", "he", dana_there)
    assert case.opened_at == datetime(2021, 3, 4, 9, 15, tzinfo=UTC) and case.closed_at == datetime(
        2021, 3, 9, 10, tzinfo=UTC
    )
    assert next(one for one in read(case.key, side="customer") if one.kind == "case.opened")["number"] == case.number
    first, answer, note, last = said(case)
    assert [one.kind for one in (first, answer, note, last)] == [
        "message.received", "message.sent", "note.received", "message.received",
    ]  # fmt: skip
    assert [one.audience for one in (first, answer, note, last)] == ["shared", "shared", "company", "shared"]
    assert first.at == case.opened_at and last.at == datetime(2021, 3, 7, 12, 30, tzinfo=UTC)
    assert first["source"] == {
        "system": "Zendesk",
        "installation": "tahuna.zendesk.com",
        "case": "1234",
        "message": "50001",
    }
    assert first["imported"] and first.by.key == str(case.customer_id) and answer["from"]["agent"] == str(dana_there.pk)
    file = File.objects.get()
    assert (
        fetch(file.key, sha256=file.sha256).decode() == "warm, +14 °C\n" and first["files"][0]["name"] == "fridge.txt"
    )
    assert {row.tag.name for row in Tagged.objects.filter(case=case)} == {"fridge", "vip customer"}
    facts = next(one for one in read(case.key, side="company") if one.kind == "case.moved_in")
    assert (
        facts.audience == "company"
        and "Rated by the customer: good תודה" in facts["text"]
        and "SN-88-1" in facts["text"]
    )
    assert case.customer.company.name == "Barkai & Sons"
    assert Address.objects.get(kind="mail", person=case.customer).value == "noa.barkai@customer.example"
    assert Address.objects.get(kind="phone", person=case.customer).value == "+97235550101"


def test_markup_scripts_and_paths_of_an_export_are_words_and_nothing_else(bring, dana_there):
    bring("zendesk", "zendesk_json")

    theirs, ours, last = said(moved("1235"))
    assert (
        ours["text"] == "Please send a photo."
        and ours["from"]["name"] == "Left Long Ago"
        and "agent" not in ours["from"]
    )
    assert last["files"] == [] and last["missing_files"][0].startswith("passwd (")
    assert theirs["text"] == "The screen is broken."


def test_somebody_without_an_address_is_known_by_number_and_a_missing_one_by_nothing_else(bring, dana_there):
    bring("zendesk", "zendesk_json")

    case = moved("1236")
    _call, recorded, stranger = said(case)
    assert Address.objects.get(person=case.customer).value == "+12125550133"
    assert recorded["from"]["name"] == "Zendesk" and recorded.kind == "message.sent"
    # Its date cannot be, so it stands right after what was said before it, by somebody nobody knows more of.
    assert stranger.at == recorded.at and Person.objects.get(pk=stranger.by.key).name == ""


def test_open_cases_are_held_by_whom_they_were_held_by_and_owe_what_follows(bring, dana_there):
    bring("zendesk", "zendesk_json")

    case = moved("1235")
    promise = Commitment.objects.get(case=case)
    assert (case.holder, promise.owner_agent, promise.promiser) == (dana_there, dana_there, "company")
    assert case.waiting_for == "company" and promise.due_at > datetime(2026, 11, 22, tzinfo=UTC)


def test_the_other_helpdesks_say_sides_states_and_files_in_their_own_ways(bring, dana_there):
    bring("freshdesk", "freshdesk_export")
    case = moved("12")
    assert [one["text"] for one in said(case)] == [
        "My order 88 came broken.", "We will send a new one by Friday.", "He was angry", "It came, thanks.",
    ]  # fmt: skip
    assert case.opened_at == datetime(2018, 5, 14, 7, 0, 5, tzinfo=UTC) and case.customer.company.name == "Katz Bakery"

    bring("zammad", "zammad")
    case = moved("81")
    page, answer, note = said(case)
    assert (
        page["text"] == "Der Drucker druckt nicht."
        and note["text"] == "toner < 5 %"
        and answer["from"]["address"] == "dana@tahuna.example"
    )
    # An answer that comes by mail tomorrow finds the case by the message it answers.
    assert MessageKey.objects.get(value="<a602@tahuna.example>").case == case.key
    assert said(moved("82"))[0].kind == "message.received"

    bring("freescout", "freescout_api")
    bring("freescout", "freescout_tables", installation="old")
    for case in MovedIn.objects.filter(what="case", foreign="41"):
        words = [one["text"] for one in said(case.case)]
        assert words[:2] == [
            "How long is the warranty?" + "\nThank you." * (case.origin.installation == ""),
            "It runs until June.",
        ] or (words[:2] == ["How long is the warranty?", "It runs until\nJune."])

    bring("csv", "csv")
    case = moved("1")
    assert [one["text"] for one in said(case)] == ["הדלת שבורה;\nמתי תגיעו?", "נגיע מחר עד 12.", "bring hinges"]
    # Without a zone, its dates are meant as the clock of the brand said.
    assert case.opened_at == datetime(2015, 3, 1, 8, tzinfo=UTC)


def test_the_same_export_as_a_folder_and_as_a_zip_is_the_same(bring, dana_there, tmp_path):
    import shutil

    packed = Path(
        shutil.make_archive(str(tmp_path / "export"), "zip", Path(__file__).parent / "samples" / "zendesk_json")
    )

    assert bring("zendesk", packed).counts["files came in"] == 1
    assert bring("zendesk", "zendesk_json").counts["cases that are here already"] == 5
