"""Say which migrations are not as CONTRIBUTING.md asks: one head per app, and a name that says what it does."""

from __future__ import annotations

import re
import sys

import django
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

UNNAMED = re.compile(r"_auto_\d|_initial_\d|_alter_\w+_and_more")


def complaints() -> list[str]:
    loader = MigrationLoader(None)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("amana.")}
    said = []
    for label, names in sorted(loader.detect_conflicts().items()):
        said.append(f"{label} has {len(names)} heads: {', '.join(sorted(names))}")
    for label, name in sorted(loader.disk_migrations or {}):
        if label in ours and (UNNAMED.search(name) or name.endswith("_and_more")):
            said.append(f"{label}.{name}: name it for what it does")
    return said


def main() -> int:
    django.setup()
    said = complaints()
    print("\n".join(said), file=sys.stderr)
    return 1 if said else 0


if __name__ == "__main__":
    raise SystemExit(main())
