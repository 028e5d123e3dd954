"""Reading what a system answered: one documented shape, and nothing of it is believed to be harmless."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, NoReturn
from urllib.parse import urlsplit

Kind = Literal["text", "amount", "date", "status", "link"]
KINDS: tuple[Kind, ...] = ("text", "amount", "date", "status", "link")

MOST_ITEMS = 40
LONGEST_TITLE, LONGEST_LABEL, LONGEST_VALUE, LONGEST_URL = 120, 80, 300, 500
DEEPEST = 4
DIGITS = 12  # of an amount before its point, at most
_CURRENCY = re.compile(r"[A-Z]{3}\Z")
# Marks that turn the direction of what follows, and letters that cannot be seen.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Letters of Hebrew, Arabic and Persian words are joined and parted by these.
_JOINING = {"\u200c", "\u200d"}


class Misshapen(Exception):
    """The answer is not of the documented shape; the text says in one word how: json, object, items, deep."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a system knows. `value` is plain text; of an amount a decimal number, of a date ISO 8601, of a link its address."""

    label: str
    value: str
    kind: Kind = "text"
    currency: str = ""  # of an amount, ISO 4217


@dataclass(frozen=True, slots=True)
class Card:
    """What a system answered: `at` is the moment it says its answer is of, None where it says none."""

    title: str
    items: tuple[Item, ...]
    at: datetime | None
    left_out: int = 0  # items that could not be shown


def card_in(body: bytes) -> Card:
    """Return the card in an answer; items that cannot be meant are left out and counted. Raises Misshapen."""
    try:
        said = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Misshapen("json") from error
    if not isinstance(said, dict):
        raise Misshapen("object")
    if _depth(said) > DEEPEST:
        raise Misshapen("deep")
    listed = said.get("items")
    if not isinstance(listed, list):
        raise Misshapen("items")
    items = [item for one in listed[:MOST_ITEMS] if (item := _item(one)) is not None]
    return Card(
        _words(said.get("title"), LONGEST_TITLE), tuple(items), _moment(said.get("at")), len(listed) - len(items)
    )


def _no_number(_name: str) -> NoReturn:
    raise ValueError("not a number of JSON")


def _depth(value: Any) -> int:
    """Return how deep lists and objects lie in each other; stops at one more than is allowed."""
    level, deep = [value], 0
    while level and deep <= DEEPEST:
        inside = [list(one.values()) if isinstance(one, dict) else one for one in level if isinstance(one, dict | list)]
        if not inside:
            return deep
        deep += 1
        level = [one for many in inside for one in many]
    return deep


def _item(said: Any) -> Item | None:
    if not isinstance(said, dict):
        return None
    label, kind = _words(said.get("label"), LONGEST_LABEL), said.get("kind", "text")
    if not label or kind not in KINDS:
        return None
    value = said.get("value")
    if kind == "amount":
        return _amount(label, value, said)
    if kind == "date":
        return Item(label, shown, "date") if (shown := _day_or_moment(value)) else None
    if kind == "link":
        return Item(label, shown, "link") if (shown := _address(value)) else None
    words = _words(value, LONGEST_VALUE)
    return Item(label, words, kind) if words else None


def _amount(label: str, value: Any, said: Mapping[str, Any]) -> Item | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    try:
        number = Decimal(str(value).strip()[:30])
        # Looked at by its exponent: to compare 1e999999999 with anything is more than a decimal can do.
        if not number.is_finite() or (number and not -6 < number.adjusted() < DIGITS):
            return None
        rounded = number.quantize(Decimal("0.01"))
    except (InvalidOperation, ValueError):
        return None
    currency = said.get("currency", "")
    known = isinstance(currency, str) and _CURRENCY.match(currency)
    return Item(label, f"{rounded:f}", "amount", currency if known else "")


def _day_or_moment(value: Any) -> str:
    """Return a day or an aware moment as it is written in ISO 8601; "" for what is neither."""
    text = _words(value, 40)
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        moment = _moment(text)
        return moment.isoformat() if moment else ""


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo and moment.utcoffset() is not None and 1970 < moment.year < 2200 else None
    except (ValueError, OverflowError):
        return None


def _address(value: Any) -> str:
    """Return an address that leads to a page by https, without a name or password in it; "" for any other."""
    if not isinstance(value, str) or len(value) > LONGEST_URL or not (value.isascii() and value.isprintable()):
        return ""
    try:
        parts = urlsplit(value)
        _port = parts.port
    except ValueError:
        return ""
    is_plain = parts.scheme == "https" and parts.hostname and parts.username is None and " " not in value
    return value if is_plain and not set(value) & set("<>\"'`\\") else ""


def _words(value: Any, most: int) -> str:
    """Return a text or a number on one line, without what cannot be seen; "" for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value)[: most * 4]
    seen = "".join(one if one in _JOINING or unicodedata.category(one) not in _UNSEEN else " " for one in text)
    return " ".join(seen.split())[:most].strip()
