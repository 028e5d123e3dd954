"""Reading what a header field says: encoded words (RFC 2047) and parameters (RFC 2231), also the broken ones."""

from __future__ import annotations

import binascii
import re
from urllib.parse import unquote_to_bytes

from amana.channels.email.charsets import decode

_WORD = re.compile(rb"=\?([^?\s]{1,75})\?([bBqQ])\?([^?]*)\?=")
_PARAMETER = re.compile(r';\s*([^\s=;"]{1,100})\s*=\s*("(?:[^"\\]|\\.)*+"|[^;]*)', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CONTINUED = re.compile(r"(.{1,60}?)(?:\*(\d{1,3}))?(\*)?\Z")
_PLAIN_WORDS = re.compile(rb"[A-Za-z]{2,} [A-Za-z]{2,}[ ,.]")
_MAX_PARAMETER_BYTES = 16_384


def words(value: bytes) -> str:
    """Return a field's value as text. Neighbouring encoded words are joined as bytes, so a letter may be cut in two."""
    if b"=?" not in value:
        return decode(value)[0]
    pieces: list[str] = []
    held, held_charset, position = b"", "", 0
    for found in _WORD.finditer(value):
        between = value[position : found.start()]
        charset = found.group(1).partition(b"*")[0].decode("ascii", "replace").lower()
        if held and (between.strip() or charset != held_charset):
            pieces.append(decode(held, held_charset)[0])
            held = b""
        if between.strip() or position == 0:
            pieces.append(decode(between)[0])
        held += _decode_word(found.group(2), found.group(3))
        held_charset, position = charset, found.end()
    if held:
        pieces.append(decode(held, held_charset)[0])
    pieces.append(decode(value[position:])[0])
    return "".join(pieces)


def parameters(value: bytes) -> tuple[str, dict[str, str]]:
    """Return a field's first word in lower case and its parameters, decoded; the first of two alike counts."""
    line = value[:_MAX_PARAMETER_BYTES].decode("utf-8", "surrogateescape")
    head, semicolon, _ = line.partition(";")
    if not semicolon:
        return head.strip().lower(), {}
    if value.isascii() and b"*" not in value and b"=?" not in value:
        plain: dict[str, str] = {}
        for match in _PARAMETER.finditer(line, len(head)):
            plain.setdefault(match.group(1).lower(), _unquoted(match.group(2)))
        return head.strip().lower(), plain
    found: dict[str, list[tuple[int, bool, str]]] = {}
    for match in _PARAMETER.finditer(line, len(head)):
        name, number, is_encoded = _parts_of_name(match.group(1).lower())
        found.setdefault(name, []).append((number, is_encoded, _unquoted(match.group(2))))
    return head.strip().lower(), {name: _joined(pieces) for name, pieces in found.items()}


def _decode_word(encoding: bytes, content: bytes) -> bytes:
    if encoding in b"qQ":
        return binascii.a2b_qp(content.replace(b"_", b" "))
    return from_base64(content)[0]


def from_base64(content: bytes) -> tuple[bytes, bool]:
    """Return as much as can be decoded, and whether anything was wrong."""
    try:
        return binascii.a2b_base64(content), False
    except binascii.Error:
        pass
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", content)
    letters = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4)), True


def from_transfer(encoding: bytes, body: bytes) -> tuple[bytes, bool]:
    """Undo a Content-Transfer-Encoding; what is unknown stays as it is. Never raises: the second value says "damaged"."""
    if encoding == b"base64":
        is_plain = body.find(b" ", 0, 2_000) >= 0 and _PLAIN_WORDS.search(body, 0, 2_000)
        return (body, True) if is_plain else from_base64(body)
    if encoding == b"quoted-printable":
        return binascii.a2b_qp(body), False
    if encoding in (b"x-uuencode", b"uuencode", b"x-uue", b"uue"):
        return _from_uuencode(body)
    return body, encoding not in (b"7bit", b"8bit", b"binary", b"")


def _from_uuencode(body: bytes) -> tuple[bytes, bool]:
    """The name that the first line gives is not used."""
    lines = body.splitlines()
    start = next((index for index, line in enumerate(lines) if line.startswith(b"begin ")), None)
    if start is None:
        return body, True
    content: list[bytes] = []
    for line in lines[start + 1 :]:
        if line.strip() == b"end":
            return b"".join(content), False
        try:
            content.append(binascii.a2b_uu(line))
        except binascii.Error:
            return b"".join(content), True
    return b"".join(content), True


def _parts_of_name(name: str) -> tuple[str, int, bool]:
    """`filename*0*` is the first piece of `filename`, percent-encoded; a name without a number is a piece on its own."""
    match = _CONTINUED.match(name)
    if match is None or "*" not in name:
        return name, -1, False
    number = -1 if match.group(2) is None else int(match.group(2))
    return match.group(1), number, match.group(3) is not None


def _unquoted(value: str) -> str:
    value = value.strip()
    if value.startswith('"') and value.endswith('"') and len(value) > 1:
        return _ESCAPED.sub(r"\1", value[1:-1]) if "\\" in value else value[1:-1]
    return value


def _joined(pieces: list[tuple[int, bool, str]]) -> str:
    """An encoded value wins over a plain one; numbered pieces are put in order and decoded together."""
    if any(is_encoded or number >= 0 for number, is_encoded, _ in pieces):
        pieces = [piece for piece in pieces if piece[0] >= 0 or piece[1]]
    numbered = sorted(piece for piece in pieces if piece[0] >= 0) or pieces[:1]
    charset, content = "", b""
    for index, (_, is_encoded, value) in enumerate(numbered):
        if is_encoded and index == 0 and value.count("'") >= 2:
            charset, _, rest = value.split("'", 2)
        else:
            rest = value
        part = rest.encode("utf-8", "surrogateescape")
        content += unquote_to_bytes(part) if is_encoded else part
    return decode(content, charset)[0] if charset else words(content)
