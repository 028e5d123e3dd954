"""What the documents say is so: settings, words, dependencies, the version, links."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import amana
from tests.architecture.sources import ROOT, configuration, files, text, tracked, tree

SETTING = re.compile(r"AMANA_[A-Z0-9_]*[A-Z0-9]")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
REFERENCE = Path("docs/reference")


def documents() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".md"]


def test_the_version_is_the_newest_entry_of_the_changelog():
    newest = re.search(r"^## \[?(\d+\.\d+\.\d+)\]?", text(Path("CHANGELOG.md")), re.MULTILINE)
    assert newest is not None
    assert newest[1] == amana.__version__


def test_every_setting_is_documented_and_every_documented_setting_exists():
    read = set()
    for path in files(".py", under="amana/"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SETTING.fullmatch(node.value):
                read.add(node.value)
    documented = set(SETTING.findall(text(REFERENCE / "settings.md")))
    assert documented == read


def test_the_page_of_settings_is_made_from_their_comments():
    import settings_page

    assert text(REFERENCE / "settings.md") == settings_page.page()


def test_every_dependency_says_why_it_is_there():
    project = configuration()["project"]
    extras = project["optional-dependencies"]
    lines = [*project["dependencies"], *(line for group in extras.values() for line in group)]
    wanted = {canonicalize_name(Requirement(line).name) for line in lines} - {"amana"}
    rows = re.findall(r"^\| `([\w.-]+)` \|[^|]*\w[^|]*\|", text(REFERENCE / "dependencies.md"), re.MULTILINE)
    assert {canonicalize_name(name) for name in rows} == wanted


def test_every_word_has_its_meaning_in_three_languages():
    rows = re.findall(r"^\| \*\*(.+?)\*\* \|(.*)\|$", text(REFERENCE / "words.md"), re.MULTILINE)
    assert len(rows) > 15
    incomplete = [word for word, rest in rows if any(not cell.strip() for cell in rest.split("|"))]
    assert incomplete == []
    without_script = [
        word for word, rest in rows if not (re.search(r"[א-ת]", rest) and re.search(r"[\u0621-\u064a]", rest))
    ]
    assert without_script == []


@pytest.mark.parametrize("path", documents(), ids=str)
def test_every_link_leads_somewhere(path):
    lost = []
    for groups in LINK.findall(FENCE.sub("", text(path))):
        target = next(filter(None, groups))
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (ROOT / path.parent / name).resolve() if name else ROOT / path
        is_there = file.exists() and (not anchor or file.suffix != ".md" or anchor in anchors(file))
        if not is_there:
            lost.append(target)
    assert lost == []


def anchors(file: Path) -> set[str]:
    """The anchors that headings make: lower case, no punctuation, hyphens for spaces."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", file.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
