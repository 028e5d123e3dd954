"""A copy of all that is kept about a person: their records, what was read in their words, patience and conduct with their reasons."""

from __future__ import annotations

import zipfile
from datetime import datetime
from typing import IO, Any

from amana.cases.models import Case
from amana.cases.tying import Tie
from amana.handling.beside import MOST_ROWS, beside, goes_with, naming, some, written
from amana.handling.handing_out.exporting import export
from amana.people.models import Address, Person
from amana.post.models import File
from amana.post.storing import Damaged, fetch
from amana.privacy.asking import MOST_CASES, cases_of
from amana.privacy.models import Emptied, Request
from amana.readings.exporting import of_case
from amana.record.reading import read
from amana.review.models import Amends
from amana.team.models import Agent
from amana.team.viewing import Viewer

PURPOSE = "a copy for the person it is about"
# Of the rows beside a case: what is said of others, or guards the way in, and is not the customer's to read.
_NOT_THEIRS = {"cases.CaseLink", "portal.Device", "desk.Presence", "desk.Draft", "desk.Later", "notices.Notice", "cases.Follow",
               "cases.Mention", "cases.TimeSpent", "insight.Asked", "review.Look", "review.Drawn",
               "handling.Question", "privacy.Postponed"}  # fmt: skip
# Why the house decided as it did among itself; that it did, and when, is theirs to read.
_WITHIN_THE_HOUSE = {"privacy.Hold": {"why", "by_id"}, "review.Amends": {"asked_by_id", "decided_by_id", "decided_why"},
                     "review.Leak": {"disputed_why", "disputed_by_id"}}  # fmt: skip
# Rooms of own cases and of tokens: what stands there belongs to its keeper, and no company learns that it is there.
_OWN = {"advocacy", "deadlines", "api"}


def gather(person: Person, out: IO[bytes], *, by: Viewer, at: datetime) -> dict[str, int]:
    """Write a zip of all that is kept about somebody as a customer, and return how many cases and files are in it.

    For each case: the sealed record that proves itself, what stands beside it, what was read in it and its files; of the
    person: names and addresses, what took from their patience and gave back, what was noted of their conduct, who was let
    in. What colleagues wrote among themselves is not in it. That it was taken is written into each case.
    """
    found = list(cases_of(person)[: MOST_CASES + 1])
    cases = found[:MOST_CASES]
    files = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("person.json", written(about(person)))
        if len(found) > MOST_CASES:
            packed.writestr(
                "left-out.txt", f"There are more than {MOST_CASES} cases; the first {MOST_CASES} are here.\n"
            )
        for case in cases:
            files += _put(packed, case, by=by, at=at)
    return {"cases": len(cases), "files": files}


def about(person: Person) -> dict[str, Any]:
    """Return the rows about a person by the name of their table, with the person and their addresses."""
    said: dict[str, Any] = {
        "name": person.name, "language": person.language, "zone": person.zone, "known_since": person.created_at,
        "company": person.company.name if person.company else "",
        "addresses": [{"kind": row.kind, "value": row.value, "since": row.added_at}
                      for row in Address.objects.filter(person=person).order_by("added_at", "pk")[:MOST_ROWS]],
    }  # fmt: skip
    for model, name in naming(Person):
        is_theirs = goes_with(model, name) and _is_told(model._meta.label)
        if is_theirs and (rows := some(model._default_manager.filter(**{name: person.pk}))):
            said[model._meta.label] = _outward(model._meta.label, rows)
    # Who opened a page is not written down one by one; whoever serves a brand they wrote to could.
    agents = Agent.objects.filter(brands__cases__in=cases_of(person)).select_related("account").distinct()
    said["may_be_read_by"] = sorted(one.name for one in agents[:MOST_ROWS])
    asked = Request.objects.filter(person=person).order_by("asked_at")[:MOST_ROWS]
    said["privacy.Request"] = [
        {"kind": one.kind, "asked_at": one.asked_at, "state": one.state, "ended_at": one.ended_at, "why": one.why}
        for one in asked
    ]
    return said


def _is_told(label: str) -> bool:
    return label not in _NOT_THEIRS and label.partition(".")[0] not in _OWN


def _put(packed: zipfile.ZipFile, case: Case, *, by: Viewer, at: datetime) -> int:
    folder = case.number
    if Emptied.objects.filter(case=case).exists():
        packed.writestr(f"{folder}/emptied.txt", "The words of this case were destroyed; its seals verify.\n")
    packed.writestr(f"{folder}/record.zip", export(case.key, side="customer", at=at, purpose=PURPOSE, by=by))
    packed.writestr(f"{folder}/readings.json", written(of_case(case, side="company")))
    packed.writestr(f"{folder}/beside.json", written(beside_of(case)))
    return _put_files(packed, case)


def beside_of(case: Case) -> dict[str, list[dict[str, Any]]]:
    """Return what stands beside a case as its customer may read it: no reasons of colleagues, no questions to others.

    Of cases that belong together only those are named that were merged or split and are theirs as well, as a link is between
    colleagues; and of what makes up for an ordeal only what was given.
    """
    kept = {label: _outward(label, rows) for label, rows in beside(case).items() if _is_told(label)}
    ties, amends = kept.pop("cases.Tie", []), kept.pop("review.Amends", [])
    ties = [row for row in ties if row.get("kind") in {Tie.MERGED, Tie.SPLIT}]
    named = {row[name] for row in ties for name in ("case_id", "other_id")}
    theirs = set(Case.objects.filter(pk__in=named, customer=case.customer_id).values_list("pk", flat=True))
    ties = [row for row in ties if {row["case_id"], row["other_id"]} <= theirs]
    amends = [row for row in amends if row.get("state") in {None, Amends.GIVEN}]
    return kept | {label: rows for label, rows in (("cases.Tie", ties), ("review.Amends", amends)) if rows}


def _outward(label: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    inner = _WITHIN_THE_HOUSE.get(label, set())
    return [{name: value for name, value in row.items() if name not in inner} for row in rows]


def _put_files(packed: zipfile.ZipFile, case: Case) -> int:
    seen = {one.id for one in read(case.key, side="customer") if one.content is not None}
    count = 0
    for row in File.objects.filter(case=case.key, entry__in=seen).iterator():
        try:
            packed.writestr(f"{case.number}/files/{row.pk}", fetch(row.key, sha256=row.sha256))
        except Damaged as error:
            packed.writestr(f"{case.number}/files/{row.pk}-missing.txt", str(error))
        count += 1
    return count
