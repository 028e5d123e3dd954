"""Turning bytes into text whatever their label says, and making text safe to keep and to show."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

_NAMES = {
    "iso-8859-8-i": "cp1255",
    "iso-8859-8-e": "cp1255",
    "iso-8859-8": "cp1255",
    "logical": "cp1255",
    "visual": "iso8859_8",
    "dos-862": "cp862",
    "ibm-862": "cp862",
    "x-mac-hebrew": "cp1255",
    "hebrew": "cp1255",
    "windows-1255-i": "cp1255",
    "asmo-708": "iso8859_6",
    "dos-720": "cp720",
    "iso-8859-6-i": "iso8859_6",
    "iso-8859-6-e": "iso8859_6",
    "arabic": "iso8859_6",
    "x-mac-arabic": "mac_arabic",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "x-euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp_ext",
    "unicode-1-1-utf-7": "utf_7",
    "utf8mb4": "utf_8",
    "unicode": "utf_8",
    "x-unknown": "",
    "unknown-8bit": "",
    "unknown": "",
    "default": "",
    "us-ascii": "",
    "ascii": "",
    "ansi_x3.4-1968": "",
    "7bit": "",
    "8bit": "",
}
_NOT_FOR_TEXT = {
    "idna",
    "punycode",
    "unicode-escape",
    "unicode_escape",
    "raw-unicode-escape",
    "undefined",
    "mbcs",
    "oem",
}
_HIGH_RUN = re.compile(rb"[\x80-\xff]{2,}")
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)

_DROPPED = [*range(0x09), 0x0B, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xFEFF, 0x202A, 0x202B, 0x202C]
_DROPPED += [*range(0x2066, 0x206A), *range(0xE0000, 0xE0080)]
_CLEANED: dict[int, str | None] = dict.fromkeys(_DROPPED)
_CLEANED |= {0x0C: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n", 0x202D: "[U+202D]", 0x202E: "[U+202E]"}
_CLEANED |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_NEEDS_CLEANING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]"
)
BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def decode(content: bytes, charset: str | None = None) -> tuple[str, bool]:
    """Return the text, and whether its character set had to be guessed. Never raises, never drops a byte in silence."""
    name = python_name(charset) if charset else ""
    try:
        if name:
            return content.decode(name), False
        return content.decode("ascii"), False
    except (UnicodeError, ValueError):
        pass
    for guess in ("utf_8", _guess(content)):
        try:
            return content.decode(guess), True
        except UnicodeError:
            continue
    return content.decode(name or "utf_8", "replace"), True


def charset_in_html(content: bytes) -> str | None:
    """The character set that a page names in its own first 4 KiB."""
    found = _META.search(content[:4096])
    return found.group(1).decode("ascii") if found else None


@lru_cache(maxsize=256)
def python_name(charset: str) -> str:
    """Python's name for a charset label; empty for one that says nothing or that nobody knows."""
    label = charset.strip().strip("\"'").lower()
    label = _NAMES.get(label.replace("_", "-"), _NAMES.get(label, label))
    if not label:
        return ""
    try:
        found = codecs.lookup(label)
    except (LookupError, ValueError):
        return ""
    return found.name if found._is_text_encoding and found.name not in _NOT_FOR_TEXT else ""


def clean(text: str) -> str:
    """Return the text with line feeds only and nothing that hides, reverses, or breaks a database.

    NUL and other control characters, byte order marks, bidi embeddings and isolates and invisible tags go; a bidi
    override is spelled out (`[U+202E]`); a lone surrogate becomes U+FFFD. Left-to-right and right-to-left marks stay.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    # What is printable needs no cleaning, and that is known much sooner.
    if text.isprintable() or text.replace("\n", "").isprintable() or not _NEEDS_CLEANING.search(text):
        return text
    return text.translate(_CLEANED)


def clean_line(text: str, *, limit: int = 998) -> str:
    """The same for a subject or a name: one line, no runs of white space, at most `limit` characters."""
    return " ".join(clean(text[: limit * 4]).split())[:limit].rstrip()


def _guess(content: bytes) -> str:
    """Hebrew, Arabic or Cyrillic words are runs of high bytes; in western languages those stand alone."""
    runs = b"".join(_HIGH_RUN.findall(content[:20_000]))
    high = sum(1 for byte in content[:20_000] if byte >= 0x80)
    if len(runs) * 2 < high or not runs:
        return "cp1252"
    if sum(0xE0 <= byte <= 0xFA for byte in runs) >= 0.95 * len(runs):
        return "cp1255"
    if sum(byte in _ARABIC for byte in runs) >= 0.85 * len(runs) and any(run in content for run in _ARTICLE):
        return "cp1256"
    return "cp1251" if sum(byte >= 0xC0 for byte in runs) >= 0.95 * len(runs) else "cp1252"


_ARABIC = frozenset("ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءآأؤإئ،؟".encode("cp1256"))
_ARTICLE = tuple(word.encode("cp1256") for word in ("ال", "لم", "من", "في", "على"))
