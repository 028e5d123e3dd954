"""Writing the recovery sheet: the key on one page, to be read, typed or scanned, in three languages."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from amana.config.backing_up.keying import mark, written
from amana.config.backing_up.restoring import NotPossible

LANGUAGES = ("en", "he", "ar")


def write_sheet(file: Path, key: bytes, *, at: datetime) -> None:
    """Write the sheet, as a page to print or, when the name ends with .txt, as text; for its owner alone to read.

    Raises NotPossible for a file that is there already or lies among the copies.
    """
    if (file.resolve().parent / "amana-backup.json").exists():
        raise NotPossible("The key must not lie beside the copies that it opens. Choose another folder.")
    made = _text(key, at) if file.suffix == ".txt" else _page(key, at)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise NotPossible(f"{file} is there already.") from None
    with os.fdopen(handle, "w", encoding="utf-8") as target:
        target.write(made)


def _page(key: bytes, at: datetime) -> str:
    # Of letters and digits alone, which a square of this kind holds best.
    code = segno.make(written(key), error="q", micro=False)
    groups = written(key).split("-")
    context = {
        "key": written(key),
        "first": "  ".join(groups[:7]),
        "second": "  ".join(groups[7:]),
        "mark": mark(key),
        "day": f"{at:%Y-%m-%d}",
        "address": settings.BASE_URL,
        "languages": LANGUAGES,
        "drawn": code.png_data_uri(scale=6, border=4),
    }
    return render_to_string("config/recovery_sheet.html", context)


def _text(key: bytes, at: datetime) -> str:
    parts = [f"Amana · {mark(key)} · {settings.BASE_URL} · {at:%Y-%m-%d}", written(key).replace("-", " ")]
    for language in LANGUAGES:
        with override(language):
            parts.append(
                "\n".join(
                    [
                        _("The recovery key of this installation"),
                        _(
                            "Whoever has this sheet and a copy can read everything, and whoever has only a copy can read nothing."
                            " The key is in none of the copies."
                        ),
                        _("Print two sheets and keep them in two places, neither of them beside the copies."),
                        _("Then look at what is held before anything goes out:") + " amana outbox",
                    ]
                )
            )
    return "\n\n".join([*parts, "amana restore FOLDER --to EMPTY_FOLDER\n"])
