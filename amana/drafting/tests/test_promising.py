"""What a draft promises is found with a key of its own, and enters the ledger as whoever sends it decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.cases.models import COMPANY, CUSTOMER
from amana.commitments.models import Commitment
from amana.drafting.promising import Decided, as_drafts, promises_in
from amana.kit.codes import new_id

pytestmark = pytest.mark.django_db

TIMED = "We will call you back tomorrow at 16:00."
VAGUE = "I will call you back soon."


def decided(found, **said):
    return Decided(found, **{"due_at": found.due_at} | said)


def test_the_same_words_have_the_same_key_and_said_twice_two(case, now):
    [once] = promises_in(TIMED, case, at=now)
    [first, second] = promises_in(f"{TIMED} {TIMED}", case, at=now)

    assert first.key == once.key and second.key not in {"", once.key}
    assert promises_in("", case, at=now) == []


def test_what_fixes_no_moment_to_come_has_no_time(case, now):
    [vague] = promises_in(VAGUE, case, at=now)
    [timed] = promises_in(TIMED, case, at=now)
    passed = [
        one for one in promises_in("We will call you back on 1 November 2026 at 16:00.", case, at=now) if one.due_at
    ]

    assert vague.due_at is None and vague.word == "soon" and passed == []
    assert timed.due_at is not None and timed.due_at > now


def test_as_it_was_read_it_keeps_its_rule(case, dana, now):
    [found] = promises_in(TIMED, case, at=now)
    key = new_id()
    [draft] = as_drafts([decided(found)], case, dana, said_in=key)

    assert (draft.due_at, draft.due_rule, draft.quote) == (found.due_at, found.promise.due.rule, found.promise.quote)
    assert (draft.promiser, draft.owner, draft.origin, draft.said_in) == (COMPANY, dana, Commitment.READ, key)
    assert draft.action == found.action


def test_put_right_it_is_firm_and_says_so(case, dana, now):
    [found] = promises_in(VAGUE, case, at=now)
    by_noon = now + timedelta(hours=2)
    [draft] = as_drafts([decided(found, due_at=by_noon, action=" A call ")], case, dana, said_in=new_id())

    assert (draft.due_at, draft.action) == (by_noon, "A call")
    assert (draft.due_rule, draft.firmness) == ("as put right before sending", "firm")


def test_what_the_draft_takes_down_for_the_customer_is_theirs(case, dana, now):
    [found] = promises_in(TIMED, case, at=now)
    theirs = replace(found, promise=replace(found.promise, by=CUSTOMER))
    [draft] = as_drafts([decided(theirs)], case, dana, said_in=new_id())

    assert (draft.promiser, draft.owner) == (CUSTOMER, case.customer)


def test_without_a_time_or_not_looked_at_nothing_is_sent_and_no_promise_is_left_out(case, dana, now):
    [vague], [timed] = promises_in(VAGUE, case, at=now), promises_in(TIMED, case, at=now)

    with pytest.raises(Refused, match="“soon” has no time"):
        as_drafts([decided(timed, is_seen=False), decided(vague)], case, dana, said_in=new_id())
    with pytest.raises(Refused, match="This text promises something"):
        as_drafts([decided(timed, is_seen=False)], case, dana, said_in=new_id())
    assert as_drafts([decided(vague, is_none=True, is_seen=False)], case, dana, said_in=new_id()) == []
