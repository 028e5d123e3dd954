"""PostgreSQL counts the frequent words of the index far enough to know a rare one when it is asked for it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps as Apps


def know(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    # Of a word that is not among those counted, the planner believes that it stands in half as many texts as the rarest
    # that is. With the usual thousand that is one text in four hundred, and for a word that stands nowhere it goes
    # through all texts from the newest on instead of asking the index.
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE search_words ALTER COLUMN terms SET STATISTICS 1000")


def forget(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE search_words ALTER COLUMN terms SET STATISTICS -1")


class Migration(migrations.Migration):
    dependencies = [("search", "0002_find_files_meanings_and_slips")]

    operations = [migrations.RunPython(know, forget)]
