"""Going on where a move was ended, what was said there since, what is found here, and what people read of it."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.management import call_command

from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.config.moving_in import bringing
from amana.config.moving_in.tests.conftest import AT, SAMPLES
from amana.config.moving_in.tests.test_samples import moved, said
from amana.desk.tests.conftest import signed_in
from amana.handling.models import MovedIn
from amana.post.models import Outgoing
from amana.readings.models import Reading
from amana.record.reading import entry_count, read
from amana.record.verifying import verify
from amana.search.asking import understand
from amana.search.finding import Search, hits
from amana.search.narrowing import narrow
from amana.team.viewing import at_the_desk


class Ended(Exception):
    """Somebody pressed Ctrl-C, or the power failed."""


def many(folder, count=25):
    """Write an export of so many tickets, each with two comments."""
    rows = [
        {"id": n, "subject": f"Matter {n}", "status": "open" if n % 5 == 0 else "closed", "requester_id": n % 4,
         "requester": {"id": n % 4, "name": f"Person {n % 4}", "email": f"p{n % 4}@customer.example"},
         "created_at": "2024-01-01T10:00:00Z", "tags": ["late"], "comments": [
             {"id": n * 10, "author_id": n % 4, "body": f"Question {n}", "created_at": "2024-01-01T10:00:00Z",
              "author": {"id": n % 4, "name": f"Person {n % 4}", "email": f"p{n % 4}@customer.example"}},
             {"id": n * 10 + 1, "author_id": 900, "author": {"id": 900, "name": "Dana", "email": "dana@tahuna.example", "role": "agent"},
              "body": "We call you back tomorrow at 10:00.", "created_at": "2024-01-01T11:00:00Z"},
         ]}
        for n in range(1, count + 1)
    ]  # fmt: skip
    (folder / "tickets.json").write_text("\n".join(map(json.dumps, rows)))
    return folder / "tickets.json"


def test_ended_at_any_batch_or_in_the_midst_of_one_it_goes_on(bring, dana_there, tmp_path, monkeypatch):
    export = many(tmp_path)
    monkeypatch.setattr(bringing, "BATCH", 4)
    whole = bringing.take_in

    for after in range(7):
        calls = 0

        def ends(*args, **named):
            nonlocal calls
            calls += 1
            taken = whole(*args, **named)
            if calls == 2:
                raise Ended  # after the batch was committed
            return taken

        monkeypatch.setattr(bringing, "take_in", ends)
        if after % 2:
            monkeypatch.setattr("amana.handling.moving_in.writing._tag", lambda *_a, **_n: (_ for _ in ()).throw(Ended))
        with suppress(Ended):
            bring("zendesk", export)
        monkeypatch.setattr("amana.handling.moving_in.writing._tag", TAG)
    monkeypatch.setattr(bringing, "take_in", whole)
    report = bring("zendesk", export)

    assert (
        report.counts["tickets in the export"]
        == Case.objects.count()
        == MovedIn.objects.filter(what="case").count()
        == 25
    )
    assert MovedIn.objects.filter(what="message").count() == 50 and list(verify()) == []
    # One line opens each, two messages, one says where it came from; what is open goes on with a promise, the rest is laid down.
    assert entry_count() == 25 * 4 + 5 * 2 + 20


from amana.handling.moving_in.writing import _tag as TAG  # noqa: E402, N812  # as it is, before a test puts another in its place


def test_what_was_said_there_since_is_added_and_an_answer_is_owed_again(bring, dana_there, tmp_path):
    export = many(tmp_path, 5)
    bring("zendesk", export)
    rows = [json.loads(line) for line in export.read_text().splitlines()]
    for row in rows:
        row["status"] = "open"
        row["comments"].append({"id": row["id"] * 10 + 2, "author_id": row["id"] % 4, "created_at": "2024-02-01T10:00:00Z",
                                "body": "Nobody called.", "author": row["requester"]})  # fmt: skip
    export.write_text("\n".join(map(json.dumps, rows)))

    report = bring("zendesk", export, at=AT + timedelta(days=1))

    assert report.counts["messages came in"] == 5 and Case.objects.filter(state="open").count() == 5
    for case in Case.objects.all():
        assert [one["text"] for one in said(case)][-1] == "Nobody called." and case.last_word_by == "customer"
        assert Commitment.objects.outstanding().filter(case=case, origin=Commitment.ANSWER).count() == 1
    assert not Outgoing.objects.exists() and list(verify()) == []
    assert bring("zendesk", export).counts["messages came in"] == 0


def test_a_case_is_found_by_its_number_there_and_read_with_where_it_came_from(bring, dana_there):
    bring("zendesk", "zendesk_json")
    case, viewer = moved("1234"), at_the_desk(dana_there)

    asked = understand("zendesk 1234")
    assert case.pk in {row.case_id for row in hits(Search(asked, narrow(asked, viewer), viewer)).rows}
    page = signed_in(dana_there).get(f"/desk/cases/{case.number}/").content.decode()
    assert "brought in from" in page and "Moved in from" in page and "fridge.txt" in page


def test_promises_are_read_from_old_messages_when_it_is_asked_for(bring, dana_there, tmp_path):
    bring("zendesk", many(tmp_path, 5), reads_promises=True)

    assert Reading.objects.count() == 10 and {row.side for row in Reading.objects.all()} == {"company", "customer"}


def test_the_command_says_what_it_did_and_writes_a_report(brand, dana_there, tmp_path, settings, capsys):
    settings.DATA = tmp_path
    call_command(
        "move-in", "zendesk", str(SAMPLES / "zendesk_json"), "--dry-run", "--report", str(tmp_path / "report.json")
    )

    told = capsys.readouterr().out
    assert "5  cases would come in" in told and "It was deleted there." in told
    kept = json.loads((tmp_path / "report.json").read_text())
    assert kept["dry_run"] and kept["counts"]["messages would come in"] == 11 and len(kept["left_out"]) == 2


@pytest.mark.parametrize("more", [["--brand", "Nobody's"], ["--zone", "Mars/Base"]])
def test_a_brand_or_zone_that_is_not_there_is_named(brand, more, tmp_path, settings):
    settings.DATA = tmp_path
    with pytest.raises(Exception, match=more[1]):
        call_command("move-in", "zendesk", str(SAMPLES / "zendesk_json"), *more)


def test_the_shared_record_says_nothing_of_notes_tags_and_facts(bring, dana_there):
    bring("zendesk", "zendesk_json")

    case = moved("1234")
    seen = json.dumps([one.content for one in read(case.key, side="customer")], ensure_ascii=False)
    assert "send Yossi" not in seen and "vip" not in seen and "SN-88" not in seen
