from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('post', '0005_send_by_other_ways_than_mail'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='rawmessage',
            index=models.Index(condition=models.Q(('file_key', ''), _negated=True), fields=['file_key'], name='raw_message_by_file'),
        ),
    ]
