"""Who may act for a customer: each screen in each scope, the end to the second, and both names on whatever is done."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amana.cases.links import link_for, token_of
from amana.cases.models import Case, CaseLink, Closing, Helper
from amana.commitments.models import Commitment
from amana.handling.ending.closing import propose
from amana.handling.helping import Who, claim, name_helper, revoke
from amana.handling.opening import open_case
from amana.people.models import Address, Person
from amana.portal.permissions import may_enter
from amana.portal.tests.conftest import Door, door_to
from amana.portal.urls import LINK, urlpatterns
from amana.record.reading import read
from amana.team.viewing import at_the_desk, by_link
from tests.letters import last_mail

LIOR = Who("Adv. Lior Cohen", "lior@din.example", "my lawyer")
BOTH = "Adv. Lior Cohen for Noa Levi"
SCREENS = [one.name for one in urlpatterns if str(one.pattern).startswith(LINK)]
OPEN_TO_ALL = {"code", "device", "language"}


def named(case: Case, noa: Person, scope: str, *, until=None, for_all=False, who=LIOR) -> Helper:
    by = by_link(noa, case.key)
    return name_helper(case, who, scope=scope, until=until, for_all=for_all, by=by, at=timezone.now())


def door_of(helper: Helper, case: Case) -> Door:
    return Door(
        case, helper.helper, token_of(CaseLink.objects.get(case=case, person=helper.helper, revoked_at=None).pk)
    )


def entered(helper: Helper, case: Case) -> tuple[Client, Door]:
    door, client = door_of(helper, case), Client()
    return door.enter(client), door


def address(door: Door, screen: str) -> str:
    pattern = next(one for one in urlpatterns if one.name == screen)
    given = {"token": door.token, "key": uuid4()}
    return reverse(f"portal:{screen}", kwargs={one: given[one] for one in pattern.pattern.converters})


def words(answer) -> str:
    """The page without the marks that hold names apart."""
    return answer.content.decode().replace("\u2068", "").replace("\u2069", "")


@pytest.mark.parametrize("scope", [Helper.READS, Helper.WRITES, Helper.DECIDES])
def test_a48_each_screen_is_open_or_closed_by_scope(scope, router, noa, late):
    client, door = entered(named(router, noa, scope), router)
    before = len(read(router.key, side="company"))
    for screen in SCREENS:
        answers = [client.get(address(door, screen)), client.post(address(door, screen), {"text": ""})]
        statuses = {answer.status_code for answer in answers}
        if screen in OPEN_TO_ALL or screen == "record":
            continue
        if may_enter(scope, screen):
            assert 403 not in statuses, screen
        else:
            assert 403 in statuses and statuses <= {403, 405}, screen
    said = [entry for entry in read(router.key, side="company")[before:] if entry.by.key == str(door.person.pk)]
    assert all(entry["signed"]["scope"] == scope for entry in said)


def test_what_a_helper_may_do_grows_with_the_scope_and_the_rest_is_the_customers():
    reads, writes, decides = (
        {one for one in SCREENS if may_enter(scope, one)} for scope in ("reads", "writes", "decides")
    )
    assert reads < writes < decides
    assert {"message", "claim"} <= writes - reads
    assert {"closing_agreed", "closing_refused", "offer", "release"} <= decides - writes
    own = {"link", "new_link", "no_link", "devices", "care", "helpers", "helper", "helper_new", "helper_end",
           "helper_confirmation"}  # fmt: skip
    assert own <= set(SCREENS) - decides
    assert not may_enter("anything", "case") and not may_enter("decides", "a screen of tomorrow")


@pytest.fixture
def over(noa, brand, dana) -> Case:
    """A case of Noa's that Dana proposes to close."""
    made = open_case(noa, brand, subject="Invoice", text="Too much.", by=at_the_desk(dana), at=timezone.now())
    propose(made, terms=["The invoice is right"], by=at_the_desk(dana), at=timezone.now())
    return made


def test_a_reader_sees_a_closing_proposed_and_no_button(over, noa):
    client, door = entered(named(over, noa, "reads"), over)
    page = client.get(door.url).content.decode()
    assert "The invoice is right" in page and door.of("closing") not in page and 'href=""' not in page


def test_a_reader_sees_the_record_and_no_form(router, noa, late):
    client, door = entered(named(router, noa, "reads"), router)
    page = client.get(door.url).content.decode()

    assert "Router dead" in page and "You act for" in page and "A call to Noa" in page
    for screen in ("message", "claim", "not-kept", "next-person", "closing", "standstill", "helpers", "link"):
        assert door.of(screen) not in page
    assert '<form method="post" action=""' not in page and 'href=""' not in page


