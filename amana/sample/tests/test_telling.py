from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from amana.sample.dating import ZONE
from amana.sample.happenings import Call, Event, LateNotice, Mail, PromiseMade, Reply, Withdrawn
from amana.sample.tallying import tally
from amana.sample.telling import cast, events

# A whole week at three hours, then around the autumn holidays and both changes of the clock.
NOWS = [
    datetime(2026, 11, 15 + day, hour, minute, tzinfo=ZONE)
    for day in range(7)
    for hour, minute in ((0, 10), (9, 30), (23, 30))
] + [datetime(2026, month, day, 11, 0, tzinfo=ZONE) for month, day in ((3, 28), (9, 13), (9, 21), (10, 4), (10, 25))]
NOW = NOWS[1]


@cache
def world(now: datetime) -> tuple[Event, ...]:
    return tuple(events(now))


def mails(now: datetime = NOW) -> list[Mail]:
    return [event for event in world(now) if isinstance(event, Mail)]


def made(event: Event) -> list[tuple[str, str]]:
    """The quote of every promise with the text it must be found in."""
    if isinstance(event, Reply | LateNotice | Call):
        return [(promise.quote, event.text) for promise in event.promises]
    if isinstance(event, PromiseMade):
        source = next(mail for mail in mails() if mail.id == event.source)
        return [(event.promise.quote, source.text)]
    return []


@pytest.mark.parametrize("now", NOWS, ids=str)
def test_everything_happened_before_now_and_in_order(now):
    times = [event.at for event in world(now)]
    assert times == sorted(times)
    assert times[-1] < now


@pytest.mark.parametrize("now", NOWS, ids=str)
def test_the_team_does_nothing_outside_its_hours(now):
    agents = cast().agents
    deeds = [e for e in world(now) if {getattr(e, n, None) for n in ("by", "giver", "owner")} & agents.keys()]
    assert len(deeds) > 80
    for deed in deeds:
        assert deed.at.weekday() not in (4, 5), deed.id
        assert "08:30" <= f"{deed.at:%H:%M}" <= "18:00", deed.id


@pytest.mark.parametrize("now", NOWS, ids=str)
def test_the_day_stands_as_it_should(now):
    standing = tally(world(now), now)
    counts = {field.name: len(getattr(standing, field.name)) for field in fields(standing)}
    assert counts == {
        "late": 3,
        "due_today": 5,
        "open_later": 8,
        "kept": 24,
        "kept_late": 2,
        "broken": 2,
        "disputed": 1,
        "waiting_for_customer": 4,
        "own_case": 4,
        "hand_overs_waiting": 2,
        "closed": 5,
        "cases": 26,
    }


def test_the_same_now_tells_the_same_world():
    assert events(NOW) == events(NOW.astimezone(UTC))


def test_a_now_without_a_zone_is_refused():
    with pytest.raises(ValueError):
        events(datetime(2026, 11, 15))


def test_three_weeks_go_back_from_now():
    assert timedelta(days=19) < NOW - world(NOW)[0].at < timedelta(days=24)


def test_about_sixty_mails_in_three_languages_of_a_third_each():
    languages = Counter(mail.language for mail in mails())
    assert 58 <= languages.total() <= 66
    assert all(count >= 0.3 * languages.total() for count in languages.values())
    assert set(languages) == {"he", "ar", "en"}


def test_no_placeholder_is_left():
    for event in world(NOW):
        for field in fields(event):
            value = getattr(event, field.name)
            assert not isinstance(value, str) or not re.search(r"[{}]", value), event.id


def test_every_promise_quotes_the_words_it_was_made_in():
    quotes = [pair for event in world(NOW) for pair in made(event)]
    assert len(quotes) == 51
    for quote, text in quotes:
        assert quote and quote in text


def test_every_promise_is_due_after_it_was_made():
    for now in NOWS:
        for event in world(now):
            for promise in getattr(event, "promises", ()):
                assert promise.due > event.at, promise.key


def test_ids_are_unique():
    ids = [event.id for event in world(NOW)]
    assert len(ids) == len(set(ids))


def test_all_the_mess_of_a_real_mailbox_is_there():
    automatic = Counter(mail.automatic for mail in mails())
    assert automatic.keys() == {
        "", "out_of_office", "out_of_office_bare", "bounce", "newsletter", "list", "spam", "phishing", "notice",
    }  # fmt: skip
    assert {mail.charset for mail in mails()} >= {"utf-8", "windows-1255", "windows-1256", "iso-8859-8-i"}
    assert {mail.client for mail in mails()} == {"gmail", "outlook", "apple", "thunderbird", "bulk"}
    assert any(mail.parts == "html" for mail in mails())
    assert any(mail.again for mail in mails())
    assert len({mail.from_address for mail in mails() if mail.customer == "ilan"}) == 2
    assert len({mail.case for mail in mails() if mail.customer == "michael"}) == 2


def test_every_kind_of_event_happens():
    kinds = {type(event) for event in world(NOW)}
    assert kinds == set(Event.__args__)


def test_every_address_is_invented():
    world_cast = cast()
    addresses = [mail.from_address for mail in mails()] + [agent.address for agent in world_cast.agents.values()]
    addresses += [address for customer in world_cast.customers.values() for address in customer.addresses]
    assert all(address.endswith(".example") for address in addresses)


def test_withdrawn_words_come_back_in_no_quote():
    hidden = {event.entry for event in world(NOW) if isinstance(event, Withdrawn)}
    assert hidden
    assert not any(quoted.event in hidden for mail in mails() for quoted in mail.history)


def test_each_story_begins_with_the_mail_it_is_named_after():
    opened = {mail.id for mail in mails() if mail.opens}
    assert {event.case for event in world(NOW) if event.case} - opened == {"noa-own-case", "noa-own-flight"}
