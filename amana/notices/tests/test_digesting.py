from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.db.models import F

from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.handling.facts.noting import note
from amana.handling.holding.handing_over import offer
from amana.notices.choosing import Choice, choose
from amana.notices.digesting import MOST_LISTED, begin_with_new, send_digests
from amana.notices.kinds import KINDS
from amana.notices.models import Manner
from amana.post.models import Outgoing
from amana.team.models import Absence, Agent
from amana.team.viewing import at_the_desk
from tests.letters import words_of
from tests.plans import explained

pytestmark = pytest.mark.django_db
SUNDAY = datetime(2026, 11, 15, 7, tzinfo=UTC)  # 9:00 in Jerusalem, when work begins


def digests(agent):
    return list(Outgoing.objects.filter(what="digest", recipients__address=agent.account.email).order_by("created_at"))


@pytest.fixture
def waiting(case, dana, omer, ruth, now):
    """A hand-over that waits for Omer, and a question."""
    begin_with_new(now)
    offer(case, taker=omer, why="She called.", by=at_the_desk(dana), at=now)
    note(case, "@Omer have you seen this?", by=at_the_desk(ruth), at=now)
    return case


def test_a_digest_says_what_is_late_due_offered_and_asked_and_comes_once(waiting, omer, dana, now):
    Commitment.objects.outstanding().filter(case=waiting).update(due_at=now + timedelta(hours=1))
    assert send_digests(SUNDAY - timedelta(minutes=1)) == 0
    assert send_digests(SUNDAY) == 2
    assert send_digests(SUNDAY) == 0 and send_digests(SUNDAY + timedelta(minutes=5)) == 0

    [mail] = digests(omer)
    text = words_of(bytes(mail.mime))
    assert mail.subject == "Your day: Offered to you, You are asked"
    assert "Router, from Dana Katz" in text and "Router, asked by Ruth Amit" in text
    assert digests(dana)[0].subject.startswith("Your day: Late")


def test_where_there_is_nothing_nothing_is_sent(case, yossi, now):
    begin_with_new(now)
    send_digests(SUNDAY)
    assert not digests(yossi)


def test_it_comes_in_ones_own_language(waiting, omer, now):
    omer.account.language = "he"
    omer.account.save()
    send_digests(SUNDAY)
    mail = message_from_bytes(bytes(digests(omer)[0].mime), policy=default)
    page = mail.get_body(["html"])
    assert mail["Content-Language"] == "he" or 'dir="rtl"' in page.get_content()


def test_it_comes_on_working_days_and_no_other(waiting, omer, now):
    friday = datetime(2026, 11, 13, 7, tzinfo=UTC)
    assert send_digests(friday) == 0
    assert Manner.objects.get(agent=omer).digest_at == SUNDAY
    send_digests(SUNDAY)
    assert Manner.objects.get(agent=omer).digest_at == SUNDAY + timedelta(days=1)


def test_whoever_wants_none_gets_none(waiting, omer, now):
    choose(omer, Choice(ways={}, wants_digest=False), at=now)
    send_digests(SUNDAY)
    assert not digests(omer)


def test_a_kind_that_is_switched_off_is_not_in_it(waiting, omer, now):
    choose(omer, Choice(ways={kind: ["mail"] for kind in KINDS}), at=now)
    send_digests(SUNDAY)
    assert not digests(omer)


def test_whoever_is_away_gets_it_when_they_are_back(waiting, omer, now):
    Absence.objects.create(agent=omer, since=now, until=SUNDAY + timedelta(hours=3))
    send_digests(SUNDAY)
    assert not digests(omer)
    send_digests(SUNDAY + timedelta(days=1))
    assert len(digests(omer)) == 1


def test_a_clock_that_slept_through_the_morning_sends_none_in_the_evening(waiting, omer, now):
    send_digests(SUNDAY + timedelta(hours=8))
    assert not digests(omer) and Manner.objects.get(agent=omer).digest_at == SUNDAY + timedelta(days=1)


def test_what_came_in_the_night_is_in_the_digest_and_only_in_the_next_one(case, dana, link, now):
    from amana.handling.talking.hearing import hear

    begin_with_new(now)
    send_digests(SUNDAY)
    hear(case, "Hello?", by=link, at=SUNDAY + timedelta(hours=14))
    send_digests(SUNDAY + timedelta(days=1))
    send_digests(SUNDAY + timedelta(days=2))

    told = [words_of(bytes(mail.mime)).count("The customer wrote on: Router") for mail in digests(dana)]
    assert told == [0, 1, 0]


def test_a_long_list_is_cut(case, dana, now, desk):
    begin_with_new(now)
    drafts = [Draft(f"Thing {one}", now + timedelta(minutes=one + 1), owner=dana) for one in range(MOST_LISTED + 3)]
    make(case, drafts, by=desk, at=now)
    send_digests(SUNDAY)

    text = words_of(bytes(digests(dana)[0].mime))
    assert text.count("Thing ") == MOST_LISTED and "and more; the desk has them all" in text


def test_an_auditor_who_serves_nobody_has_no_digest(dana, now):
    Agent.objects.filter(pk=dana.pk).update(role=Agent.AUDITOR)
    begin_with_new(now)
    assert not Manner.objects.filter(agent=dana).exists()


def test_of_two_clocks_one_sends(waiting, omer, now):
    """Another clock moved it on between the look and the claim."""
    from amana.notices.digesting import _send

    was_due = Manner.objects.get(agent=omer).digest_at
    Manner.objects.filter(agent=omer).update(digest_at=F("digest_at") + timedelta(days=1))
    assert not _send(omer.pk, was_due, at=SUNDAY) and not digests(omer)


def test_looking_for_digests_reads_an_index(now):
    rows = Manner.objects.filter(digest_at__lte=now, digest_at__isnull=False).order_by("digest_at", "agent")
    assert "manner_digest_due" in explained(rows)
