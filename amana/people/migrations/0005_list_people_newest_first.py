from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_every_telephone_has_an_end"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["created_at", "id"], name="person_newest"),
        ),
    ]
