"""Keep the translations: compile them for use, check that they are complete and fresh, extract new texts.

catalogues.py compile    .po to .mo where the .mo is older; needs the standard library alone
catalogues.py check      every text translated, placeholders kept, nothing missing or left over
catalogues.py extract    bring the texts of the source into the .po files; needs Debian's gettext
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "amana" / "locale"
LANGUAGES = ("he", "ar")  # English is the language of the source
MO_MAGIC = 0x950412DE
PLACEHOLDER = re.compile(r"%\((\w+)\)[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]|%[sd]|\{(\w*)\}")
NOT_OURS = ("tests", "static", "migrations", "__pycache__")
MAKE_MESSAGES = ["makemessages", "--no-wrap", "--add-location=file", "--no-obsolete"]


@dataclass
class Message:
    """One entry of a .po file; `strings` holds the translation, by plural form (0 where there is one form)."""

    line: int
    context: str | None = None
    text: str = ""
    plural: str | None = None
    strings: dict[int, str] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    is_obsolete: bool = False

    @property
    def identity(self) -> tuple[str | None, str]:
        return self.context, self.text

    @property
    def is_translated(self) -> bool:
        return bool(self.strings) and all(self.strings.values())


def read_po(path: Path) -> list[Message]:
    """Read a .po file, the header (the message with the empty text) included."""
    messages: list[Message] = []
    current, target = Message(1), ""
    for number, line in enumerate([*path.read_text("utf-8").splitlines(), ""], 1):
        bare = line.removeprefix("#~").strip()
        if not bare:
            if current.strings:
                messages.append(current)
            current, target = Message(number + 1), ""
            continue
        current.is_obsolete |= line.startswith("#~")
        if bare.startswith("#"):
            if bare.startswith("#,"):
                current.flags |= {flag.strip() for flag in bare[2:].split(",")}
            continue
        keyword, _, quoted = bare.partition('"')
        if keyword.strip() in {"msgctxt", "msgid"} and current.strings:
            messages.append(current)
            current = Message(number)
        target = keyword.strip() or target
        _take(current, target, str(ast.literal_eval(f'"{quoted}')))
    return messages


def _take(message: Message, target: str, text: str) -> None:
    if target == "msgctxt":
        message.context = (message.context or "") + text
    elif target == "msgid":
        message.text += text
    elif target == "msgid_plural":
        message.plural = (message.plural or "") + text
    else:
        form = int(target[7:-1]) if target.startswith("msgstr[") else 0
        message.strings[form] = message.strings.get(form, "") + text


def compile_po(path: Path) -> bytes:
    """Return the .mo form of a .po file: only what is translated and not fuzzy."""
    pairs: dict[bytes, bytes] = {}
    for message in read_po(path):
        is_header = not message.text
        if message.is_obsolete or not message.is_translated or ("fuzzy" in message.flags and not is_header):
            continue
        key = message.text if message.context is None else f"{message.context}\x04{message.text}"
        if message.plural is not None:
            key = f"{key}\x00{message.plural}"
        pairs[key.encode()] = "\x00".join(text for _, text in sorted(message.strings.items())).encode()
    return _mo(sorted(pairs.items()))


def _mo(pairs: list[tuple[bytes, bytes]]) -> bytes:
    """Lay out a .mo file as GNU gettext's manual describes it, without the optional hash table."""
    tables_at, texts_at = 28, 28 + 16 * len(pairs)
    tables: list[bytes] = []
    texts = b""
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<II", len(pair[column]), texts_at + len(texts)))
            texts += pair[column] + b"\x00"
    header = struct.pack("<7I", MO_MAGIC, 0, len(pairs), tables_at, tables_at + 8 * len(pairs), 0, texts_at)
    return header + b"".join(tables) + texts


def compile_all() -> None:
    """Write each .mo that is absent or older than its .po."""
    for source in LOCALE.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        # Written aside and moved, so that nobody who reads meanwhile finds half a file.
        aside = target.with_name(f"{target.name}.{os.getpid()}")
        aside.write_bytes(compile_po(source))
        aside.replace(target)


