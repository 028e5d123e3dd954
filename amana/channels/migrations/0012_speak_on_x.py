from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0010_find_chat_messages"),
    ]

    operations = [
        migrations.AddField(
            model_name="correspondent",
            name="in_public",
            field=models.CharField(blank=True, default="", max_length=190),
        ),
    ]
