"""Changing what the directory says: with who, when, before and after, so that any of it can be undone."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from amana.directory import indexing
from amana.directory.cleaning import Typed, Values, cleaned
from amana.directory.errors import Refused
from amana.directory.family import family
from amana.directory.listing import company_named
from amana.directory.models import Change, Fact, Joined, Name, Profile
from amana.directory.permissions import Editor
from amana.directory.snapshots import THINGS, Kept, current, put_back, snapshot, thing_of
from amana.kit.codes import key_in, new_id
from amana.people.models import Company

MOST_OF_A_KIND = 200


@transaction.atomic
def add_company(typed: Typed, *, by: Editor, at: datetime) -> Company:
    """Enter a company that everybody here may find, with its profile. Raises Refused when it is here, or has no name."""
    values = cleaned("profile", typed, today=at.date())
    company = company_named(typed.get("name", ""), by=by.account, at=at, is_private=False)
    profile = Profile.objects.get(company=company)
    if profile.added_at != at and profile.private_to_id is None:
        raise Refused(_("A company of this name is here already."))
    values["private_to_id"] = None
    if any(getattr(profile, name) != value for name, value in values.items()):
        _write(profile, values, by=by, at=at)
    return company


@transaction.atomic
def add(company: Company, thing: str, typed: Typed, *, by: Editor, at: datetime) -> Change:
    """Add a name, contact point, person or tip to a company. Raises Refused when it is there or something is wrong."""
    profile = Profile.objects.get(company=company)
    values = cleaned(thing, typed, country=profile.country, zone=profile.zone, today=at.date())
    if thing == "name" and values["kind"] == Name.NAME:
        raise Refused(_("A company has one name; add another name beside it."))
    model = cast("type[Fact]", THINGS[thing])
    if model._default_manager.filter(company=company).count() >= MOST_OF_A_KIND:
        raise Refused(_("There is no room for more of these."))
    row = model(company=company, added_by=by.account, added_at=at, **values)
    try:
        with transaction.atomic():
            if isinstance(row, Name):
                indexing.add([row])
            else:
                row.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("This is there already.")) from None
    return noted(row, None, snapshot(row), by=by, at=at)


@transaction.atomic
def change(row: Fact, typed: Typed, *, by: Editor, at: datetime) -> Change:
    """Change a row, or propose it where it is not theirs to change. Raises Refused when something is wrong."""
    profile = Profile.objects.get(company=row.company_id)
    values = cleaned(thing_of(row), typed, country=profile.country, zone=profile.zone, today=at.date())
    if isinstance(row, Name) and (row.kind == Name.NAME) != (values["kind"] == Name.NAME):
        raise Refused(_("A company has one name; add another name beside it."))
    return _write(row, values, by=by, at=at)


@transaction.atomic
def remove(row: Fact, *, by: Editor, at: datetime) -> Change:
    """Remove a row, or propose it where it is not theirs to remove. The history keeps what it was."""
    if isinstance(row, Profile) or (isinstance(row, Name) and row.kind == Name.NAME):
        raise Refused(_("This cannot be removed; it can be changed."))
    before = snapshot(row)
    state = Change.IN_FORCE if by.may(row) else Change.PROPOSED
    made = noted(row, before, None, by=by, at=at, state=state)
    if state == Change.IN_FORCE:
        put_back(made.thing, made.key, None)
    return made


@transaction.atomic
def decide(proposed: Change, *, is_accepted: bool, by: Editor, at: datetime) -> None:
    """Put a proposed change into force, or decline it. Raises Refused when it is decided, or the row is another by now."""
    if not by.is_trusted:
        raise Refused(_("This is for those to decide who keep the directory."))
    taken = Change.objects.filter(pk=proposed.pk, state=Change.PROPOSED)
    state = Change.IN_FORCE if is_accepted else Change.DECLINED
    if not taken.update(state=state, decided_by=by.account, decided_at=at):
        raise Refused(_("This has been decided."))
    if is_accepted:
        _apply(proposed, proposed.before, proposed.after)


@transaction.atomic
def undo(change: Change, *, by: Editor, at: datetime) -> None:
    """Take back a change with all that was done in the same act; the undoing can itself be undone.

    Raises Refused when it is not in force, not theirs to take back, or something was changed again since.
    """
    together = list(Change.objects.filter(act=change.act, state=Change.IN_FORCE).order_by("-id")[:500])
    if not together or Change.objects.filter(undoes=change.act).exists():
        raise Refused(_("This has been taken back already."))
    own = by.account is not None and all(one.by_id == by.account.pk for one in together)
    if not (by.is_trusted or own):
        raise Refused(_("Whoever made this change, or keeps the directory, can take it back."))
    act = new_id()
    for one in together:
        _apply(one, one.after, one.before)
        Change.objects.create(
            act=act, company_id=one.company_id, thing=one.thing, key=one.key, before=one.after, after=one.before,
            by=by.account, at=at, undoes=change.act,
        )  # fmt: skip


def history(company: Company, *, before: UUID | None = None, most: int = 30) -> list[Change]:
    """Return the newest changes of a company and of those joined to it, each act once."""
    rows = Change.objects.filter(company__in=family(company)).select_related("by").order_by("-id")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list({row.act: row for row in reversed(rows[:most])}.values())[::-1]


def row_of(company: Company, thing: str, key: str) -> Fact | None:
    """Return a row of a company or of one joined to it, None when there is no such."""
    model = THINGS.get(thing)
    number = key if thing == "name" and key.isdecimal() and len(key) < 20 else key_in(key)
    if model is None or not issubclass(model, Fact) or number is None:
        return None
    return model._default_manager.filter(pk=number, company__in=family(company)).first()


def _write(row: Fact, values: Values, *, by: Editor, at: datetime) -> Change:
    """Write new values where the editor may, else keep them as a proposal."""
    before = snapshot(row)
    for name, value in values.items():
        setattr(row, name, value)
    after = snapshot(row)
    if after == before:
        raise Refused(_("Nothing was changed."))
    state = Change.IN_FORCE if by.may(row) else Change.PROPOSED
    made = noted(row, before, after, by=by, at=at, state=state)
    if state == Change.IN_FORCE:
        _apply(made, before, after)
    return made


def _apply(change: Change, expected: Kept | None, wanted: Kept | None) -> None:
    """Make a row what is wanted, if it is still what is expected."""
    if current(change.thing, change.key) != expected:
        raise Refused(_("This was changed again since; look at it first."))
    try:
        with transaction.atomic():
            put_back(change.thing, change.key, wanted)
    except IntegrityError:
        raise Refused(_("This is there already.")) from None


def noted(
    row: Fact | Joined, before: Kept | None, after: Kept | None, *, by: Editor, at: datetime,
    state: str = Change.IN_FORCE, act: UUID | None = None,
) -> Change:  # fmt: skip
    """Write a change of a row into the history of its company; of two that are joined, into that of the one that stays."""
    company = row.into_id if isinstance(row, Joined) else row.company_id
    return Change.objects.create(
        act=act or new_id(), company_id=company, thing=thing_of(row), key=str(row.pk), before=before, after=after,
        by=by.account, at=at, state=state,
    )  # fmt: skip
