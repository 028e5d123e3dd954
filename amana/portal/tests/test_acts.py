"""What a customer can do from the page: each on its own screen, each an entry both sides read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from amana.cases.models import Case, CaseLink, Closing
from amana.commitments.keeping import keep
from amana.commitments.models import Commitment, Offer
from amana.commitments.offering import offer_time
from amana.handling.ending.closing import propose
from amana.handling.talking.hearing import hear
from amana.handling.talking.replying import Reply, reply
from amana.portal.models import Device
from amana.portal.tests.conftest import lose_files
from amana.post.models import File
from amana.record.reading import read
from amana.record.withdrawing import withdraw
from amana.team.viewing import at_the_desk, by_link


def test_words_and_files_enter_the_record_with_safe_names(inside, door):
    files = [
        SimpleUploadedFile("../../bill\u202egpj.exe", b"MZ", "image/png"),
        SimpleUploadedFile("a.txt", b"hello", "text/plain"),
    ]
    answer = inside.post(door.of("message"), {"text": "Where is it?", "files": files}, follow=True)

    said = door.entries("message.received")[-1]
    assert said["text"] == "Where is it?" and said["from"]["name"] == "Noa Levi" and said["channel"] == "portal"
    assert all("/" not in file["name"] and "\u202e" not in file["name"] for file in said["files"])
    assert "in the record" in answer.content.decode()
    assert [len(step) for step in answer.redirect_chain] == [2]


def test_nothing_to_say_is_said_again_kindly(inside, door):
    answer = inside.post(door.of("message"), {"text": "  \0 "})

    assert answer.status_code == 422 and "Write something" in answer.content.decode()
    assert door.entries("message.received") == []


def test_too_many_files_are_refused_and_the_words_stay(inside, door):
    files = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(11)]
    answer = inside.post(door.of("message"), {"text": "See all", "files": files})

    assert answer.status_code == 422 and "See all" in answer.content.decode() and not File.objects.exists()


def test_a_request_too_large_is_refused_before_it_is_read(inside, door):
    answer = inside.generic("POST", door.of("message"), b"x", CONTENT_LENGTH=str(60 * 1024 * 1024))

    assert answer.status_code == 413


def test_a_late_promise_is_said_not_to_be_kept(inside, door, late, to_come):
    page = inside.get(door.of("not-kept")).content.decode()
    assert str(late.pk) in page and str(to_come.pk) not in page

    inside.post(door.of("not-kept"), {"promise": str(late.pk), "text": "Nobody called."})
    late.refresh_from_db()
    assert late.state == Commitment.DISPUTED
    assert door.entries("promise.disputed")[0]["text"] == "Nobody called."


def test_a50_a_promise_that_is_not_offered_cannot_be_answered(inside, door, to_come, samis):
    other = Commitment.objects.filter(case=samis.case).first()
    for key in (to_come.pk, other.pk, "", "x"):
        assert inside.post(door.of("not-kept"), {"promise": str(key)}).status_code == 422
    assert door.entries("promise.disputed") == []


@pytest.mark.parametrize(("answer", "ending"), [("agree", Offer.AGREED), ("refuse", Offer.REFUSED)])
def test_a_new_time_is_answered(inside, door, late, dana, answer, ending):
    offer = offer_time(
        late,
        due_at=timezone.now() + timedelta(days=3),
        why="A part is missing.",
        by=at_the_desk(dana),
        at=timezone.now(),
    )
    page = inside.get(door.of(f"offers/{offer.pk}")).content.decode()
    assert "A part is missing." in page and b"A new time is offered" in inside.get(door.url).content

    inside.post(door.of(f"offers/{offer.pk}"), {"answer": answer})
    offer.refresh_from_db()
    assert offer.ending == ending
    assert inside.post(door.of(f"offers/{offer.pk}"), {"answer": answer}).status_code == 404


def test_an_offer_is_looked_at_without_answering_it(inside, door, late, dana):
    offer = offer_time(late, due_at=timezone.now() + timedelta(days=3), why="", by=at_the_desk(dana), at=timezone.now())
    inside.get(f"{door.of(f'offers/{offer.pk}')}?answer=agree")

    offer.refresh_from_db()
    assert offer.ended_at is None


def test_a_promise_missing_in_the_ledger_is_added_by_the_customer(inside, door):
    inside.post(door.of("claim"), {"text": "A refund of 50", "who": "Omer", "when": "2031-05-06T10:00"})

    said = door.entries("promise.claimed")[0]
    assert said["action"] == "A refund of 50" and said["who"] == "Omer" and said["when"].startswith("2031-05-06T07:00")
    assert b"A refund of 50" in inside.get(door.url).content


@pytest.mark.parametrize(
    "when", ["soon", "0001-01-01T00:00", "2031-13-40T99:99", "9999-12-31T23:59", "2031-05-06T10:00+00:00"]
)
def test_a_moment_that_is_none_is_asked_again(inside, door, when):
    answer = inside.post(door.of("claim"), {"text": "A refund", "when": when})

    assert answer.status_code == 422 and b"A refund" in answer.content
    assert door.entries("promise.claimed") == []


def test_a_promise_is_released_by_the_one_it_was_made_to(inside, door, to_come):
    inside.post(door.of(f"promises/{to_come.pk}/release"), {"text": "I bought one."})

    to_come.refresh_from_db()
    assert to_come.state == Commitment.RELEASED
    assert inside.get(door.of(f"promises/{to_come.pk}/release")).status_code == 404
    assert inside.get(door.of(f"promises/{to_come.pk}")).status_code == 200


def test_the_next_person_is_named_before_anybody_asks(inside, door, ruth):
    assert "Ruth" in inside.get(door.of("next-person")).content.decode()
    assert door.entries("rung.asked") == []

    inside.post(door.of("next-person"), {"text": "Two dates went by."})
    assert door.entries("rung.asked")[0]["to"] == "Ruth"
    assert Commitment.objects.filter(case=door.case, owner_agent=ruth, origin=Commitment.RUNG).exists()


@pytest.fixture
def proposed(router, late, to_come, dana, at) -> Closing:
    for promise in (late, to_come):
        keep(promise, by=at_the_desk(dana), at=at, note="done")
    return propose(router, terms=["The router works", "The credit came"], by=at_the_desk(dana), at=timezone.now())


def test_the_customer_agrees_that_it_is_over(inside, door, proposed):
    assert "The credit came" in inside.get(door.of("closing")).content.decode()
    inside.post(door.of("closing"))

    door.case.refresh_from_db()
    assert not door.case.is_open and door.entries("closing.agreed")
    again = inside.post(door.of("closing"), follow=True)
    assert again.redirect_chain == [(door.url, 302)] and "It is settled already" in again.content.decode()
    assert len(door.entries("closing.agreed")) == 1


def test_a_term_not_met_goes_back_to_the_holder(inside, door, proposed):
    assert inside.post(door.of("closing/missing"), {"text": "no"}).status_code == 422
    inside.post(door.of("closing/missing"), {"term": "1", "text": "I see no credit", "to": "holder"})

    said = door.entries("closing.refused")[0]
    assert said["term"] == "The credit came – I see no credit" and said["to"] == "holder"
    assert door.entries("rung.asked") == []
    door.case.refresh_from_db()
    assert door.case.is_open


def test_a_term_not_met_goes_a_rung_up_when_the_customer_says_so(inside, door, proposed):
    inside.post(door.of("closing/missing"), {"term": "0", "to": "rung"})

    assert door.entries("closing.refused")[0]["to"] == "rung" and door.entries("rung.asked")[0]["to"] == "Ruth"


def test_a_closed_case_opens_again_by_a_word(inside, door, proposed):
    inside.post(door.of("closing"))
    inside.post(door.of("message"), {"text": "It died again."})

    door.case.refresh_from_db()
    assert door.case.is_open and door.case.next_commitment


def test_a_version_is_put_beside_a_call_that_was_noted(inside, door):
    call = door.entries("call.noted")[0]
    url = door.of(f"entries/{call.id}/version")
    assert url in inside.get(door.url).content.decode()

    inside.post(url, {"text": "It died in September."})
    assert door.entries("version.added")[0]["about"] == str(call.id)


def test_only_a_call_of_ours_can_be_remembered_otherwise(inside, door, router, noa, at):
    said = hear(router, "Hello", by=by_link(noa, router.key), at=at)
    assert inside.get(door.of(f"entries/{said.id}/version")).status_code == 404


def test_a_new_link_takes_the_place_of_the_old_one(inside, door):
    answer = inside.post(door.of("link/new"))

    assert answer.status_code == 302 and door.token not in answer.url
    assert inside.get(answer.url).status_code == 200
    assert inside.get(door.url).status_code == 404


def test_a_link_is_closed(inside, door):
    assert inside.post(door.of("link/none")).status_code == 200
    assert inside.get(door.url).status_code == 404
    assert not CaseLink.objects.filter(case=door.case, revoked_at=None).exists()


def test_all_devices_are_forgotten(inside, door):
    inside.post(door.of("devices"))

    assert not Device.objects.filter(revoked_at=None).exists()
    assert b"Noa Levi" not in inside.get(door.url).content


def test_the_record_is_downloaded_by_post_alone(inside, door):
    assert inside.get(door.of("record")).headers["Content-Type"].startswith("text/html")
    answer = inside.post(door.of("record"))

    assert answer.content.startswith(b"PK") and door.case.number in answer.headers["Content-Disposition"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_file_of_ones_own_case_is_had(client, samis):
    samis.enter(client)
    key = samis.entries("message.received")[0]["files"][0]["id"]
    answer = client.get(samis.of(f"files/{key}"))

    assert answer.content == b"\x89PNG of Sami"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a51_a_file_of_another_case_is_nothing(inside, door, samis):
    key = samis.entries("message.received")[0]["files"][0]["id"]

    assert inside.get(door.of(f"files/{key}")).status_code == 404
    assert inside.get(samis.of(f"files/{key}")).status_code == 403


def test_a51_a_file_withdrawn_from_this_side_is_nothing(client, samis, dana):
    samis.enter(client)
    said = samis.entries("message.received")[0]
    withdraw(said.id, from_side="customer", why="Wrong person.", by=at_the_desk(dana).actor, at=timezone.now())

    assert client.get(samis.of(f"files/{said['files'][0]['id']}")).status_code == 404


def test_a51_a_file_that_claims_to_be_a_page_is_saved_as_bytes(client, samis):
    samis.enter(client)
    page = SimpleUploadedFile("x.html", b"<script>alert(1)</script>", "text/html")
    client.post(samis.of("message"), {"text": "", "files": [page]})
    key = samis.entries("message.received")[-1]["files"][0]["id"]

    assert client.get(samis.of(f"files/{key}")).headers["Content-Type"] == "application/octet-stream"


def test_both_sides_read_the_same_after_everything(inside, door, late):
    inside.post(door.of("message"), {"text": "One"})
    inside.post(door.of("not-kept"), {"promise": str(late.pk)})

    ours, theirs = (read(door.case.key, side=side, audiences=["shared"]) for side in ("company", "customer"))
    assert [(one.hash, one.content) for one in ours] == [(one.hash, one.content) for one in theirs]


def test_above_the_last_there_is_nobody_to_ask(inside, door, ruth):
    inside.post(door.of("next-person"), {"text": "Two dates went by."})
    page = inside.get(door.of("next-person")).content.decode()
    assert "There is nobody above." in page
    assert inside.post(door.of("next-person"), {"text": "And now?"}).status_code == 422
    assert len(door.entries("rung.asked")) == 1


def test_without_terms_and_anybody_above_what_is_missing_is_said_in_words(inside, door, dana, ruth, late, to_come, at):
    for promise in (late, to_come):
        keep(promise, by=at_the_desk(dana), at=at, note="done")
    ruth.account.is_active = False
    ruth.account.save(update_fields=["is_active"])
    propose(Case.objects.get(pk=door.case.pk), terms=[], by=at_the_desk(dana), at=timezone.now())
    page = inside.get(door.of("closing/missing"))
    assert page.context["ways"] == []
    assert "Write what is missing." in inside.post(door.of("closing/missing"), {"text": " "}).content.decode()
    inside.post(door.of("closing/missing"), {"text": "The credit."})
    assert door.entries("closing.refused")


def test_a_file_that_is_lost_is_not_found(client, kept_alone, samis):
    samis.enter(client)
    key = samis.entries("message.received")[0]["files"][0]["id"]
    lose_files()
    assert client.get(samis.of(f"files/{key}")).status_code == 404


def test_files_too_large_together_are_refused_and_the_words_stay(inside, door, monkeypatch):
    from amana.portal import writing

    monkeypatch.setattr(writing, "LARGEST_FILES", 100)
    files = [SimpleUploadedFile(f"{number}.txt", b"x" * 60) for number in range(2)]
    answer = inside.post(door.of("message"), {"text": "See both", "files": files})
    assert answer.status_code == 422 and "See both" in answer.content.decode()
    assert door.entries("message.received") == []


def test_a_reply_is_answered_and_not_remembered_otherwise(inside, door, router, dana, at):
    reply(router, Reply("We look at it.", []), by=at_the_desk(dana), at=at)
    said = door.entries("message.sent")[-1]
    assert inside.get(door.of(f"entries/{said.id}/version")).status_code == 404
