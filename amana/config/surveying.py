"""What SQLite knows of how its tables are filled, by which it chooses the index to go by."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

# Rows of each index that are looked at; SQLite's documentation advises 100 to 1,000.
LOOKED_AT = 400


def survey(_at: datetime) -> int:
    """Recurring: look at each table anew, one short transaction each; return how many tables there are.

    Without it SQLite guesses, and among a million cases some pages took minutes. PostgreSQL does this by itself. The
    tables behind the index of words are left out: they are asked in one way alone, and looking at them takes seconds.
    """
    if connection.vendor != "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            r" AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT LIKE 'search\_words%' ESCAPE '\'"
        )
        names = [name for (name,) in cursor.fetchall()]
        cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")
        for name in names:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(name)}")
    return len(names)
