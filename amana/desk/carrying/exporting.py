"""All settings as one file: written in one order, without a secret, and read back with a sentence for what is wrong."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.desk.carrying.parts import CARRIED, MOST, PARTS, Items, Key
from amana.team.models import Brand

VERSION = 1
MARK = "amana_settings"
LARGEST = 5_000_000
NOTE = (
    "No password, key or other secret is in this file, and no account: mailboxes and language models are connected anew, "
    "people are named by their mail address and invited."
)
# How many names lead to a setting of a part; the others have one.
BY_TWO = {"ladders", "fields", "tags", "saved_replies", "views"}
Carried = Mapping[str, Mapping[Key, Any]]


def write_settings(brands: Collection[UUID] | None = None) -> str:
    """Return the settings as the text of the file: all, or only what is shared or of these brands.

    The same settings give the same text. Raises Refused when two brands have one name, or there are too many settings.
    """
    must_be_told_apart()
    found: dict[str, Any] = {MARK: VERSION, "note": NOTE}
    for part in CARRIED:
        items = {key: item for key, item in PARTS[part].read().items() if brands is None or item.is_of(brands)}
        if len(items) >= MOST:
            raise Refused(_("There are too many settings of one kind to write them as a file."))
        found[part] = _nested(items)
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def must_be_told_apart() -> None:
    """Raises Refused when two brands have the same name: nothing could be said of either."""
    names = Counter(Brand.objects.values_list("name", flat=True)[:MOST])
    twice = next((name for name, number in names.items() if number > 1), None)
    if twice:
        raise Refused(_("Two brands are called %(name)s. Give one of them another name first.") % {"name": twice})


def _nested(items: Items) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for key in sorted(items):
        place = said
        for name in key[:-1]:
            place = place.setdefault(name, {})
        place[key[-1]] = _sorted(items[key].value)
    return said


def _sorted(value: Any) -> Any:
    """Return a value with its names in order, so that it is written the same however a database keeps it."""
    if isinstance(value, Mapping):
        return {str(name): _sorted(value[name]) for name in sorted(value, key=str)}
    return [_sorted(one) for one in value] if isinstance(value, list) else value


def read_settings(content: str | bytes) -> Carried:
    """Return what a file says, by part and name. Raises Refused in words when it is no such file."""
    said = _parsed(content)
    if not isinstance(said, dict) or MARK not in said:
        raise Refused(_("This is not a file of settings of Amana."))
    if said[MARK] != VERSION or isinstance(said[MARK], bool):
        raise Refused(_("This file was written by another version of Amana, and cannot be read here."))
    unknown = sorted(set(said) - {MARK, "note", *CARRIED})
    if unknown:
        raise Refused(_("The file has a part that is not known here: %(name)s") % {"name": unknown[0][:80]})
    return {part: _flat(part, said[part]) for part in CARRIED if part in said}


def _parsed(content: str | bytes) -> object:
    if len(content) > LARGEST:
        raise Refused(_("The file is too large to be settings."))
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
        found = json.loads(text, parse_constant=_no_number)
        # Half a character, or none at all, is nothing a database keeps.
        if "\\u0000" in json.dumps(found, ensure_ascii=False).encode().decode():
            raise ValueError("NUL")
    except (ValueError, RecursionError) as error:
        raise Refused(_("The file cannot be read: it is not JSON in UTF-8.")) from error
    return found


def _no_number(name: str) -> object:
    raise ValueError(name)


def _flat(part: str, said: object) -> dict[Key, Any]:
    if not isinstance(said, dict):
        raise wrong(part, "")
    if part not in BY_TWO:
        return {(name,): value for name, value in said.items()}
    found: dict[Key, Any] = {}
    for first, inner in said.items():
        if not isinstance(inner, dict):
            raise wrong(part, first)
        found |= {(first, second): value for second, value in inner.items()}
    return found


def wrong(part: str, about: str) -> Refused:
    """Return the refusal of something in the file that cannot be meant."""
    words = {"part": part, "about": about[:80]}
    return Refused(_("In the part “%(part)s” of the file, this cannot be: %(about)s") % words)
