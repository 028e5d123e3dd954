from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amana.cases.links import follow, link_for, token_of
from amana.cases.models import Case
from amana.channels.email.composing import Attached
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.desk.casework.case import ENTRIES
from amana.desk.tests.conftest import mail, signed_in
from amana.handling.facts.noting import note
from amana.handling.facts.spending import spend
from amana.handling.facts.stipulating import write_term
from amana.handling.facts.tagging import tag
from amana.handling.holding import following
from amana.handling.opening import open_case
from amana.handling.talking.hearing import hear
from amana.handling.tying.linking import link
from amana.post.bodies import raw_bytes
from amana.post.models import File
from amana.record.appending import Line, append
from amana.record.reading import read
from amana.record.withdrawing import withdraw
from amana.review.amends import admit
from amana.team.viewing import at_the_desk, by_link

# What the page of a case asks, with what belongs to the agent, the frame and the story.
QUERIES = 24


def page(client, case, more=""):
    answer = client.get(f"/desk/cases/{case.number}/{more}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(("language", "next_step"), [("en", "Next step"), ("he", "הצעד הבא"), ("ar", "الخطوة التالية")])
def test_the_page_says_what_comes_next_before_it_tells_the_story(desk, dana, case, language, next_step):
    dana.account.language = language
    dana.account.save()

    html = page(desk, case)

    assert html.index(next_step) < html.index("The router is dead.")
    assert case.number in html
    assert 'id="reply"' in html


def test_the_story_is_told_in_the_order_in_which_it_happened(desk, case, noa, dana, now):
    hear(case, "First word.", by=by_link(noa, case.key), at=now - timedelta(hours=2))
    note(case, "Second word.", by=at_the_desk(dana), at=now - timedelta(hours=1))

    html = page(desk, case)

    assert html.index("The router is dead.") < html.index("First word.") < html.index("Second word.")
    assert "only this side reads it" in html


def test_a_promise_stands_under_the_message_it_was_made_in(desk, case):
    html = page(desk, case)

    call = html[html.index("entry--call") :]
    assert "entry__lines" in call[: call.index("</article>")]


def test_what_was_typed_is_never_markup(desk, case, noa, now):
    hear(case, "<script>alert(1)</script><b>x</b>", by=by_link(noa, case.key), at=now)
    noa.name = "<i>Noa</i>"
    noa.save()

    html = page(desk, case)

    assert "<script>alert" not in html and "<i>Noa" not in html
    assert "&lt;script&gt;" in html


def test_a_long_story_has_pages(desk, case, dana, now):
    for number in range(ENTRIES + 5):
        note(case, f"word-{number}.", by=at_the_desk(dana), at=now - timedelta(hours=10) + timedelta(seconds=number))

    html = page(desk, case)
    assert "word-3." not in html and f"word-{ENTRIES + 4}." in html
    earlier = html[html.index("?before=") :].split('"')[0]
    before = page(desk, case, earlier)
    assert "word-3." in before and "The router is dead." in before and f"word-{ENTRIES + 4}." not in before


def test_the_number_of_queries_does_not_grow_with_the_story(desk, case, noa, dana, now):
    hear(case, "One.", by=by_link(noa, case.key), at=now - timedelta(hours=3))
    note(case, "Two.", by=at_the_desk(dana), at=now - timedelta(hours=2))
    with CaptureQueriesContext(connection) as few:
        page(desk, case)
    for number in range(30):
        hear(case, f"More {number}.", by=by_link(noa, case.key), at=now - timedelta(minutes=60 - number))
    with CaptureQueriesContext(connection) as lots:
        page(desk, case)

    assert len(lots) == len(few)
    # Of what nothing hangs on the case nothing is asked: there were fifty questions once.
    assert len(few) <= QUERIES, "\n".join(one["sql"] for one in few)


def test_what_hangs_on_a_case_is_shown_and_no_two_questions_are_asked_for_the_same(desk, case, dana, noa, now):
    by = at_the_desk(dana)
    tag(case, "urgent", by=by, at=now)
    spend(case, 75, what="looked at it", by=by, at=now)
    write_term(case, "The refund is on the card", by=by, at=now)
    link(case, open_case(noa, case.brand, subject="Bill", text="Wrong.", by=by, at=now), by=by, at=now)
    admit(case, "We sent it late.", by=by, at=now)
    following.follow(case, by=by, at=now)

    with CaptureQueriesContext(connection) as asked:
        html = page(desk, case)

    for shown in ("urgent", "looked at it", "The refund is on the card", "Bill", "Stop following"):
        assert shown in html, shown
    assert len({one["sql"] for one in asked}) == len(asked)


def test_a_call_is_reached_by_its_number_and_tells_from_which_telephone(desk, case, dana, now):
    call = next(one for one in read(case.key, side="company") if one.kind == "call.noted")
    told = {"who": "Noa", "number": "+972501234567", "text": "Again.", "minutes": 3, "waited": 0}
    append(Line(case.key, "call.noted", at_the_desk(dana).actor, now, dict(call.content or {}) | told))

    html = page(desk, case)

    assert f'id="entry-{call.number}"' in html and 'id="entry-"' not in html
    assert 'href="tel:+972501234567"' in html


def test_an_entry_is_withdrawn_from_the_customer_with_a_reason(desk, case):
    call = next(one for one in read(case.key, side="company") if one.kind == "call.noted")
    url = f"/desk/cases/{case.number}/entries/{call.id}/withdrawal/"

    assert desk.post(url, {"why": ""}).status_code == 422
    assert desk.post(url, {"why": "It named somebody else."}).status_code == 302

    customers = {one.id: one for one in read(case.key, side="customer")}
    assert customers[call.id].content is None
    assert "It named somebody else." in page(desk, case)


def test_what_is_hidden_from_us_is_a_tombstone(desk, case, noa, now):
    said = hear(case, "My card is 4111 1111 1111.", by=by_link(noa, case.key), at=now)
    withdraw(said.id, from_side="company", why="A card number.", by=by_link(noa, case.key).actor, at=now)

    html = page(desk, case)

    assert "4111 1111" not in html
    assert "entry--tombstone" in html and "A card number." in html
    assert desk.get(f"/desk/cases/{case.number}/entries/{said.id}/raw/").status_code == 404


def test_a_file_is_handed_out_as_bytes_and_never_shown(desk, case, noa, now):
    page_in_a_file = Attached("evil.html", "text/html", b"<script>alert(1)</script>")
    hear(case, "See this.", by=by_link(noa, case.key), at=now, files=[page_in_a_file])
    file = File.objects.get()

    answer = desk.get(f"/desk/cases/{case.number}/files/{file.pk}/")

    assert answer.content == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="evil.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_file_of_another_case_is_not_found_in_this_one(desk, case, noa, brand, dana, now):
    other = open_case(noa, brand, subject="Other", text="Other.", by=at_the_desk(dana), at=now)
    hear(other, "See this.", by=by_link(noa, other.key), at=now, files=[Attached("a.txt", "text/plain", b"a")])

    assert desk.get(f"/desk/cases/{case.number}/files/{File.objects.get().pk}/").status_code == 404


HTML = (
    '<p dir="rtl">שלום</p><script>alert(1)</script><img src="https://track.example/x.gif">'
    '<form action="/desk/"><input name=a></form><a href="javascript:alert(1)">x</a>'
)


def test_a_mail_as_it_was_sent_runs_and_loads_nothing(desk, dana, ruth, brand, noa):
    row = mail(HTML, more="Content-Type: text/html; charset=utf-8\r\n\r\n")
    case = Case.objects.get(pk=row.case)
    url = f"/desk/cases/{case.number}/entries/{row.entry}/original/"

    answer = desk.get(url)
    html = answer.content.decode()
    assert "שלום" in html and 'dir="rtl"' in html
    assert [part for part in ("<script", "track.example", "<form", "javascript:") if part in html] == []
    assert "sandbox" in answer["Content-Security-Policy"] and "allow-scripts" not in answer["Content-Security-Policy"]
    assert "https:" not in answer["Content-Security-Policy"]

    asked = desk.get(url + "?pictures=shown")
    assert "track.example" in asked.content.decode()
    assert "<script" not in asked.content.decode()
    frame = page(desk, case)
    assert f'src="{url}" sandbox="allow-popups' in frame


def test_the_raw_mail_is_a_file_of_the_bytes_that_came(desk, dana, ruth, brand, noa):
    row = mail("My router.")
    case = Case.objects.get(pk=row.case)

    answer = desk.get(f"/desk/cases/{case.number}/entries/{row.entry}/raw/")

    assert answer.content == raw_bytes(row)
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_next_step_is_done_with_a_word_on_what_was_done(desk, case, dana, now):
    promise = make(
        case, [Draft("Send the router", now + timedelta(hours=1), owner=dana)], by=at_the_desk(dana), at=now
    )[0]
    url = f"/desk/promises/{promise.pk}/fulfilment/"

    refused = desk.post(url, {"note": " "})
    assert refused.status_code == 422
    assert desk.post(url, {"note": "Sent by courier."}).status_code == 302
    assert Commitment.objects.get(pk=promise.pk).state == Commitment.KEPT
    assert "Sent by courier." in page(desk, case)


def test_a_promise_is_also_kept_by_put(desk, case, dana, now):
    promise = make(case, [Draft("Send it", now + timedelta(hours=1), owner=dana)], by=at_the_desk(dana), at=now)[0]

    answer = desk.put(
        f"/desk/promises/{promise.pk}/fulfilment/", "note=Sent", content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 302
    assert Commitment.objects.get(pk=promise.pk).state == Commitment.KEPT


def test_the_record_says_that_it_is_sealed_and_is_handed_out(desk, case):
    assert "The record is sealed" in page(desk, case, "record/")

    answer = desk.post(f"/desk/cases/{case.number}/record/export/")

    assert answer.content[:2] == b"PK"
    assert answer["Content-Disposition"] == f'attachment; filename="{case.number}.zip"'
    assert read(case.key, side="company")[-1].kind == "record.exported"


def test_a_new_link_ends_the_old_one(desk, case, noa, now):
    old = token_of(link_for(case, noa, at=now))

    desk.post(f"/desk/cases/{case.number}/link/")

    assert follow(old) is None


def test_a_lead_sees_the_same_page(case, ruth):
    assert "Hand over" in page(signed_in(ruth), case)
