"""Taking the text out of a file somebody sent, in a process of its own with limits: a hostile file costs nobody anything."""

from __future__ import annotations

import subprocess
from pathlib import Path

from amana.kit.confining import Limits, run_confined

# Bytes of a file that are looked at, and seconds until the process that reads it is ended.
LARGEST = 20 * 2**20
SECONDS = 20.0
LIMITS = Limits(memory=768 * 2**20, processor=15, files=32)
LONGEST_TEXT = 100_000
READER = Path(__file__).with_name("file_reader.py")
# What begins like this, or is called so, has a text we can take out.
_ENDINGS = {".pdf": "pdf", ".docx": "docx", ".txt": "text", ".csv": "text", ".log": "text", ".md": "text"}
_TYPES = {
    "application/pdf": "pdf", "text/plain": "text", "text/csv": "text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}  # fmt: skip


class Unreadable(Exception):
    """The text of a file is not known. The message is the reason in one word: large, slow, locked, damaged, empty."""


def form_of(name: str, media_type: str) -> str:
    """Return in which form a file holds text ("pdf", "docx", "text"); empty when it holds none that we read."""
    return _ENDINGS.get(Path(name.lower()).suffix) or _TYPES.get(media_type.lower().partition(";")[0].strip(), "")


def text_of(content: bytes, form: str) -> str:
    """Return the text of a file, 100,000 letters at most. Raises Unreadable.

    Runs `file_reader.py` with limits: it has no network to need, no database and no settings.
    """
    if len(content) > LARGEST:
        raise Unreadable("large")
    try:
        done = run_confined(READER, form, limits=LIMITS, seconds=SECONDS, given=content)
    except subprocess.TimeoutExpired:
        raise Unreadable("slow") from None
    if done.returncode:
        raise Unreadable(_REASONS.get(done.returncode, "damaged"))
    text = done.stdout.decode("utf-8", "ignore")[:LONGEST_TEXT].strip()
    if not text:
        # A scan: pictures of words, and no words.
        raise Unreadable("empty")
    return text


_REASONS = {3: "locked", 4: "large", -24: "slow"}  # -24: ended by the limit of processor time
