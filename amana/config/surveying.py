"""What SQLite knows of how its tables are filled, by which it chooses the index to go by."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

# Rows of each index that are looked at: more than any page would rather sort. With the 100 to 1,000 that SQLite's
# documentation advises, a brand of a million cases counts as one of a thousand, and its queue is sorted for each page.
LOOKED_AT = 50_000


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
        try:
            for name in names:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(name)}")
        finally:
            cursor.execute("PRAGMA analysis_limit = 0")
    return len(names)
