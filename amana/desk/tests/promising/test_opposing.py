from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.desk.composing.drafting import kept_draft
from amana.desk.entering import Seat
from amana.desk.tests.conftest import signed_in
from amana.handling.ending.caring import answer_care
from amana.handling.ending.closing import agree, propose
from amana.handling.facts.stipulating import write_term
from amana.handling.models import CareWeek, Term
from amana.handling.talking.hearing import hear
from amana.handling.talking.replying import Reply, reply
from amana.record.reading import read
from amana.review.amends import Gift, give
from amana.review.models import Amends, Fault, Scale
from amana.review.opposing import OPPOSITES
from amana.team.viewing import at_the_desk, by_link

pytestmark = pytest.mark.django_db


def at(name, case, *more):
    return reverse(f"desk:{name}", args=[case.number, *more])


def drafted(case, agent, now):
    kept = kept_draft(case, Seat(agent, at_the_desk(agent), now))
    return kept.posted if kept else {}


def page_of(client, case):
    return client.get(at("case", case)).content.decode()


# ── the card ─────────────────────────────────────────────────────────────────


def test_the_card_says_what_they_went_through_and_every_act(desk, case, noa, now):
    for hours in range(4):
        hear(case, "Hello?", by=by_link(noa, case.key), at=now - timedelta(hours=hours))
    page = page_of(desk, case)
    assert "What this customer went through" in page and "5 contacts" in page
    assert page.count("/opposites/") >= 7 and "Ask a lead to bend the rule" in page


