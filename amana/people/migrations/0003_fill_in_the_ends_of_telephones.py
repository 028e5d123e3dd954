from __future__ import annotations

from uuid import UUID

from django.apps.registry import Apps
from django.db import migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Rows in one transaction: its locks are gone again before anybody notices.
SLICE = 1_000


def fill(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Write the ends of the telephones there are; begun anew after a failure, it goes on where it stopped."""
    missing = apps.get_model("people", "Address").objects.filter(kind="phone", backwards=None).order_by("pk")
    last = UUID(int=0)
    while rows := list(missing.filter(pk__gt=last)[:SLICE]):
        for row in rows:
            row.backwards = "".join(letter for letter in reversed(row.value) if letter.isdecimal())
        with transaction.atomic():
            missing.model.objects.bulk_update(rows, ["backwards"])
        last = rows[-1].pk


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("people", "0002_find_telephones_by_their_end")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
