"""A reply that mentions another customer is asked about before it leaves."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from amana.cases.models import Case
from amana.desk.tests.conftest import agent, mail
from amana.handling.confidence.finding_others import others_in
from amana.handling.confidence.knowing_names import folded_name, know_earlier
from amana.handling.models import CustomerName
from amana.handling.opening import open_case, open_own_case
from amana.kit.codes import new_id
from amana.people.models import Address
from amana.post.models import Outgoing
from amana.record.reading import read
from amana.team.viewing import at_the_desk, owner


@pytest.fixture
def sami(case, now) -> Case:
    """Another customer: his case, his telephone, and an order only he spoke of."""
    row = mail("My order number 7744121 is late.", sender="Sami Haddad <sami@haddad.example>", subject="Where is it")
    found = Case.objects.get(pk=row.case)
    Address.telephone("+972529998877", person=found.customer, at=now).save()
    return found


def sent(client, case, text, **more):
    return client.post(
        f"/desk/cases/{case.number}/replies/", {"text": text, "key": str(new_id()), "act": "send"} | more
    )


def replies():
    return Outgoing.objects.filter(what="reply").count()


MENTIONS = ["Write to sami@haddad.example please.", "As with Sami Haddad last week.", "> From: SAMI  HADDAD\n> it is late",
            "Call 052-9998877.", "Your order number 7744121 is on its way.", "It is like case {number}."]  # fmt: skip


@pytest.mark.parametrize("text", MENTIONS)
def test_a_reply_that_mentions_another_customer_asks_first(desk, case, sami, text):
    answer = sent(desk, case, text.format(number=sami.number))
    html = answer.content.decode()
    assert answer.status_code == 422 and replies() == 0
    assert "This mentions another customer" in html and "Sami Haddad" in html and sami.number in html


@pytest.mark.parametrize("text", ["Dear Noa Levi, write to noa@levi.example or 050-1234567.", "Yours, Dana Katz",
                                  "Order 99999123 is new to us.", "AM-222222", "", "\x00" * 50 + "x", "@ @@ a@b"])  # fmt: skip
def test_what_names_nobody_else_asks_nothing(desk, case, sami, text):
    agent("Omer Shaked", case.brand)
    answer = sent(desk, case, text or "Hello.")
    assert "This mentions another customer" not in answer.content.decode()


def test_said_to_be_meant_it_goes_out_and_our_record_says_so(desk, case, sami):
    text = "Sami Haddad, your neighbour, took the parcel."
    html = sent(desk, case, text).content.decode()
    token = re.search(r'name="others_known" value="([0-9a-f,]+)"', html)[1]
    assert sent(desk, case, text, others_known=token).status_code == 302 and replies() == 1
    said = [one for one in read(case.key, side="company") if one.kind == "others.mentioned"]
    assert f"Sami Haddad ({sami.number})" in said[0]["others"]
    assert not [one for one in read(case.key, side="customer") if one.kind == "others.mentioned"]
    assert "although it mentions another customer" in desk.get(f"/desk/cases/{case.number}/").content.decode()


def test_what_was_meant_of_one_is_not_meant_of_another(desk, case, sami):
    mail("Hello", sender="Lea Cohen <lea@cohen.example>", subject="Else")
    html = sent(desk, case, "Sami Haddad said so.").content.decode()
    token = re.search(r'name="others_known" value="([0-9a-f,]+)"', html)[1]
    assert sent(desk, case, "Sami Haddad and Lea Cohen said so.", others_known=token).status_code == 422
    assert sent(desk, case, "Sami Haddad said so.", others_known="rubbish,,\x00").status_code == 422


def test_a_copy_to_another_customer_asks_first(desk, case, sami):
    answer = sent(desk, case, "Hello.", cc="Sami@haddad.example")
    assert answer.status_code == 422 and "gets a copy" in answer.content.decode()


@pytest.mark.parametrize("file", [
    SimpleUploadedFile("list.txt", b"Call Sami Haddad back", "text/plain"),
    SimpleUploadedFile("Sami_Haddad.png", b"\x89PNG", "image/png"),
])  # fmt: skip
def test_a_file_that_names_another_customer_asks_first(desk, case, sami, file):
    file.seek(0)
    answer = sent(desk, case, "Hello.", files=file)
    html = answer.content.decode()
    assert answer.status_code == 422 and "in the file" in html and replies() == 0


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 broken", b"\x00\xff" * 1000])
def test_a_file_that_cannot_be_read_stops_nothing(desk, case, sami, content):
    file = SimpleUploadedFile("a.pdf", content, "application/pdf")
    assert sent(desk, case, "Hello.", files=file).status_code == 302


def test_it_is_said_while_the_words_are_written(desk, case, sami):
    html = desk.post(f"/desk/cases/{case.number}/replies/check/", {"text": "As Sami Haddad said"}).content.decode()
    assert "This mentions another customer" in html


def test_a_planned_reply_is_asked_about_when_it_is_planned(desk, case, sami):
    later = f"{timezone.localtime() + timedelta(days=1):%Y-%m-%dT%H:%M}"
    answer = sent(desk, case, "As Sami Haddad said.", act="later", later=later)
    assert answer.status_code == 422 and "another customer" in answer.content.decode()


def test_another_brand_s_customers_are_named_to_nobody(case, omar, now):
    from amana.handling.opening import open_case
    from amana.people.models import Person
    from amana.team.viewing import at_the_desk

    stranger = Person.objects.create(name="Rami Stranger", language="en", created_at=now)
    open_case(stranger, omar.brands.get(), subject="x", text="x", by=at_the_desk(omar), at=now)
    assert others_in(case, {"text": "Rami Stranger"}, at=now) == []


def test_names_are_known_however_they_are_written_and_short_ones_are_not():
    assert folded_name("  SAMI  Haddad ") == folded_name("sami haddad") == "sami haddad"
    assert folded_name("דָּנָה כהן") == "דנה כהן"
    assert folded_name("Sami") == folded_name("a b") == folded_name("") == folded_name("a b c d e") == ""
    assert folded_name("x@y.example Sami") == ""


def test_the_names_of_earlier_cases_are_gone_through_once(case, sami, now):
    CustomerName.objects.all().delete()
    assert know_earlier(now) == 2 and CustomerName.objects.count() == 2
    assert know_earlier(now) == 0 and know_earlier(now) == 0


def test_it_asks_the_database_the_same_number_of_times_however_many_customers(
    case, sami, now, django_assert_max_num_queries
):
    for number in range(30):
        mail("Hello", sender=f"Person Number{chr(97 + number % 26)} <p{number}@x.example>", subject="Else")
    with django_assert_max_num_queries(20):
        others_in(case, {"text": "Dear all of you, as Sami Haddad said on the telephone 052-9998877"}, at=now)


def test_a49_the_number_of_another_brands_case_or_of_an_own_one_names_nobody(case, sami, omar, dana, now):
    """Sami is known here, and has a matter elsewhere: whose that number is, nobody learns by writing it."""
    theirs = omar.brands.get()
    elsewhere = open_case(sami.customer, theirs, subject="A loan", text="A loan.", by=at_the_desk(omar), at=now)
    own = open_own_case(
        sami.customer, case.company, happened="It broke.", wanted="A new one", by=owner(sami.customer), at=now
    )
    for number in (elsewhere.number, own.number):
        assert others_in(case, {"text": f"It is like case {number}."}, at=now) == []
    assert others_in(case, {"text": f"It is like case {sami.number}."}, at=now)


def test_a_reply_sent_by_hand_asks_before_it_is_opened_and_the_record_says_that_it_was_meant(desk, case, sami):
    url = f"/desk/cases/{case.number}/chats/reply/"
    form = {"text": "As with Sami Haddad last week.", "number": "+972501234567", "key": str(new_id())}
    html = desk.post(url, form | {"act": "check"}).content.decode()
    assert "This mentions another customer" in html and "https://wa.me/" not in html
    assert desk.post(url, form | {"act": "sent"}).status_code == 422

    form["others_known"] = re.search(r'name="others_known" value="([^"]+)"', html)[1]
    assert "https://wa.me/" in desk.post(url, form | {"act": "check"}).content.decode()
    assert desk.post(url, form | {"act": "sent"}).status_code == 302
    assert [one.kind for one in read(case.key, side="company")].count("others.mentioned") == 1
