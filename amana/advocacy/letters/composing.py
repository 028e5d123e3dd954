"""Composing a letter: one goal, dated facts, what is asked and by when, please and thank you; facts, not adjectives."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amana.advocacy.letters.facts import Contact, Facts, Promised
from amana.advocacy.letters.letter import LONGEST_SUBJECT, Letter
from amana.advocacy.letters.wording import Kind, framed, in_language
from amana.advocacy.letters.wording import frame as whole_frame
from amana.cases.errors import Refused

# A letter has at most 250 words without its lists (checking.MOST_WORDS); what happened takes at most so many of them.
MOST_OF_WHAT_HAPPENED = 110
MOST_OF_WHAT_IS_WANTED = 30
# Of each list the latest, so that a letter stays one that is read.
MOST_LINES = 12
LONGEST_LINE = 200
_SENTENCE_END = re.compile(r"(?<=[.!?\u061f])\s+")


def compose(kind: Kind, facts: Facts, *, language: str, reader: str = "", answer_by: datetime | None = None) -> Letter:
    """Return a letter of a kind, in a language, to a reader by name where one is known.

    `answer_by` is the day that is asked for. The words are those of the file: nothing is added to them. Raises Refused
    when the kind is about a promise and there is none.
    """
    if kind.about == "promise" and facts.about is None:
        raise Refused(_("Choose the promise this letter is about."))
    with translation.override(language):
        names = _names(facts, language, answer_by)
        parts = [
            _greeting(kind, facts, language, reader),
            kind.say("opening", language).format_map(names),
            "\n".join(_details(facts, language)),
            *_story(kind, facts, language),
            *_lists(kind, facts, language),
            kind.say("shoes", language).format_map(names),
            kind.say("asks", language).format_map(names),
            "\n".join([framed("sign", language), facts.name]).strip(),
        ]
        subject = " ".join(kind.say("subject", language).format_map(names).split())
    return Letter("", subject[:LONGEST_SUBJECT], "\n\n".join(part for part in parts if part) + "\n")


def _names(facts: Facts, language: str, answer_by: datetime | None) -> dict[str, str]:
    names = {
        "company": facts.company,
        "wanted": _bare(first_words(facts.wanted, MOST_OF_WHAT_IS_WANTED)),
        "other": facts.other,
        "day": _day(answer_by, facts, language) if answer_by else "",
    }
    about = facts.about
    if about is not None:
        names |= {
            "promise": _bare(about.action),
            "promiser": about.who or facts.company,
            "promised_on": _day(about.made_at, facts, language),
            "due": _moment(about.due_at, facts, language),
            "due_day": _day(about.due_at, facts, language),
        }
    return names


def _greeting(kind: Kind, facts: Facts, language: str, reader: str) -> str:
    if reader.strip():
        return framed("greeting_named", language, reader=" ".join(reader.split()))
    if kind.to == "office":
        return framed("greeting_office", language)
    return framed("greeting_company", language, company=facts.company)


def _details(facts: Facts, language: str) -> Iterable[str]:
    for name in ("account", "amount", "phone", "mail"):
        value = str(getattr(facts, name)).strip()
        if value:
            yield framed(name, language, **{name: value})


def _story(kind: Kind, facts: Facts, language: str) -> list[str]:
    if not kind.lists or not facts.happened.strip():
        return []
    told = first_words(facts.happened, MOST_OF_WHAT_HAPPENED)
    return ["\n".join([framed("happened", language), told])]


def _lists(kind: Kind, facts: Facts, language: str) -> Iterable[str]:
    lines = {
        "contacts": [_contact(one, facts, language) for one in facts.contacts[-MOST_LINES:]],
        "promises": [_promise(one, facts, language) for one in facts.promises[-MOST_LINES:]],
        "tried": list(facts.tried[:MOST_LINES]),
        "evidence": list(facts.evidence[:MOST_LINES]),
    }
    for name in kind.lists:
        if lines[name]:
            said = [f"– {' '.join(line.split())[:LONGEST_LINE]}" for line in lines[name]]
            yield "\n".join([framed(name, language, company=facts.company), *said])


def _contact(one: Contact, facts: Facts, language: str) -> str:
    day = _day(one.at, facts, language)
    if one.what == "call":
        line = framed("call" if one.who else "call_unnamed", language, day=day, who=one.who)
    else:
        line = framed(one.what, language, day=day, who=one.who or framed("nobody", language))
    more = [framed(name, language, count=count) for name, count in (("minutes", one.minutes), ("waited", one.waited))
            if count]  # fmt: skip
    comma = "، " if language == "ar" else ", "
    return comma.join([line, *more])


def _promise(one: Promised, facts: Facts, language: str) -> str:
    return framed(
        "promise", language, day=_day(one.made_at, facts, language), who=one.who or facts.company,
        action=_bare(one.action), due=_moment(one.due_at, facts, language), state=framed(one.state, language),
    )  # fmt: skip


def _day(at: datetime, facts: Facts, language: str) -> str:
    return date_format(at.astimezone(facts.zone), in_language(whole_frame()["day"], language))


def _moment(at: datetime, facts: Facts, language: str) -> str:
    return date_format(at.astimezone(facts.zone), in_language(whole_frame()["moment"], language))


def first_words(text: str, most: int) -> str:
    """Return the beginning of a text up to so many words, ending with a sentence where one ends in its second half."""
    words = text.split()
    if len(words) <= most:
        return text.strip()
    cut = " ".join(words[:most])
    sentences = _SENTENCE_END.split(cut)
    whole = " ".join(sentences[:-1])
    return whole if len(whole.split()) > most // 2 else f"{cut} …"


def _bare(words: str) -> str:
    """Return words without what ends a sentence, for one that goes on; braces in them stand for themselves."""
    return " ".join(words.split()).rstrip(".!;, ")
