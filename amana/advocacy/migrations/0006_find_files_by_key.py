from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('advocacy', '0005_keep_typed_words_and_made_files'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='dropped',
            index=models.Index(condition=models.Q(('file_key', ''), _negated=True), fields=['file_key'], name='dropped_by_file'),
        ),
        migrations.AddIndex(
            model_name='making',
            index=models.Index(condition=models.Q(('file_key', ''), _negated=True), fields=['file_key'], name='making_by_file'),
        ),
    ]
