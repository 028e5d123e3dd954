"""One record with a company that works here: only whoever proves to be its customer has it, until they go apart."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from amana.advocacy.linking.finding import brands_for
from amana.advocacy.linking.joining import MOST_A_DAY, linking_of
from amana.advocacy.linkings import Linking
from amana.cases.models import Case, Participant
from amana.directory.models import Name
from amana.handling.talking.replying import Reply, reply
from amana.people.models import Account, Person
from amana.portal.proving import MOST_TRIES
from amana.portal.tests.conftest import PASSWORD, code_sent, door_to
from amana.portal.tests.mine.linking.stage import AGAINST, called, shown
from amana.portal.tests.mine.stage import LANGUAGES, entries, in_language, somebody_else, url
from amana.post.models import RawMessage
from amana.record.exporting import shared_lines
from amana.record.reading import read
from amana.team.viewing import at_the_desk


def test_a_company_that_works_here_is_offered_by_any_of_its_names_and_no_other(own, client, brand):
    assert "works with Amana here" in client.get(url(own)).content.decode()
    assert brands_for(own) == [brand]
    Name.objects.filter(company=own.company).update(text="Somebody else", folded="somebody else")
    own.company.name = "Somebody else"
    own.company.save()
    own = Case.objects.get(pk=own.pk)
    assert brands_for(own) == [] and "works with Amana here" not in client.get(url(own)).content.decode()
    page = client.get(url(own, "linking/")).content.decode()
    assert "does not work with Amana here" in page and url(own, "showing/") in page
    answer = client.post(url(own, "linking/written/"), {"brand": str(brand.pk), "text": "Hello"})
    assert answer.status_code == 422 and not Case.objects.filter(kept_by="company").exists()


def test_nothing_is_read_before_the_code_was_typed(own, served, client):
    page = client.get(url(own, "linking/")).content.decode()
    assert "Type the code" in page and "You charged me" not in page
    assert "waits for your code" in client.get(url(own)).content.decode()
    for screen in ("linking/message/", "linking/page/", "linking/record/"):
        assert client.post(url(own, screen), {"text": "x"}).status_code == 404
    refused = client.post(url(own, "showing/"), {"entry": str(called(own).id), "step": "show"})
    assert refused.status_code == 422 and shown(served) == []


@pytest.mark.parametrize("code", ["", "0000 0000", "letters", "٠" * 8])
def test_a_wrong_code_links_nothing(own, served, client, code):
    assert client.post(url(own, "linking/proof/"), {"code": code}).status_code == 403
    assert not Linking.objects.exclude(linked_at=None).exists()


def test_a_code_guessed_at_too_often_opens_nothing_even_when_it_is_typed_right_in_the_end(own, served, client):
    right = code_sent()
    for _guess in range(MOST_TRIES):
        client.post(url(own, "linking/proof/"), {"code": "0000 0000"})
    answer = client.post(url(own, "linking/proof/"), {"code": right})
    assert answer.status_code == 403 and "no longer good" in answer.content.decode()
    assert linking_of(own).linked_at is None


def test_whoever_writes_in_the_companys_own_name_is_told_that_a_person_looks_first(own, client, brand, keeper):
    Account.objects.filter(pk=keeper.pk).update(email="shop@tahuna.example")
    said = {"brand": str(brand.pk), "text": "You charged me for a router."}
    answer = client.post(url(own, "linking/written/"), said, follow=True)
    assert "a person there looks at it first" in answer.content.decode()
    assert RawMessage.objects.get().state == "aside" and not Linking.objects.exists()


def test_a_code_is_asked_for_in_the_same_browser_and_only_so_often(own, served, client, keeper):
    other = Client()
    other.force_login(keeper, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert other.post(url(own, "linking/proof/"), {"code": code_sent()}).status_code == 403
    answers = [client.post(url(own, "linking/code/")).status_code for _ in range(6)]
    assert answers[-1] == 429 and 302 in answers


def test_from_the_code_on_there_is_one_record_and_both_read_it(own, linked, client, dana):
    served = linked.served
    assert entries(served, "record.linked")[0].by.key == str(served.customer_id)
    reply(served, Reply("We look at it today."), by=at_the_desk(dana), at=timezone.now())
    client.post(url(own, "linking/message/"), {"text": "Thank you."})
    page = client.get(url(own, "linking/")).content.decode()
    assert "We look at it today." in page and "Thank you." in page and served.number in page
    assert list(shared_lines(served.key, "customer")) == list(shared_lines(served.key, "company"))
    assert "keep one record of this" in client.get(url(own)).content.decode()
    # The own case has none of it: each history stays in its own book.
    assert "Thank you." not in str([one.content for one in read(own.key, side="customer")])


def test_another_owner_and_a_stranger_find_nothing(own, linked):
    screens = ("linking/", "showing/", "their-record/", "linking/end/")
    acts = ("linking/written/", "linking/known/", "linking/code/", "linking/proof/", "linking/message/", "linking/page/",
            "linking/record/", "showing/")  # fmt: skip
    other, nobody = somebody_else(), Client()
    for screen in screens:
        assert other.get(url(own, screen)).status_code == 404
        assert nobody.get(url(own, screen)).status_code == 302
    for screen in acts:
        assert other.post(url(own, screen), {"entry": str(called(own).id), "step": "show"}).status_code == 404
        assert nobody.post(url(own, screen)).status_code == 302
    assert Linking.objects.filter(ended_at=None).count() == 1


def test_an_agent_sees_nothing_of_the_own_case(own, linked, dana):
    desk = Client()
    desk.force_login(dana.account, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert desk.get(f"/desk/cases/{own.number}/").status_code == 404
    assert desk.get(url(own, "linking/")).status_code == 404


def test_a_case_that_is_there_is_joined_by_its_link_in_a_browser_known_there(own, client, router, noa):
    door = door_to(router, noa)
    door.enter(client)
    answer = client.post(url(own, "linking/known/"), {"link": f"https://x.example{door.url}"})
    assert answer.status_code == 302 and linking_of(own).served == router and linking_of(own).linked_at is not None
    assert "The router died in October." in client.get(url(own, "linking/")).content.decode()


def test_a_link_alone_shows_nothing_and_the_code_goes_to_whom_the_company_knows(own, client, router, noa):
    answer = client.post(url(own, "linking/known/"), {"link": door_to(router, noa).url}, follow=True)
    page = answer.content.decode()
    assert "The router died" not in page and "Router dead" not in page and "n•••@…" in page
    assert linking_of(own).linked_at is None
    client.post(url(own, "linking/end/"))
    assert linking_of(own) is None and not entries(router, "record.parted")


@pytest.mark.parametrize("typed", ["", "https://x.example/", "/c/short/", f"/c/{'a' * 32}/", f"/c/{'2' * 32}/", "\0"])
def test_an_address_that_is_none_is_refused_and_kept_typed(own, client, typed):
    answer = client.post(url(own, "linking/known/"), {"link": typed})
    assert answer.status_code == 422 and not Linking.objects.exists()


def test_a_case_of_another_company_is_not_joined(own, client, samis, brand):
    brand.name = "Barid"
    brand.save()
    brand.company.name = "Barid"
    brand.company.save()
    answer = client.post(url(own, "linking/known/"), {"link": samis.url})
    assert answer.status_code == 422 and not Linking.objects.exists()


def test_the_same_form_twice_opens_one_case_and_a_day_has_an_end(own, client, brand):
    for _twice in range(2):
        client.post(url(own, "linking/written/"), {"brand": str(brand.pk), "text": "Hello, a router."})
    assert Case.objects.filter(kept_by="company").count() == 1 and Linking.objects.count() == 1
    for _again in range(MOST_A_DAY):
        client.post(url(own, "linking/end/"))
        client.post(url(own, "linking/written/"), {"brand": str(brand.pk), "text": "Hello again."})
    assert Linking.objects.count() == MOST_A_DAY
    assert client.post(url(own, "linking/written/"), {"brand": str(brand.pk), "text": "More"}).status_code == 422


@pytest.mark.parametrize("typed", [{"text": ""}, {"brand": ""}, {"brand": "no key"}, {"key": "rubbish", "text": " "}])
def test_what_is_missing_is_asked_for(own, client, brand, typed):
    answer = client.post(url(own, "linking/written/"), {"brand": str(brand.pk), "text": "Hello"} | typed)
    assert answer.status_code == 422 and not Case.objects.filter(kept_by="company").exists()


def test_going_apart_keeps_what_was_shown_and_both_can_go_on(own, linked, client, dana):
    client.post(url(own, "showing/"), {"entry": str(called(own).id), "step": "show"})
    assert client.get(url(own, "linking/end/")).status_code == 200
    for _twice in range(2):
        client.post(url(own, "linking/end/"))
    assert len(shown(linked.served)) == 1 and len(entries(linked.served, "record.parted")) == 1
    assert client.post(url(own, "linking/message/"), {"text": "x"}).status_code == 404
    reply(linked.served, Reply("We go on."), by=at_the_desk(dana), at=timezone.now())
    assert "works with Amana here" in client.get(url(own)).content.decode()


def test_deleting_the_own_case_leaves_what_was_shared(own, linked, client):
    client.post(url(own, "showing/"), {"entry": str(called(own).id), "step": "show"})
    client.post(url(own, "deleting/"), {"number": own.number})
    assert not Linking.objects.exists()
    assert "He saw the receipt." in str([one.content for one in shown(linked.served)])


def test_a_keeper_who_takes_part_no_longer_reads_nothing_more(own, linked, client):
    somebody = Person.objects.create(name="Somebody")
    Participant.objects.filter(case=linked.served, person=linked.person).update(person=somebody)
    page = client.get(url(own, "linking/")).content.decode()
    assert "no longer there for you" in page and "You charged me" not in page
    assert client.post(url(own, "linking/message/"), {"text": "x"}).status_code == 404
    assert client.get(url(own)).status_code == 200


def test_the_page_of_the_company_opens_from_the_record_of_both(own, linked, client):
    answer = client.post(url(own, "linking/page/"), follow=True)
    assert answer.redirect_chain[-1][0].startswith("/c/") and "this is your case" in answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_there_in_every_language(own, client, brand, language):
    in_language(own, language)
    pages = [client.get(url(own, screen)) for screen in ("", "linking/", "showing/", "their-record/")]
    client.post(url(own, "linking/written/"), {"brand": str(brand.pk), "text": "You charged me."})
    pages.append(client.get(url(own, "linking/")))
    client.post(url(own, "linking/proof/"), {"code": code_sent()})
    pages += [client.get(url(own, screen)) for screen in ("", "linking/", "showing/", "linking/end/")]
    pages.append(client.post(url(own, "showing/"), {"entry": str(called(own).id), "step": "look"}))
    client.post(url(own, "showing/"), {"entry": str(called(own).id), "step": "show"})
    pages.append(client.get(url(own, "linking/")))
    assert all(page.status_code == 200 for page in pages)
    assert all(f'lang="{language}"' in page.content.decode() for page in pages)


def test_an_account_of_somebody_else_with_this_address_reads_nothing_of_it(own, served, client):
    """Whoever types an address that is another's opens a case, as any stranger can, and reads nothing without the code."""
    thief = Account.objects.create_user("noa@dvarim.example", PASSWORD, name="Thief", language="en")
    browser = Client()
    browser.force_login(thief, backend=settings.AUTHENTICATION_BACKENDS[0])
    browser.post("/mine/new/", AGAINST)
    theirs = Case.objects.get(kept_by="customer", owner__account=thief)
    browser.post(url(theirs, "linking/written/"), {"brand": str(served.brand_id), "text": "Tell me all."})
    assert not re.search("You charged me", browser.get(url(theirs, "linking/")).content.decode())
    assert linking_of(theirs).linked_at is None


def test_without_a_company_that_was_asked_there_is_no_code_to_send_or_type(own, client):
    for screen in ("linking/code/", "linking/proof/"):
        assert client.post(url(own, screen), {"code": "1234 5678"}).url == url(own, "linking/")


def test_the_record_of_both_is_read_further_back_taken_home_and_takes_no_empty_words(own, linked, client):
    assert client.get(url(own, "linking/"), {"before": "1.1.1"}).status_code == 200
    answer = client.post(url(own, "linking/message/"), {"text": " "})
    assert answer.status_code == 422 and "Write something" in answer.content.decode()
    assert client.post(url(own, "linking/record/")).content.startswith(b"PK")
    for _twice in range(2):
        assert client.post(url(own, "linking/page/")).status_code == 302
