from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_fill_in_the_ends_of_telephones")]

    operations = [
        migrations.AddConstraint(
            model_name="address",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("backwards", None), ("kind", "mail")),
                    models.Q(("backwards__isnull", False), ("kind", "phone")),
                    _connector="OR",
                ),
                name="address_telephone_is_found_by_its_end",
            ),
        ),
    ]