def test_a_writers_message_is_signed_with_both_names_on_both_sides(router, noa, dana, inside, door):
    client, theirs = entered(named(router, noa, "writes"), router)
    client.post(theirs.of("message"), {"text": "My client waits."})

    said = theirs.entries("message.received")[-1]
    assert said["signed"] == {"helper": "Adv. Lior Cohen", "customer": "Noa Levi", "scope": "writes"}
    assert said["from"]["name"] == BOTH and said.by.key == str(theirs.person.pk)
    assert BOTH in words(inside.get(door.url)) and BOTH in words(client.get(theirs.url))
    desk = Client()
    desk.force_login(dana.account)
    assert BOTH in words(desk.get(reverse("desk:case", args=[router.number])))


def test_an_act_that_names_nobody_in_its_words_is_signed_too(router, noa, late, inside, door):
    client, theirs = entered(named(router, noa, "writes"), router)
    client.post(theirs.of("not-kept"), {"promise": str(late.pk), "text": "Nobody called."})

    assert theirs.entries("promise.disputed")[0]["signed"]["helper"] == "Adv. Lior Cohen"
    assert BOTH in words(inside.get(door.url))


def test_only_who_decides_agrees_that_it_is_over(over, noa):
    helper = named(over, noa, "writes")
    client, door = entered(helper, over)
    assert client.post(door.of("closing")).status_code == 403
    assert Closing.objects.get().ended_at is None

    Helper.objects.filter(pk=helper.pk).update(scope="decides")
    client.post(door.of("closing"))
    assert Closing.objects.get().ending == Closing.AGREED
    assert door.entries("closing.agreed")[0]["signed"]["customer"] == "Noa Levi"
    assert BOTH in words(client.get(door.url))


def test_revoked_in_the_middle_the_next_click_finds_nothing(router, noa):
    helper = named(router, noa, "writes")
    client, door = entered(helper, router)
    assert client.get(door.of("message")).status_code == 200

    revoke(helper, router, by=by_link(noa, router.key), at=timezone.now())
    assert client.post(door.of("message"), {"text": "One more thing"}).status_code == 404
    assert client.get(door.url).status_code == 404
    assert door.entries("message.received") == []


def test_a52_a_link_made_for_a_helper_who_was_revoked_opens_nothing(router, noa):
    helper = named(router, noa, "decides")
    revoke(helper, router, by=by_link(noa, router.key), at=timezone.now())
    fresh = Door(router, helper.helper, token_of(link_for(router, helper.helper, at=timezone.now())))
    assert Client().get(fresh.url).status_code == 404


def test_past_the_end_the_link_opens_nothing(router, noa):
    helper = named(router, noa, "reads", until=timezone.now() + timedelta(days=1))
    client, door = entered(helper, router)
    assert client.get(door.url).status_code == 200

    Helper.objects.filter(pk=helper.pk).update(until=timezone.now())
    assert client.get(door.url).status_code == 404 and client.post(door.of("code")).status_code == 404


def test_a_claimed_helper_sees_nothing_until_the_customer_confirms(router, noa, dana, inside, door):
    helper = claim(router, LIOR, text="He called.", scope="reads", until=None, by=at_the_desk(dana), at=timezone.now())
    assert not CaseLink.objects.filter(person=helper.helper).exists()
    forged = Door(router, helper.helper, token_of(link_for(router, helper.helper, at=timezone.now())))
    assert Client().get(forged.url).status_code == 404

    mail = last_mail("notice")
    assert "Lior Cohen" in mail and door.url in mail
    assert "Somebody says they act for you" in inside.get(door.url).content.decode()
    assert not [one for one in read(router.key, side="customer") if door.token in str(one.content)]
    page = inside.get(door.of("helpers")).content.decode()
    assert "Adv. Lior Cohen" in page and "They see nothing until you confirm it" in page
    assert inside.get(door.of(f"helpers/{helper.pk}/confirmation")).status_code == 405
    inside.post(door.of(f"helpers/{helper.pk}/confirmation"))
    assert entered(helper, router)[0].get(forged.url).status_code == 200
    assert [one.kind for one in read(router.key, side="customer") if one.kind.startswith("helper.")] == [
        "helper.claimed", "helper.confirmed",
    ]  # fmt: skip


def test_a48_nobody_else_confirms_ends_or_changes(router, noa, dana, client, samis):
    helper = claim(router, LIOR, text="He called.", scope="reads", until=None, by=at_the_desk(dana), at=timezone.now())
    sami = samis.enter(client)
    for screen in ("confirmation", "end"):
        assert sami.post(samis.of(f"helpers/{helper.pk}/{screen}")).status_code == 404
    assert sami.post(samis.of(f"helpers/{helper.pk}"), {"scope": "decides"}).status_code == 404
    helper.refresh_from_db()
    assert (helper.confirmed_at, helper.revoked_at, helper.scope) == (None, None, "reads")