def complaints_about(path: Path) -> Iterator[str]:
    """What is wrong inside one .po file: untranslated, fuzzy, double, or with other placeholders than its text."""
    messages = [message for message in read_po(path) if message.text]
    header = next((message for message in read_po(path) if not message.text), None)
    stated = re.search(r"nplurals=(\d+)", header.strings[0]) if header else None
    forms = int(stated[1]) if stated else 0
    seen = Counter(message.identity for message in messages if not message.is_obsolete)
    for message in messages:
        for fault in _faults(message, forms):
            yield f"{path.relative_to(ROOT)}:{message.line}: {fault}: {message.text[:60]!r}"
    for (_context, text), times in seen.items():
        if times > 1:
            yield f"{path.relative_to(ROOT)}: {times} times: {text[:60]!r}"


def _faults(message: Message, forms: int) -> Iterator[str]:
    if message.is_obsolete:
        yield "no longer in the source"
        return
    if "fuzzy" in message.flags:
        yield "fuzzy"
    if not message.is_translated:
        yield "not translated"
        return
    if message.plural is not None and len(message.strings) != forms:
        yield f"{len(message.strings)} plural forms, {forms} needed"
    wanted = placeholders(message.text) | placeholders(message.plural or "")
    for text in message.strings.values():
        found = placeholders(text)
        # A form for one or two may leave the number out; a single form may leave out nothing.
        if found - wanted or (message.plural is None and wanted - found):
            yield f"placeholders {sorted(found)} instead of {sorted(wanted)}"


def placeholders(text: str) -> set[str]:
    return {match[0] for match in PLACEHOLDER.finditer(text.replace("%%", ""))}


def extracted() -> set[tuple[str | None, str]]:
    """Return the texts that the source holds now, as (context, text)."""
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "amana"
        shutil.copytree(ROOT / "amana", package, ignore=shutil.ignore_patterns(*NOT_OURS, "locale"))
        (package / "locale").mkdir()
        _django(package, *MAKE_MESSAGES, "--locale", "he")
        made = package / "locale" / "he" / "LC_MESSAGES" / "django.po"
        return {message.identity for message in read_po(made) if message.text} if made.exists() else set()


def _django(folder: Path, *arguments: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "django", *arguments]
    for name in NOT_OURS:
        command += ["--ignore", name]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)


def complaints() -> Iterator[str]:
    has_gettext = shutil.which("xgettext") is not None
    source = extracted() if has_gettext else None
    for language in LANGUAGES:
        path = LOCALE / language / "LC_MESSAGES" / "django.po"
        if not path.exists():
            yield f"{path.relative_to(ROOT)} is missing"
            continue
        yield from complaints_about(path)
        if source is not None:
            yield from _differences(path, source)
            yield from _msgfmt(path)


def _differences(path: Path, source: set[tuple[str | None, str]]) -> Iterator[str]:
    held = {message.identity for message in read_po(path) if message.text and not message.is_obsolete}
    for _context, text in sorted(source - held, key=str):
        yield f"{path.relative_to(ROOT)}: in the source, not here: {text[:60]!r}"
    for _context, text in sorted(held - source, key=str):
        yield f"{path.relative_to(ROOT)}: here, not in the source: {text[:60]!r}"


def _msgfmt(path: Path) -> list[str]:
    command = ["msgfmt", "--check-format", "--check-header", "--output-file=/dev/null", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stderr.splitlines() if done.returncode else []


def extract() -> None:
    """Bring new texts into the .po files and drop those that are gone."""
    locales = [part for language in LANGUAGES for part in ("--locale", language)]
    _django(ROOT / "amana", *MAKE_MESSAGES, *locales)


def main() -> int:
    verb = sys.argv[1] if len(sys.argv) == 2 else ""
    if verb == "compile":
        compile_all()
    elif verb == "extract":
        extract()
    elif verb == "check":
        if shutil.which("xgettext") is None:
            print("gettext is not installed: whether the catalogues are fresh was not looked at", file=sys.stderr)
            if os.environ.get("CI") == "true":
                return 1
        said = list(complaints())
        print("\n".join(said), file=sys.stderr)
        return 1 if said else 0
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
