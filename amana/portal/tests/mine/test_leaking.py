"""What leaks in one's own case: facts and days on its page, and in a letter where its keeper wants them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from amana.advocacy.calling import Call, log_call
from amana.advocacy.leaking.quoting import Quote, quotes_of, with_quotes
from amana.advocacy.letters.models import LetterDraft
from amana.portal.tests.mine.stage import in_language, shared, somebody_else, url
from amana.review.leaks.keeping import look_at
from amana.review.leaks.wording import QUOTED
from amana.review.models import Leak
from amana.team.viewing import owner

DAY = timedelta(days=1)


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def leaking(own, at):
    """Two calls: a promise that nobody kept, and the whole story told again; looked at after it was due."""
    by = owner(own.customer)
    log_call(own, Call("Maya", "She said that it was their mistake.", at - 6 * DAY, waited=38, minutes=12,
                       promised="A call from a manager", due_at=at - 2 * DAY), by=by, at=at - 6 * DAY)  # fmt: skip
    log_call(own, Call("Dor", "I explained everything again from the beginning. Nobody had called me back.", at - DAY,
                       waited=50, minutes=9), by=by, at=at - DAY)  # fmt: skip
    look_at(own.key, at=at)
    return own


def test_the_page_says_what_the_record_shows_with_its_days_and_entries(leaking, client):
    page = client.get(url(leaking)).content.decode()
    card = page.split('id="leaking-title"')[1].split("</section>")[0]
    assert "Nobody had come back to me by then." in card and "A call from a manager" in card
    assert "I have nothing in writing" in card or "have nothing in writing" in card
    assert "#entry-" in card and url(leaking, "leaks/") in card


def test_no_quote_names_anybody_or_calls_anybody_anything(leaking):
    text = " ".join(one.text for one in quotes_of(leaking, language="en"))
    assert "today" not in text and "\u2068" not in text, "a letter is read on another day, and in another program"
    assert "Maya" not in text and "Dor" not in text
    assert not {"liar", "lied", "manipul", "fraud", "customer"} & set(text.lower().split())


@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_quotes_are_in_the_language_that_is_asked_for(leaking, language):
    quotes = quotes_of(leaking, language=language)
    assert quotes and all("%(" not in one.text and one.text.strip() for one in quotes)


def test_a_chosen_sentence_goes_into_a_new_complaint_above_the_name(leaking, client):
    answer = client.post(url(leaking, "leaks/"), {"kind": ["no_follow_up"]})
    draft = LetterDraft.objects.get(case=leaking)
    assert answer.status_code == 302 and str(draft.pk) in answer.url and draft.kind == "complaint"
    assert "What the record of this case shows:" in draft.text
    assert draft.text.index("What the record") < draft.text.rindex("Gil")
    assert "on the telephone" not in draft.text.split("What the record")[1], "what was not chosen stays out"


def test_twice_puts_a_sentence_in_once_and_into_the_letter_that_is_begun(leaking, client):
    client.post(url(leaking, "leaks/"), {"kind": ["no_follow_up"]})
    draft = LetterDraft.objects.get(case=leaking)
    client.post(url(leaking, "leaks/"), {"kind": ["no_follow_up", "no_paper"], "draft": str(draft.pk)})
    draft.refresh_from_db()
    assert LetterDraft.objects.count() == 1
    assert draft.text.count("Nobody had come back to me") == 1 and "nothing in writing" in draft.text


@pytest.mark.parametrize(
    "said", [{}, {"kind": ["nothing"]}, {"kind": ["\0", "x" * 9000]}, {"kind": "no_paper\0", "draft": "\0"}]
)
def test_nothing_chosen_and_rubbish_are_refused_with_a_sentence(leaking, client, said):
    answer = client.post(url(leaking, "leaks/"), said)
    assert answer.status_code == 422 and "Choose what you want to write." in answer.content.decode()
    assert not LetterDraft.objects.exists()


def test_nobody_else_finds_the_page(leaking):
    stranger = somebody_else()
    assert stranger.get(url(leaking, "leaks/")).status_code == 404
    assert stranger.post(url(leaking, "leaks/"), {"kind": ["no_paper"]}).status_code == 404


def test_a_case_without_leaks_shows_no_card_and_an_empty_page(own, client):
    assert 'id="leaking-title"' not in client.get(url(own)).content.decode()
    assert "Nothing so far." in client.get(url(own, "leaks/")).content.decode()


def test_nothing_of_it_stands_where_the_other_side_would_read(leaking, client):
    client.post(url(leaking, "leaks/"), {"kind": ["no_follow_up"]})
    assert "What the record of this case shows" not in shared(leaking)
    assert Leak.objects.filter(case=leaking, brand=None, team=None).count() == Leak.objects.count()


@pytest.mark.parametrize("language", ["he", "ar"])
def test_the_page_opens_in_every_language(leaking, client, language):
    in_language(leaking, language)
    assert client.get(url(leaking, "leaks/")).status_code == 200
    assert client.post(url(leaking, "leaks/"), {"kind": ["no_follow_up"]}).status_code == 302


def test_quotes_stand_before_the_signature_and_alone_in_an_empty_letter():
    one = Quote("no_paper", "I have nothing in writing (2 November).", (1,))
    assert with_quotes("Hello,\n\nPlease.\n\nThank you,\nGil\n", [one]).endswith("(2 November).\n\nThank you,\nGil\n")
    assert "I have nothing" in with_quotes("", [one]) and "I have nothing" in with_quotes("Hello", [one])


def test_every_quote_has_a_place_for_its_days_or_its_times():
    assert all("%(days" in str(said) or "%(due)s" in str(said) for said in QUOTED.values())
