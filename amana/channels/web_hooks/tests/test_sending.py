"""Telling a server on loopback that misbehaves, with the time passed in."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from amana.cases.errors import Refused
from amana.channels.models import Delivery, WebHook
from amana.channels.web_hooks import claiming, posting
from amana.channels.web_hooks.posting import Answer, Letter, asked_to_wait, post
from amana.channels.web_hooks.replaying import KEPT, forget_old, replay, replay_all, try_out
from amana.channels.web_hooks.sending import PLACES, Sending
from amana.channels.web_hooks.setting_up import Wanted, change, make, remove, rotate
from amana.channels.web_hooks.settling import WAITS
from amana.channels.web_hooks.tests.peer import listening
from amana.record.appending import SYSTEM, Line, append
from amana.record.withdrawing import erase


def say(case, at, text="Still dead."):
    says = {"from": {"name": "", "address": "noa@levi.example"}, "text": text, "channel": "email", "files": []}
    return append(Line(case.key, "message.received", SYSTEM, at, says))


def test_what_enters_the_record_is_told_signed_and_once(hook, made, case, peer, send, now):
    at = timezone.now()
    entry = say(case, at)
    send(at)
    [(headers, body)] = [one for one in peer.told if b"Still dead." in one[1]]
    said = Webhook(made.secret).verify(body, headers)
    assert (said["type"], said["version"]) == ("message.received", 1)
    assert said["data"]["case"] == {
        "key": str(case.key),
        "number": case.number,
        "brand": str(hook.brand_id),
        "state": "open",
    }
    assert said["data"]["entry"]["entry"] == str(entry.id) and said["data"]["entry"]["content"]["text"] == "Still dead."
    assert "case.opened" in {json.loads(body)["type"] for _headers, body in peer.told}
    count = len(peer.told)
    send(at + timedelta(days=2))
    assert len(peer.told) == count and not Delivery.objects.exclude(state=Delivery.DONE).exists()


def test_f43_a_server_that_is_down_is_tried_by_the_schedule_then_told_no_more(hook, case, peer, send, off, now):
    Delivery.objects.all().delete()
    entry, at, tried = say(case, now), now, []
    peer.status = 500
    for wait in (timedelta(), *WAITS):
        send(at + wait - timedelta(milliseconds=1))
        assert len(peer.told) == len(tried)  # not before its time
        at += wait
        send(at)
        tried.append(at - now)
        assert len(peer.told) == len(tried)
    assert tried[-1] == timedelta(hours=75, minutes=35, seconds=5)
    row = Delivery.objects.get(entry=entry.id)
    assert (row.state, row.attempts, row.status, row.answer) == (Delivery.DEAD, 10, 500, "ok")
    assert {headers["webhook-id"] for headers, _body in peer.told} == {row.message_id}
    hook.refresh_from_db()
    assert (hook.is_on, hook.off_why, hook.off_at) == (False, WebHook.SILENT, at) and off == [hook]
    say(case, at)
    assert Delivery.objects.count() == 1


def test_f43_gone_is_believed_at_once(hook, case, peer, send, off, now):
    say(case, now)
    peer.status = 410
    send(now)
    hook.refresh_from_db()
    assert (hook.is_on, hook.off_why) == (False, WebHook.GONE) and off == [hook]
    assert set(Delivery.objects.values_list("state", flat=True)) == {Delivery.DEAD} and len(peer.told) == 1


def test_f43_a_redirect_is_a_failure_and_is_not_followed(hook, case, peer, send, now):
    Delivery.objects.all().delete()
    with listening() as other:
        peer.status, peer.headers = 307, {"Location": other.url}
        say(case, now)
        send(now)
        assert not other.told
    row = Delivery.objects.get()
    assert (row.state, row.status, row.not_before) == (Delivery.WAITING, 307, now + timedelta(seconds=5))


def test_f43_one_slow_server_delays_no_other(hook, case, peer, brand, yossi, now):
    Delivery.objects.all().delete()
    with listening() as slow:
        slow.gate.clear()
        for number in range(4):
            make(brand, Wanted(f"Slow {number}", slow.url, allows_private=True), by=yossi, at=now)
        for number in range(6):
            say(case, now, f"Word {number}")
        sending = Sending(worker="here", on_off=lambda _hook, _at: None)
        for _step in range(200):
            sending.step(at=now)
            if Delivery.objects.filter(hook=hook, state=Delivery.DONE).count() == 6:
                break
        assert len(peer.told) == 6
        assert Delivery.objects.exclude(hook=hook).filter(lease_owner="here").count() == 4  # one for each
        slow.gate.set()
        while sending.is_busy:
            sending.collect(at=now)
            sending.step(at=now)
        sending.close()
        assert len(slow.told) == 24


def test_slow_servers_never_have_more_than_half_of_the_places(hook, case, brand, yossi, now):
    for number in range(PLACES):
        make(
            brand,
            Wanted(
                f"New {number}",
                "https://shop.example/",
            ),
            by=yossi,
            at=now,
        )
    say(case, now)
    taken = claiming.claim(at=now, worker="here", quick=PLACES, slow=PLACES // 2, under_way={})
    assert len(taken) == PLACES // 2 and len({one.pk for _row, one in taken}) == PLACES // 2


def test_a_server_that_answers_and_forgets_is_told_the_same_id_again(hook, case, peer, send, now):
    """It said yes, and we died before we wrote it down: the same message comes again, and its id shows that it is the same."""
    Delivery.objects.all().delete()
    say(case, now)
    [(row, _hook)] = claiming.claim(at=now, worker="dead", quick=1, slow=1, under_way={})
    send(now + timedelta(minutes=1))
    assert not peer.told  # in the hands of another
    send(now + claiming.LEASE + timedelta(seconds=1))
    assert [headers["webhook-id"] for headers, _body in peer.told] == [row.message_id]
    row.refresh_from_db()
    assert row.state == Delivery.DONE


def test_who_comes_back_after_their_lease_writes_nothing(hook, case, now):
    from amana.channels.web_hooks.settling import settle

    Delivery.objects.all().delete()
    say(case, now)
    [(late, _hook)] = claiming.claim(at=now, worker="one", quick=1, slow=1, under_way={})
    later = now + claiming.LEASE + timedelta(seconds=1)
    [(row, _hook)] = claiming.claim(at=later, worker="two", quick=1, slow=1, under_way={})
    assert settle(row, Answer(204, "", 1), at=later, on_off=print)
    assert not settle(late, Answer(410, "", 1), at=later, on_off=print)
    row.refresh_from_db()
    hook.refresh_from_db()
    assert (row.state, row.status, hook.is_on) == (Delivery.DONE, 204, True)


def test_a_server_may_ask_to_wait_within_bounds(hook, case, peer, send, now):
    Delivery.objects.all().delete()
    for said, waits in (
        ("120", 120),
        ("999999999", 86400),
        ("-5", 5),
        ("soon", 5),
        ("Thu, 12 Nov 2026 08:10:00 GMT", 600),
    ):
        WebHook.objects.update(rests_until=None)
        peer.status, peer.headers = 503, {"Retry-After": said}
        entry = say(case, now)
        send(now)
        assert Delivery.objects.get(entry=entry.id).not_before == now + timedelta(seconds=waits), said
        Delivery.objects.all().delete()
    assert asked_to_wait(Answer(503, "", 0, "Thu, 99 Nov"), at=now) == timedelta()


def test_a_server_in_trouble_rests_and_what_it_refuses_holds_up_nothing_else(hook, case, peer, send, now):
    Delivery.objects.all().delete()
    for number in range(5):
        say(case, now, f"Word {number}")
    peer.status = 400
    send(now)
    assert len(peer.told) == 5
    peer.told.clear()
    peer.status = 500
    send(now + timedelta(seconds=6))
    assert len(peer.told) == 1
    send(now + timedelta(minutes=6))
    assert len(peer.told) == 2
    peer.status = 200
    send(now + timedelta(minutes=20))
    hook.refresh_from_db()
    assert (hook.failures, hook.failing_since) == (0, None)
    assert Delivery.objects.filter(state=Delivery.DONE).count() == 5


def test_what_was_given_up_is_sent_again_one_or_all(hook, case, peer, send, now):
    Delivery.objects.all().delete()
    first, second, third = say(case, now), say(case, now), say(case, now)
    Delivery.objects.update(state=Delivery.DEAD, attempts=10)
    replay(Delivery.objects.get(entry=first.id), at=now)
    send(now)
    assert [json.loads(body)["data"]["entry"]["entry"] for _headers, body in peer.told] == [str(first.id)]
    assert replay_all(hook, at=now) == 2
    with pytest.raises(Refused):
        replay(Delivery.objects.get(entry=second.id), at=now)
    send(now)
    assert {row.state for row in Delivery.objects.filter(entry__in=[second.id, third.id])} == {Delivery.DONE}
    WebHook.objects.update(is_on=False)
    for refused in (lambda: replay_all(hook, at=now), lambda: try_out(hook, at=now)):
        with pytest.raises(Refused):
            refused()


def test_a_test_names_no_case(hook, made, peer, send):
    at = timezone.now()
    try_out(hook, at=at)
    with pytest.raises(Refused):
        try_out(hook, at=at)
    send(at)
    [(headers, body)] = peer.told
    assert Webhook(made.secret).verify(body, headers)["data"] == {"hook": str(hook.pk)}


def test_what_was_erased_leaves_by_no_way(hook, case, peer, send, now):
    Delivery.objects.all().delete()
    peer.body = b"you said: Still dead."
    told, untold = say(case, now), say(case, now, "A secret word.")
    WebHook.objects.update(rests_until=now + timedelta(minutes=1))
    send(now)
    assert not peer.told
    erase(untold.id, why="asked", by=SYSTEM, at=now)
    send(now + timedelta(minutes=2))
    assert "secret word" not in str(peer.told)
    assert Delivery.objects.get(entry=untold.id).state == Delivery.EMPTY
    assert Delivery.objects.get(entry=told.id).answer == "you said: Still dead."
    erase(told.id, why="asked", by=SYSTEM, at=now)
    assert Delivery.objects.get(entry=told.id).answer == ""
    send(now + timedelta(minutes=3))
    assert json.loads(peer.told[-1][1])["type"] == "entry.erased"


def test_a_message_that_is_erased_while_it_is_under_way_leaves_no_echo(hook, case, peer, now):
    Delivery.objects.all().delete()
    peer.body, entry = b"you said: Still dead.", say(case, now)
    sending = Sending(worker="here", on_off=print)
    peer.gate.clear()
    sending.step(at=now)
    erase(entry.id, why="asked", by=SYSTEM, at=now)
    peer.gate.set()
    sending.collect(at=now)
    sending.close()
    row = Delivery.objects.get(entry=entry.id)
    assert (row.state, row.answer) == (Delivery.DONE, "")


def test_both_secrets_sign_for_a_day_and_the_old_one_no_longer(hook, made, case, peer, send, yossi):
    at = timezone.now()
    second = rotate(hook, by=yossi, at=at)
    say(case, at)
    send(at)
    headers, body = peer.told[-1]
    assert len(headers["webhook-signature"].split()) == 2
    for secret in (made.secret, second.secret):
        Webhook(secret).verify(body, headers)
    WebHook.objects.update(earlier_until=at)
    say(case, at)
    send(at)
    assert len(peer.told[-1][0]["webhook-signature"].split()) == 1
    Webhook(second.secret).verify(peer.told[-1][1], peer.told[-1][0])


def test_a_secret_that_cannot_be_opened_is_a_failure_in_words(hook, case, peer, send, now, settings):
    settings.VAULT_KEY = "another"
    say(case, now)
    send(now)
    assert not peer.told and Delivery.objects.filter(answer="secret", state=Delivery.WAITING, status=None).count() == 1


def test_a_web_hook_that_is_removed_or_turned_off_is_told_nothing_more(hook, case, peer, send, yossi, now):
    say(case, now)
    off = change(hook, Wanted("Shop", hook.url, is_on=False, allows_private=True), by=yossi, at=now).hook
    send(now)
    assert not peer.told and set(Delivery.objects.values_list("state", flat=True)) == {Delivery.DEAD}
    change(off, Wanted("Shop", hook.url, allows_private=True), by=yossi, at=now)
    entry = say(case, now)
    remove(hook)
    send(now)
    assert not peer.told and Delivery.objects.get(entry=entry.id).state == Delivery.DEAD
    say(case, now)
    assert Delivery.objects.exists() and forget_old(now + KEPT - timedelta(days=2)) == 0
    forget_old(now + KEPT + timedelta(seconds=1))
    assert not Delivery.objects.exists()


def test_no_address_of_the_house_is_asked_unless_somebody_said_so(monkeypatch):
    letter = Letter("https://shop.example/hook", False, {}, b"{}")
    for address, word in (("10.0.0.8", "private"), ("127.0.0.1", "private"), ("169.254.169.254", "private")):
        answer = post(letter, resolver=lambda _host, _port, address=address: [address])
        assert (answer.status, answer.text) == (None, word)
    plain = Letter("http://shop.example/hook", True, {}, b"{}")
    assert post(plain, resolver=lambda _host, _port: ["93.184.216.34"]).text == "plain"
    assert post(plain, resolver=lambda _host, _port: ["169.254.169.254"]).text == "forbidden"


def test_an_answer_is_read_in_time_and_only_its_beginning(peer):
    peer.body, peer.status = ("א\x00\n" * 50_000).encode(), 500
    letter = Letter(peer.url, True, {}, b"{}")
    answer = post(letter)
    assert answer.status == 500 and len(answer.text) <= posting.KEPT and "\x00" not in answer.text
    peer.gate.clear()
    assert post(letter, seconds=0.2).text == "slow"


def test_a_database_that_is_asked_for_what_is_due_reads_little(hook, case, brand, now, django_assert_max_num_queries):
    for number in range(20):
        say(case, now, str(number))
    with django_assert_max_num_queries(6):
        taken = claiming.claim(at=now, worker="here", quick=12, slow=6, under_way={})
    assert len(taken) == 1  # of a server that nobody knows yet


def test_an_entry_is_shown_as_the_interface_for_programs_shows_it(case):
    from amana.api.resources.records import entry_out
    from amana.channels.web_hooks.shaping import entry_shown
    from amana.record.reading import read

    for entry in read(case.key, side="company"):
        assert entry_shown(entry) == entry_out(entry).model_dump(mode="json")
