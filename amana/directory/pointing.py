"""Telephones, addresses and links in the one form in which they are compared, and as they can be used."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

import phonenumbers

from amana.language.normalising import fold

SHORTEST_NUMBER, LONGEST_NUMBER = 3, 16
_SCHEMES = {"http", "https"}
# Where a number without a country is looked for.
_COUNTRIES = ("IL", "PS", "JO", "AE", "SA", "EG", "GB", "US", "DE")
_BARE_LINK = re.compile(r"[\w-]+(\.[\w-]+)+(/\S*)?\Z")


def same(kind: str, value: str, country: str = "") -> str:
    """Return the form in which two contact points are the same one: telephones as +972…, mail and links in small letters."""
    if kind in {"phone", "messenger"} and (phone := same_phone(value, country)):
        return phone
    if kind in {"form", "chat", "social"} and (link := safe_link(value)):
        return re.sub(r"\Ahttps?://(www\.)?", "", link.lower()).rstrip("/")[:500]
    return " ".join(fold(value).split())[:500]


def same_phone(value: str, country: str = "") -> str:
    """Return a telephone as +972…; short numbers such as *2700 as they are; empty when it is no number."""
    text = unicodedata.normalize("NFKC", value)[:60]
    digits = "".join(str(int(letter)) for letter in text if letter.isdecimal())
    if re.search(r"[^\W\d_]", text) or not SHORTEST_NUMBER <= len(digits) <= LONGEST_NUMBER:
        return ""
    if text.strip().startswith("*"):
        return f"*{digits}"
    plain = f"+{digits}" if text.strip().startswith(("+", "(+")) else digits
    try:
        read = phonenumbers.parse(plain, country.upper() or None)
    except phonenumbers.NumberParseException:
        return digits
    if not phonenumbers.is_possible_number(read):
        return digits
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)


def phones_meant(value: str) -> set[str]:
    """Return the forms a telephone may be kept under that was typed without its country; none for anything else."""
    plain = same_phone(value)
    return {plain} | {same_phone(value, country) for country in _COUNTRIES} if plain else set()


def safe_link(value: str) -> str:
    """Return a link that can be followed: http or https with a host; empty for anything else."""
    text = "".join(value.split())[:500]
    if _BARE_LINK.match(text):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        return text if parts.scheme.lower() in _SCHEMES and parts.hostname and "@" not in parts.netloc else ""
    except ValueError:
        return ""
