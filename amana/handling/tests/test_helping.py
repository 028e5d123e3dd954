"""Naming, claiming, confirming and ending a helper; and the mail of somebody who acts for a customer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.cases.models import CaseLink, Closing, Helper, Participant
from amana.handling.ending.closing import propose
from amana.handling.helping import MOST_ALIVE, Who, change, claim, confirm, name_helper, revoke
from amana.handling.models import Suggestion
from amana.handling.speaking import helper_on
from amana.handling.talking.replying import Reply, reply
from amana.people.models import Address, Person
from amana.post.models import HELD, Outgoing
from amana.record.reading import read
from amana.record.verifying import verify
from amana.team.viewing import at_the_desk, by_link
from tests.letters import letter, take_in

pytestmark = pytest.mark.django_db

LIOR = Who("Adv. Lior Cohen", "lior@din.example", "my lawyer")
SECOND = timedelta(seconds=1)


def name(case, noa, now, who=LIOR, **more):
    given = {"scope": "writes", "until": None, **more}
    return name_helper(case, who, by=by_link(noa, case.key), at=now, **given)


def kinds(case):
    return [entry.kind for entry in read(case.key, side="customer") if entry.kind.startswith("helper.")]


def mail_of_lior(text, case, dana, now):
    """Lior answers a mail of ours that the customer sent on."""
    reply(case, Reply("It works."), by=at_the_desk(dana), at=now)
    sent = Outgoing.objects.filter(what="reply").latest("created_at")
    return letter("lior@din.example", text, at=now, answers=[sent.message_id], name="Lior")


def test_the_end_counts_to_the_second(case, noa, now):
    helper = name(case, noa, now, until=now + timedelta(days=1))
    end = now + timedelta(days=1)
    assert helper_on(helper.helper, case.key, at=end - SECOND).name == f"Adv. Lior Cohen for {noa.name}"
    assert helper_on(helper.helper, case.key, at=end) is None
    assert helper_on(helper.helper, case.key, at=end + SECOND) is None


def test_somebody_whose_time_is_over_can_be_named_anew(case, noa, now):
    old = name(case, noa, now, until=now + SECOND)
    fresh = name(case, noa, now + SECOND)
    old.refresh_from_db()
    assert old.revoked_at == old.until and fresh.pk != old.pk
    with pytest.raises(Refused, match="already"):
        name(case, noa, now + SECOND)


@pytest.mark.parametrize(
    "mail",
    ["noa@customer.example", "dana@example.com", "support@example.com", "lior", "lior@", "a b@din.example", "lior@localhost",
     "no-reply@din.example", "postmaster@din.example", ""],
)  # fmt: skip
def test_who_cannot_be_a_helper_is_refused(case, noa, dana, now, mail):
    Address.objects.get_or_create(kind=Address.MAIL, value="noa@customer.example", defaults={"person": noa})
    dana.account.email = "dana@example.com"
    dana.account.save()
    with pytest.raises(Refused):
        name(case, noa, now, Who("Somebody", mail))
    with pytest.raises(Refused):
        claim(case, Who("Somebody", mail), text="x", scope="reads", until=None, by=at_the_desk(dana), at=now)
    assert not Helper.objects.exists() and kinds(case) == []


@pytest.mark.parametrize("called", ["", "   ", "Go to www.shop.example", "a@b.example", "http://x", "x" * 121, "a\nb"])
def test_a_name_that_is_none_goes_into_no_mail(case, noa, now, called):
    with pytest.raises(Refused):
        name(case, noa, now, Who(called, "lior@din.example"))


def test_five_at_most_act_and_an_ended_one_makes_room(case, noa, now):
    rows = [name(case, noa, now, Who(f"Helper {n}", f"h{n}@din.example")) for n in range(MOST_ALIVE)]
    with pytest.raises(Refused, match="Five"):
        name(case, noa, now)
    revoke(rows[0], case, by=by_link(noa, case.key), at=now)
    name(case, noa, now)


def test_claims_cannot_use_up_the_customers_own_places(case, noa, dana, now):
    for n in range(MOST_ALIVE):
        who = Who(f"Helper {n}", f"h{n}@din.example")
        claim(case, who, text="x", scope="reads", until=None, by=at_the_desk(dana), at=now)
    with pytest.raises(Refused, match="Five claims"):
        claim(case, LIOR, text="x", scope="reads", until=None, by=at_the_desk(dana), at=now)
    assert name(case, noa, now).confirmed_at == now


def test_only_the_customer_names_confirms_changes_and_ends(case, noa, dana, now):
    helper = name(case, noa, now, scope="decides")
    acting = helper_on(helper.helper, case.key, at=now)
    stranger = by_link(Person.objects.create(name="Eve"), case.key)
    for by in (acting, stranger, at_the_desk(dana)):
        with pytest.raises(Refused):
            name_helper(case, Who("B", "b@din.example"), scope="reads", until=None, by=by, at=now)
        with pytest.raises(Refused):
            change(helper, case, scope="reads", until=None, by=by, at=now)
        with pytest.raises(Refused):
            revoke(helper, case, by=by, at=now)
        with pytest.raises(Refused):
            confirm(helper, case, by=by, at=now)
    assert kinds(case) == ["helper.named"]


def test_one_of_us_takes_back_a_claim_until_it_is_confirmed(case, noa, dana, now):
    desk, customer = at_the_desk(dana), by_link(noa, case.key)
    helper = claim(case, LIOR, text="He called.", scope="writes", until=None, by=desk, at=now)
    assert helper_on(helper.helper, case.key, at=now) is None
    revoke(helper, case, by=desk, at=now)
    with pytest.raises(Refused, match="ended"):
        confirm(helper, case, by=customer, at=now)

    again = claim(case, LIOR, text="He called again.", scope="writes", until=None, by=desk, at=now)
    confirm(again, case, by=customer, at=now)
    confirm(again, case, by=customer, at=now)
    again.refresh_from_db()
    with pytest.raises(Refused, match="Only the customer"):
        revoke(again, case, by=desk, at=now)
    assert kinds(case) == ["helper.claimed", "helper.revoked", "helper.claimed", "helper.confirmed"]
    assert list(verify()) == []


def test_a_claim_past_its_end_cannot_be_confirmed(case, noa, dana, now):
    helper = claim(case, LIOR, text="x", scope="writes", until=now + SECOND, by=at_the_desk(dana), at=now)
    with pytest.raises(Refused, match="ended"):
        confirm(helper, case, by=by_link(noa, case.key), at=now + SECOND)


def test_revoking_one_of_two_leaves_the_other(case, noa, now):
    one, two = name(case, noa, now), name(case, noa, now, for_all=True, scope="reads")
    assert helper_on(one.helper, case.key, at=now).scope == "writes"
    revoke(one, case, by=by_link(noa, case.key), at=now)
    assert helper_on(one.helper, case.key, at=now).scope == "reads"
    assert CaseLink.objects.filter(person=one.helper, revoked_at=None).exists()
    revoke(two, case, by=by_link(noa, case.key), at=now)
    assert not CaseLink.objects.filter(person=one.helper, revoked_at=None).exists()


def test_a_helpers_mail_goes_on_with_the_case_and_is_signed_with_both_names(case, noa, dana, now):
    name(case, noa, now)
    row = take_in(mail_of_lior("My client still waits.", case, dana, now), at=now)

    said = [entry for entry in read(case.key, side="customer") if entry.kind == "message.received"][-1]
    assert row.case == case.key and said["text"] == "My client still waits."
    assert said["signed"] == {"helper": "Adv. Lior Cohen", "customer": noa.name, "scope": "writes"}
    assert not Participant.objects.filter(person__addresses__value="lior@din.example").exists()


@pytest.mark.parametrize("state", ["reads", "unconfirmed", "over", "revoked", "stranger"])
def test_a01_the_mail_of_whoever_may_not_write_is_held_for_a_person(case, noa, dana, now, state):
    if state == "unconfirmed":
        claim(case, LIOR, text="x", scope="decides", until=None, by=at_the_desk(dana), at=now)
    elif state != "stranger":
        helper = name(case, noa, now - timedelta(hours=1), scope="reads" if state == "reads" else "writes",
                      until=now if state == "over" else None)  # fmt: skip
        if state == "revoked":
            revoke(helper, case, by=by_link(noa, case.key), at=now)
    before = len([entry for entry in read(case.key, side="company") if entry.kind.startswith("message.")])
    row = take_in(mail_of_lior("Let me in.", case, dana, now), at=now)

    assert row.state == HELD
    assert ("may read, but not write" in row.reason) == (state == "reads")
    said = [entry for entry in read(case.key, side="company") if entry["text"] == "Let me in."]
    assert said == [] and before >= 0


@pytest.mark.parametrize(("scope", "is_agreed"), [("writes", False), ("decides", True)])
def test_a_mail_that_agrees_counts_only_from_a_helper_who_decides(case, noa, dana, now, scope, is_agreed):
    name(case, noa, now, scope=scope)
    closing = propose(case, terms=[], by=at_the_desk(dana), at=now)
    sent = Outgoing.objects.filter(case=case.key).latest("created_at")
    answer = letter("lior@din.example", "I agree.", at=now, answers=[sent.message_id], name="Lior")
    take_in(answer, at=now + timedelta(minutes=1))

    closing.refresh_from_db()
    suggested = Suggestion.objects.filter(case=case, act="agree").exists()
    assert not (suggested and not is_agreed)
    assert (closing.ending == Closing.AGREED or suggested) == is_agreed
    if closing.ending == Closing.AGREED:
        agreed = [entry for entry in read(case.key, side="customer") if entry.kind == "closing.agreed"][-1]
        assert agreed["signed"]["helper"] == "Adv. Lior Cohen"
