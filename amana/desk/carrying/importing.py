"""Bringing settings in from a file: all of it or nothing, with what differs told before anything is done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.desk.carrying.applying import Bringing, apply
from amana.desk.carrying.exporting import LARGEST, Carried, must_be_told_apart, read_settings
from amana.desk.carrying.noting import changes, keep, serialised
from amana.desk.carrying.parts import PARTS
from amana.team.models import Agent, Brand, SettingChange


@dataclass(frozen=True)
class BroughtIn:
    """What a file changed, or would change: the rows of the audit; and what of it is left out, in sentences."""

    changes: list[SettingChange]
    left_out: list[str]


class _OnlyLooked(Exception):
    """Ends a transaction in which nothing was to stay."""


def bring_in(  # what is brought in, by whom and how far, each named at the call
    said: Carried, *, by: Agent, at: datetime, brands: Collection[UUID] | None = None, is_trial: bool = False,
    noted_by: Agent | None = None,
) -> BroughtIn:  # fmt: skip
    """Put the settings of a file into force, in one transaction; with `is_trial` nothing of it stays.

    What the file does not name stays as it is; nothing is deleted, and nobody gets an account. `brands` are the only
    ones that may be touched (None: all). `by` signs what needs a name, `noted_by` stands in the audit (None: the command).
    Raises Refused, in words, for the first thing that cannot be; then nothing is changed.
    """
    must_be_told_apart()
    if brands is not None:
        _must_be_theirs(said, brands)
    found: BroughtIn | None = None
    try:
        with transaction.atomic():
            found = _bring(said, Bringing(by, at, brands), noted_by)
            if is_trial:
                raise _OnlyLooked
    except _OnlyLooked:
        pass
    assert found is not None
    return found


def read_file(path: Path) -> Carried:
    """Return what a file on this machine says; no more of it is read than settings can be. Raises Refused, and OSError."""
    with path.open("rb") as file:
        return read_settings(file.read(LARGEST + 1))


def _bring(said: Carried, on: Bringing, noted_by: Agent | None) -> BroughtIn:
    serialised()
    rows: list[SettingChange] = []
    for part, items in said.items():
        before = PARTS[part].read()
        for key, value in items.items():
            apply(part, key, value, on)
        rows += changes(part, before, PARTS[part].read(), by=noted_by, at=on.at)
    keep(rows)
    return BroughtIn(rows, on.left_out)


def _must_be_theirs(said: Carried, brands: Collection[UUID]) -> None:
    """Raises Refused when the file speaks of a brand that exists here and is none of theirs."""
    named = {key[0] for part, items in said.items() if part not in {"teams", "views"} for key in items} - {""}
    foreign = Brand.objects.filter(name__in=named).exclude(pk__in=brands).order_by("name").first()
    if foreign is not None:
        raise Refused(_("The file speaks of %(name)s, a brand you do not serve.") % {"name": foreign.name})
