"""Taking in what came as a file: what the customer kept elsewhere, and a company's record as evidence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from amana.advocacy.linking.packing import Opened, checked
from amana.advocacy.linking.showing import claim_shown
from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.channels.email.composing import Attached
from amana.handling.filing import file_all
from amana.handling.tying.disclosing import disclose
from amana.record.appending import Appended, Line, append
from amana.record.reading import entry
from amana.record.verify import Checked
from amana.team.viewing import Viewer


@transaction.atomic
def take_kept(case: Case, found: Opened, chosen: Collection[str], *, by: Viewer, at: datetime) -> list[Appended]:
    """Put the chosen entries of a file (by their fingerprints) into a served case; the same file twice is once.

    Promises of the company among them are said to have been made, for it to confirm or to answer. Raises Refused.
    """
    if by.kind != "link" or by.acts_for is not None:
        raise Refused(_("There is no such case."))
    kept = [one for one in found.kept if one.hash in chosen]
    if not kept:
        raise Refused(_("Choose what to show."))
    said = disclose(case, kept, by=by, at=at)
    claim_shown(case, kept, said, ended=set(), by=by, at=at)
    return said


def their_record(content: bytes) -> Checked:
    """Return a company's record that came as a file, checked from its first entry to its last. Raises Refused."""
    found, _files = checked(content)
    if found.manifest.get("what") == "disclosure":
        raise Refused(_("These are single entries. Choose the whole record, as the company's page gives it."))
    return found


@transaction.atomic
def take_their_record(case: Case, content: bytes, *, name: str, by: Viewer, at: datetime) -> Appended | None:
    """Keep a company's record as evidence in an own case; None when this state of it is kept already. Raises Refused."""
    if by.kind != "owner" or by.person is None or case.owner_id != by.person.pk:
        raise Refused(_("There is no such case."))
    found = their_record(content)
    case = take(case.key)
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    if str(found.manifest["book"]) == str(case.key):
        raise Refused(_("This is the record of this very case."))
    key = uuid5(case.key, f"record:{found.head}")
    if entry(key, side="customer") is not None:
        return None
    what = _("The company's record of case %(number)s") % {"number": str(found.manifest.get("case") or "")[:40]}
    text = _("%(count)s entries, the last of them on %(day)s. Checked when it was added: nothing in it was changed. Fingerprint: "
             "%(head)s") % {"count": len(found.entries), "day": str(found.entries[-1]["at"])[:10], "head": found.head}  # fmt: skip
    files = file_all([Attached(name, "application/zip", content)], case=case.key, entry=key, at=at)
    says = {"what": what, "text": text, "files": files, "by": by.name}
    return append(Line(case.key, "exhibit.added", by.actor, at, says, id=key))
