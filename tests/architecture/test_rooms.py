"""Rooms know only the rooms below them: by import (the contract in pyproject.toml) and in the database (here)."""

from __future__ import annotations

import ast

from django.apps import apps
from django.conf import settings
from django.db.models import Model

from tests.architecture.sources import ROOT, depth, files, layers, tree

WITHOUT_CODE = {"locale", "__pycache__"}
SIGNALS_OF_DJANGO = {"post_migrate", "pre_migrate", "connection_created", "setting_changed", "got_request_exception"}


def room_of(model: type[Model]) -> str:
    return model.__module__.split(".")[1]


def is_ours(model: type[Model]) -> bool:
    return model.__module__.startswith("amana.")


def relations() -> list[tuple[type[Model], str, type[Model]]]:
    """Every foreign key, one-to-one and many-to-many of ours that names a model of ours."""
    found = []
    for model in filter(is_ours, apps.get_models(include_auto_created=True)):
        for field in model._meta.get_fields():
            target = field.related_model
            if field.auto_created or not field.is_relation or not isinstance(target, type):
                continue
            if is_ours(target):
                found.append((model, field.name, target))
    return found


def test_relations_point_down():
    upward = [
        f"{model._meta.label}.{name} → {target._meta.label}"
        for model, name, target in relations()
        if target._meta.label != settings.AUTH_USER_MODEL
        and room_of(model) != room_of(target)
        and depth(room_of(model)) >= depth(room_of(target))
    ]
    assert upward == []


def test_every_folder_of_the_package_has_its_place():
    placed = set().union(*layers())
    folders = {path.name for path in (ROOT / "amana").iterdir() if path.is_dir() and any(path.rglob("*.py"))}
    assert folders - placed - WITHOUT_CODE == set()


def test_every_folder_of_code_is_a_package():
    """A folder without __init__.py is invisible to the import contract."""
    folders = {path.parent for path in files(".py", under="amana/", tests=True)}
    without = {str(folder) for folder in folders if not (ROOT / folder / "__init__.py").exists()}
    assert without == set()


def test_no_signals_carry_our_own_events():
    """When X happens, do Y: that table is config/reactions.py."""
    found = []
    for path in files(".py", under="amana/"):
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.ImportFrom) or node.module is None:
                continue
            names = {alias.name for alias in node.names}
            is_forbidden = node.module.startswith("django.dispatch")
            is_forbidden |= node.module == "django.db.models" and "signals" in names
            is_forbidden |= node.module == "django.db.models.signals" and bool(names - SIGNALS_OF_DJANGO)
            if is_forbidden:
                found.append(f"{path}:{node.lineno} {', '.join(sorted(names))}")
    assert found == []


def test_no_folder_has_a_name_that_could_hold_anything():
    vague = {"core", "common", "utils", "util", "services", "helpers", "helper", "managers", "manager", "misc", "base"}
    found = [str(path) for path in files(".py", under="amana/", tests=True) if vague & {path.stem, *path.parts[:-1]}]
    assert found == []
