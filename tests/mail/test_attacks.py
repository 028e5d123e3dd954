"""Attacks on identity: what the product makes of mail that says it is from somebody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import Case, Participant
from amana.handling.talking.replying import Reply, reply
from amana.people.models import Person
from amana.post.models import ASIDE, HELD, MessageKey, Outgoing, RawMessage, Recipient
from amana.record.reading import entry_count, read
from amana.team.viewing import at_the_desk, by_link
from tests.letters import letter, take_in, words_of

pytestmark = pytest.mark.django_db

BORDER = "border.example.com"


@pytest.fixture
def synthetic(shared):
    return lambda name: (shared / "mail/_synthetic" / f"{name}.eml").read_bytes()


def sent_to():
    return set(Recipient.objects.values_list("address", flat=True))


@pytest.fixture
def sent(case, dana, now):
    reply(case, Reply("We are on it."), by=at_the_desk(dana), at=now)
    return Outgoing.objects.get(what="reply")


def test_a04_a_mail_in_the_name_of_an_agent_is_never_an_agents_reply(case, sent, dana, now):
    before = set(Outgoing.objects.values_list("pk", flat=True))
    raw = letter(
        "dana@example.com", "Your refund is at evil.example", at=now, name="Dana Katz", answers=[sent.message_id]
    )
    row = take_in(raw, at=now)

    assert row.state == HELD
    assert set(Outgoing.objects.values_list("pk", flat=True)) == before
    assert "evil.example" not in str([e.content for e in read(case.key, side="customer")])


def said_by_agents():
    books = Case.objects.values_list("pk", flat=True)
    return [entry.id for book in books for entry in read(book, side="company") if entry.by.kind == "agent"]


def test_a04_the_spoof_of_the_collection_says_nothing_in_our_name(synthetic, case, sent, now):
    before = said_by_agents()
    row = take_in(synthetic("agent-spoof"), at=now)
    assert row.case != case.key and said_by_agents() == before


def test_a05_an_agent_who_may_no_longer_sign_in_is_held(case, sent, dana, now):
    dana.account.is_active = False
    dana.account.save()
    row = take_in(letter("dana@example.com", "As I said", at=now, answers=[sent.message_id]), at=now)
    assert row.state == HELD and "may no longer sign in" in row.reason
    assert take_in(letter("dana@example.com", "Something new", at=now), at=now).state == HELD


@pytest.mark.parametrize("field", ["Cc", "Reply-To", "To"])
def test_a06_nobody_takes_part_by_being_named_in_a_mail(case, sent, now, field):
    raw = letter("noa@customer.example", "Me again", at=now, answers=[sent.message_id],
                 headers=[] if field == "To" else [(field, "mallory@evil.example")],
                 to="support@example.com, mallory@evil.example" if field == "To" else "support@example.com")  # fmt: skip
    assert take_in(raw, at=now).case == case.key
    assert Participant.objects.filter(case=case).count() == 1
    assert not Person.objects.filter(addresses__value="mallory@evil.example").exists()
    assert "mallory@evil.example" not in sent_to()


def test_a07_the_letter_of_a_service_to_a_case_address_is_not_shown_on_the_customers_page(case, sent, now, noa):
    from django.conf import settings

    from amana.channels.email.signing import reply_address

    to = reply_address(settings.MAIL_KEY.encode(), case.key, noa.pk, "support@example.com")
    code = letter("accounts@saas.example", "Your code is 482913", at=now, to=to, subject="Verify your address")
    assert take_in(code, at=now).state == HELD
    assert "482913" not in str([e.content for e in read(case.key, side="customer")])


def test_a07_the_ticket_trick_of_the_collection_is_on_no_page_and_gets_no_answer(synthetic, brand, dana, now):
    row = take_in(synthetic("ticket-trick"), at=now)
    assert row.state in {HELD, ASIDE}
    assert not Outgoing.objects.exists()


def test_a05_an_agent_who_serves_the_brand_no_more_says_nothing_in_its_name(case, sent, dana, omar, now):
    dana.brands.set(omar.brands.all())
    before = said_by_agents()
    row = take_in(letter("dana@example.com", "Your refund is granted.", at=now, answers=[sent.message_id]), at=now)
    assert said_by_agents() == before and row.state in {HELD, ASIDE}
    assert "granted" not in str([e.content for e in read(case.key, side="customer")])


@pytest.mark.parametrize("sealer", ["border.example.com", "lists.example.org", "google.com"])
def test_a09_a_list_that_vouches_for_a_sender_who_failed_is_not_believed(case, now, settings, sealer):
    """Nobody's chain is believed: what our own border found is all that counts, and it found a failure."""
    settings.AUTHSERV_ID = BORDER
    first = RawMessage.objects.get(case=case.key).message_id
    chain = (
        f"ARC-Seal: i=1; a=rsa-sha256; cv=none; d={sealer}; s=a; b=AAAA\n"
        f"ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d={sealer}; s=a; h=from; bh=AAAA; b=AAAA\n"
        f"ARC-Authentication-Results: i=1; {sealer}; dkim=pass; spf=pass; dmarc=pass header.from=customer.example\n"
    )
    found = f"Authentication-Results: {BORDER}; arc=pass; dkim=fail; dmarc=fail header.from=customer.example\n"
    raw = letter("noa@customer.example", "Trust me", at=now, answers=[first])
    row = take_in(f"{found}{chain}Received: from x by y\n".encode() + raw, at=now)
    assert row.state == HELD
    assert "Trust me" not in str([e.content for e in read(case.key, side="customer")])


