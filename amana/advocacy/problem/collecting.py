"""The documents of a case: ticked on the checklist of its sector, named by hand, with their files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amana.advocacy.models import Paper
from amana.advocacy.problem.checklists import checklist, paper_name
from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.channels.email.composing import Attached
from amana.handling.filing import file_all
from amana.kit.codes import key_in, new_id
from amana.post.models import File
from amana.record.appending import Line, append
from amana.team.viewing import Viewer

OWN = "own"
MOST = 100


def papers_of(case: Case) -> list[Paper]:
    return list(Paper.objects.filter(case=case).order_by("at", "pk")[:MOST])


@transaction.atomic
def tick(case: Case, code: str, state: str, *, sector: str, at: datetime) -> Paper | None:
    """Say of a document on the checklist whether it is there; "" takes that back. Raises Refused when it is not on the list."""
    take(case.key)
    if code not in dict(checklist(sector)) or state not in {"", *dict(Paper.STATES)}:
        raise Refused(_("This is not on the list."))
    rows = Paper.objects.filter(case=case, code=code)
    if not state:
        rows.filter(file=None).delete()
        return None
    row = rows.filter(file=None).first() or Paper(case=case, code=code)
    row.state, row.at = state, at
    row.save()
    return row


@transaction.atomic
def keep_papers(
    case: Case, files: Sequence[Attached], *, code: str = OWN, name: str = "", by: Viewer, at: datetime
) -> list[Paper]:
    """Keep files of its keeper's, in their own chain. Raises Refused when there are none, or the list is full."""
    take(case.key)
    if not files:
        raise Refused(_("Choose a file first."))
    if Paper.objects.filter(case=case).count() + len(files) > MOST:
        raise Refused(_("There are a hundred documents here already. Take some away first."))
    key, name = new_id(), " ".join(name.split())[:200]
    said = file_all(files, case=case.key, entry=key, at=at)
    called = paper_name(code, name) or ", ".join(str(one["name"]) for one in said)
    append(Line(case.key, "paper.kept", by.actor, at, {"what": called[:500], "files": said}, id=key))
    rows = [Paper(case=case, code=code[:40], name=name or (str(one["name"])[:200] if code == OWN else ""),
                  file=key_in(str(one["id"])), entry=key, at=at) for one in said]  # fmt: skip
    return Paper.objects.bulk_create(rows)


@transaction.atomic
def drop_paper(paper: Paper) -> None:
    """Take a document off the list. Its file stays where the entry that brought it names it."""
    take(paper.case_id)
    Paper.objects.filter(pk=paper.pk).delete()


def file_of(paper: Paper) -> File | None:
    """Return the file of a document of this case; None when there is none."""
    return File.objects.filter(pk=paper.file, case=paper.case_id).first() if paper.file else None
