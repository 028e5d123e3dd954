"""Telling what was changed about a company, by whom, and what it was before."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from amana.directory.editing import history
from amana.directory.models import Change, Executive, Name, Point, Profile, Tip
from amana.directory.snapshots import THINGS, Kept
from amana.people.models import Company
from amana.portal.directory.door import Listed

# What of a row is shown in one line, by the kind of row.
_SHOWN = {"name": ("text",), "point": ("value", "label"), "executive": ("name", "role"), "tip": ("text",)}
_UNSEEN = {"same", "folded", "added_by_id", "added_at", "run_id", "company_id", "id", "private_to_id"}
_MODELS = {"profile": Profile, "name": Name, "point": Point, "executive": Executive, "tip": Tip}


def recounted(listed: Listed, *, most: int, before: UUID | None = None) -> list[dict[str, Any]]:
    """Return the newest changes of a company as lines of its history.

    Who made one is told to those who keep the directory, and to whoever made it: what somebody looks up on a shared
    server is nobody else's business.
    """
    editor = listed.editor
    rows = history(listed.company, before=before, most=most)
    undone = set(Change.objects.filter(undoes__in=[row.act for row in rows]).values_list("undoes", flat=True))
    lines = []
    for row in rows:
        is_own = editor.account is not None and row.by_id == editor.account.pk
        lines.append(
            {
                "change": row,
                "said": said(row),
                "by": row.by if is_own or editor.is_trusted else None,
                "is_proposed": row.state == Change.PROPOSED,
                "is_declined": row.state == Change.DECLINED,
                "is_undone": row.act in undone,
                "may_undo": row.state == Change.IN_FORCE and row.act not in undone and (is_own or editor.is_trusted),
            }
        )
    return lines


def said(change: Change) -> str:
    """Return what was changed, as a sentence."""
    if change.thing == "joined":
        return _joined(change)
    label = str(THINGS[change.thing]._meta.verbose_name)
    before, after = _line(change.thing, change.before), _line(change.thing, change.after)
    if change.before is None:
        return _("Added: %(what)s") % {"what": after or label}
    if change.after is None:
        return _("Removed: %(what)s") % {"what": before or label}
    differing = _differing(change)
    return _("Changed: %(what)s") % {"what": "; ".join(filter(None, (after, differing))) or label}


def _joined(change: Change) -> str:
    kept = change.after or change.before or {}
    company = Company.objects.filter(pk=str(kept.get("company_id"))).first()
    name = company.name if company else ""
    if change.after is not None:
        return _("Joined with this: %(company)s") % {"company": name}
    return _("Parted from this: %(company)s") % {"company": name}


def _line(thing: str, kept: Kept | None) -> str:
    return " · ".join(str(kept[name]) for name in _SHOWN.get(thing, ()) if kept and kept.get(name))


def _differing(change: Change) -> str:
    """Return which columns differ, with what they were and are, without those that repeat another."""
    before, after = change.before or {}, change.after or {}
    if before.get("company_id") != after.get("company_id"):
        return _("it belongs to another company")
    model = _MODELS[change.thing]
    parts = []
    for field in model._meta.concrete_fields:
        name = field.attname
        if name in _UNSEEN or before.get(name) == after.get(name):
            continue
        was, now = _value(before.get(name)), _value(after.get(name))
        parts.append(f"{field.verbose_name}: {was} → {now}")
    return "; ".join(parts)


def _value(kept: object) -> str:
    if isinstance(kept, dict):
        return _("hours") if kept else "–"
    return str(kept)[:120] if kept not in {None, ""} else "–"
