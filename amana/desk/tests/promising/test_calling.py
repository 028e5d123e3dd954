"""Logging a call while it happens, and putting on paper what was said in it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from amana.commitments.making import Draft as Promised
from amana.commitments.models import Commitment
from amana.desk.models import Draft
from amana.desk.tests.conftest import signed_in
from amana.handling.facts.noting import note_call
from amana.handling.mails.summing_up import unwritten
from amana.handling.talking.replying import Reply, reply, take_back
from amana.post.models import Outgoing
from amana.record.reading import read
from amana.team.viewing import at_the_desk

SAID = "I will send you a new router by Thursday at 12:00."


def url(case, rest=""):
    return f"/desk/cases/{case.number}/{rest}"


def call(text=SAID, **more):
    return {"who": "Noa", "direction": "in", "number": "050-1234567", "minutes": "4", "text": text, **more}


def shown(html):
    """The times beside a text, as the page would post them."""
    return dict(re.findall(r'name="(promise-\w+-due)" value="([^"]+)"', html))


def test_promises_are_shown_while_a_call_is_noted_and_enter_the_ledger_with_it(desk, case, dana):
    html = desk.post(url(case, "calls/check/"), call()).content.decode()
    assert shown(html)
    refused = desk.post(url(case, "calls/"), call())
    assert refused.status_code == 422 and "This text promises something" in refused.content.decode()
    assert desk.post(url(case, "calls/"), call() | shown(html)).status_code == 302
    said = read(case.key, side="customer")
    noted = next(one for one in said if one.kind == "call.noted" and one["number"])
    assert (noted["direction"], noted["number"]) == ("in", "050-1234567")
    promise = Commitment.objects.get(said_in=noted.id)
    assert promise.owner_agent == dana and promise.quote
    assert "Call from" in desk.get(url(case)).content.decode()


def test_a_call_is_kept_as_a_draft_beside_the_reply_until_it_is_logged(desk, case):
    desk.post(url(case, "replies/check/"), {"text": "Dear Noa"})
    desk.post(url(case, "calls/check/"), call("She said that"))
    assert "She said that" in desk.get(url(case, "calls/")).content.decode()
    assert "Dear Noa" in desk.get(url(case)).content.decode()
    assert desk.post(url(case, "calls/"), call("She said that it works.")).status_code == 302
    assert "She said that" not in desk.get(url(case, "calls/")).content.decode()
    assert "Dear Noa" in desk.get(url(case)).content.decode()
    desk.post(url(case, "calls/check/"), call("Again"))
    desk.post(url(case, "calls/draft/removal/"))
    assert "call text" not in Draft.objects.get().fields
    desk.post(url(case, "replies/draft/removal/"))
    assert not Draft.objects.exists()


def test_the_summary_is_written_in_the_reply_and_promises_nothing_twice(desk, case, dana, now):
    case.language = "he"
    case.save(update_fields=["language"])
    due = timezone.now() + timedelta(days=2)
    said = note_call(case, "We spoke.", who="Noa", by=at_the_desk(dana), at=timezone.now(),
                     promises=[Promised("A new router", due, owner=dana)])  # fmt: skip
    assert "Send them a written summary" in desk.get(url(case)).content.decode()
    answer = desk.post(url(case, f"calls/{said.id}/summary/"))
    assert answer.status_code == 302 and answer.url.endswith("#reply")
    draft = Draft.objects.get()
    assert "A new router" in draft.fields["text"][0] and "Dana Katz" in draft.fields["text"][0]
    html = desk.get(url(case)).content.decode()
    form = {"key": re.search(r'name="key" value="([^"]+)"', html)[1], "act": "send"}
    before = Commitment.objects.filter(origin=Commitment.READ).count()
    fields = {name: values[0] for name, values in draft.fields.items()}
    assert desk.post(url(case, "replies/"), fields | form).status_code == 302
    assert Commitment.objects.filter(origin=Commitment.READ).count() == before
    assert "Send them a written summary" not in desk.get(url(case)).content.decode()


def test_a_summary_of_another_cases_entry_is_not_found(desk, case):
    assert desk.post(url(case, f"calls/{case.key}/summary/")).status_code == 404


def test_what_was_said_and_not_written_within_a_working_hour_is_marked_until_a_message_leaves(case, dana, now):
    me, long_ago = at_the_desk(dana), now - timedelta(days=7)
    note_call(
        case, "We spoke.", who="Noa", by=me, at=long_ago, promises=[Promised("A router", now + timedelta(days=1))]
    )
    entries = read(case.key, side="company")
    assert not unwritten(case, entries, at=long_ago + timedelta(seconds=1))[0].is_leak
    assert unwritten(case, entries, at=now)[0].is_leak
    reply(case, Reply("A router is on its way."), by=me, at=now)
    assert not unwritten(case, read(case.key, side="company"), at=now)
    take_back(Outgoing.objects.get(case=case.key, what="reply"), by=me, at=now)
    assert unwritten(case, read(case.key, side="company"), at=now)[0].is_leak


@pytest.mark.parametrize("promises", [0, 1])
def test_a_call_in_which_we_promised_nothing_needs_no_paper(case, dana, noa, now, promises):
    theirs = [Promised("The number", now + timedelta(days=1), "customer", noa)] * promises
    note_call(case, "We spoke.", who="Noa", by=at_the_desk(dana), at=now - timedelta(days=2), promises=theirs)
    assert not unwritten(case, read(case.key, side="company"), at=now)


def test_a_promised_call_stands_on_the_board_until_it_is_logged(desk, case, omar, django_assert_max_num_queries):
    html = desk.get(url(case, "call-back/")).content.decode()
    when = re.findall(r'<option value="([^"]+)"', html)[0]
    form = {"starts_at": when, "number": "050-1234567", "about": "the router"}
    assert desk.post(url(case, "call-back/"), form | {"starts_at": "x"}).status_code == 422
    assert desk.post(url(case, "call-back/"), form).status_code == 302
    with django_assert_max_num_queries(12):
        board = desk.get("/desk/call-backs/").content.decode()
    assert "050-1234567" in board and "the router" in board and "Noa Levi" in board
    assert "050-1234567" in desk.get("/desk/call-backs/?whose=mine").content.decode()
    assert "050-1234567" not in signed_in(omar).get("/desk/call-backs/").content.decode()
    page = desk.get(url(case, "calls/")).content.decode()
    keeps = re.search(r'name="keeps" value="([^"]+)"', page)[1]
    assert desk.post(url(case, "calls/"), call("It works now.", keeps=keeps)).status_code == 302
    assert Commitment.objects.get(pk=keeps).state == "kept"
    assert "No call is promised." in desk.get("/desk/call-backs/").content.decode()
