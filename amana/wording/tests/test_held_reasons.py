from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext

import amana
from amana.wording.held_reasons import PLACE, REASONS, retold

ROOT = Path(amana.__file__).parent
# Where nothing but reasons is said, and where what is said with one name is a reason.
ALL = [
    "handling/intake/sorting.py",
    "handling/intake/receiving.py",
    "handling/intake/letters.py",
    "channels/email/oversized.py",
]
BY_NAME = ["handling/intake/writing_in.py", "channels/email/parsing.py", "channels/email/splitting.py"]


@pytest.mark.parametrize("written", ["he", "ar", "en"])
@pytest.mark.parametrize("reader", ["he", "ar", "en"])
def test_every_reason_is_read_in_the_readers_language(written, reader):
    for key in REASONS:
        names = {name: f"AM-{number}" for number, name in enumerate(PLACE.findall(key))}
        with translation.override(written):
            stored = gettext(key) % names
        with translation.override(reader):
            assert retold(stored) == gettext(key) % names


def test_what_is_not_known_stays_as_it_is():
    assert retold("An earlier version said this (%(x)s %s).") == "An earlier version said this (%(x)s %s)."
    assert retold("") == ""


def test_what_a_stranger_wrote_into_a_reason_is_not_taken_for_a_place():
    with translation.override("en"):
        assert "%(error)s" in retold("It could not be put into the record (%(error)s).")


def said_in(path: Path) -> set[str]:
    """Return the sentences a file passes to gettext."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "_"]
    return {call.args[0].value for call in named if isinstance(call.args[0], ast.Constant)}


def unparseable_in(path: Path) -> set[str]:
    """Return an example of each reason for which a message cannot be read."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    raised = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Unparseable"]
    return {example(one) for one in raised}


def example(said: ast.expr) -> str:
    if isinstance(said, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in said.values)
    assert isinstance(said, ast.Constant)
    return str(said.value)


@pytest.mark.parametrize("file", ALL)
def test_the_list_knows_every_reason_that_is_written_down(file):
    assert said_in(ROOT / file) <= set(REASONS)


@pytest.mark.parametrize("file", BY_NAME)
def test_the_list_knows_why_a_message_cannot_be_read(file):
    reasons = unparseable_in(ROOT / file) | {one for one in said_in(ROOT / file) if one.startswith("It answers")}
    assert reasons
    assert all(any(known(one, key) for key in REASONS) for one in reasons)


def known(said: str, key: str) -> bool:
    return said == key or PLACE.sub("7", key) == said
