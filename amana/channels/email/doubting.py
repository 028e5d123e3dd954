"""What makes a sender's name look like somebody else's."""

from __future__ import annotations

import re
from collections.abc import Iterable

from amana.channels.email.charsets import BIDI_CONTROLS
from amana.channels.email.mail import Address

_WORD = re.compile(r"[^\W\d_]{2,}")
_LOOK_ALIKE_SCRIPTS = {
    "latin": re.compile("[A-Za-z\u00c0-\u024f]"),
    "greek": re.compile("[\u0370-\u03ff]"),
    "cyrillic": re.compile("[\u0400-\u052f]"),
    "armenian": re.compile("[\u0530-\u058f]"),
    "cherokee": re.compile("[\u13a0-\u13ff\uab70-\uabbf]"),
}
_ADDRESS_IN_NAME = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,190}\.\w{2,24}")


def doubts_about_name(written: str, addresses: Iterable[Address]) -> set[str]:
    """Return the oddities of a From field: `written` is the whole field, decoded but not cleaned.

    `name_bidi`: it holds bidi controls. `name_mixed_scripts`: letters that look alike from two alphabets in one word
    (Unicode TR 39); Hebrew or Arabic beside Latin is ordinary. `name_is_other_address`: the name shows an address that
    is not the one the mail came from.
    """
    doubts = set()
    if not written.isascii() and BIDI_CONTROLS.search(written):
        doubts.add("name_bidi")
    for address in addresses:
        if is_mixed(address.name):
            doubts.add("name_mixed_scripts")
        if "@" in address.name and any(
            shown.lower() != address.key for shown in _ADDRESS_IN_NAME.findall(address.name)
        ):
            doubts.add("name_is_other_address")
    return doubts


def is_mixed(text: str) -> bool:
    """True when one word mixes alphabets whose letters look alike, as in a Latin word with a Cyrillic а."""
    if text.isascii():
        return False
    return any(
        sum(1 for script in _LOOK_ALIKE_SCRIPTS.values() if script.search(word)) > 1 for word in _WORD.findall(text)
    )
