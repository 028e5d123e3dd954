"""All my data in one file: every own case with its record, its files, what stands beside it, and the file on paper."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from django.db import models

from amana.advocacy.filing.choosing import Choice
from amana.advocacy.filing.composing import file_pdf
from amana.advocacy.filing.exhibits import short_name
from amana.cases.models import Case
from amana.handling.beside import beside, naming, plain_row, written
from amana.handling.handing_out.exporting import export
from amana.notices.models import Browser
from amana.notices.reminding import manner_of
from amana.people.models import Person, SignIn
from amana.post.models import File
from amana.post.storing import Damaged, fetch
from amana.record.reading import read
from amana.team.viewing import owner

MOST_CASES = 500
_OWN = {"advocacy", "deadlines"}


def take_home(person: Person, out: IO[bytes], *, at: datetime) -> int:
    """Write everything a person keeps here into a zip, and return how many cases there are in it.

    For each own case: the sealed record that proves itself, both chains as JSON, what stands beside them as JSON, files, and
    the file as PDF. Writes that it was taken into each case's own chain.
    """
    cases = list(Case.objects.visible_to(owner(person)).select_related("company").order_by("opened_at")[:MOST_CASES])
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("me.json", written(_me(person)))
        for case in cases:
            _put_case(packed, case, person, at=at)
    return len(cases)


def _put_case(packed: zipfile.ZipFile, case: Case, person: Person, *, at: datetime) -> None:
    folder, viewer = case.number, owner(person)
    packed.writestr(f"{folder}/record.zip", export(case.key, side="customer", at=at, purpose="all my data", by=viewer))
    chains = [
        {"audience": one.audience, "number": one.number, "kind": one.kind, "at": one.at, "by": [one.by.kind, one.by.key],
         "content": one.content} for one in read(case.key, side="customer")
    ]  # fmt: skip
    packed.writestr(f"{folder}/entries.json", written(chains))
    packed.writestr(f"{folder}/beside.json", written(beside(case)))
    filed = file_pdf(case, Choice(case.language, "court", with_costs=True), by=viewer, at=at)
    packed.writestr(f"{folder}/{case.number}.pdf", filed.content)
    for row in File.objects.filter(case=case.key).iterator():
        try:
            packed.writestr(
                f"{folder}/files/{row.pk}-{short_name(row.name).replace(':', '-')}", fetch(row.key, sha256=row.sha256)
            )
        except Damaged as error:
            packed.writestr(f"{folder}/files/{row.pk}-missing.txt", str(error))


def _me(person: Person) -> dict[str, Any]:
    account = person.account
    said: dict[str, Any] = {"name": person.name, "language": person.language, "zone": person.zone}
    if account is not None:
        said |= {"mail": account.email, "since": account.created_at}
        said["signed_in"] = [
            {"browser": one.browser, "address": one.ip, "began_at": one.began_at, "seen_at": one.seen_at}
            for one in SignIn.objects.filter(account=account).order_by("began_at")[:MOST_CASES]
        ]
        manner, browsers = manner_of(account), Browser.objects.filter(keeper=account)
        said["reminders"] = {
            "ways": manner.ways, "quiet": [str(manner.quiet_from), str(manner.quiet_until)] if manner.is_quiet else [],
            "browsers": [{"name": one.name, "host": one.host, "added_at": one.added_at} for one in browsers],
        }  # fmt: skip
    for model, name in rows_of_person():
        said[model._meta.label] = [
            plain_row(row) for row in model._default_manager.filter(**{name: person.pk})[:10_000]
        ]
    return said


def rows_of_person() -> Iterator[tuple[type[models.Model], str]]:
    """Yield each table of what a consumer writes down that belongs to a person, and the column that names them."""
    for model, name in naming(Person):
        on_delete = getattr(model._meta.get_field(name).remote_field, "on_delete", None)
        if model._meta.app_label in _OWN and on_delete is models.CASCADE:
            yield model, name
