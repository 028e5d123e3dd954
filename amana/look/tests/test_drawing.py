from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone, translation
from django.utils.html import format_html

from amana.look import drawing
from amana.look.gallery import _days
from amana.look.gallery_texts import TEXTS

ZONE = ZoneInfo("Asia/Jerusalem")
NOW = datetime(2026, 11, 15, 10, 41, tzinfo=ZONE)
TOLD = "{% load story %}{% for entry in entries %}{% told entry %}{% endfor %}"
INCLUDED = '{% for entry in entries %}{% include "look/_entry.html" %}{% endfor %}'
FILE = {"size": "2 KB", "url": "/f/1/", "preview_url": ""}


def entry(number: int, family: str = "message", **more: Any) -> dict[str, Any]:
    at = NOW - timedelta(days=number, minutes=7 * number)
    return {"number": number, "id": UUID(int=number), "at": at, "side": "customer", "family": family,
            "actor_name": "Noa", "text": f"Word {number}"} | more  # fmt: skip


def promise(what: str, **more: Any) -> dict[str, Any]:
    return {"state": "open", "what": what, "who_name": "Dana & Co", "due_at": NOW + timedelta(hours=3)} | more


def written(entries: list[dict[str, Any]], template: str = TOLD, language: str = "en") -> str:
    with translation.override(language), timezone.override(ZONE):
        return Template(template).render(Context({"now": NOW, "entries": entries, "csrf_token": "t"}))


STORIES = {
    "words": [entry(n, text=text) for n, text in enumerate(["a", "<b>b</b>", "", "'\"&", "שלום", "{{ x }}"])],
    "tools": [entry(n, raw_url=f"/raw/{n}/", withdraw_url=f"/w/{n}/?a=1&b=2" if n % 2 else "", reading_url=f"/r/{n}/",
                    html_url=f"/h/{n}/", unmask_url="/u/" if n == 3 else "", release_url=f"/rel/{n}/") for n in range(6)],
    "replies": [entry(n, side="company", is_formatted=True, text=f"**{n}** <i>\n\n- one\n- two") for n in range(3)],
    "promises": [entry(n, promises=[promise(f"<{n}>"), promise("b", state="kept", due_at=None)][: n % 3]) for n in range(6)],
    "a promise alone": [entry(n, "promise", **promise(f"part {n}")) for n in range(3)],
    "files": [entry(n, files=[{"name": f"<{n}>.txt", **FILE}, {"name": "b", "size": "1", "url": ""}][:n]) for n in range(4)],
    "facts": [entry(n, "fact", sentence=f"<Fact> {n}") for n in range(3)] + [entry(9, "aside", sentence="low", text="")],
    "patience": [entry(n, patience=n - 2) for n in range(4)],
    "calls": [entry(n, "call", length=timedelta(minutes=n), phone="03 & 1", sound_url=f"/s/{n}/") for n in range(3)],
    "notes": [entry(n, "note", status=f"<from> {n}") for n in range(3)],
    "what stands alone": [entry(n, answers=[{"quote": "q", "meanings": []}]) for n in range(2)],
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "he", "ar"])
def test_what_is_drawn_is_what_the_template_says(language: str):
    gallery = [one for day in _days(TEXTS[language]) for one in day["entries"]]
    for name, entries in (STORIES | {"gallery": gallery}).items():
        again = [*entries, *reversed(entries)]
        assert written(again, language=language) == written(again, INCLUDED, language), name


def test_a_long_story_goes_through_the_template_once_for_each_shape(monkeypatch: pytest.MonkeyPatch):
    drawn: list[object] = []
    whole = drawing._marked

    def marked(*given: Any) -> Any:
        drawn.append(given)
        return whole(*given)

    monkeypatch.setattr(drawing, "_marked", marked)
    html = written([entry(n, raw_url=f"/raw/{n}/", promises=[promise(f"p{n}")]) for n in range(1, 41)])

    assert html.count("<article") == 40 and html.count("p40") == 1
    assert len([line for line, *_more in drawn if "family" in line]) == 1


def test_markup_never_stands_in_for_the_same_words():
    words, markup = "<b>x</b>", format_html("<{}>x</{}>", "b", "b")
    assert words == markup

    html = written(
        [entry(1, actor_name=markup), entry(2, actor_name=words), entry(3, text=markup), entry(4, text=words)]
    )

    assert html.count("<b>x</b>") == 2 and html.count("&lt;b&gt;x&lt;/b&gt;") == 2


def test_nobodys_words_are_taken_for_a_place_and_no_place_is_left():
    guessed = [f"place{'0' * 24}n0n", f"{drawing._MARK}0n", f"{drawing._MARK}1n"]

    html = written([entry(n, text=text) for n, text in enumerate(guessed)])

    # Even who knew the mark would have their own words back: what was filled in is not looked through again.
    texts = re.findall(r'<div class="entry__text" dir="auto">(.*?)</div>', html)
    assert texts == guessed
    assert drawing._MARK not in written([one for story in STORIES.values() for one in story])


def test_what_is_no_entry_is_nothing():
    assert written(["", None, 3]) == ""  # type: ignore[list-item]  # what no type allows, on purpose


def test_one_page_knows_nothing_of_another():
    assert "Noa" in written([entry(1)])
    assert "Noa" not in written([entry(1, actor_name="Omar")])
    assert written([entry(1)], language="he") != written([entry(1)], language="en")
