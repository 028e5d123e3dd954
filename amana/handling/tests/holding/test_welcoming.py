from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amana.cases.models import Case
from amana.channels.email.peeking import peek
from amana.commitments.models import Commitment
from amana.commitments.recounting import recount
from amana.handling.holding.welcoming import welcome
from amana.handling.intake.importing import ensure_brand
from amana.handling.intake.receiving import receive
from amana.post.accepting import Came, accept_all
from amana.record.reading import read
from amana.team.joining import add_agent

NOW = datetime(2026, 11, 10, 8, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    """A brand that two people have written to before anybody serves it."""
    brand = ensure_brand(["support@example.com"], at=NOW)
    raws = [
        f"From: {who}@example.org\r\nTo: support@example.com\r\nSubject: Router\r\nMessage-ID: <{who}@example.org>\r\n"
        f"\r\nIt is broken, says {who}.\r\n".encode()
        for who in ("noa", "sami")
    ]
    accept_all([Came(raw, peek(raw).digest, "test", f"{n}@example.org") for n, raw in enumerate(raws)], at=NOW)
    receive(worker="test", at=NOW)
    return brand


def test_the_first_who_serves_holds_what_nobody_held_and_owes_what_was_promised(brand):
    assert Case.objects.open().filter(holder=None).count() == 2
    dana = add_agent("dana@example.com", name="Dana", brands=[brand], at=NOW)
    assert welcome(dana, at=NOW + timedelta(hours=1)) == 2

    assert set(Case.objects.values_list("holder", flat=True)) == {dana.pk}
    owners = Commitment.objects.outstanding().filter(promiser="company").values_list("owner_agent", flat=True)
    assert set(owners) == {dana.pk}
    kinds = [entry.kind for entry in read(Case.objects.first().key, side="customer")]
    assert kinds[-2:] == ["case.held", "promise.passed"]
    assert list(recount(at=NOW + timedelta(hours=1))) == []


def test_twice_and_a_second_colleague_change_nothing(brand):
    dana = add_agent("dana@example.com", name="Dana", brands=[brand], at=NOW)
    welcome(dana, at=NOW)
    omar = add_agent("omar@example.com", name="Omar", brands=[brand], at=NOW)

    assert welcome(dana, at=NOW) == welcome(omar, at=NOW) == 0
    assert not Case.objects.filter(holder=omar).exists()
