"""Making the exhibits fit to be placed, in a process of its own with limits: a hostile file costs nobody anything."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from amana.advocacy.filing.exhibits import Exhibit
from amana.kit.confining import Limits, run_confined
from amana.post.storing import Damaged, fetch

LIMITS = Limits(memory=1024 * 2**20, processor=120, files=64)
READER = Path(__file__).with_name("exhibit_reader.py")
SECONDS = 60.0
JOIN_SECONDS = 180.0
AT_A_TIME = 10
LARGEST = 40 * 2**20
MOST_PAGES, MOST_PAGES_IN_ALL = 100, 600
LONGEST_TEXT, MOST_TEXT_IN_ALL = 20_000, 400_000
_CHARSETS = ("utf-8-sig", "utf-16", "cp1255")


@dataclass(frozen=True)
class Ready:
    """One exhibit as it can be placed: a picture, pages of a PDF, a text; or none of these, and the reason in a word."""

    exhibit: Exhibit
    jpeg: bytes = b""
    wide: int = 0
    high: int = 0
    pages: int = 0
    all_pages: int = 0
    text: str = ""
    is_cut: bool = False
    why: str = ""


def prepare(
    exhibits: Sequence[Exhibit], folder: Path, *, on_done: Callable[[int], None] = lambda _done: None
) -> list[Ready]:  # fmt: skip
    """Return each exhibit made ready; what is a PDF lies in `folder` as `<number>.out` afterwards.

    `on_done` is told how many are ready by now.
    """
    ready: dict[int, Ready] = {}
    jobs: list[dict[str, Any]] = []
    letters, pages = MOST_TEXT_IN_ALL, MOST_PAGES_IN_ALL
    for one in exhibits:
        if one.file is None:
            ready[one.number] = _text(one, one.text, letters)
            letters -= len(ready[one.number].text)
            continue
        content, why = _content(one)
        if why or one.form == "other":
            ready[one.number] = Ready(one, why=why or "other")
        elif one.form == "text":
            ready[one.number] = _text(one, _decoded(content), letters)
            letters -= len(ready[one.number].text)
        else:
            (folder / f"{one.number}.in").write_bytes(content)
            jobs.append({"key": one.number, "form": one.form, "most_pages": MOST_PAGES})
    on_done(len(ready))
    said = _run_all(jobs, folder, on_done=lambda done: on_done(len(ready) + done))
    for one in exhibits:
        if one.number not in ready:
            found = _ready(one, said.get(one.number, {"why": "damaged"}), folder, pages)
            pages -= found.pages
            ready[one.number] = found
    return [ready[one.number] for one in exhibits]


def _content(exhibit: Exhibit) -> tuple[bytes, str]:
    assert exhibit.file is not None
    if exhibit.size > LARGEST:
        return b"", "large"
    try:
        return fetch(exhibit.file.key, sha256=exhibit.file.sha256), ""
    except Damaged:
        return b"", "missing"


def _text(exhibit: Exhibit, text: str, letters: int) -> Ready:
    most = min(LONGEST_TEXT, max(letters, 0))
    shown = text.strip()[:most]
    if not shown:
        return Ready(exhibit, why="large" if text.strip() else "empty")
    return Ready(exhibit, text=shown, is_cut=len(text.strip()) > most)


def _decoded(content: bytes) -> str:
    if b"\0" in content[:4000] and content[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        return ""
    for charset in _CHARSETS:
        if charset == "utf-16" and content[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
            continue
        try:
            return content.decode(charset)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


def _ready(exhibit: Exhibit, said: Mapping[str, Any], folder: Path, pages: int) -> Ready:
    if said.get("why"):
        return Ready(exhibit, why=str(said["why"]))
    if exhibit.form == "image":
        made = (folder / f"{exhibit.number}.out").read_bytes()
        return Ready(exhibit, jpeg=made, wide=int(said["wide"]), high=int(said["high"]))
    if int(said["pages"]) > pages:
        return Ready(exhibit, why="large")
    return Ready(exhibit, pages=int(said["pages"]), all_pages=int(said["all_pages"]))


def _run_all(
    jobs: Sequence[Mapping[str, Any]], folder: Path, *, on_done: Callable[[int], None]
) -> dict[int, Mapping[str, Any]]:  # fmt: skip
    """Do the jobs, some in one process; when that dies, the one it died of is passed over and the rest are done."""
    said: dict[int, Mapping[str, Any]] = {}
    waiting = list(jobs)
    while waiting:
        batch = waiting[:AT_A_TIME]
        _run("prepare", batch, folder, SECONDS)
        done = _done(folder)
        said |= done
        rest = [job for job in batch if job["key"] not in said]
        if rest:
            said[int(rest[0]["key"])] = {"why": "large"}
        waiting = rest[1:] + waiting[AT_A_TIME:]
        on_done(len(said))
    return said


def _done(folder: Path) -> dict[int, Mapping[str, Any]]:
    path = folder / "done.jsonl"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return {int(found["key"]): found for found in map(json.loads, lines)}


def join(
    main: bytes, places: Sequence[tuple[int, int]], folder: Path, frame: tuple[float, float, float, float]
) -> bytes | None:
    """Return the document with the pages of its PDF exhibits in their places; None when that could not be done.

    `places` are (number of the exhibit, first of the sheets that were left free for it), `frame` is left, bottom, width
    and height in millimetres.
    """
    (folder / "main.pdf").write_bytes(main)
    plan = {"frame": frame, "places": [{"key": number, "page": page} for number, page in places]}
    if not _run("join", plan, folder, JOIN_SECONDS):
        return None
    joined = folder / "joined.pdf"
    return joined.read_bytes() if joined.exists() else None


def _run(what: str, plan: Any, folder: Path, seconds: float) -> bool:  # Any: what is written as JSON
    (folder / "plan.json").write_text(json.dumps(plan), "utf-8")
    try:
        done = run_confined(READER, what, str(folder), limits=LIMITS, seconds=seconds)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
