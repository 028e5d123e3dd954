"""Letters of every kind have the same shape in three languages, and hold what the file holds and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from amana.advocacy.letters.checking import MOST_WORDS, advice_on, words_without_lists
from amana.advocacy.letters.composing import compose, first_words
from amana.advocacy.letters.facts import Contact, Facts, Promised
from amana.advocacy.letters.timing import answer_day
from amana.advocacy.letters.wording import KINDS, LANGUAGES, WORDS, frame, kind_of_letter
from amana.cases.errors import Refused
from amana.language.tactics import techniques

AT = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)
BY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
BROKEN = Promised("A refund of 200", "Avi", AT - timedelta(days=5), AT - timedelta(days=1), "broken")
FACTS = Facts(
    company="Kav Telecom", wanted="A refund of 200 shekels.", name="Gil", zone=ZoneInfo("Asia/Jerusalem"),
    happened="The line has been dead since 7 October. I gave the router back on 9 October. " * 12,
    account="8841", phone="+972501234567", mail="gil@bayit.example", amount="200 ILS",
    contacts=(Contact("call", AT - timedelta(days=5), "Avi", 12, 38), Contact("wrote", AT - timedelta(days=2)),
              Contact("came", AT - timedelta(days=1), "Avi")),
    promises=(BROKEN,), tried=("restarted the router",), evidence=("receipt.pdf",), about=BROKEN,
)  # fmt: skip


def written(kind: str, language: str, facts: Facts = FACTS, reader: str = "Dana Cohen") -> str:
    found = kind_of_letter(kind)
    assert found is not None
    return compose(found, facts, language=language, reader=reader, answer_by=BY).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_has_its_reader_its_goal_the_writer_and_a_day(kind, language):
    text = written(kind, language)

    assert "Dana Cohen" in text.splitlines()[0] and "A refund of 200 shekels" in text
    assert text.rstrip().endswith("Gil") and "{" not in text and "\n\n\n" not in text
    for part in ("8841", "+972501234567", "gil@bayit.example", "200 ILS"):
        assert part in text
    if kind != "thanks":
        assert "24" in text and "2026" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "thanks"])
def test_contacts_are_dated_lines_and_the_evidence_is_listed(kind, language):
    text = written(kind, language)
    lines = [line for line in text.splitlines() if line.startswith("– ")]

    assert any("10" in line and "Avi" in line and "12" in line and "38" in line for line in lines)
    assert any("receipt.pdf" in line for line in lines)
    assert "– A refund" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_without_its_lists_is_one_page(kind, language):
    assert words_without_lists(written(kind, language)) <= MOST_WORDS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_names_no_technique_and_threatens_nobody(kind, language):
    text = written(kind, language).lower()
    names = [name.lower() for one in techniques().values() for name in one.names.values()]

    assert not [name for name in names if name in text]
    advice = {one.code for one in advice_on(written(kind, language), language=language, zone="Asia/Jerusalem", at=AT,
                                            has_reader=True, is_thanks=kind == "thanks")}  # fmt: skip
    assert not advice & {"threat", "insult", "adjectives", "competitor", "capitals", "too_long"}


def test_without_a_name_the_company_is_addressed_and_an_office_by_nobody():
    assert written("complaint", "en", reader="").startswith("To the customer service of Kav Telecom,")
    assert written("regulator", "en", reader=" ").startswith("To whom this concerns,")


def test_a_letter_about_a_promise_quotes_it_with_date_and_name():
    text = written("broken_promise", "en")

    assert (
        "On Tuesday 10 November 2026 I was promised by Avi: “A refund of 200”, by Saturday 14 November 2026, 11:00"
        in text
    )
    with pytest.raises(Refused):
        written("broken_promise", "en", facts=Facts("K", "w", "Gil", ZoneInfo("UTC")))


def test_a_letter_of_a_file_that_holds_almost_nothing_is_whole():
    bare = Facts("Kav", "An answer", "Gil", ZoneInfo("UTC"))
    for kind in KINDS:
        if kind != "broken_promise":
            assert "– " not in written(kind, "he", facts=bare).replace("–  ", "")


def test_what_people_typed_is_taken_as_it_is_and_never_as_a_pattern():
    odd = Facts("{company} %s", "{wanted} %(x)s {0}", "<b>Gil</b>", ZoneInfo("UTC"), happened="{day}")
    text = written("complaint", "en", facts=odd, reader="{reader}")

    assert "{wanted} %(x)s {0}" in text and "Dear {reader}," in text and "<b>Gil</b>" in text


def test_every_kind_says_all_its_words_in_three_languages():
    for name in KINDS:
        kind = kind_of_letter(name)
        assert kind is not None
        for part in WORDS:
            assert set(kind.words[part]) == set(LANGUAGES), (name, part)
            assert all(words.strip() for words in kind.words[part].values())
    assert all(set(words) == set(LANGUAGES) for words in frame().values())
    assert kind_of_letter("../frame") is None and kind_of_letter("") is None


def test_long_words_end_with_a_sentence_or_an_ellipsis():
    assert first_words("One two three. Four five six.", 4) == "One two three."
    assert first_words("a b c d e f", 3) == "a b c …"


def test_the_day_to_answer_by_is_counted_in_working_days_of_the_country():
    # From Sunday 15 November: Thursday of the same week in Israel, Friday elsewhere.
    assert answer_day(4, country="IL", zone="Asia/Jerusalem", at=AT).date().isoformat() == "2026-11-19"
    assert answer_day(5, country="GB", zone="Europe/London", at=AT).date().isoformat() == "2026-11-20"
    assert answer_day(3, country="??", zone="", at=AT) > AT
