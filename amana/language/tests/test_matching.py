"""Phrases are tried only where they can be, and none is lost by that."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from amana.language import matching
from amana.language.matching import _ATTACHED_ANY, Hit, Index, Phrases, phrases_in_file
from amana.language.needing import LONGEST_ATTACHED
from amana.language.normalising import fold_in_place

LANGUAGE = Path(__file__).resolve().parents[1]


def labels(phrase: str, text: str, *, bends: bool = False) -> list[Hit]:
    return Phrases({"x": [phrase]}, bends=bends).find(text)


def everywhere(phrases: Phrases, text: str) -> list[Hit]:
    """The hits of all phrases, each looked for with its whole expression and without asking first."""
    found = ((label, phrases._pattern(number).search(text)) for number, (_phrase, label) in enumerate(phrases._rows))
    return [Hit(label, *hit.span()) for label, hit in found if hit is not None]


def test_a_phrase_begins_and_ends_with_a_word() -> None:
    assert labels("rest assured", "please rest assured.") == [Hit("x", 7, 19)]
    assert not labels("rest assured", "arrest assured")
    assert labels("reassur*", "reassuring")


def test_a_wave_stands_for_up_to_three_words() -> None:
    assert labels("you are ~ late", "you are, as ever, late")
    assert not labels("you are ~ late", "you are one two three four late")


def test_hebrew_and_arabic_words_may_have_attached_parts() -> None:
    assert labels("בושה", "שהבושה גדולה", bends=True)
    assert labels("وقح", "كان وقحا", bends=True)
    assert not labels("בושה", "תבושהק", bends=True)


@pytest.mark.parametrize("name", ["marks", "tone"])
@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_looking_first_for_letters_loses_no_phrase(name: str, language: str) -> None:
    written = phrases_in_file(LANGUAGE / name / f"{language}.toml")
    phrases = Phrases(written, bends=True)
    lines = (LANGUAGE / "data" / f"{name}_{language}.jsonl").read_text(encoding="utf-8").splitlines()[::9]
    texts = [fold_in_place(json.loads(line)["text"])[0] for line in lines]
    for text in texts:
        found = phrases.find(text)
        assert found == everywhere(phrases, text)
        assert phrases.labels(text) == {hit.label for hit in found}


@pytest.mark.parametrize("name", ["marks", "tone"])
@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_looking_first_for_letters_spares_most_phrases(name: str, language: str) -> None:
    phrases = Phrases(phrases_in_file(LANGUAGE / name / f"{language}.toml"), bends=True)
    lines = (LANGUAGE / "data" / f"{name}_{language}.jsonl").read_text(encoding="utf-8").splitlines()[::31]
    for line in lines:
        phrases.find(fold_in_place(json.loads(line)["text"])[0])

    assert len(phrases._compiled.keys() | phrases._tails.keys()) < len(phrases._rows) * 0.75


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("ha{2,}", "he said haa"),
        ("not? good", "no good"),
        ("(it'?s|that) ok", "its ok"),
        ("(a )?ont", "an ont"),
        ("(שלום|די)( כבר| עם)", "ודי כבר"),
        ("so* what", "s what"),
        ("(this|that) ?(now)?*", "that."),
        (r"at \d? o'clock", "at  o'clock"),
    ],
)
def test_what_may_be_missing_is_not_looked_for(phrase: str, text: str) -> None:
    assert labels(phrase, text)


@pytest.mark.parametrize("name", ["hints"])
@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_looking_first_for_letters_loses_no_hint(name: str, language: str) -> None:
    phrases = Phrases(phrases_in_file(LANGUAGE / "taxonomy" / name / f"{language}.toml"), bends=True)
    lines = (LANGUAGE / "data" / f"tactics_{language}.jsonl").read_text(encoding="utf-8").splitlines()[::29]
    for line in lines:
        text = fold_in_place(json.loads(line)["text"])[0]
        assert phrases.find(text) == everywhere(phrases, text)


def test_what_is_attached_is_read_as_the_whole_expression_reads_it() -> None:
    phrases = Phrases({"x": ["(שלום|לום)", "(בבית|בית)"]}, bends=True)

    for text in ("שלום", "ושלום", "בבית", "ובבית", "לבבית", "xבית", "'בית"):
        assert phrases.find(text) == everywhere(phrases, text), text


def test_phrases_of_two_letters_are_found_too() -> None:
    assert labels("די", "זה די והותר")
    assert labels("(sla|l2)", "within the l2 team")


def test_tables_that_share_an_index_find_what_each_finds_alone() -> None:
    index = Index()
    written = [
        ({"a": ["rest assured", "so (very )?sorry"], "b": ["not (a|the) chance*"]}, False),
        ({"a": ["sorry", "(שלום|לום)"], "c": [r"\d+ days"]}, True),
    ]
    shared = [Phrases(table, bends=bends, index=index) for table, bends in written]
    alone = [Phrases(table, bends=bends) for table, bends in written]

    for text in ("so sorry, not a chances", "rest  assured\nso very sorry", "ושלום, 12 days", "sorry sorry", ""):
        assert [one.find(text) for one in shared] == [one.find(text) for one in alone]
        assert [one.labels(text) for one in shared] == [one.labels(text) for one in alone]


def test_no_part_before_a_word_is_longer_than_is_looked_for() -> None:
    assert max(map(len, _ATTACHED_ANY)) <= LONGEST_ATTACHED


def test_phrases_added_while_a_sentence_is_looked_up_are_found_in_that_sentence_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Tables are made when they are first needed, by whichever thread: none may remember a sentence as without them."""
    index, of_word = Index(), matching._of_word
    before = Phrases({"before": ["we call"]}, index=index)
    added: list[Phrases] = []

    def meanwhile(own: matching._Tables, word: str) -> int:
        if not added:
            added.append(Phrases({"after": ["we ring"]}, index=index))
        return of_word(own, word)

    monkeypatch.setattr(matching, "_of_word", meanwhile)

    assert before.labels("we call and we ring") == {"before"}
    assert added[0].labels("we call and we ring") == {"after"}
