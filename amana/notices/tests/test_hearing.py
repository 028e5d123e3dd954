"""Whatever enters the record without anybody at the desk is told to whom it concerns, and costs the same for many."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amana.commitments.models import Commitment
from amana.config.reactions import REACTIONS
from amana.handling.intake.receiving import receive
from amana.handling.talking.calling_back import book, free_times
from amana.notices.hearing import HEARD
from amana.notices.kinds import SOON
from amana.notices.models import Notice
from amana.team.joining import add_agent
from amana.team.viewing import at_the_desk, by_link
from tests.letters import accept, letter

pytestmark = pytest.mark.django_db


def test_every_kind_that_has_a_rule_is_listed_as_a_reaction():
    listed = {kind for kind, names in REACTIONS.items() if "amana.notices.hearing.hear" in names}
    assert listed == HEARD


def test_a_call_at_a_time_the_customer_chose_is_told_to_the_holder(case, dana, noa, now):
    book(case, free_times(case, at=now)[0], number="+972501234567", by=by_link(noa, case.key), at=now)

    promised = Commitment.objects.get(case=case, origin=Commitment.CALL_BACK)
    assert Notice.objects.get(agent=dana, kind=SOON).about == promised.pk


def test_a_call_somebody_at_the_desk_promises_is_news_to_nobody(case, dana, now):
    book(case, free_times(case, at=now)[0], number="+972501234567", by=at_the_desk(dana), at=now)
    assert not Notice.objects.filter(kind=SOON).exists()


def test_letters_that_go_to_many_colleagues_take_as_many_statements_as_to_few(brand, dana, omer, now):
    def statements(tag):
        accept(*[letter(f"{n}@{tag}.example", "Hello?", at=now) for n in range(12)], at=now)
        with CaptureQueriesContext(connection) as seen:
            receive(worker="test", at=now)
        return len(seen)

    statements("first")
    few = statements("few")
    for number in range(10):
        add_agent(f"more{number}@example.com", name=f"More {number}", brands=[brand], at=now - timedelta(days=1))
    assert statements("many") == few
