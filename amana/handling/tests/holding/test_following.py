from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.cases.models import Follow, Mention
from amana.handling.facts.noting import note, note_call
from amana.handling.facts.spending import spend, spent_on, take_back
from amana.handling.holding import following
from amana.handling.holding.following import follow, followed_by, see, unfollow
from amana.handling.holding.mentioning import named
from amana.handling.talking.hearing import hear
from amana.handling.talking.replying import Reply, reply
from amana.record.reading import read
from amana.team.viewing import at_the_desk, by_link
from tests.cast import agent
from tests.letters import words_of

pytestmark = pytest.mark.django_db


def mails(row):
    from amana.post.models import Outgoing

    return list(Outgoing.objects.filter(what="reminder", recipients__address=row.account.email).order_by("created_at"))


@pytest.fixture
def watched(case, omer, now):
    """Noa's case, which Omer follows."""
    follow(case, by=at_the_desk(omer), at=now)
    return case


def test_a_follower_hears_when_the_customer_writes_once_an_hour(watched, omer, link, now):
    for minute in (1, 5, 50):
        hear(watched, "Hello?", by=link, at=now + timedelta(minutes=minute))
    assert len(mails(omer)) == 1
    assert "Something happened" in mails(omer)[0].subject and "Hello?" not in words_of(bytes(mails(omer)[0].mime))
    assert Mention.objects.filter(agent=omer, by=None, seen_at=None).count() == 1
    hear(watched, "Hello?", by=link, at=now + timedelta(minutes=62))
    assert len(mails(omer)) == 2


def test_nobody_hears_of_what_they_did_themselves(watched, omer, dana, desk, now):
    note_call(watched, "I called.", who="Noa", by=at_the_desk(omer), at=now)
    assert not mails(omer) and not Mention.objects.exists()
    reply(watched, Reply("We look at it."), by=desk, at=now)
    assert len(mails(omer)) == 1 and not mails(dana)


def test_a_note_is_no_news_to_a_follower(watched, omer, desk, now):
    note(watched, "Looks like the line.", by=desk, at=now)
    assert not mails(omer) and not Mention.objects.exists()


def test_what_waits_is_over_once_the_case_is_opened_or_followed_no_more(watched, omer, link, now):
    hear(watched, "Hello?", by=link, at=now)
    see(watched, omer, at=now)
    assert not Mention.objects.filter(seen_at=None).exists()
    hear(watched, "Hello?", by=link, at=now)
    unfollow(watched, by=at_the_desk(omer))
    assert followed_by(omer) == [] and not Mention.objects.filter(seen_at=None).exists()
    hear(watched, "Hello?", by=link, at=now + timedelta(hours=2))
    assert len(mails(omer)) == 1


def test_somebody_who_can_no_longer_sign_in_hears_nothing(watched, omer, link, now):
    omer.account.is_active = False
    omer.account.save()
    hear(watched, "Hello?", by=link, at=now)
    assert not mails(omer)


def test_a_list_of_ones_own_has_an_end(case, omer, now, monkeypatch):
    monkeypatch.setattr(following, "MOST_FOLLOWED", 0)
    with pytest.raises(Refused, match="Stop following"):
        follow(case, by=at_the_desk(omer), at=now)


def test_a49_a_stranger_follows_nothing(case, omar, noa, now):
    for viewer in (at_the_desk(omar), by_link(noa, case.key)):
        with pytest.raises(Refused):
            follow(case, by=viewer, at=now)


# ── naming ───────────────────────────────────────────────────────────────────


def test_whoever_is_named_in_a_note_follows_the_case_and_is_asked(case, omer, desk, dana, now):
    said = note(case, "@Omer, have you seen this line before?", by=desk, at=now)
    row = Mention.objects.get()
    assert (row.agent, row.by, row.entry, row.seen_at) == (omer, dana, said.id, None)
    assert Follow.objects.get().agent == omer
    (mail,) = mails(omer)
    assert "Dana Katz asks you something" in mail.subject and "seen this line" not in words_of(bytes(mail.mime))


def test_a_question_that_follows_another_within_the_hour_waits_in_the_queue_without_a_mail(case, omer, desk, now):
    for minute in (0, 10):
        note(case, "@Omer Dvir?", by=desk, at=now + timedelta(minutes=minute))
    assert Mention.objects.filter(by__isnull=False).count() == 2 and len(mails(omer)) == 1


def test_nobody_is_asked_by_themselves_and_nobody_of_another_brand(case, omar, desk, now):
    note(case, "@Dana and @Omar and @nobody and omer@example.com", by=desk, at=now)
    assert not Mention.objects.exists() and not Follow.objects.exists()


def test_names_are_understood_however_they_are_typed(brand, dana, omer):
    twin = agent("Tal Levi", brand)
    twin.account.name = "Dana Levi"
    both = [dana, omer, other := agent("דנה כהן", brand), twin]
    assert named("@omer dvir, please", both) == [omer]
    assert named("@דָּנָה כהן מה דעתך?", both) == [other]
    assert named("ask @Dana Levi.", both) == [twin]
    assert named("@Dana?", both) == []  # two of them
    assert named("mail@omer @Omerta @omer's", both) == [omer]


# ── time ─────────────────────────────────────────────────────────────────────


def test_time_is_summed_for_the_case_and_stands_in_no_record(case, omer, desk, now):
    before = read(case.key, side="company")
    row = spend(case, 20, what="on the line", by=desk, at=now)
    spend(case, 95, by=at_the_desk(omer), at=now)
    assert spent_on(case) == 115 and read(case.key, side="company") == before
    with pytest.raises(Refused):
        take_back(row, by=at_the_desk(omer))
    take_back(row, by=desk)
    assert spent_on(case) == 95


@pytest.mark.parametrize("minutes", [0, -1, 24 * 60 + 1])
def test_what_is_no_time_is_refused(case, desk, now, minutes):
    with pytest.raises(Refused):
        spend(case, minutes, by=desk, at=now)


def test_a49_a_stranger_spends_no_time_on_a_case(case, omar, now):
    with pytest.raises(Refused):
        spend(case, 5, by=at_the_desk(omar), at=now)