@pytest.mark.parametrize(
    "forged",
    [
        "Authentication-Results: border.evil.example; dmarc=pass header.from=customer.example",
        "Authentication-Results: border.example.com.evil; dmarc=pass header.from=customer.example",
        "Authentication-Results: border.example.com; dmarc=pass header.from=evil.example",
        "ARC-Authentication-Results: i=1; border.example.com; dmarc=pass header.from=customer.example",
    ],
)
def test_a08_only_what_our_own_border_says_of_this_sender_counts(case, now, settings, forged):
    settings.AUTHSERV_ID = BORDER
    first = RawMessage.objects.get(case=case.key).message_id
    raw = letter("noa@customer.example", "Trust me", at=now, answers=[first])
    take_in(f"{forged}\nReceived: from x by y\n".encode() + raw, at=now)
    assert "Trust me" not in str([e.content for e in read(case.key, side="customer")])


def test_a08_a_result_below_that_of_our_border_is_not_read(case, now, settings):
    settings.AUTHSERV_ID = BORDER
    first = RawMessage.objects.get(case=case.key).message_id
    raw = letter("noa@customer.example", "Trust me", at=now, answers=[first])
    fields = "".join(
        f"Authentication-Results: {BORDER}; dmarc={one} header.from=customer.example\n" for one in ("fail", "pass")
    )
    assert take_in(fields.encode() + b"Received: from x by y\n" + raw, at=now).state == HELD


def test_a08_without_a_border_of_ours_nothing_is_proved(synthetic, case, now):
    take_in(synthetic("authres-forged"), at=now)
    assert {e["verified"] for key in Case.objects.values_list("pk", flat=True)
            for e in read(key, side="company") if e.kind == "message.received"} == {"none"}  # fmt: skip


@pytest.mark.parametrize("name", ["from-two", "from-empty", "from-parseaddr-confusion", "from-nul"])
def test_a10_a11_a_sender_who_is_nobody_for_certain_is_held(synthetic, brand, dana, now, name):
    row = take_in(synthetic(name), at=now)
    assert row.state == HELD and row.reason
    assert not Person.objects.exists() and not Outgoing.objects.exists()


def test_a12_the_true_address_stands_beside_the_name(synthetic, brand, dana, now):
    row = take_in(synthetic("from-display-spoof"), at=now)
    said = next(e for e in read(row.case, side="company") if e.kind == "message.received")
    assert said["from"]["address"] != said["from"]["name"] and "@" in said["from"]["address"]


def test_a15_fields_of_ours_from_outside_do_nothing(case, dana, now):
    fields = [
        ("X-Case", case.number),
        ("X-Case-Key", str(case.key)),
        ("X-Case-Holder", "mallory"),
        ("X-Amana", "close"),
    ]
    before = read(case.key, side="company")
    row = take_in(letter("mallory@evil.example", "Do as the header says", at=now, headers=fields), at=now)
    assert row.case != case.key and read(case.key, side="company") == before


def test_a16_a_known_and_an_unknown_case_get_the_same_answer(case, now):
    texts = []
    for sender, number in (("a@evil.example", case.number), ("b@evil.example", "AM-222222")):
        row = take_in(letter(sender, "Status?", at=now, subject=f"[{number}] Status"), at=now)
        receipt = Outgoing.objects.get(case=row.case)
        own = Case.objects.get(pk=row.case)
        words = words_of(bytes(receipt.mime)).replace(own.number, "NUMBER").splitlines()
        texts.append([line for line in words if "fingerprint" not in line and "/c/" not in line])
    assert texts[0] == texts[1]


def test_a16_a_known_and_an_unknown_sender_get_the_same_answer(case, now):
    texts = []
    for sender in ("noa@customer.example", "unknown@customer.example"):
        row = take_in(letter(sender, "Another matter?", at=now + timedelta(hours=2)), at=now + timedelta(hours=2))
        number = Case.objects.get(pk=row.case).number
        receipt = Outgoing.objects.get(case=row.case)
        texts.append([line for line in words_of(bytes(receipt.mime)).replace(number, "NUMBER").splitlines()
                      if "fingerprint" not in line and "/c/" not in line])  # fmt: skip
    assert texts[0] == texts[1]


def test_a03_an_id_of_ours_leads_back_only_through_its_signature(case, sent, now):
    assert MessageKey.objects.get(value=sent.message_id).case == case.key
    take_in(letter("mallory@evil.example", "x", at=now, message_id=sent.message_id), at=now)
    assert MessageKey.objects.get(value=sent.message_id).case == case.key


def test_nobody_but_who_takes_part_opens_the_page_of_a_case(case, sent, sami):
    assert not Case.objects.visible_to(by_link(sami, case.key)).exists()
    assert entry_count() > 0
