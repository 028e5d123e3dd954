"""Write docs/security/attacks.md and faults.md from the names and docstrings of the tests: each id, and what shows it.

With --check nothing is written; exit status 1 when a page is not what the tests say, or a test names an id that is none.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from security_words import ATTACKS, FAULTS, NOT_SHOWN, Named

ROOT = Path(__file__).resolve().parent.parent
PAGES = {"A": ROOT / "docs/security/attacks.md", "F": ROOT / "docs/security/faults.md"}
FIRST = {
    "A": "Attacks, and what shows that they fail",
    "F": "Faults, and what shows that nothing is lost",
}
IDS = re.compile(r"(?<![a-z0-9])([af])(\d{2})(?:_to_[af]?(\d{2}))?(?![a-z0-9])")
# Where a test lies says what it looks at; the first that fits.
LOOKED_AT = (
    ("tests/browser/", "pages in a browser"), ("tests/faults/", "processes, databases and peers"),
    ("tests/journeys/", "whole histories"), ("tests/mail/", "the way of a mail"), ("tests/security/", "all outputs"),
    ("tests/commands/", "the command line"), ("tests/architecture/", "the code"),
    ("amana/channels/email/", "reading and sending mail"), ("amana/channels/", "what is asked of other servers"),
    ("amana/desk/", "pages of the desk"), ("amana/portal/", "pages of the customer"),
    ("amana/config/", "the frame of all pages"), ("amana/people/", "accounts"), ("amana/record/", "the record"),
    ("amana/post/", "what came and what goes"), ("amana/kit/", "a tool by itself"), ("amana/", "verbs and rows"), ("", "verbs and rows"),
)  # fmt: skip


@dataclass(frozen=True, order=True)
class Test:
    """A test that names an id: where it stands, what its name says, and its docstring."""

    path: str
    line: int
    name: str
    says: str

    @property
    def sentence(self) -> str:
        words = IDS.sub("", self.name.removeprefix("test_")).replace("_", " ")
        words = re.sub(r"^(?:\s*(?:and|to)\b)+|\s+", " ", words).strip()
        return words[:1].upper() + words[1:]

    @property
    def kind(self) -> str:
        return next(kind for begins, kind in LOOKED_AT if self.path.startswith(begins))


def tests() -> Iterator[Test]:
    """Yield every test that names an id, in the order of files and lines."""
    for path in sorted([*ROOT.glob("amana/**/test_*.py"), *ROOT.glob("tests/**/test_*.py")]):
        text = path.read_text("utf-8")
        if not IDS.search(text):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and ids_of(node.name):
                says = " ".join((ast.get_docstring(node) or "").split())
                yield Test(path.relative_to(ROOT).as_posix(), node.lineno, node.name, says)


def ids_of(name: str) -> list[str]:
    """Return the ids a name holds; `f01_to_f09` are nine."""
    found = []
    for letter, first, last in IDS.findall(name):
        found += [f"{letter.upper()}{number:02d}" for number in range(int(first), int(last or first) + 1)]
    return found


def gathered() -> dict[str, list[Test]]:
    by_id: dict[str, list[Test]] = defaultdict(list)
    for test in sorted(tests()):
        for one in dict.fromkeys(ids_of(test.name)):
            by_id[one].append(test)
    return by_id


def page(letter: str, named: Mapping[str, Named], by_id: Mapping[str, list[Test]]) -> str:
    """Return the page of attacks or of faults as it should be."""
    shown = [one for one in named if by_id.get(one)]
    lines = [
        f"# {FIRST[letter]}",
        "",
        "Made by `scripts/security_tables.py` from the tests; `bin/check` holds it to them. Do not edit it by hand.",
        f"`bin/test -k {named_in_tests(next(iter(named)))}` runs the tests of one line. They pass in every build, or the build fails:"
        " the result of a line that has tests is that they hold.",
        "",
        f"{len(shown)} of {len(named)} are shown by {len({test for one in shown for test in by_id[one]})} tests;"
        f" {len(named) - len(shown)} are not shown, each with its reason.",
    ]
    for heading in dict.fromkeys(one.under for one in named.values()):
        lines += ["", f"## {heading}", "", "| id | what | shown by | looked at |", "|---|---|---|---|"]
        lines += [row(key, one, by_id.get(key, [])) for key, one in named.items() if one.under == heading]
    return "\n".join([*lines, ""])


def row(key: str, named: Named, found: list[Test]) -> str:
    kinds = "; ".join(dict.fromkeys(test.kind for test in found)) or "–"
    by_file: dict[str, list[str]] = defaultdict(list)
    for test in found:
        by_file[test.path].append(test.sentence)
    shown = "<br>".join(
        f"[{Path(path).stem.removeprefix('test_')}](../../{path}): {'. '.join(said)}." for path, said in by_file.items()
    )
    if key in NOT_SHOWN:
        shown = f"{shown}<br>Not shown: {NOT_SHOWN[key]}" if shown else f"**not shown**: {NOT_SHOWN[key]}"
    return f"| {key} | {named.what} | {shown or '**not shown**'} | {kinds} |"


def named_in_tests(key: str) -> str:
    return key.lower()


def complaints(by_id: Mapping[str, list[Test]]) -> list[str]:
    """Return what is wrong: ids that are none, and ids with neither a test nor a reason."""
    known = {**ATTACKS, **FAULTS}
    said = [f"{one} is named by {found[0].path} and is no id" for one, found in by_id.items() if one not in known]
    said += [f"{one} has no test; say why in scripts/security_words.py" for one in known
             if one not in by_id and one not in NOT_SHOWN]  # fmt: skip
    return said


def main() -> int:
    by_id = gathered()
    said = complaints(by_id)
    for letter, named in (("A", ATTACKS), ("F", FAULTS)):
        path, text = PAGES[letter], page(letter, named, by_id)
        if "--check" not in sys.argv[1:]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        elif not path.is_file() or path.read_text("utf-8") != text:
            said.append(f"{path.relative_to(ROOT)} is not what the tests say: run scripts/security_tables.py")
    print("\n".join(said) or "Every id has a test or a reason.")
    return 1 if said else 0


if __name__ == "__main__":
    raise SystemExit(main())
