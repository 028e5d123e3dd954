"""Words of time and the moment they name, and the short way of finding where they can begin."""

from __future__ import annotations

import json
import re
import statistics
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from amana.kit.working_time import week_in_zone
from amana.language.due.ar import ARABIC
from amana.language.due.beginning import LEARNT, beginnings, found_out, rules_by_beginning, written
from amana.language.due.en import ENGLISH
from amana.language.due.he import HEBREW
from amana.language.due.parts import Grammar
from amana.language.due.resolving import due_from
from amana.language.normalising import fold_in_place
from amana.language.promises.finding import promises_in
from amana.language.sentences import sentences

JERUSALEM = ZoneInfo("Asia/Jerusalem")
WEEK = week_in_zone("Asia/Jerusalem")
WEDNESDAY = datetime(2026, 11, 18, 10, tzinfo=JERUSALEM)  # 18 November 2026, 10:00
GRAMMARS = {"en": ENGLISH, "he": HEBREW, "ar": ARABIC}

# words | the moment they name when written on Wednesday 18 November 2026 at 10:00 in Israel, or "-" for none
TABLE = """
en | by COB Thursday | 19.11 18:00
en | EOD | 18.11 18:00
en | within the hour | 18.11 11:00
en | first thing tomorrow | 19.11 12:00
en | in the coming days | -
en | Wednesday week | 02.12 18:00
en | on the 3rd | 03.12 18:00
en | in 3-5 working days | 25.11 18:00
en | by six this evening | 18.11 18:00
en | at half two on Friday | 20.11 14:30
en | between 10 and 12 tomorrow | 19.11 12:00
en | within fourteen days of the final reading | -
en | the same afternoon | -
en | 4 May | 04.05 18:00
he | תוך 3 ימי עסקים | 23.11 18:00
he | לא יאוחר מ-4.12 | 04.12 18:00
he | עד ה-25 | 25.11 18:00
he | ב-22/11/2026 | 22.11 18:00
he | בשעה שתיים וחצי מחר | 19.11 14:30
he | ביומיים הקרובים | 20.11 18:00
he | ב-48 השעות הקרובות | 20.11 10:00
he | מחרתיים | 20.11 18:00
he | לא יאוחר מיום חמישי ב-15:00 | 19.11 15:00
he | עד סוף יום חמישי | 19.11 18:00
he | תוך דקה | 18.11 10:01
ar | خلال ٤٨ ساعة | 20.11 10:00
ar | بكرا الصبح | 19.11 12:00
ar | يوم ١٥ كانون الأول | 15.12 18:00
ar | بأول كانون الأول | 01.12 18:00
ar | قبل ٢٤ الشهر | 24.11 18:00
ar | خلال الـ ٤٨ ساعة القادمة | 20.11 10:00
ar | نهار التنين الصبح | 23.11 12:00
ar | بنفس اليوم | -
ar | لآخر كانون الثاني | 31.01 18:00
"""


@pytest.mark.parametrize("line", [line for line in TABLE.splitlines() if line.strip()])
def test_words_of_time_name_their_moment(line: str) -> None:
    language, words, expected = (cell.strip() for cell in line.split("|"))
    folded, _ = fold_in_place(words)
    due = due_from(GRAMMARS[language].parts(folded), folded, sent=WEDNESDAY, week=WEEK)
    assert (f"{due.at.astimezone(JERUSALEM):%d.%m %H:%M}" if due.at else "-") == expected


@pytest.mark.parametrize("language", GRAMMARS)
def test_no_rule_is_passed_over_where_it_fits(language: str) -> None:
    grammar = GRAMMARS[language]
    most = grammar.letters
    assert sum("" in beginnings(pattern, most) for pattern, _ in grammar._rules) == 0
    rules = [(re.compile(pattern), beginnings(pattern, most)) for pattern, _ in grammar._rules]
    for folded in folded_messages(language):
        for place in re.finditer(r"(?<![^\W_])\S", folded):
            letters = re.sub(r"\d", "0", folded[place.start() : place.start() + most])
            for rule, first in rules:
                if rule.match(folded, place.start()):
                    assert first & {letters[:length] for length in range(most + 1)}, (rule.pattern, letters)


def test_how_the_rules_begin_is_written_down_as_it_is() -> None:
    """Where this fails, rules were changed: run scripts/learn_beginnings.py."""
    lines = LEARNT.read_text(encoding="utf-8").splitlines()

    assert lines == [written(grammar.patterns, grammar.letters) for grammar in (ENGLISH, HEBREW, ARABIC)]
    for grammar in (ENGLISH, HEBREW, ARABIC):
        assert rules_by_beginning(grammar.patterns, grammar.letters) == found_out(grammar.patterns, grammar.letters)


def test_rules_that_are_not_written_down_are_looked_at_when_first_asked() -> None:
    assert rules_by_beginning(["noon", r"\d", "non"]) == {"noon": (0,), "0": (1,), "non": (2,)}


def test_the_beginnings_of_a_pattern_are_those_of_its_matches() -> None:
    assert beginnings("(?:with)?in a") == {"with", "in a"}
    assert {"0 ma", "00 m"} <= beginnings(r"\d{1,2}\s+may")
    assert beginnings("[^x]y") == {""}


@pytest.mark.parametrize("language", GRAMMARS)
def test_twice_the_sentences_take_about_twice_the_time(language: str) -> None:
    text = "\n".join(folded_messages(language))
    read_all(text, language)
    ratios = []
    for _ in range(5):
        once, twice = read_all(text, language), read_all(text + "\n" + text, language)
        ratios.append(twice / once)
    assert statistics.median(ratios) < 2.6


HOSTILE = [
    "we will ",
    "if if ",
    "by by ",
    "1 1 ",
    "and the ",
    "unless no ",
    "אם לא ",
    "עד ה-",
    "و ",
    "بعد ما ",
    "a.",
    "(((",
]


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("language", GRAMMARS)
def test_a_text_made_to_hurt_costs_as_its_length(piece: str, language: str) -> None:
    short, long = piece * (5_000 // len(piece)), piece * (20_000 // len(piece))
    read_all(short, language)
    assert min(read_all(long, language) for _ in range(2)) < 8 * min(read_all(short, language) for _ in range(3)) + 0.05


def read_all(text: str, language: str) -> float:
    """Seconds of computing to find the promises in every sentence of a folded text."""
    started = time.process_time()
    for start, end in sentences(text):
        promises_in(text[start:end], language, side="company", sent=WEDNESDAY, week=WEEK)
    return time.process_time() - started


def folded_messages(language: str) -> list[str]:
    """The texts of the table of messages, folded."""
    table = Path(__file__).parent / "promises" / f"{language}.jsonl"
    return [fold_in_place(json.loads(line)["text"])[0] for line in table.read_text(encoding="utf-8").splitlines()]


def test_a_grammar_takes_the_first_rule_that_fits() -> None:
    grammar = Grammar([("two days", lambda _: ("days", (2.0,))), ("two", lambda _: ("clock", (2, 0, None)))])
    assert [part.kind for part in grammar.parts("in two days or two")] == ["days", "clock"]
