"""Reading cards of contacts (vCard 2.1, RFC 2426 and RFC 6350): companies and whom one knows there."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from amana.directory.importing.records import (
    MOST_RECORDS,
    CannotRead,
    PersonRow,
    PointRow,
    Record,
    is_mail,
    point,
    record,
    text_of,
)
from amana.directory.models import Point
from amana.directory.naming import domain_in, folded
from amana.directory.providers import is_private

MOST_LINES = 500
_LINE = re.compile(r"(?:[\w-]+\.)?([\w-]+)((?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)*):(.*)\Z", re.DOTALL)
_ESCAPED = {r"\n": "\n", r"\N": "\n", r"\,": ",", r"\;": ";", r"\:": ":", "\\\\": "\\"}


@dataclass(frozen=True)
class _Line:
    name: str
    kinds: frozenset[str]
    value: str


def cards(content: bytes) -> Iterator[tuple[str, Record | None]]:
    """Yield a company for each card; private numbers, home addresses and private mail are left out.

    Raises CannotRead when there is no card in it.
    """
    text = _text(content)
    found = 0
    for block in re.split(r"(?im)^BEGIN:VCARD[ \t]*\r?$", text)[1:]:
        found += 1
        if found > MOST_RECORDS:
            raise CannotRead(_("There are more cards than can be read at once."))
        lines = list(_lines(re.split(r"(?im)^END:VCARD", block, maxsplit=1)[0]))
        named = next((line.value for line in lines if line.name in {"FN", "ORG", "N"}), "")
        yield text_of(named) or _("card %(number)s") % {"number": found}, _company(lines)
    if not found:
        raise CannotRead(_("There is no card in this file."))


def _text(content: bytes) -> str:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    return content.decode("utf-8-sig", "replace")


def _lines(block: str) -> Iterator[_Line]:
    """Yield the lines of a card: those that were folded whole again, those in quoted-printable in letters."""
    block = re.sub(r"=\r?\n(?=[^\r\n])", "=\n", block)
    unfolded = re.sub(r"\r?\n[ \t]", "", block)
    unfolded = re.sub(r"=\n", "", unfolded)
    for count, line in enumerate(unfolded.splitlines()):
        found = _LINE.match(line[:5000])
        if count > MOST_LINES or found is None:
            continue
        marks = {part.strip().lower() for part in re.split(r"[;,=]", found.group(2).replace('"', ""))}
        value = found.group(3)
        if "quoted-printable" in marks:
            charset = re.search(r"(?i)charset=\"?([\w-]+)", found.group(2))
            value = _decoded(value, charset.group(1) if charset else "utf-8")
        yield _Line(found.group(1).upper(), frozenset(marks), value)


def _decoded(value: str, charset: str) -> str:
    try:
        return quopri.decodestring(value.encode("ascii", "ignore")).decode(charset, "replace")
    except LookupError:
        return ""


def _company(lines: list[_Line]) -> Record | None:
    name, organisation = _first(lines, "FN") or _person_name(lines), _parted(_first(lines, "ORG", whole=True))
    called = organisation[0] if organisation and organisation[0] else name
    is_person = (
        bool(organisation) and bool(name) and folded(name) != folded(called) and _first(lines, "KIND").lower() != "org"
    )
    domains = [
        domain_in(line.value) for line in lines if line.name == "EMAIL" and not is_private(domain_in(line.value))
    ]
    site = next((line.value for line in lines if line.name == "URL"), "")
    return record(
        _first(lines, "UID") or f"{folded(called)}|{folded(name)}", called, _points(lines, name if is_person else ""),
        domains=[domain_in(site), *domains], site=text_of(_plain(site), 300),
        people=(_person(lines, name),) if is_person else (), source="vCard",
    )  # fmt: skip


def _points(lines: list[_Line], whose: str) -> Iterator[PointRow | None]:
    for line in lines:
        is_home = bool(line.kinds & {"home", "cell"}) and "work" not in line.kinds
        if is_home:
            continue
        value = _plain(line.value)
        if line.name == "TEL" and "fax" not in line.kinds and not (whose and "work" not in line.kinds):
            yield point(Point.PHONE, value.removeprefix("tel:"), label=whose)
        elif line.name == "EMAIL" and not whose and not is_private(domain_in(value)):
            yield point(Point.MAIL, value)
        elif line.name == "ADR" and (not whose or "work" in line.kinds):
            yield point(Point.ADDRESS, "\n".join(part for part in _parted(line.value) if part))
        elif line.name in {"X-SOCIALPROFILE", "SOCIALPROFILE"} and not whose:
            yield point(Point.SOCIAL, value)


def _person(lines: list[_Line], name: str) -> PersonRow:
    mails = [_plain(line.value).lower() for line in lines if line.name == "EMAIL" and "home" not in line.kinds]
    mail = next((one for one in mails if is_mail(one) and not is_private(domain_in(one))), "")
    return PersonRow(name, _first(lines, "TITLE") or _first(lines, "ROLE"), mail)


def _person_name(lines: list[_Line]) -> str:
    parts = _parted(_first(lines, "N", whole=True))
    return " ".join(part for part in [*parts[1:2], *parts[:1]] if part)


def _first(lines: list[_Line], name: str, *, whole: bool = False) -> str:
    value = next((line.value for line in lines if line.name == name), "")
    return value[:600] if whole else text_of(_plain(value))


def _parted(value: str) -> list[str]:
    return [text_of(_plain(part)) for part in re.split(r"(?<!\\);", value)]


def _plain(value: str) -> str:
    return re.sub(r"\\[nN,;:\\]", lambda found: _ESCAPED[found.group()], value)