def test_the_queries_of_a_case_do_not_grow_with_what_was_given(desk, case, dana, now, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries():
        with CaptureQueriesContext(connection) as seen:
            page_of(desk, case)
        return len(seen)

    def more(numbers):
        for number in numbers:
            give(case, Gift(f"A book, number {number}", "x", tells=False), by=at_the_desk(dana), at=now)
            write_term(case, f"Term {number}", by=at_the_desk(dana), at=now)

    page_of(desk, case)
    none = queries()
    more(range(1))
    few = queries()
    more(range(1, 12))
    # Where nothing was given nothing is asked for it.
    assert none < queries() == few


@pytest.mark.parametrize("one", [one for one in OPPOSITES if one.how in {"words", "take"}], ids=lambda one: one.name)
def test_an_act_puts_its_words_into_the_reply_in_their_language(desk, case, dana, now, one):
    Case.objects.filter(pk=case.pk).update(language="en")
    answer = desk.post(at("opposite", case, one.name))
    assert answer.status_code == 302 and answer.url.endswith("#reply")
    assert drafted(case, dana, now)["text"]
    assert drafted(case, dana, now)["text"].splitlines()[0] in page_of(desk, case)


def test_words_come_after_what_is_written_already(desk, case, dana, now):
    desk.post(at("reply_check", case), {"text": "Dear Noa,"})
    desk.post(at("opposite", case, "apologise"))
    assert drafted(case, dana, now)["text"].startswith("Dear Noa,\n\nI am sorry")


def test_owning_a_case_nobody_holds_takes_it(desk, case, dana, omer):
    Case.objects.filter(pk=case.pk).update(holder=None)
    desk.post(at("opposite", case, "own"))
    case.refresh_from_db()
    assert case.holder == dana
    Case.objects.filter(pk=case.pk).update(holder=omer)
    desk.post(at("opposite", case, "own"))
    case.refresh_from_db()
    assert case.holder == omer


def test_a_call_is_promised_by_name_once_and_said_in_the_reply(desk, case, dana, now):
    due = (now + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    desk.post(at("word_new", case, "call_back"), {"action": "A call to Noa Levi", "owner": dana.pk, "due_at": due})
    promise = Commitment.objects.get(case=case, action="A call to Noa Levi")
    kept = drafted(case, dana, now)
    assert promise.owner_agent == dana and "A call to Noa Levi" in kept["text"]
    desk.post(at("replies", case), {**{name: kept[name] for name in kept}, "key": str(case.pk), "act": "send"})
    assert Commitment.objects.filter(case=case, origin__in=["hand", "read"]).count() == 1


def test_who_does_not_know_names_a_colleague_who_will_tell(desk, case, dana, omer, now):
    due = (now + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    said = {"action": "An answer to your question", "owner": omer.pk, "due_at": due}
    assert desk.post(at("word_new", case, "not_known"), said).status_code == 302
    assert Commitment.objects.get(action="An answer to your question").owner_agent == omer
    assert "Omer Shaked will tell you by" in drafted(case, dana, now)["text"]


def test_our_mistake_is_said_in_the_record_and_in_the_reply(desk, case, dana, now):
    assert desk.post(at("fault", case), {"text": "We billed twice."}).status_code == 302
    assert Fault.objects.filter(case=case).exists()
    assert drafted(case, dana, now)["text"] == "The mistake was ours. We billed twice."
    assert "our mistake" in page_of(desk, case)


def test_a_lead_is_asked_by_name_in_a_note(desk, case, ruth, dana):
    said = {"lead": ruth.pk, "text": "The form allows no refund after 14 days; I would give it."}
    assert desk.post(at("bending", case), said).status_code == 302
    note = next(one for one in read(case.key, side="company") if one.kind == "note.written")
    assert note["text"].startswith("@Ruth Ben-Ami The form")


def test_acts_that_are_none_and_strangers_find_nothing(desk, case, omar):
    assert desk.post(at("opposite", case, "sell")).status_code == 404
    assert desk.get(at("word_new", case, "apologise")).status_code == 404
    stranger = signed_in(omar)
    for name, *more in (("amends",), ("gestures",), ("fault",), ("bending",), ("terms",), ("word_new", "call_back")):
        assert stranger.get(at(name, case, *more)).status_code == 404
    for name, *more in (("effort",), ("opposite", "own")):
        assert stranger.post(at(name, case, *more)).status_code == 404


def test_what_is_in_proportion_goes_into_the_reply(desk, case, dana, noa, now):
    assert 'action="' + at("effort", case) not in page_of(desk, case)
    for hours in range(12):
        hear(case, "I paid 300 ILS for nothing", by=by_link(noa, case.key), at=now - timedelta(hours=hours))
    desk.post(at("effort", case))
    assert "I am sorry for what you went through" in drafted(case, dana, now)["text"]


# ── amends ───────────────────────────────────────────────────────────────────


def test_amends_are_given_or_wait_at_the_top_of_the_leads_queue(desk, case, ruth, dana):
    said = {"what": "A credit", "why": "Eleven days", "amount": "50", "tells": "on"}
    assert desk.post(at("amends", case), said).status_code == 302
    desk.post(at("amends", case), said | {"amount": "200"})
    assert sorted(Amends.objects.values_list("state", flat=True)) == ["asked", "given"]
    row = Amends.objects.get(state="asked")
    lead = signed_in(ruth)
    queue = lead.get(reverse("desk:queue")).content.decode()
    assert "asks for approval" in queue and reverse("desk:amends_approval", args=[row.pk]) in queue
    assert "asks for approval" not in desk.get(reverse("desk:queue")).content.decode()
    assert desk.post(reverse("desk:amends_approval", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.state == "asked"
    lead.post(reverse("desk:amends_approval", args=[row.pk]))
    assert "Approved, to be given" in desk.get(reverse("desk:queue")).content.decode()
    desk.post(reverse("desk:amends_giving", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "given"


def test_a_lead_declines_with_a_reason_the_agent_reads(desk, case, ruth, dana, now):
    row = give(case, Gift("A credit", "x", Decimal(200)), by=at_the_desk(dana), at=now)
    lead = signed_in(ruth)
    url = reverse("desk:amends_refusal", args=[row.pk])
    assert lead.post(url, {"why": ""}).status_code == 422
    assert lead.post(url, {"why": "Send a technician instead"}).status_code == 302
    assert "Send a technician instead" in page_of(desk, case)


def test_a_stranger_decides_nothing(case, dana, omar, now):
    row = give(case, Gift("A credit", "x", Decimal(200)), by=at_the_desk(dana), at=now)
    stranger = signed_in(omar)
    for name in ("amends_approval", "amends_giving", "amends_refusal"):
        assert stranger.post(reverse(f"desk:{name}", args=[row.pk]), {"why": "x"}).status_code == 404
    assert "asks for approval" not in stranger.get(reverse("desk:queue")).content.decode()


def test_a_lead_sets_the_scale_of_a_brand_and_an_agent_does_not(desk, brand, ruth):
    url = reverse("desk:brand_scale", args=[brand.pk])
    said = {
        "currency": "ILS",
        "step_1": 10,
        "step_2": 20,
        "step_3": 30,
        "step_4": 40,
        "limit_agent": 20,
        "limit_lead": 40,
    }
    assert desk.get(url).status_code == 404 and desk.post(url, said).status_code == 404
    lead = signed_in(ruth)
    assert lead.get(url).status_code == 200
    assert lead.post(url, said | {"step_4": 5}).status_code == 422
    assert lead.post(url, said).status_code == 302
    assert Scale.objects.get(brand=brand).limits == {"agent": "20.00", "lead": "40.00"}


def test_sums_are_read_by_leads_and_name_nobody(desk, case, brand, ruth, dana, now):
    give(case, Gift("A credit", "x", Decimal(20)), by=at_the_desk(dana), at=now)
    CareWeek.objects.create(brand=brand, week=now.date() - timedelta(days=3), yes=4)
    CareWeek.objects.create(brand=brand, week=now.date() - timedelta(days=10), yes=6, no=1)
    url = reverse("desk:made_up")
    assert desk.get(url).status_code == 404
    page = signed_in(ruth).get(url).content.decode()
    assert "20.00 ILS" in page and "fewer than 5 answers" in page and "<td>6</td>" in page
    assert "Dana" not in page


# ── terms ────────────────────────────────────────────────────────────────────


def test_a_term_is_one_line_and_the_proposal_asks_what_was_done_for_it(desk, case, dana, now):
    assert desk.post(at("terms", case), {"text": "The refund of 149.90 is on the card"}).status_code == 302
    term = Term.objects.get()
    assert "The refund of 149.90 is on the card" in page_of(desk, case)
    assert f"done_{term.pk}" in desk.get(at("closings", case)).content.decode()
    assert desk.post(at("closings", case), {f"done_{term.pk}": ""}).status_code == 422
    assert desk.post(at("closings", case), {f"done_{term.pk}": "Booked"}).status_code == 302
    assert case.closings.get().points.get().done == "Booked"
    assert "Booked" in page_of(desk, case)


def test_send_and_propose_stays_one_click_where_no_term_was_written(desk, case, now):
    assert desk.post(at("replies", case), {"text": "It works.", "key": str(case.pk), "act": "close"}).status_code == 302
    assert case.closings.get().terms == []


def test_send_and_propose_says_the_terms_or_asks_for_what_was_done(desk, case, dana, now):
    term = write_term(case, "The router works", by=at_the_desk(dana), at=now)
    said = {"text": "It works.", "key": str(case.pk), "act": "close"}
    answer = desk.post(at("replies", case), said)
    assert answer.status_code == 422 and "The router works" in answer.content.decode()
    desk.post(reverse("desk:term_met", args=[term.pk]), {"done": "Replaced on Sunday"})
    assert desk.post(at("replies", case), said).status_code == 302
    mail = next(one for one in read(case.key, side="customer") if one.kind == "message.sent")
    assert "– The router works: Replaced on Sunday" in mail["text"]


def test_our_own_term_is_dropped_with_a_reason(desk, case, dana, now):
    term = write_term(case, "The router works", by=at_the_desk(dana), at=now)
    url = reverse("desk:term_dropping", args=[term.pk])
    assert desk.post(url, {"why": ""}).status_code == 422
    assert desk.post(url, {"why": "Another device"}).status_code == 302
    assert "The router works" not in page_of(desk, case).split('id="side"')[1]


def test_how_they_felt_stands_on_the_case(desk, case, noa, dana, now):
    reply(case, Reply("Done."), by=at_the_desk(dana), at=now)
    agree(propose(case, terms=[], by=at_the_desk(dana), at=now), by=by_link(noa, case.key), at=now)
    answer_care(case, "partly", text="It took very long", by=by_link(noa, case.key), at=now)
    page = page_of(desk, case)
    assert "Felt taken care of:" in page and "It took very long" in page
