from __future__ import annotations

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

# Written out, as what the code says may change later.
CREATE = {
    "sqlite": ["CREATE VIRTUAL TABLE search_words USING fts5(words, forms, tokenize = 'ascii', columnsize = 0)"],
    "postgresql": [
        "CREATE TABLE search_words (id bigint PRIMARY KEY, terms tsvector NOT NULL)",
        "CREATE INDEX search_words_terms ON search_words USING gin (terms)",
    ],
}
CREATE_BEFORE = {
    "sqlite": ["CREATE VIRTUAL TABLE search_words USING fts5(terms, tokenize = 'unicode61 remove_diacritics 0')"],
    "postgresql": CREATE["postgresql"],
}


def drop(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute("DROP TABLE search_words")


def create(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in CREATE[editor.connection.vendor]:
        editor.execute(statement)


def create_as_before(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in CREATE_BEFORE[editor.connection.vendor]:
        editor.execute(statement)


def begin_the_walk(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """What was found until now is found again when the worker has gone through the cases, the newest first."""
    apps.get_model("search", "Walk").objects.get_or_create(pk=1, defaults={"began_at": timezone.now()})


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_begin"),
        ("cases", "0003_add_labels_ties_and_helpers"),
        ("team", "0003_give_teams_languages_and_skills"),
    ]

    operations = [
        migrations.RunPython(drop, create_as_before),
        migrations.DeleteModel(name="Indexed"),
        migrations.CreateModel(
            name="Indexed",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry", models.UUIDField()),
                ("file", models.UUIDField(null=True)),
                (
                    "audience",
                    models.CharField(
                        choices=[("shared", "shared"), ("company", "company"), ("customer", "customer")], max_length=8
                    ),
                ),
                ("at", models.DateTimeField()),
                ("worked_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, db_default="", max_length=80)),
                ("tries", models.PositiveSmallIntegerField(db_default=0)),
                ("taken_by", models.CharField(blank=True, db_default="", max_length=60)),
                ("taken_until", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "-id"], name="indexed_of_case"),
                    models.Index(condition=models.Q(("worked_at", None)), fields=["-id"], name="indexed_waiting"),
                    models.Index(
                        condition=models.Q(("error", ""), _negated=True), fields=["id"], name="indexed_unreadable"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("file", None)), fields=("entry",), name="indexed_entry_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("file__isnull", False)), fields=("entry", "file"), name="indexed_file_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FileText",
            fields=[
                (
                    "indexed",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="search.indexed",
                    ),
                ),
                ("text", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Meaning",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "indexed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="meanings", to="search.indexed"
                    ),
                ),
                ("cell", models.PositiveSmallIntegerField()),
                ("vector", models.BinaryField()),
                (
                    "brand",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="team.brand"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["brand", "cell", "-indexed"], name="meaning_in_cell")]},
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("word", models.BinaryField(max_length=60, unique=True)),
                ("texts", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Slip",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("left", models.BigIntegerField()),
                (
                    "word",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="search.word"
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("left", "word"), name="slip_once")]},
        ),
        migrations.CreateModel(
            name="Walk",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("before", models.UUIDField(null=True)),
                ("cases", models.PositiveIntegerField(default=0)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("taken_by", models.CharField(blank=True, max_length=60)),
                ("taken_until", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RunPython(create, drop),
        migrations.RunPython(begin_the_walk, migrations.RunPython.noop),
    ]
