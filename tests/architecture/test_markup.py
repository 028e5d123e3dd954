"""Markup stays where it can be guarded: no script or style inside pages, and nothing is called safe by hand."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from django.template.loader import get_template

from tests.architecture.sources import files, text, tree

INLINE = re.compile(
    r"<style\b|<script\b(?![^>]*\bsrc=)|\sstyle\s*=|\son[a-z]+\s*=|javascript:|\shx-on[:\w-]*\s*=", re.IGNORECASE
)
COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}", re.DOTALL)
SAFE = re.compile(r"\|\s*safe(?:seq)?\b|{%\s*autoescape\s+off")

# Pages that leave the house as one file, where a style sheet cannot be linked. This list only shrinks.
MAY_HOLD_STYLE: set[str] = set()
# Files that may call text safe, each with its reason. This list only shrinks.
MAY_CALL_SAFE: set[str] = set()


def templates() -> list[Path]:
    return files(".html", under="amana/")


def test_pages_hold_no_script_and_no_style_of_their_own():
    found = {
        str(path): [match[0].strip() for match in INLINE.finditer(COMMENT.sub("", text(path)))]
        for path in templates()
        if str(path) not in MAY_HOLD_STYLE
    }
    assert {path: parts for path, parts in found.items() if parts} == {}


def test_templates_call_nothing_safe():
    found = [str(path) for path in [*templates(), *files(".txt", under="amana/")] if SAFE.search(text(path))]
    assert set(found) - MAY_CALL_SAFE == set()


def test_code_calls_nothing_safe():
    """format_html() escapes what it is given; SafeString may be named as a type, not called."""
    found = set()
    for path in files(".py", under="amana/"):
        for node in ast.walk(tree(path)):
            called = ast.unparse(node.func).split(".")[-1] if isinstance(node, ast.Call) else ""
            imported = {alias.name for alias in node.names} if isinstance(node, ast.ImportFrom) else set()
            if called in {"mark_safe", "SafeString", "SafeText"} or "mark_safe" in imported:
                found.add(str(path))
    assert found - MAY_CALL_SAFE == set()


def test_the_lists_of_exceptions_name_only_files_that_use_them():
    used = {str(path) for path in templates() if INLINE.search(COMMENT.sub("", text(path)))}
    assert MAY_HOLD_STYLE - used == set()
    assert MAY_CALL_SAFE - {str(path) for path in files(".py", ".html", ".txt", under="amana/")} == set()


def test_links_that_open_elsewhere_carry_no_way_back():
    opening = re.compile(r"<a\b[^>]*target=[\"']_blank[\"'][^>]*>")
    found = [f"{path}: {tag}" for path in templates() for tag in opening.findall(text(path)) if "noopener" not in tag]
    assert found == []


def test_every_template_compiles():
    """An unknown tag or an unclosed block is found here, not by the first person who opens the page."""
    names = [str(path).partition("/templates/")[2] for path in [*templates(), *files(".txt", under="amana/")]]
    assert [name for name in names if name and get_template(name) is None] == []
