"""What is done with one entry of a record, by the API: withdrawn, let in, shown in another case, one's version beside it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from amana.api.scopes import CASES_READ
from amana.api.tests.conftest import program
from amana.commitments.models import Commitment
from amana.escalation.tests.conftest import answer
from amana.handling.opening import open_case, open_own_case
from amana.handling.talking.replying import Reply, reply
from amana.handling.tying.disclosing import disclose, kept_of
from amana.kit.codes import new_id
from amana.people.models import Company
from amana.post.models import RawMessage
from amana.record.reading import heads, read
from amana.team.viewing import at_the_desk, by_link, owner

pytestmark = pytest.mark.django_db
CARD = "4580 4580 4580 4580"


def of_kind(case, kind: str, side="customer") -> list:
    return [one for one in read(case.key, side=side) if one.kind == kind]


# ── withdrawing ──────────────────────────────────────────────────────────────


@pytest.fixture
def sent(case, desk):
    """A reply with what was meant for somebody else."""
    reply(case, Reply(f"The card {CARD} is charged."), by=desk, at=timezone.now())
    return of_kind(case, "message.sent")[-1]


def test_what_is_withdrawn_leaves_the_customers_sight_and_both_read_why(danas, case, sent):
    path = f"cases/{case.number}/entries/{sent.id}/withdrawal"
    withdrawn = danas.post(path, {"why": "Another customer's card"})

    assert withdrawn.status_code == 200 and CARD not in withdrawn.content.decode()
    (told,) = of_kind(case, "entry.withdrawn")
    assert told["why"] == "Another customer's card"
    assert of_kind(case, "message.sent")[-1].content is None
    assert CARD in of_kind(case, "message.sent", side="company")[-1]["text"]
    before = heads(case.key)
    assert danas.post(path, {"why": "Again"}).status_code == 200 and heads(case.key) == before


def test_what_only_we_read_and_what_is_of_another_case_is_not_withdrawn(danas, case, desk, noa, brand, omar, now):
    note = danas.post(f"cases/{case.number}/notes", {"text": "Ours."}).json()["entry"]
    other = open_case(noa, brand, subject="The bill", text="Too high.", by=desk, at=now)
    theirs = read(other.key, side="customer")[0].id
    before = heads(case.key), heads(other.key)
    said = {"why": "A mistake"}

    assert danas.post(f"cases/{case.number}/entries/{note}/withdrawal", said).status_code == 409
    for key in (theirs, new_id()):
        assert danas.post(f"cases/{case.number}/entries/{key}/withdrawal", said).status_code == 404
    first = read(case.key, side="customer")[0].id
    assert program(omar).post(f"cases/{case.number}/entries/{first}/withdrawal", said).status_code == 404
    assert (heads(case.key), heads(other.key)) == before


@pytest.mark.parametrize("said", [{}, {"why": ""}, {"why": 3}, {"why": "x" * 9000}, {"why": "x", "from": "company"}])
def test_a63_without_a_reason_nothing_is_withdrawn(danas, case, sent, said):
    assert danas.post(f"cases/{case.number}/entries/{sent.id}/withdrawal", said).status_code == 422
    assert not of_kind(case, "entry.withdrawn")


# ── letting in ───────────────────────────────────────────────────────────────


@pytest.fixture
def doubtful(case):
    """A message in the customer's name that answers no mail of ours, only theirs: anybody can know that one."""
    first = RawMessage.objects.get(case=case.key).message_id
    answer(f"Send it to Haifa. {CARD}", at=timezone.now(), answers=[first])
    (waiting,) = of_kind(case, "message.doubtful", side="company")
    return waiting


