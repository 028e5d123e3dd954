"""Making a new database in one step: its tables as the newest version has them, then what migrations do besides tables."""

from __future__ import annotations

from collections.abc import Callable

from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState, StateApps


def is_new(connection: BaseDatabaseWrapper) -> bool:
    """Whether there is no table of anybody's yet."""
    return not connection.introspection.table_names()


def make(connection: BaseDatabaseWrapper, *, verbosity: int = 0) -> None:
    """Make every table of a new database, and mark every migration as applied: all of it, or, when killed, nothing.

    Step by step Django draws all models anew at every change, which for some eighty migrations takes half a minute. Here
    the last shape is worked out first and drawn once. What fills or alters rows finds none, as it would step by step;
    whatever makes other things than tables (indexes of words, triggers) runs in its order.
    """
    # SQLite takes tables apart and together only while it looks at no reference, and can be told so only beforehand.
    with connection.constraint_checks_disabled(), transaction.atomic(using=connection.alias):
        _make(connection, verbosity)


def _make(connection: BaseDatabaseWrapper, verbosity: int) -> None:
    executor = MigrationExecutor(connection)
    targets = executor.loader.graph.leaf_nodes()
    plan = [migration for migration, _backwards in executor.migration_plan(targets, clean_start=True)]
    executor.recorder.ensure_schema()
    _tell(emit_pre_migrate_signal, connection, ProjectState().apps, plan, verbosity)
    state: ProjectState = executor.loader.project_state(targets)
    with connection.schema_editor(atomic=True) as editor:
        for model in state.apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
    for migration in plan:
        with connection.schema_editor(atomic=migration.atomic) as editor:
            _run_besides(migration, state, editor)
        executor.recorder.record_applied(migration.app_label, migration.name)
    _tell(emit_post_migrate_signal, connection, state.apps, plan, verbosity)


def _run_besides(migration: Migration, state: ProjectState, editor: BaseDatabaseSchemaEditor) -> None:
    for operation in migration.operations:
        if isinstance(operation, RunPython | RunSQL):
            operation.database_forwards(migration.app_label, editor, state, state)


def _tell(
    emit: Callable[..., None], connection: BaseDatabaseWrapper, apps: StateApps, plan: list[Migration], verbosity: int
) -> None:
    emit(verbosity, False, connection.alias, apps=apps, plan=[(migration, False) for migration in plan])
