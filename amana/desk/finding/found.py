"""What was found, case by case, each hit with the words that were looked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from amana.desk.finding.narrowing import typed_key
from amana.language.masking import masked
from amana.record.reading import Read, entries
from amana.search.asking import Asked
from amana.search.indexing import HEARD
from amana.search.likening import nearest_place
from amana.search.models import FileText, Indexed
from amana.search.quoting import quote

# Of one case so many hits are quoted; the others are a link away.
MOST_QUOTED = 3


def grouped(rows: Sequence[Indexed], asked: Asked, *, is_alike: bool = False) -> list[dict[str, Any]]:
    """Return the hits by their case, each case where its newest hit stands."""
    said = entries([UUID(str(row.entry)) for row in rows], side="company")
    texts = dict(FileText.objects.filter(pk__in=[row.pk for row in rows if row.file]).values_list("pk", "text"))
    groups: dict[UUID, dict[str, Any]] = {}
    for row in rows:
        seen = said.get(row.entry)
        if seen is None or seen.content is None:
            continue
        group = groups.setdefault(row.case_id, _group(row, asked))
        group["count"] += 1
        if group["count"] <= MOST_QUOTED:
            group["hits"].append(_hit(row, seen, texts, asked, is_alike=is_alike))
    return list(groups.values())


def _group(row: Indexed, asked: Asked) -> dict[str, Any]:
    typed = " ".join([*(part.typed for part in asked.parts), f"{typed_key('case')}:{row.case.number}"])
    return {
        "subject": row.case.subject, "number": row.case.number, "person_name": row.case.customer, "at": row.at,
        "is_open": row.case.is_open, "url": reverse("desk:case", args=[row.case.number]), "hits": [], "count": 0,
        "all_url": f"{reverse('desk:find')}?{urlencode({'q': typed})}",
    }  # fmt: skip


def _hit(row: Indexed, seen: Read, texts: dict[int, str], asked: Asked, *, is_alike: bool) -> dict[str, Any]:
    anchor = f"#entry-{seen.number}" if seen.audience == "shared" else f"#entry-{seen.audience[:2]}{seen.number}"
    names = {str(file.get("id")): str(file.get("name") or "") for file in seen["files"] or []}
    text = masked(texts.get(row.pk, "") if row.file else str(seen["text"] or ""))
    shown = quote(text, asked, at=nearest_place(text, asked.words) if is_alike else None)
    if not shown.is_found and not is_alike and not row.file:
        # What was found stands in the subject, or in the name of a file.
        subject = quote(str(seen["subject"] or ""), asked)
        shown = subject if subject.is_found or not text else shown
    return {
        "file": names.get(str(row.file), "") if row.file else "",
        "names": [name for name in names.values() if quote(name, asked).is_found] if not row.file else [],
        "why_not": row.error if row.file else "",
        "is_heard": seen.kind == HEARD,
        "quote": shown if shown.pieces else None,
        "at": row.at,
        "url": reverse("desk:case", args=[row.case.number]) + anchor,
    }
