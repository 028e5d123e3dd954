"""Chats that took place on WhatsApp, by the API: looked at, then brought in once."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from amana.api.scopes import CASES_READ
from amana.api.tests.conftest import program
from amana.commitments.models import Commitment
from amana.record.reading import heads, read

pytestmark = pytest.mark.django_db
NAMES = [{"name": "Noa Levi", "side": "customer"}, {"name": "Dana Katz", "side": "company"}]


@pytest.fixture
def chat() -> str:
    """A chat of yesterday, as it was exported."""
    day = f"{timezone.now() - timedelta(days=1):%d/%m/%Y}"
    return (
        f"{day}, 10:00 - Messages and calls are end-to-end encrypted.\n"
        f"{day}, 10:01 - Noa Levi: Is it on its way?\n"
        f"{day}, 10:02 - Dana Katz: I will send you the number by Sunday at 12:00.\n"
        f"{day}, 10:03 - Uncle: hello\n"
        f"{day}, 10:04 - Noa Levi: Thank you\nvery much\n"
    )


def said(case) -> list:
    return [one for one in read(case.key, side="customer") if one["channel"] == "whatsapp"]


def test_it_is_looked_at_and_then_brought_in_once(danas, dana, case, chat):
    looked = danas.post(f"cases/{case.number}/chats/check", {"text": chat}).json()
    assert looked["names"] == ["Noa Levi", "Dana Katz", "Uncle"] and looked["messages"] == 4
    # In the zone of whom the token acts for.
    since = datetime.fromisoformat(looked["since"]).astimezone(ZoneInfo(dana.account.zone))
    assert (since.hour, since.minute) == (10, 1)
    assert said(case) == []
    for new in (3, 0):
        answer = danas.post(f"cases/{case.number}/chats", {"text": chat, "names": NAMES})
        assert answer.json() == {"new": new}
    assert [one["text"] for one in said(case)] == [
        "Is it on its way?", "I will send you the number by Sunday at 12:00.", "Thank you\nvery much",
    ]  # fmt: skip
    assert Commitment.objects.filter(case=case, quote__contains="send you the number").exists()


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"text": "This is no chat.", "names": NAMES}, 422),
        ({"text": "", "names": NAMES}, 422),
        ({"text": "x" * 1_000_001, "names": NAMES}, 422),
        ({"names": NAMES}, 422),
        ({"text": "12/11/2026, 10:01 - Noa Levi: Hello\n", "names": []}, 422),
        ({"text": "12/11/2026, 10:01 - Noa Levi: Hello\n", "names": [{"name": "Uncle", "side": "company"}]}, 409),
        ({"text": "12/11/2026, 10:01 - Noa Levi: Hello\n", "names": [{"name": "Noa Levi", "side": "court"}]}, 422),
        ({"text": "31/12/9999, 23:30 - Noa Levi: Hello\n", "names": NAMES}, 409),
        ({"text": "12/11/2199, 10:01 - Noa Levi: Hello\n", "names": NAMES}, 409),
    ],
)
def test_a63_what_is_no_chat_or_names_nobody_brings_nothing_in(danas, case, given, status):
    before = heads(case.key)
    answer = danas.post(f"cases/{case.number}/chats", given)
    assert answer.status_code == status and answer.json()["detail"]
    assert heads(case.key) == before


def test_a48_into_a_case_one_does_not_see_or_without_the_right_nothing_comes(danas, dana, omar, case, chat):
    before, given = heads(case.key), {"text": chat, "names": NAMES}
    assert program(omar).post(f"cases/{case.number}/chats", given).status_code == 404
    assert program(omar).post(f"cases/{case.number}/chats/check", {"text": chat}).status_code == 404
    reads = program(dana, scopes=[CASES_READ])
    assert reads.post(f"cases/{case.number}/chats", given).json()["code"] == "forbidden"
    assert danas.post(f"cases/{case.number}/chats", given, If_Match='"old"').status_code == 412
    assert heads(case.key) == before
