from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0012_speak_on_x"),
    ]

    operations = [
        migrations.AddField(
            model_name="mailprovider",
            name="topics_asked",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="mailprovider",
            name="certificates",
            field=models.JSONField(default=dict),
        ),
    ]
