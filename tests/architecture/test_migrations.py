"""Migrations stand on their own: they import nothing of ours, and no language is written into one."""

from __future__ import annotations

import ast
import re

from tests.architecture.sources import files, text, tree

ANY_LANGUAGE = re.compile(r"choices=\[[^\]]*\(\s*['\"](?:he|ar)['\"]")


def migrations():
    return [path for path in files(".py", under="amana/") if path.parent.name == "migrations"]


def test_data_migrations_import_no_application_code():
    """What a model does today is not what it did when the migration was written."""
    found = []
    for path in migrations():
        if "RunPython" not in text(path):
            continue
        for node in ast.walk(tree(path)):
            module = node.module if isinstance(node, ast.ImportFrom) else None
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            found += [f"{path}: {name}" for name in [module, *names] if name and name.startswith("amana")]
    assert found == []


def test_a_new_language_needs_no_migration():
    assert [str(path) for path in migrations() if ANY_LANGUAGE.search(text(path))] == []


def test_every_data_migration_can_be_taken_back_or_says_that_it_cannot():
    found = [
        str(path)
        for path in migrations()
        if re.search(r"RunPython\(\s*\w+\s*,?\s*\)", text(path)) and "irreversible" not in text(path).lower()
    ]
    assert found == []