def test_the_customer_names_changes_and_ends_on_the_page(inside, door, noa):
    form = {"name": "Adv. Lior Cohen", "mail": "Lior@Din.example", "relation": "my lawyer", "scope": "writes",
            "until": "2199-12-31", "to": "this"}  # fmt: skip
    page = inside.post(door.of("helpers/new"), form, follow=True).content.decode()
    assert "Adv. Lior Cohen" in page and "my lawyer" in page and "2199" in page
    helper = Helper.objects.get()
    assert (helper.scope, helper.named_by, helper.helper.addresses.get().value) == (
        "writes",
        "customer",
        "lior@din.example",
    )
    assert token_of(CaseLink.objects.get(person=helper.helper).pk) in last_mail("helper")

    inside.post(door.of(f"helpers/{helper.pk}"), {"scope": "reads", "until": ""})
    helper.refresh_from_db()
    assert (helper.scope, helper.until) == ("reads", None)
    inside.post(door.of(f"helpers/{helper.pk}/end"))
    assert "Nobody acts for you" in inside.get(door.of("helpers")).content.decode()
    kinds = [entry.kind for entry in read(door.case.key, side="customer") if entry.kind.startswith("helper.")]
    assert kinds == ["helper.named", "helper.changed", "helper.revoked"]
    story = words(inside.get(door.url))
    assert "Noa Levi named Adv. Lior Cohen to act for them" in story and "no longer" in story


@pytest.mark.parametrize("until", ["2020-01-01", "tomorrow", "2026-02-30", "9999-99-99"])
def test_an_end_that_cannot_be_is_refused_and_the_words_stay(inside, door, until):
    form = {"name": "Lior", "mail": "lior@din.example", "scope": "reads", "until": until}
    answer = inside.post(door.of("helpers/new"), form)
    assert answer.status_code == 422 and "lior@din.example" in answer.content.decode()
    assert not Helper.objects.exists()


def test_a_helper_of_one_case_finds_no_other_and_of_all_the_next_one_too(router, noa, brand, dana):
    at = timezone.now()
    other = open_case(noa, brand, subject="Invoice", text="Too much.", by=at_the_desk(dana), at=at)
    one = named(router, noa, "reads")
    assert not CaseLink.objects.filter(case=other, person=one.helper).exists()
    forged = Door(other, one.helper, token_of(link_for(other, one.helper, at=at)))
    assert Client().get(forged.url).status_code == 404

    everywhere = named(router, noa, "reads", for_all=True, who=Who("Maya Levi", "maya@levi.example", "my daughter"))
    later = open_case(noa, brand, subject="A third", text="And this.", by=at_the_desk(dana), at=timezone.now())
    client, door = entered(everywhere, router)
    page = client.get(door.url).content.decode()
    for case in (other, later):
        assert client.get(door_of(everywhere, case).url).status_code == 200 and case.number in page
    assert [entry["for_all"] for entry in read(other.key, side="customer") if entry.kind == "helper.named"] == [True]


def test_what_a_helper_typed_as_a_name_reveals_no_other_name_of_theirs(router, noa, inside, door, sami):
    named(router, noa, "reads", who=Who("My neighbour", "sami@barid.example"))
    page = inside.get(door.of("helpers")).content.decode()
    assert "My neighbour" in page and sami.name not in page


def test_a_customer_who_helps_another_keeps_the_cases_apart(router, noa, samis, sami):
    helper = named(router, noa, "reads", who=Who("Sami", "sami@barid.example"))
    client, door = entered(helper, router)
    assert client.get(door.url).status_code == 200
    assert client.post(door.of("message"), {"text": "x"}).status_code == 403
    assert client.post(samis.of("message"), {"text": "In my own case."}).status_code == 302
    assert samis.entries("message.received")[-1]["signed"] is None
    assert door_to(samis.case, sami).url == samis.url


def test_nothing_a_helper_sees_counts_as_a_promise_of_their_own(router, noa, late):
    client, door = entered(named(router, noa, "writes"), router)
    assert client.get(door.of(f"promises/{late.pk}")).status_code == 200
    client.post(door.of("claim"), {"text": "A refund of 30"})
    claimed = Commitment.objects.get(case=router, origin=Commitment.CLAIMED)
    assert claimed.case == router and Address.objects.filter(person=door.person).count() == 1
