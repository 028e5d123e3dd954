from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

JERUSALEM = ZoneInfo("Asia/Jerusalem")
NOW = datetime(2026, 11, 15, 10, 41, tzinfo=JERUSALEM)


def say(template: str, *, language: str = "en", **context: Any) -> str:
    with translation.override(language), timezone.override(JERUSALEM):
        return Template("{% load look %}" + template).render(Context({"now": NOW} | context))


def test_a_moment_carries_its_instant_for_machine_pointer_and_ear():
    shown = say("{% when at %}", at=NOW + timedelta(days=2, hours=7, minutes=19))

    assert shown == (
        '<time datetime="2026-11-17T18:00:00+02:00" title="2026-11-17 18:00:00 UTC+02:00 (Asia/Jerusalem)">'
        "Tuesday 17 November, 18:00</time>"
    )


def test_a_moment_can_be_set_in_a_sentence():
    assert "by <time" in say("{% when at 'short' as due %}by {{ due }}", at=NOW)


def test_a_moment_nobody_knows_leaves_no_trace():
    assert say("{% when at %}{% due at %}{% late at %}{% ago at %}", at=None) == ""


def test_the_zone_of_the_reader_decides():
    assert ">today 08:41<" in say("{% when at %}", at=NOW, zone=ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (timedelta(minutes=-41), "41 min late"),
        (timedelta(0), "now"),
        (timedelta(hours=2), "in 2 h"),
        (timedelta(days=2, hours=7, minutes=19), "Tue 18:00"),
    ],
)
def test_a_due_time_says_how_it_stands(away: timedelta, said: str):
    assert f">{said}</time>" in say("{% due at %}", at=NOW + away)


def test_what_is_not_late_says_nothing_of_lateness():
    assert say("{% late at %}", at=NOW + timedelta(hours=1)) == ""


def test_a_state_has_shape_and_word():
    shown = say("{% state 'late' %}")

    assert "#state-late" in shown
    assert shown.endswith("late</span>")
    assert '<span class="aloud">late</span>' in say("{% state_shape 'late' %}")


def test_every_shape_is_drawn():
    from amana.look.tests.test_gallery import LOOK
    from amana.wording.states import STATES

    sprite = (LOOK / "static/look/icons.svg").read_text()
    assert [key for key in STATES if f'id="state-{key}"' not in sprite] == []


def test_a_name_is_set_apart_and_cannot_bring_markup():
    assert say("{% name who %}", who="<b>Noa</b>") == "<bdi>&lt;b&gt;Noa&lt;/b&gt;</bdi>"
    assert say("{% name who %}", who=SimpleNamespace(name="נועה")) == "<bdi>נועה</bdi>"
    assert say("{% name who %}", who={"name": "سامي"}) == "<bdi>سامي</bdi>"
    assert say("{% name who %}", who=None) == ""


def test_names_are_listed_as_the_language_does():
    assert say("{% listing who %}", who=["A", "B", "<C>"]) == "<bdi>A</bdi>, <bdi>B</bdi> and <bdi>&lt;C&gt;</bdi>"
    assert say("{% listing who %}", who=["דנה", "עומר"], language="he") == "<bdi>דנה</bdi> ו<bdi>עומר</bdi>"
    assert say("{% listing who %}", who=["Dana"]) == "<bdi>Dana</bdi>"


def test_only_an_icon_that_means_a_direction_turns_round():
    assert "icon--turns" in say("{% icon 'hand-over' %}")
    assert "icon--turns" not in say("{% icon 'state-kept' %}")
    assert 'aria-hidden="true"' in say("{% icon 'call' %}")
    assert 'aria-label="a call"' in say("{% icon 'call' 'a call' %}")


def test_patience_is_said_with_and_without_its_line():
    drawn = say("{% patience_line 21 history %}", history=[100, 60, 21])

    assert "patience 21 of 100" in drawn
    assert 'points="0.0,1.0 24.0,6.6 48.0,12.1"' in drawn
    assert "polyline" not in say("{% patience_line 21 history %}", history=[21])
    assert say("{% patience_line None %}") == ""
