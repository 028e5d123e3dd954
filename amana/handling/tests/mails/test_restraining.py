from __future__ import annotations

from datetime import timedelta

import pytest

from amana.handling.mails.restraining import allowed
from amana.kit.codes import new_id
from amana.post.models import Outgoing, Recipient

pytestmark = pytest.mark.django_db


def sent(case, address, at, *, is_automatic=True):
    row = Outgoing.objects.create(case=case, what="notice", is_automatic=is_automatic, message_id=str(new_id()),
                                  mail_from="support@example.com", mime=b"", created_at=at, not_before=at)  # fmt: skip
    Recipient.objects.create(outgoing=row, address=address)


def test_an_address_gets_so_many_a_day_whatever_the_case(settings, now):
    for n in range(settings.AUTOMATIC_PER_ADDRESS):
        sent(new_id(), "noa@x.example", now - timedelta(hours=n))
    fresh = new_id()
    assert not allowed([(fresh, "noa@x.example")], at=now)
    assert allowed([(fresh, "noa@x.example")], at=now + timedelta(days=1))
    assert allowed([(fresh, "sami@x.example")], at=now)


def test_a_case_gets_so_many_an_hour_whatever_the_address(settings, now):
    case = new_id()
    for n in range(settings.AUTOMATIC_PER_CASE):
        sent(case, f"{n}@x.example", now)
    assert not allowed([(case, "noa@x.example")], at=now)
    assert allowed([(case, "noa@x.example")], at=now + timedelta(hours=1))


def test_those_of_one_batch_count_against_each_other(settings, now):
    wanted = [(new_id(), "noa@x.example") for _ in range(20)]
    assert len(allowed(wanted, at=now)) == settings.AUTOMATIC_PER_ADDRESS


def test_what_a_person_wrote_does_not_count(settings, now):
    case = new_id()
    for _ in range(20):
        sent(case, "noa@x.example", now, is_automatic=False)
    assert allowed([(case, "noa@x.example")], at=now)


def test_we_never_write_to_ourselves_by_machine(brand, now):
    assert not allowed([(new_id(), "support@example.com")], at=now)
    assert allowed([], at=now) == set()
