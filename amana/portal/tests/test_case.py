"""The page of a case: five answers, promises, the shared record, and nobody else's."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amana.commitments.keeping import dispute, keep
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.commitments.offering import offer_time
from amana.escalation.ringing import ring
from amana.handling.ending.closing import propose
from amana.handling.facts.noting import note
from amana.handling.talking.hearing import hear
from amana.handling.talking.replying import Reply, reply, take_back
from amana.portal.answering import answers
from amana.portal.promising import promises_of
from amana.portal.tests.conftest import Door, door_to, person_named
from amana.portal.urls import urlpatterns
from amana.post.models import Outgoing
from amana.record.reading import head
from amana.record.withdrawing import withdraw
from amana.team.viewing import at_the_desk, by_link


def answered(door: Door, at, promises=None):
    case = door.case
    case.refresh_from_db()
    promises = promises_of(case, by_link(door.person, case.key)) if promises is None else promises
    return answers(case, promises, [], zone=timezone.get_current_timezone(), at=at, address="noa@dvarim.example")


def test_the_five_answers_name_the_promise_its_owner_and_its_time(door, at, late):
    said = answered(door, at)

    assert "A call to Noa" in said["now"] and "promised to you" in said["now"]
    assert said["who_name"] == "Dana" and said["due_at"] == late.due_at
    assert "Dana" in said["returns"] and "noa@dvarim.example" in said["returns"]


def test_what_is_late_is_said_and_that_nobody_wrote_down_why(door, late):
    said = answered(door, timezone.now())

    assert "has not been done" in said["happened"] and "A call to Noa" in said["happened"]
    assert "not written down yet" in said["happened"]
    # What is due after the late promise brings the next word.
    assert "at the latest" in said["returns"] and "on us" not in said["returns"]


def test_when_nothing_else_is_due_the_late_promise_is_on_us(door, late):
    now = timezone.now()
    Commitment.objects.filter(case=door.case, due_at__gt=now).update(state="released", ended_at=now, ended_in=late.pk)

    assert "on us" in answered(door, now)["returns"]


def test_a_closed_case_says_how_it_goes_on(door, noa, dana, at):
    type(door.case).objects.filter(pk=door.case.pk).update(
        state="closed", closed_at=at, waiting_for="", next_due_at=None, next_commitment=None, queue_at=None
    )
    said = answered(door, at)

    assert "closed since" in said["now"] and "opens it again" in said["now"] and said["due_at"] is None


def test_the_page_says_what_can_be_done_and_names_who(inside, door):
    page = inside.get(door.url).content.decode()

    for screen in ("message", "not-kept", "next-person", "record", "claim", "link"):
        assert f'href="{door.of(screen)}"' in page
    assert head(door.case.key)[1][:8] in page
    assert "A new router" in page and "The router died in October." in page


def test_notes_of_the_company_are_not_on_the_page(inside, door, router, dana, at):
    note(router, "She sounds tired, offer a credit.", by=at_the_desk(dana), at=at)

    assert b"offer a credit" not in inside.get(f"{door.url}?before=").content


def test_what_was_withdrawn_leaves_a_tombstone(inside, door, router, noa, dana, at):
    said = hear(router, "My card is 4580 1111", by=by_link(noa, router.key), at=at)
    withdraw(said.id, from_side="customer", why="A card number.", by=at_the_desk(dana).actor, at=at)
    page = inside.get(door.url).content.decode()

    assert "4580 1111" not in page and "withdrawn" in page


def test_the_story_has_pages_and_no_more_queries_for_a_long_one(inside, door, router, noa, at):
    with CaptureQueriesContext(connection := _connection()) as few:
        inside.get(door.url)
    for number in range(60):
        hear(router, f"Word {number}", by=by_link(noa, router.key), at=at + timedelta(seconds=number))
    with CaptureQueriesContext(connection) as many:
        page = inside.get(door.url).content.decode()

    assert "Word 59" in page and "Word 3<" not in page and "?before=" in page
    # The first look of a quarter of an hour is one row more.
    assert len(many) <= len(few)


def _connection():
    from django.db import connection

    return connection


def test_every_entry_is_on_one_page_and_no_page_is_longer_than_another(inside, door, router, noa, at):
    for number in range(70):
        hear(router, f"Word-{number}.", by=by_link(noa, router.key), at=at + timedelta(seconds=number))
    url, seen, lengths = door.url, [], []
    while url:
        page = inside.get(url).content.decode()
        seen += re.findall(r"Word-\d+\.", page)
        lengths.append(len(re.findall(r'id="entry-\d+"', page)))
        following = re.search(r'href="([^"]*\?before=\d+)', page)
        url = following[1] if following else ""

    assert sorted(seen) == sorted(f"Word-{number}." for number in range(70))
    assert len(lengths) >= 3 and max(lengths) <= 30


@pytest.mark.parametrize("before", ["-1", "0", "1", "9999999999", "x", "%00", "٣٠", "1.2", "99999999999999999999"])
def test_any_part_of_the_story_may_be_asked_for(inside, door, before):
    assert inside.get(f"{door.url}?before={before}").status_code == 200


def test_a_reply_taken_back_is_one_line_and_says_nothing(inside, door, router, dana, at):
    by, now = at_the_desk(dana), timezone.now()
    reply(router, Reply("The wrong Noa owes 800.", [Draft("A credit of 800", now + timedelta(days=2))]), by=by, at=now)
    assert "The wrong Noa" in inside.get(door.url).content.decode()
    take_back(Outgoing.objects.get(case=router.key, what="reply"), by=by, at=now + timedelta(seconds=3))
    page = inside.get(door.url).content.decode()

    assert "The wrong Noa" not in page and "A credit" not in page
    assert page.count("reply was taken back") == page.count("A reply was taken back before it was sent.") == 1


@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_every_screen_is_there_in_three_languages(inside, door, late, to_come, language, dana):
    door.person.language = language
    door.person.save()
    offer_time(late, due_at=timezone.now() + timedelta(days=3), why="–", by=at_the_desk(dana), at=timezone.now())
    screens = ["", "message/", "not-kept/", "claim/", "next-person/", "record/", "link/", "link/new/", "link/none/",
               "devices/", f"promises/{late.pk}/", f"promises/{to_come.pk}/release/"]  # fmt: skip
    for screen in screens:
        page = inside.get(f"{door.url}{screen}")
        assert page.status_code == 200, screen
        assert f'<html lang="{language}"' in page.content.decode()


def test_a48_every_address_of_a_link_is_closed_to_strangers(client, door, samis, late, settings):
    """No login, another customer's device, an agent at the desk: none of them gets in by Noa's link."""
    at_the_desk_browser, sami_browser = Client(), Client()
    at_the_desk_browser.force_login(late.owner_agent.account, backend=settings.AUTHENTICATION_BACKENDS[0])
    samis.enter(sami_browser)
    for pattern in urlpatterns:
        route = str(pattern.pattern)
        if not route.startswith("c/"):
            continue
        path = "/" + route.replace("<str:token>", door.token).replace("<uuid:key>", str(late.pk))
        for stranger in (client, at_the_desk_browser, sami_browser):
            for answer in (stranger.get(path), stranger.post(path, {"text": "x"})):
                body = answer.content.decode()
                assert answer.status_code in {200, 302, 403, 405}, (path, answer.status_code)
                assert "Noa Levi" not in body and "Router dead" not in body, path
    assert door.entries("message.received") == [] and door.entries("promise.disputed") == []


def test_a48_a_link_leads_to_its_own_case_alone(inside, door, samis):
    other = samis.entries("message.received")[0]
    assert inside.get(f"{door.url}entries/{other.id}/version/").status_code == 404
    for screen in ("promises", "offers"):
        assert inside.get(f"{door.url}{screen}/{other.id}/").status_code == 404


def test_an_own_case_has_no_page_by_link(client, noa, at):
    from amana.advocacy.defining import define

    own = define(noa, company="Kav Telecom", happened="Charged", wanted="A refund", at=at)
    assert client.get(door_to(own, noa).url).status_code == 404


def test_a_customer_without_a_name_is_shown_the_subject(client, brand, dana, at):
    from amana.handling.opening import open_case

    somebody = person_named("", "x@y.example")
    case = open_case(somebody, brand, subject="A <b>question</b>", text="?", by=at_the_desk(dana), at=at)
    door = door_to(case, somebody)
    page = door.enter(client).get(door.url).content.decode()

    assert "A &lt;b&gt;question&lt;/b&gt;" in page


def test_the_page_stays_whole_after_the_clock_has_rung(inside, door, router):
    while ring(at=timezone.now()):
        pass
    page = inside.get(door.url).content.decode()

    assert "late" in page and "sent by itself" in page


def test_a_proposed_closing_is_asked_about_first(inside, door, router, late, to_come, dana, at):
    from amana.commitments.keeping import keep

    for promise in (late, to_come):
        keep(promise, by=at_the_desk(dana), at=at, note="done")
    propose(router, terms=["The router works"], by=at_the_desk(dana), at=timezone.now())
    page = inside.get(door.url).content.decode()

    assert "The router works" in page and door.of("closing") in page and door.of("closing/missing") in page


def test_what_the_customer_disputes_before_its_time_is_said(door, dana, to_come, at):
    keep(to_come, by=at_the_desk(dana), at=at, note="Sent.")
    dispute(to_come, by=by_link(door.person, door.case.key), at=at, text="Nothing came.")
    assert "You say that this was not kept" in answered(door, at)["happened"]


def test_before_the_next_step_is_written_down_that_is_said(door, at):
    said = answered(door, at, promises=[])
    assert "is being written down" in said["now"] and said["due_at"] is None


def test_what_waits_for_the_customer_is_said_with_when_we_come_back(door, router, dana, late, to_come, at):
    make(router, [Draft("A photo of the label", at + timedelta(days=3), "customer")], by=at_the_desk(dana), at=at)
    reply(router, Reply("Send us a photo, please."), by=at_the_desk(dana), at=at)
    for promise in (late, to_come):
        keep(promise, by=at_the_desk(dana), at=at, note="Done.")
    said = answered(door, at)
    assert "We are waiting for you" in said["now"] and "A photo of the label" in said["now"]
    assert "After your answer" in said["returns"]
