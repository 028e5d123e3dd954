"""Reading addresses so that nobody is taken for somebody else.

A field that leaves any doubt gives no address at all: CVE-2023-27043 let `alice@corp.example)mallory@evil.example`
pass for Alice, and it is still present in Python 3.11.7.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from amana.channels.email.charsets import clean_line
from amana.channels.email.decoding import words
from amana.channels.email.mail import Address

MAX_ADDRESSES = 200
# Letters between the angle brackets of a path (RFC 5321, 4.5.3.1.3); no longer one is kept, nor delivered to.
LONGEST = 254
_ATOM = r"[^\s<>@,;:\\\"()\[\]\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
_ADDRESS = re.compile(rf"({_ATOM}{{1,64}})@({_ATOM}{{1,253}})\Z")
_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?\Z|_?[A-Za-z0-9](?:[\w-]{0,60}[A-Za-z0-9])?\Z")
_NO_MARK = r'[^<>@,;:"()\[\]\\]'
_NO_SPACE = r'[^<>@,;:"()\[\]\\\s]'
_SIMPLE = re.compile(rf'\s*+(?:"([^"\\]*+)"\s*+|({_NO_MARK}*+))<\s*+({_NO_SPACE}++@{_NO_SPACE}++)\s*+>\s*+\Z')
_TOKEN = re.compile(r'"(?:[^"\\]|\\.){0,500}+"|\((?:[^()\\]|\\.){0,500}+\)|[<>,;:()"]|[^<>,;:()"]+', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Addresses:
    """What a field holds: the addresses beyond doubt, and what was wrong with the rest."""

    found: tuple[Address, ...]
    is_damaged: bool
    has_group: bool = False
    is_cut: bool = False


def read_addresses(value: bytes) -> Addresses:
    """Return the addresses of a From, To, Cc, Reply-To … field, at most 200. Linear in the length of the field."""
    line = value.decode("utf-8", "surrogateescape")
    simple = _SIMPLE.match(line)
    if simple:
        address = _address(simple.group(3), simple.group(1) if simple.group(1) is not None else simple.group(2))
        return Addresses((address,), False) if address else Addresses((), True)
    if not any(mark in line for mark in '<>,;:()"'):
        address = _address(line.strip(), "")
        return Addresses((address,) if address else (), bool(line.strip()) and address is None)
    return _read_list(line)


def read_address(value: str) -> Address | None:
    """Return the one address that a plain string holds, None when it holds none or leaves a doubt."""
    found = read_addresses(value.encode("utf-8", "surrogateescape"))
    return found.found[0] if len(found.found) == 1 and not found.is_damaged else None


def is_address(value: str) -> bool:
    """True for `local@domain` with a dotted local part and a domain of letters, digits and hyphens, as RFC 5321 limits."""
    return _parted(value) is not None


@dataclass(slots=True)
class _Mailbox:
    """What has been seen of one mailbox so far."""

    phrase: str = ""
    angle: str | None = None
    after: str = ""
    is_open: bool = False
    is_wrong: bool = False
    comment: str = ""

    def take(self, token: str) -> None:
        if token == "<":
            self.is_wrong |= self.angle is not None
            self.angle, self.is_open = self.angle or "", True
        elif token == ">":
            self.is_wrong |= not self.is_open
            self.is_open = False
        elif token in {"(", ")", '"', ",", ";", ":"}:
            self.is_wrong = True
        elif token.startswith("("):
            self.comment = token[1:-1]
            self.is_wrong |= self.is_open
        elif self.is_open:
            self.angle = (self.angle or "") + token
        elif self.angle is None:
            self.phrase += token
        else:
            self.after += token

    @property
    def may_be_group(self) -> bool:
        return not self.is_open and self.angle is None

    @property
    def is_empty(self) -> bool:
        return not self.phrase.strip() and self.angle is None and not self.is_wrong

    def read(self) -> Address | None:
        """The address, or None. Text after the closing bracket, or an address in bare words, leaves a doubt."""
        if self.is_wrong or self.is_open or self.after.strip():
            return None
        if self.angle is None:
            return _address(self.phrase.strip(), self.comment)
        name = self.phrase.strip()
        if "@" in name and not name.startswith('"') and name.strip("'").lower() != self.angle.strip().lower():
            return None
        return _address(self.angle.strip(), _unquoted(name) or self.comment)


def _read_list(line: str) -> Addresses:
    found: list[Address] = []
    is_damaged = has_group = in_group = False
    box = _Mailbox()
    for token in [*(match.group() for match in _TOKEN.finditer(line)), ","]:
        if token == ":" and box.may_be_group and not in_group:
            box, in_group, has_group = _Mailbox(), True, True
        elif token in {",", ";"} and not box.is_open:
            address = box.read()
            is_damaged |= address is None and not box.is_empty
            found.extend([address] if address else [])
            box = _Mailbox()
            in_group &= token != ";"
            if len(found) >= MAX_ADDRESSES:
                return Addresses(tuple(found), is_damaged, has_group, is_cut=True)
        else:
            box.take(token)
    return Addresses(tuple(found), is_damaged or not box.is_empty, has_group)


def _unquoted(phrase: str) -> str:
    if len(phrase) > 1 and phrase[0] == phrase[-1] == '"':
        phrase = phrase[1:-1]
    return re.sub(r"\\(.)", r"\1", phrase) if "\\" in phrase else phrase.replace('"', "")


def _address(value: str, name: str) -> Address | None:
    parted = _parted(value)
    if parted is None:
        return None
    shown = words(name.encode("utf-8", "surrogateescape")) if name else ""
    return Address(name=clean_line(shown, limit=200).strip("\"' "), address=f"{parted[0]}@{parted[1].lower()}")


def _parted(value: str) -> tuple[str, str] | None:
    match = _ADDRESS.match(value) if len(value) <= LONGEST else None
    if match is None:
        return None
    local, domain = match.groups()
    labels = domain.removesuffix(".").split(".")
    if local.startswith(".") or local.endswith(".") or ".." in local or not all(map(_LABEL.match, labels)):
        return None
    return local, domain.removesuffix(".")
