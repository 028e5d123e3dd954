from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0009_forget_what_was_told"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="chatmessage",
            index=models.Index(fields=["entry"], name="chat_message_of_entry"),
        ),
        migrations.AddIndex(
            model_name="chatmessage",
            index=models.Index(fields=["push"], name="chat_message_of_push"),
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(fields=["began_at"], condition=Q(case=None) & ~Q(number=""), name="call_of_nobody"),
        ),
    ]
