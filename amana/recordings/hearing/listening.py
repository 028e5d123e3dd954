"""Hearing a recording by a program of this machine: what can be heard, and the words of one sound, in a process with limits."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

from amana.kit.confining import Limits, run_confined

# Seconds of one recording that are listened to, and seconds until the process that listens is ended.
LONGEST_SOUND = 60 * 60
SECONDS = 90.0 * 60
LONGEST_WORDS = 100_000
LISTENER = Path(__file__).with_name("listener.py")
# By the program: the one that comes with the extra, and the operator's own, of which more is not known.
LIMITS = {
    "pocketsphinx": Limits(memory=2 * 2**30, processor=80 * 60, files=64),
    "command": Limits(memory=16 * 2**30, processor=6 * 60 * 60, files=256),
}
POCKETSPHINX, COMMAND = "pocketsphinx", "command"


@dataclass(frozen=True)
class Heard:
    """What a program heard: a line for each piece of speech, how sure it is of its words in percent (None where it does not say),
    how many seconds of sound there were, and which program it was."""

    words: str
    confidence: int | None
    seconds: int
    engine: str


class NotHeard(Exception):
    """Nothing was heard. The message is the reason in one word: language, format, long, short, silent, slow, failed."""


def languages() -> dict[str, str]:
    """Return which languages can be heard on this machine, and by which program: the operator's own goes first."""
    found = {"en": POCKETSPHINX} if find_spec("pocketsphinx") is not None else {}
    return found | (dict.fromkeys(settings.HEARING_LANGUAGES, COMMAND) if settings.HEARING_COMMAND else {})


def heard(sound: bytes, language: str, *, seconds: float = SECONDS) -> Heard:
    """Return what is said in a WAV. Takes about as long as half the sound; never to be called in a request. Raises NotHeard.

    Runs `listener.py` with limits: it has no network to need, no database and no settings.
    """
    engine = languages().get(language)
    if engine is None:
        raise NotHeard("language")
    command = [part.replace("{language}", language) for part in settings.HEARING_COMMAND] if engine == COMMAND else []
    given = [engine, str(LONGEST_SOUND), *command]
    try:
        done = run_confined(LISTENER, *given, limits=LIMITS[engine], seconds=seconds, given=sound)
    except subprocess.TimeoutExpired:
        raise NotHeard("slow") from None
    if done.returncode:
        raise NotHeard(_REASONS.get(done.returncode, "failed"))
    words, confidence = _by_itself(done.stdout) if engine == COMMAND else _by_pocketsphinx(done.stdout)
    if not words:
        raise NotHeard("silent")
    return Heard(words, confidence, _length(done.stderr), engine)


_REASONS = {3: "format", 4: "long", 5: "short", -24: "slow"}  # -24: ended by the limit of processor time


def _by_pocketsphinx(answer: bytes) -> tuple[str, int | None]:
    try:
        pieces = json.loads(answer)
    except ValueError:
        raise NotHeard("failed") from None
    count = sum(piece["count"] for piece in pieces)
    sure = round(100 * sum(piece["sure"] for piece in pieces) / count) if count else None
    return "\n".join(piece["words"] for piece in pieces)[:LONGEST_WORDS], sure


def _by_itself(answer: bytes) -> tuple[str, int | None]:
    """What the operator's own program wrote, as plain text; of how sure it is it says nothing."""
    lines = (line.strip() for line in answer.decode("utf-8", "replace").replace("\0", "").splitlines())
    return "\n".join(line for line in lines if line)[:LONGEST_WORDS], None


def _length(said: bytes) -> int:
    """Return the seconds that the listener told first; another program may have written behind it."""
    try:
        return round(float(said.split(b"\n", 1)[0]))
    except ValueError:
        raise NotHeard("failed") from None
