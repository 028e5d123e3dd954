from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_begin")]

    operations = [
        migrations.AddField(
            model_name="address",
            name="backwards",
            field=models.CharField(editable=False, max_length=254, null=True),
        ),
        migrations.AddIndex(
            model_name="address",
            index=models.Index(
                condition=models.Q(("backwards__isnull", False)), fields=["backwards"], name="address_by_its_end"
            ),
        ),
    ]
