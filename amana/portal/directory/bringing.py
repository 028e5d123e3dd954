"""Bringing in a file of companies: looked at first, then written, and taken back when it was wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from amana.directory.errors import Refused
from amana.directory.importing.bringing_in import bring_in
from amana.directory.importing.matching import Plan, plan
from amana.directory.importing.opening import read
from amana.directory.importing.records import MOST_BYTES, CannotRead
from amana.directory.importing.sources import SOURCES
from amana.directory.importing.tables import COLUMNS
from amana.directory.importing.taking_back import take_back
from amana.directory.models import Run
from amana.portal.directory.door import editor_of
from amana.portal.mine.owning import Keeper, by_keeper, not_yours

# What is more takes longer than a page should; the command shows how far it has come.
MOST_AT_A_PAGE = 10_000
SHOWN, MOST_RUNS, MOST_KEPT = 12, 20, 8
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


@require_http_methods(["GET", "HEAD", "POST"])
@by_keeper
def bringing(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """POST shows what a file (`file`) would bring in, or writes the one that was shown (`digest`)."""
    if not editor_of(keeper).is_trusted:
        return not_yours(request, keeper)
    try:
        if request.method == "POST" and request.POST.get("act") == "write":
            return _write(request, keeper)
        if request.method == "POST":
            return _shown(request, keeper)
    except CannotRead as error:
        return _page(request, keeper, {"error": str(error)}, status=422)
    return _page(request, keeper, {})


def _shown(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    sent = request.FILES.get("file")
    if sent is None:
        raise CannotRead(_("Choose a file."))
    if (sent.size or 0) > MOST_BYTES:
        raise CannotRead(_("The file is larger than 30 MB; that is no directory."))
    content = sent.read()
    made = _planned(content)
    _folder(keeper).mkdir(parents=True, exist_ok=True)
    _keep_few(_folder(keeper))
    (_folder(keeper) / made.read.digest).write_bytes(content)
    return _page(request, keeper, {"plan": _summed(made), "digest": made.read.digest, "name": (sent.name or "")[:200]})


def _planned(content: bytes) -> Plan:
    made = plan(read(content))
    if len(made.new) + len(made.known) > MOST_AT_A_PAGE:
        raise CannotRead(_("So many companies are brought in by the command: amana directory import FILE."))
    return made


def _write(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    digest = request.POST.get("digest", "")
    path = _folder(keeper) / digest
    if not _DIGEST.match(digest) or not path.is_file():
        raise CannotRead(_("Choose the file again."))
    run = bring_in(
        _planned(path.read_bytes()), file=request.POST.get("name", "")[:200], by=keeper.account, at=keeper.at
    )
    path.unlink(missing_ok=True)
    if run is None:
        messages.success(request, _("Nothing of it is new."))
    else:
        new = run.counts["new"]
        said = ngettext("%(count)s company is new.", "%(count)s companies are new.", new)
        messages.success(request, said % {"count": new} + " " + _("Below it can be taken back."))
    return redirect("portal:directory_import")


@require_POST
@by_keeper
def taken_back(request: HttpRequest, keeper: Keeper, key: UUID) -> HttpResponse:
    """POST takes back what a file brought in."""
    run = Run.objects.filter(pk=key).first()
    if run is None or not editor_of(keeper).is_trusted:
        return not_yours(request, keeper)
    try:
        counts = take_back(run, by=keeper.account, at=keeper.at)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        said = _("Taken back: %(gone)s companies are gone, %(kept)s stay because something hangs on them.")
        messages.success(request, said % {"gone": counts["companies"], "kept": counts["kept"]})
    return redirect("portal:directory_import")


def _page(request: HttpRequest, keeper: Keeper, more: dict[str, Any], *, status: int = 200) -> HttpResponse:
    runs = [{"run": row, "source": SOURCES[row.source].title} for row in Run.objects.order_by("-at")[:MOST_RUNS]]
    page = {"runs": runs, "columns": ", ".join(COLUMNS), "sources": [one for one in SOURCES.values() if one.home]}
    return render(request, "portal/directory/import.html", keeper.frame | page | more, status=status)


def _summed(made: Plan) -> dict[str, Any]:
    source = SOURCES[made.read.source]
    return {
        "counts": made.counts, "source": source, "problems": made.read.problems[:SHOWN],
        "new": [{"name": one.name, "points": [row.value for row in one.points[:3]]} for one in made.new[:SHOWN]],
        "is_empty": not made.new and not made.known,
    }  # fmt: skip


def _folder(keeper: Keeper) -> Path:
    return Path(settings.DATA) / "imports" / keeper.account.pk.hex


def _keep_few(folder: Path) -> None:
    """Let go of files that were looked at and never written, the oldest first."""
    for path in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)[: -MOST_KEPT or None]:
        path.unlink(missing_ok=True)
