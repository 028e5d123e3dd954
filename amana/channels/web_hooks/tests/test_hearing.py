"""What is written down to be told, in the transaction of what happened."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from amana.channels.email.peeking import peek
from amana.channels.models import Delivery, WebHook
from amana.channels.web_hooks.choosing import families, is_wanted, unknown
from amana.channels.web_hooks.hearing import hear
from amana.channels.web_hooks.setting_up import Wanted, make
from amana.handling.facts.noting import note
from amana.handling.intake.importing import FILES, new_brand
from amana.handling.intake.receiving import receive
from amana.handling.opening import open_own_case
from amana.people.models import Company
from amana.post.accepting import Came, accept_all
from amana.post.leasing import me
from amana.record.appending import SYSTEM, Line, append
from amana.record.kinds import KINDS
from amana.record.reacting import reactions_to
from amana.record.reading import read
from amana.team.viewing import at_the_desk, owner

RAW = b"From: sami@x.example\r\nTo: support@example.com\r\nSubject: Old\r\nMessage-ID: <1@x.example>\r\n\r\nLong ago."


def kinds() -> list[str]:
    return list(Delivery.objects.order_by("made_at", "pk").values_list("type", flat=True))


def test_every_kind_of_entry_is_heard():
    assert [kind for kind in KINDS if hear not in reactions_to(kind)] == []


def test_where_there_is_no_web_hook_one_small_question_is_asked(case, now):
    with CaptureQueriesContext(connection) as asked:
        append(Line(case.key, "case.reopened", SYSTEM, now, {"why": "reply"}))
    assert [one["sql"] for one in asked if "channels_" in one["sql"]] == [
        "SELECT 1 FROM channels_webhook WHERE is_on LIMIT 1"
    ]
    assert not Delivery.objects.exists()


def test_what_is_rolled_back_was_never_to_be_told(hook, case, now):
    before = Delivery.objects.count()

    @transaction.atomic
    def fail() -> None:
        append(Line(case.key, "case.reopened", SYSTEM, now, {"why": "reply"}))
        assert Delivery.objects.count() == before + 1
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert Delivery.objects.count() == before


def test_what_the_company_alone_reads_is_told_only_where_somebody_said_so(hook, case, dana, now):
    before = Delivery.objects.count()
    note(case, "She is tired of us.", by=at_the_desk(dana), at=now)
    assert Delivery.objects.count() == before
    WebHook.objects.update(tells_company=True)
    note(case, "Really.", by=at_the_desk(dana), at=now)
    assert kinds()[-1] == "note.written"


def test_an_own_case_is_told_to_nobody(hook, case, now):
    WebHook.objects.update(tells_company=True)
    before = Delivery.objects.count()
    kav = Company.objects.create(name="Kav")
    own = open_own_case(
        case.customer, kav, happened="billed twice", wanted="the money", by=owner(case.customer), at=now
    )
    assert read(own.key, side="customer") and Delivery.objects.count() == before


def test_another_brands_cases_and_other_kinds_are_not_told(brand, case, yossi, now):
    make(new_brand("Another", at=now), Wanted("Theirs", "https://x.example/"), by=yossi, at=now)
    make(brand, Wanted("Ends", "https://x.example/", kinds=["closing.*", "promise.late"]), by=yossi, at=now)
    append(Line(case.key, "case.reopened", SYSTEM, now, {"why": "reply"}))
    append(Line(case.key, "promise.kept", SYSTEM, now, {"promise": str(case.key), "action": "x", "shown_by": ""}))
    assert kinds() == []
    append(Line(case.key, "promise.late", SYSTEM, now, {"promise": str(case.key), "action": "x", "due": "x"}))
    append(Line(case.key, "closing.lapsed", SYSTEM, now, {"reminders": 2, "proposed": "x"}))
    assert kinds() == ["promise.late", "closing.lapsed"]


def test_history_that_comes_in_is_no_news(hook, now):
    accept_all([Came(RAW, peek(RAW).digest, FILES, peek(RAW).message_id, history_until=now)], at=now)
    receive(worker=me(), at=now)
    assert kinds() == []


def test_mail_that_comes_in_is_told_and_holds_no_words(hook, now):
    accept_all([Came(RAW, peek(RAW).digest, "smtp", peek(RAW).message_id)], at=now)
    receive(worker=me(), at=now)
    assert {"case.opened", "message.received", "promise.made"} <= set(kinds())
    rows = str(list(Delivery.objects.values()))
    assert "Long ago" not in rows and "sami" not in rows


def test_kinds_and_families():
    assert (
        is_wanted("promise.late", [])
        and is_wanted("promise.late", ["promise.*"])
        and is_wanted("promise.late", ["promise.late"])
    )
    assert not is_wanted("promise.late", ["promise.kept", "case.*"])
    assert unknown(["promise.*", "promise.late", "goal.set", "goal.*", "*", "", "promise"]) == [
        "goal.set",
        "goal.*",
        "*",
        "",
        "promise",
    ]
    assert "message" in families() and "goal" not in families()
