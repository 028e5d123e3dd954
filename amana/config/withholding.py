"""Keeping everything in: after a copy was brought back until somebody opens the post, and in a staging copy for good."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest

RESTORED, STAGING = "restored", "staging"
# Beside the files, which all hosts of an installation share.
NAME = "ways-out.json"
# Said of a copy that is being put into its place: what waits in it is not held yet.
UNSETTLED = {"state": "unsettled"}


class NotSettled(Exception):
    """A restore broke off before what waited in the copy was held; the sentence says what to do."""


def withheld() -> Mapping[str, Any]:
    """Return why nothing goes out (`why`), since when (`at`) and of when the copy was (`of`); empty when the post is open."""
    if settings.STAGING:
        return {"why": STAGING}
    try:
        found = json.loads((Path(settings.FILES) / NAME).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        # What cannot be read may say that nothing must go out.
        return {"why": RESTORED}
    return found if isinstance(found, dict) else {"why": RESTORED}


def is_withheld() -> bool:
    """Whether nothing may go out now; one look at the disk."""
    return bool(settings.STAGING) or (Path(settings.FILES) / NAME).exists()


def withhold(folder: Path, why: str, **more: str) -> None:
    """Let nothing go out from an installation whose files lie in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{NAME}.part"
    with draft.open("w", encoding="utf-8") as file:
        json.dump({"why": why} | more, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / NAME)


def open_again() -> bool:
    """Let mail go out again; return whether it did not until now. A staging copy stays closed. Raises NotSettled."""
    if settings.STAGING or not is_withheld():
        return False
    if withheld().get("state") == UNSETTLED["state"]:
        raise NotSettled(
            "The restore broke off, and this is no whole installation. Restore once more, into an empty folder."
        )
    (Path(settings.FILES) / NAME).unlink()
    return True


def shown(_request: HttpRequest) -> dict[str, Any]:
    """For every page: why nothing goes out, if that is so."""
    return {"withheld": withheld().get("why", "") if is_withheld() else ""}
