"""The tree speaks of the product alone, and can be cloned anywhere."""

from __future__ import annotations

import re

from tests.architecture.sources import ROOT, text, tracked

READABLE = {".py", ".md", ".toml", ".html", ".css", ".js", ".po", ".txt", ".json", ".sql", ".lock", ".sh", ""}
MACHINE_PATH = re.compile(r"(?<![\w.:/*-])/(?:root|work|Users/\w+|home/(?!amana\b)\w+)/\w")
# Put together here, so that this file does not find itself.
PACKAGE_HOSTS = re.compile("|".join(re.escape(name) for name in ("pypi" + ".org", "python" + "hosted", "npm" + "js.")))
LATER = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
# It names what it forbids.
RULES = {"pyproject.toml"}


def readable():
    return [path for path in tracked() if path.suffix in READABLE and "vendor" not in path.parts]


def lines_with(pattern):
    return [
        f"{path}:{number}: {match[0]}"
        for path in readable()
        if str(path) not in RULES
        for number, line in enumerate(text(path).splitlines(), 1)
        if (match := pattern.search(line))
    ]


def test_no_file_names_a_folder_of_one_machine():
    assert lines_with(MACHINE_PATH) == []


def test_no_file_names_where_packages_are_fetched():
    assert lines_with(PACKAGE_HOSTS) == []


def test_nothing_is_left_for_later():
    assert lines_with(LATER) == []


def test_text_files_end_their_lines_one_way():
    assert [str(path) for path in readable() if b"\r\n" in (ROOT / path).read_bytes()] == []


def test_commands_can_be_run():
    commands = [path for path in tracked() if path.parts[0] == "bin" or str(path) == ".ci/run"]
    assert [str(path) for path in commands if not (ROOT / path).stat().st_mode & 0o111] == []
