from __future__ import annotations

import pytest
from django.utils import translation

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.email.peeking import peek
from amana.desk.tests.conftest import mail, signed_in
from amana.handling.intake.admitting import admit
from amana.handling.intake.gathering import whose
from amana.handling.intake.receiving import receive
from amana.handling.intake.releasing import release
from amana.post.accepting import Came, accept_all
from amana.post.models import HELD, RawMessage
from amana.record.appending import SYSTEM, Line, append
from amana.record.reading import read
from amana.team.models import Brand, BrandAddress
from amana.team.viewing import at_the_desk
from amana.wording.held_reasons import retold

NEWS = "List-Unsubscribe: <https://news.example/off>\r\nList-Id: <news.example>\r\nPrecedence: bulk\r\n"


@pytest.fixture
def newsletter(brand, dana):
    row = mail("Ten offers!", sender="Shop <news@shop.example>", subject="Offers", more=NEWS)
    assert row.state == "aside"
    return row


@pytest.fixture
def held(brand, dana):
    row = mail("Who am I?", sender="nobody")
    assert row.state == HELD
    return row


@pytest.mark.parametrize(("language", "title"), [("en", "Set aside"), ("he", "הונח בצד"), ("ar", "")])
def test_what_is_set_aside_is_listed_with_the_reason(desk, dana, newsletter, language, title):
    dana.account.language = language
    dana.account.save()

    html = desk.get("/desk/aside/").content.decode()

    assert "Offers" in html and "news@shop.example" in html and title in html
    with translation.override(language):
        assert retold(newsletter.reason) in html


def test_one_key_brings_it_back_as_a_case(desk, newsletter):
    answer = desk.post(f"/desk/mail/{newsletter.pk}/admission/")

    case = Case.objects.get()
    assert answer.url == f"/desk/cases/{case.number}/"
    assert RawMessage.objects.get(pk=newsletter.pk).state == "done"
    assert case.next_due_at is not None
    assert "Ten offers!" in desk.get(answer.url).content.decode()


def test_it_can_be_put_into_a_case_that_is_there(desk, case, newsletter):
    assert desk.post(f"/desk/mail/{newsletter.pk}/admission/", {"number": case.number.lower()}).status_code == 302

    assert Case.objects.count() == 1
    assert read(case.key, side="customer")[-1].kind in {"message.received", "promise.made"}
    assert any(one["text"] == "Ten offers!" for one in read(case.key, side="customer"))


def test_a_case_that_is_not_there_is_a_sentence(desk, newsletter):
    answer = desk.post(f"/desk/mail/{newsletter.pk}/admission/", {"number": "AM-XXXXXX"}, follow=True)

    assert "There is no case with the number AM-XXXXXX." in answer.content.decode()
    assert RawMessage.objects.get(pk=newsletter.pk).state == "aside"


def test_letting_it_in_twice_opens_one_case(dana, newsletter, now):
    first = admit(newsletter, by=at_the_desk(dana), at=now)
    second = admit(newsletter, by=at_the_desk(dana), at=now)

    assert first is not None and second is None
    assert Case.objects.count() == 1


def test_nobody_can_put_mail_into_a_case_they_do_not_see(case, omar, newsletter, now):
    with pytest.raises(Refused):
        admit(newsletter, into=case, by=at_the_desk(omar), at=now)
    assert RawMessage.objects.get(pk=newsletter.pk).state == "aside"


def test_what_has_no_sender_is_refused_with_a_sentence_and_stays(desk, held):
    answer = desk.post(f"/desk/mail/{held.pk}/admission/", follow=True)

    assert "is named as the sender." in answer.content.decode()
    assert RawMessage.objects.get(pk=held.pk).state == HELD
    assert "nobody" in desk.get(f"/desk/mail/{held.pk}/raw/").content.decode()


def test_held_mail_is_looked_at_again(desk, held):
    desk.post(f"/desk/mail/{held.pk}/retry/")

    assert RawMessage.objects.get(pk=held.pk).state == "waiting"


