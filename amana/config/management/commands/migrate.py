"""Django's own migrate; a database without any table is made in one step."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.management.base import no_translations
from django.core.management.commands.migrate import Command as StepByStep
from django.db import connections
from django.utils.module_loading import module_has_submodule

from amana.config.making import is_new, make

# With one of these somebody asks for something else than the newest tables.
_OF_THEIR_OWN = ("app_label", "migration_name", "fake", "fake_initial", "plan", "check_unapplied", "prune")


class Command(StepByStep):
    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if any(options.get(name) for name in _OF_THEIR_OWN) or not is_new(connection):
            super().handle(*args, **options)
            return
        # What is connected to the signals of migrating stands in these modules.
        for config in apps.get_app_configs():
            if module_has_submodule(config.module, "management"):
                import_module(".management", config.name)
        connection.prepare_database()
        make(connection, verbosity=options["verbosity"])
