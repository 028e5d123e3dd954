"""Names this room to Django, and keeps the guards in force across migrations."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class RecordConfig(AppConfig):
    name = "amana.record"

    def ready(self) -> None:
        # Django's own events, not ours: they also fire for a test database and for a flush.
        pre_migrate.connect(lift_guards, sender=self)
        post_migrate.connect(restore_guards, sender=self)


def lift_guards(**_: Any) -> None:
    from amana.record.guarding import unguard

    unguard()


def restore_guards(**_: Any) -> None:
    from django.db import connection

    from amana.record.guarding import guard

    if "record_tombstone" in connection.introspection.table_names():
        guard()