def test_a_message_nobody_could_vouch_for_is_let_in_once(danas, case, doubtful, omar):
    path = f"cases/{case.number}/entries/{doubtful.id}/release"
    assert program(omar).post(path).status_code == 404 and len(of_kind(case, "message.received")) == 1
    let_in = danas.post(path)

    assert let_in.status_code == 200 and let_in.json()["kind"] == "message.received"
    assert CARD not in let_in.content.decode() and "Haifa" in let_in.content.decode()
    assert [one["text"].startswith("Send it") for one in of_kind(case, "message.received")] == [False, True]
    before = heads(case.key)
    again = danas.post(path)
    assert (again.status_code, again.json()["kind"], heads(case.key)) == (200, "message.doubtful", before)


def test_a_message_that_does_not_wait_is_not_let_in(danas, case):
    before = heads(case.key)
    for key in (of_kind(case, "message.received")[0].id, new_id()):
        refused = danas.post(f"cases/{case.number}/entries/{key}/release")
        assert refused.status_code == 409 and refused.json()["detail"]
    assert heads(case.key) == before


# ── showing ──────────────────────────────────────────────────────────────────


@pytest.fixture
def earlier(noa, brand, desk, now):
    """Another case of the same customer's, with a call that was noted."""
    return open_case(noa, brand, subject="The bill", text="The bill was too high in May.", by=desk, at=now)


def test_what_both_read_in_another_case_of_theirs_is_shown_here_once(danas, case, earlier):
    (call,) = of_kind(earlier, "call.noted")
    said = {"case": earlier.number, "entries": [str(call.id)]}
    first = danas.post(f"cases/{case.number}/shown", said)

    assert first.status_code == 201, first.content
    assert [one["kind"] for one in first.json()["entries"]] == ["entry.disclosed"]
    again = danas.post(f"cases/{case.number}/shown", said)
    assert (again.status_code, again.json()["entries"]) == (201, [])
    (shown,) = of_kind(case, "entry.disclosed")
    assert (shown["fingerprint"], shown["side"]) == (call.hash, "company")


@pytest.fixture
def elsewhere(case, omar, now):
    """A case of the same customer's with another brand, which Dana does not serve."""
    return open_case(case.customer, omar.brands.get(), subject="There", text="Words", by=at_the_desk(omar), at=now)


@pytest.fixture
def samis(sami, brand, desk, now):
    return open_case(sami, brand, subject="A part", text="Where is it?", by=desk, at=now)


def test_a48_nothing_of_other_people_or_other_brands_is_shown(danas, case, earlier, samis, elsewhere):
    path, before = f"cases/{case.number}/shown", heads(case.key)
    for other, status in ((samis, 409), (case, 409), (elsewhere, 404)):
        first = str(read(other.key, side="company")[0].id)
        assert danas.post(path, {"case": other.number, "entries": [first]}).status_code == status
    (call,) = of_kind(earlier, "call.noted")
    stranger = program(elsewhere.holder)
    assert stranger.post(path, {"case": earlier.number, "entries": [str(call.id)]}).status_code == 404
    assert heads(case.key) == before


def test_a63_nothing_of_ours_alone_and_no_rubbish_is_shown(danas, case, earlier):
    path, before = f"cases/{case.number}/shown", heads(case.key)
    note = danas.post(f"cases/{earlier.number}/notes", {"text": "Ours alone."}).json()["entry"]
    assert danas.post(path, {"case": earlier.number, "entries": [note]}).status_code == 409
    for wrong in ([], ["x"], [str(new_id())] * 60, "x", [None]):
        assert danas.post(path, {"case": earlier.number, "entries": wrong}).status_code == 422, wrong
    assert heads(case.key) == before


# ── one's version ────────────────────────────────────────────────────────────


@pytest.fixture
def shown(case, noa, link, now):
    """What the customer showed here from a record of their own, with the claim that something was promised."""
    company = Company.objects.get(pk=case.brand.company_id)
    own = open_own_case(
        noa, company, happened="They said it comes on Sunday.", wanted="400 back", by=owner(noa), at=now
    )
    (first,) = disclose(case, kept_of(own, [read(own.key, side="customer")[0].id]), by=by_link(noa, case.key), at=now)
    return first


