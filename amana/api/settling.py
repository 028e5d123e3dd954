"""Up to which moment a feed may be read, so that nothing which is being written now is passed over for good."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

# What was written less long ago waits for the next call: so far may the clocks of our machines be apart, and so long may
# a row lie between having its key and its transaction having begun to write.
SETTLES = timedelta(seconds=15)
# Whoever has written, or waits to, and has not committed. Of what others than this user of the database do, it tells nothing.
_WRITING = """
    SELECT min(xact_start) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND (backend_xid IS NOT NULL OR wait_event_type = 'Lock')
"""


def settled(at: datetime) -> datetime:
    """Return the moment up to which all that was written is to be seen: what comes to be committed later has later keys.

    On PostgreSQL no later than the oldest transaction that writes began; asked before the rows are read. On SQLite there is one
    writer at a time, and while it writes nothing that came after it is there to be read.
    """
    oldest = None
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_WRITING)
            oldest = cursor.fetchone()[0]
    return (min(at, oldest) if oldest is not None else at) - SETTLES
