"""Reading the three open collections: datenanfragen.de, 2factorauth, JustDeleteMe."""

from __future__ import annotations

import io
import json
import re
import tarfile
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from amana.directory.importing.records import (
    MOST_DOMAINS,
    MOST_RECORDS,
    MOST_UNPACKED,
    CannotRead,
    PointRow,
    Record,
    point,
    record,
    text_of,
    texts_of,
)
from amana.directory.models import Point, Profile
from amana.directory.models.facts import HIGH, LOW, MEDIUM

MOST_IN_ONE = 300_000
Made = Iterator[tuple[str, Record | None]]
Row = dict[str, Any]  # Any: JSON from outside, looked at before it is used

_QUALITY = {"tested": HIGH, "verified": MEDIUM, "scraped": LOW}
# Categories of the collections; what is in none of ours stays empty.
_SECTORS = {
    "telecommunication": "telecom", "finance": "finance", "insurance": "insurance", "utility": "energy", "health": "health",
    "travel": "travel", "commerce": "retail", "entertainment": "media", "social media": "social", "school": "education",
    "public body": "government", "banking": "bank", "investing": "finance", "payments": "cards", "food": "food",
    "transport": "transport", "postal": "post", "retail": "retail", "education": "education", "universities": "education",
    "gaming": "media", "government": "government", "social": "social", "communication": "software", "hosting": "software",
    "cloud": "software", "developer": "software", "tickets": "media", "cryptocurrencies": "finance",
}  # fmt: skip
_REGION = re.compile(r"\s*\[[^\]]*\]\s*\Z")


def datenanfragen(content: bytes) -> Made:
    """Yield companies and supervisory authorities of the database's tar.gz; contact points are for privacy requests only.

    Raises CannotRead for an archive that is damaged or unpacks to more than it should.
    """
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:*") as archive:
            yield from _members(archive)
    except (tarfile.TarError, EOFError, OSError, ValueError, UnicodeError) as error:
        raise CannotRead(_("The archive is damaged; fetch it again.")) from error


def _members(archive: tarfile.TarFile) -> Made:
    unpacked = 0
    for count, member in enumerate(archive):
        if count > MOST_RECORDS:
            raise CannotRead(_("The archive holds more files than a directory does."))
        unpacked += member.size
        if unpacked > MOST_UNPACKED:
            raise CannotRead(_("The archive unpacks to more than 200 MB; that is no directory."))
        folder, _slash, name = member.name.removeprefix("./").rpartition("/")
        folder = folder.rpartition("/")[2]
        if not member.isfile() or not name.endswith(".json") or folder not in {"companies", "supervisory-authorities"}:
            continue
        file = archive.extractfile(member) if member.size <= MOST_IN_ONE else None
        row = decoded(file.read()) if file else None
        yield member.name[:200], _company(row, folder) if isinstance(row, dict) else None


def _company(row: Row, folder: str) -> Record | None:
    is_authority = folder == "supervisory-authorities"
    purpose = Point.COMPLAINTS if is_authority else Point.PRIVACY
    countries = [one for one in texts_of(row.get("relevant-countries"), 60) if one != "all"]
    sectors = [_SECTORS[one] for one in texts_of(row.get("categories"), 10) if one in _SECTORS]
    sources = texts_of(row.get("sources"), 3)
    points = [
        point(kind, row.get(field), purpose=purpose)
        for kind, field in (("mail", "email"), ("form", "webform"), ("phone", "phone"), ("address", "address"))
    ]
    slug = text_of(row.get("slug"), 150)
    return record(
        f"{'authority' if is_authority else 'company'}:{slug}" if slug else "", row.get("name", ""), points,
        aliases=[re.sub(r"\s*\((www\.|formerly|ehem).*", "", one) for one in texts_of(row.get("runs"), 40)],
        domains=[text_of(row.get("web"), 300)], site=text_of(row.get("web"), 300),
        kind=Profile.REGULATOR if is_authority else Profile.COMPANY,
        sector="government" if is_authority else next(iter(sectors), ""),
        country=countries[0] if len(countries) == 1 else "",
        source=f"datenanfragen.de (CC0): {sources[0]}"[:300] if sources else "datenanfragen.de (CC0)",
        confidence=_QUALITY.get(text_of(row.get("quality")), LOW),
    )  # fmt: skip


def twofactorauth(rows: Row) -> Made:
    """Yield companies of the 2factorauth contacts: support mail, form and social networks of each domain."""
    for name, row in rows.items():
        yield name[:200], _supported(name, row) if isinstance(row, dict) else None


def _supported(name: str, row: Row) -> Record | None:
    contact = row.get("contact")
    domain = text_of(row.get("domain"))
    if not isinstance(contact, dict) or not domain:
        return None
    language = text_of(contact.get("language"), 8)
    points: list[PointRow | None] = [
        point("mail", contact.get("email"), language=language),
        point("form", contact.get("form"), language=language),
        *(
            point("social", f"https://{site}/{handle}", language=language)
            for site, field in (("x.com", "twitter"), ("www.facebook.com", "facebook"))
            if (handle := text_of(contact.get(field), 100)) and not set(handle) & set(" /?#@")
        ),
    ]
    regions = texts_of(row.get("regions"), 60)
    sectors = [_SECTORS[one] for one in texts_of(row.get("categories"), 10) if one in _SECTORS]
    return record(
        domain, _REGION.sub("", text_of(name)), points, domains=[domain, *texts_of(row.get("additional-domains"), 60)],
        site=text_of(row.get("url"), 300) or f"https://{domain}/", sector=next(iter(sectors), ""),
        country=regions[0] if len(regions) == 1 else "", source="2factorauth (MIT)", confidence=LOW,
    )  # fmt: skip


def justdeleteme(rows: list[object]) -> Made:
    """Yield sites of JustDeleteMe: where an account is ended, how hard that is, and what to do."""
    for row in rows:
        yield text_of(row.get("name") if isinstance(row, dict) else ""), _ended(row) if isinstance(row, dict) else None


def _ended(row: Row) -> Record | None:
    name, domains = text_of(row.get("name")), texts_of(row.get("domains"), MOST_DOMAINS)
    label = ": ".join(filter(None, (text_of(row.get("difficulty"), 20), text_of(row.get("notes"), 400))))[:300]
    points = [
        point("form", row.get("url"), purpose=Point.CANCEL, label=label),
        point("mail", row.get("email"), purpose=Point.CANCEL, label=label),
    ]
    return record(
        f"{name}|{domains[0] if domains else ''}", name, points, domains=domains,
        site=f"https://{domains[0]}/" if domains else "", source="JustDeleteMe (MIT)", confidence=LOW,
    )  # fmt: skip


def decoded(content: bytes) -> object:
    """Return what JSON says, None when it is none, or is nested deeper than anything that is meant."""
    try:
        found: object = json.loads(content)
        return found
    except (ValueError, RecursionError):
        return None