def test_our_version_stands_beside_what_the_customer_showed(danas, case, shown):
    added = danas.post(f"cases/{case.number}/entries/{shown.id}/version", {"text": f"We said Monday. {CARD}"})

    assert (added.status_code, added.json()["kind"]) == (201, "version.added") and CARD not in added.content.decode()
    (ours,) = of_kind(case, "version.added")
    assert ours["text"].startswith("We said Monday.") and ours["about"] == str(shown.id)
    assert not Commitment.objects.filter(case=case, state=Commitment.NOTICED).exists()


@pytest.mark.parametrize("said", [{}, {"text": ""}, {"text": " "}, {"text": 3}, {"text": "x", "about": "y"}])
def test_a63_a_version_has_words_and_stands_beside_what_was_shown(danas, case, shown, said):
    before = heads(case.key)
    assert danas.post(f"cases/{case.number}/entries/{shown.id}/version", said).status_code in {409, 422}
    assert danas.post(f"cases/{case.number}/entries/{new_id()}/version", {"text": "No."}).status_code == 404
    message = of_kind(case, "message.received")[0].id
    assert danas.post(f"cases/{case.number}/entries/{message}/version", {"text": "No."}).status_code == 409
    assert heads(case.key) == before


def test_a_reason_of_blanks_is_none_and_blanks_around_one_are_left_out(danas, case, sent):
    path, before = f"cases/{case.number}/entries/{sent.id}/withdrawal", heads(case.key)
    refused = danas.post(path, {"why": " \n "})
    assert (refused.status_code, refused.json()["detail"]) == (409, "Say why.") and heads(case.key) == before

    danas.post(path, {"why": "  Wrong recipient "})
    assert [one["why"] for one in of_kind(case, "entry.withdrawn")] == ["Wrong recipient"]


def test_the_same_call_again_writes_nothing_twice(danas, case, earlier, shown):
    (call,) = of_kind(earlier, "call.noted")
    version = f"cases/{case.number}/entries/{shown.id}/version"
    for path, said in (
        (f"cases/{case.number}/shown", {"case": earlier.number, "entries": [str(call.id)]}),
        (version, {"text": "We said Monday."}),
    ):
        first = danas.post(path, said, Idempotency_Key=path[-7:])
        before = heads(case.key)
        again = danas.post(path, said, Idempotency_Key=path[-7:])
        assert first.status_code == again.status_code == 201 and first.json() == again.json()
        assert heads(case.key) == before


def test_a48_a_version_stands_in_no_case_of_others(danas, keepers, case, shown, samis, omar):
    before = heads(case.key), heads(samis.key)
    path = f"entries/{shown.id}/version"
    assert program(omar).post(f"cases/{case.number}/{path}", {"text": "No."}).status_code == 404
    assert danas.post(f"cases/{samis.number}/{path}", {"text": "No."}).status_code == 404
    assert keepers.post(f"cases/{case.number}/{path}", {"text": "No."}).status_code in {403, 404}
    assert (heads(case.key), heads(samis.key)) == before


def test_without_the_right_to_write_or_with_an_old_reading_nothing_is_done(danas, dana, case, sent, shown, earlier):
    (call,) = of_kind(earlier, "call.noted")
    before, reads = heads(case.key), program(dana, scopes=[CASES_READ])
    for path, said in (
        (f"entries/{sent.id}/withdrawal", {"why": "A mistake"}),
        (f"entries/{shown.id}/version", {"text": "No."}),
        ("shown", {"case": earlier.number, "entries": [str(call.id)]}),
    ):
        refused = reads.post(f"cases/{case.number}/{path}", said)
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden"), path
        assert danas.post(f"cases/{case.number}/{path}", said, If_Match='"old"').status_code == 412, path
    assert reads.post(f"cases/{case.number}/entries/{sent.id}/release").status_code == 403
    assert heads(case.key) == before