def test_a_doubtful_message_reaches_the_shared_record_when_a_person_lets_it_in(desk, dana, brand, noa, now):
    mail("My router.")
    case = Case.objects.get()
    says = {"from": {"name": "Noa", "address": "noa@levi.example"}, "text": "And my card.", "channel": "email",
            "files": [], "why": "not verified"}  # fmt: skip
    append(Line(case.key, "message.doubtful", SYSTEM, now, says))
    doubtful = next(one for one in read(case.key, side="company") if one.kind == "message.doubtful")
    html = desk.get(f"/desk/cases/{case.number}/").content.decode()
    assert "sender not verified" in html and "/release/" in html
    assert not [one for one in read(case.key, side="customer") if one["text"] == "And my card."]

    desk.post(f"/desk/cases/{case.number}/entries/{doubtful.id}/release/")
    desk.post(f"/desk/cases/{case.number}/entries/{doubtful.id}/release/")

    shared = [one for one in read(case.key, side="customer") if one["text"] == "And my card."]
    assert len(shared) == 1
    assert shared[0]["released_by"] == "Dana Katz" and shared[0]["released_from"] == str(doubtful.id)
    assert "/release/" not in desk.get(f"/desk/cases/{case.number}/").content.decode()
    assert release(case, doubtful.id, by=at_the_desk(dana), at=now) is None


# ── whose it is ──────────────────────────────────────────────────────────────


def addressed(to: str, *, at, sender="nobody") -> RawMessage:
    """Take in a mail that is held, sent to this address."""
    raw = (f"From: {sender}\r\nTo: {to}\r\nSubject: For {to}\r\nMessage-ID: <{to}>\r\n\r\nHello").encode()
    peeked = peek(raw)
    accept_all([Came(raw, peeked.digest, "test", peeked.message_id)], at=at)
    receive(worker="test", at=at)
    row = RawMessage.objects.get(digest=peeked.digest)
    assert row.state == HELD
    return row


def shown_to(agent) -> set[str]:
    html = signed_in(agent).get("/desk/held/").content.decode()
    return {row.subject for row in RawMessage.objects.all() if row.subject in html}


def test_held_mail_is_shown_to_those_who_serve_the_brand_it_was_sent_to(brand, dana, ruth, omar, now):
    other = omar.brands.get()
    BrandAddress.objects.create(value="hello@other.example", brand=other, added_at=now)
    ours, theirs = addressed("help@tavor.example", at=now), addressed("hello@other.example", at=now)
    nobodys = addressed("undisclosed@elsewhere.example", at=now)
    assert (ours.brand, theirs.brand, nobodys.brand) == (brand, other, None)

    assert shown_to(dana) == {ours.subject} and shown_to(omar) == {theirs.subject, nobodys.subject}
    assert shown_to(ruth) == {ours.subject, nobodys.subject}
    for address in (f"/desk/mail/{theirs.pk}/raw/", f"/desk/mail/{nobodys.pk}/raw/"):
        assert signed_in(dana).get(address).status_code == 404
    for name in ("retry", "admission"):
        assert signed_in(dana).post(f"/desk/mail/{theirs.pk}/{name}/").status_code == 404
    assert {row.state for row in RawMessage.objects.all()} == {HELD}


def test_what_is_of_no_brand_is_shown_to_whoever_serves_every_brand(brand, dana, omer, omar, now):
    nobodys = addressed("undisclosed@elsewhere.example", at=now)
    dana.brands.add(*omar.brands.all())
    assert shown_to(dana) == {nobodys.subject} and shown_to(omer) == set()


def test_mail_that_answers_a_case_belongs_to_the_brand_of_the_case(brand, omar, case, now):
    row = RawMessage.objects.create(digest="d", sha256="s", size=1, body=b"x", received_at=now, not_before=now)
    assert whose(row, list(Brand.objects.all()), named=["help+AM@tavor.example"]) == brand.pk
    assert whose(row, list(Brand.objects.all()), named=["", "@", "x" * 500]) is None
    assert whose(row, [brand]) == brand.pk
